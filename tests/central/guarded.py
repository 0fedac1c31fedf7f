"""Roles of a real PostgreSQL that are asked for a password and own no more than they were given."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from psycopg import sql
from sqlalchemy import URL, create_engine, text

from tests.postgres import Server

ODD_PASSWORD = "p@ss:w/ord %41 'x\\y'?#&="
"""With every letter that means something in a URL, a connection string or a shell."""


@contextmanager
def as_superuser(server: Server, database: str = "postgres") -> Iterator[object]:
    engine = create_engine(server.url(database), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def ask_for_password(server: Server, role: str) -> None:
    """Have the server ask this role for its password; everybody else is trusted."""
    with as_superuser(server) as connection:
        file = Path(connection.exec_driver_sql("SHOW hba_file").scalar_one())
        rule = f"local all {role} scram-sha-256\n"
        known = file.read_text()
        if rule not in known:
            file.write_text(rule + known)
        connection.exec_driver_sql("SELECT pg_reload_conf()")


def make_role(server: Server, role: str, password: str) -> None:
    """A role that may log in and nothing else, and is asked for its password."""
    with as_superuser(server) as connection:
        driver = connection.connection.driver_connection
        name = sql.Identifier(role)
        if not connection.execute(text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": role}).first():
            driver.execute(sql.SQL("CREATE ROLE {} LOGIN").format(name))
        driver.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(name, sql.Literal(password)))
    ask_for_password(server, role)


def owned_database(server: Server, name: str, role: str, password: str, owner: str | None = None) -> str:
    """A database that `owner`, else the role itself, owns; the role's URL with its password."""
    make_role(server, role, password)
    with as_superuser(server) as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} OWNER {owner or role}")
    return url(server, name, role, password)


def url(server: Server, name: str, role: str, password: str) -> str:
    place = {"host": str(server.folder), "port": str(server.port)}
    made = URL.create("postgresql+psycopg", username=role, password=password, database=name, query=place)
    return made.render_as_string(hide_password=False)
