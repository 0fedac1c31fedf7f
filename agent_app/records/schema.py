"""Bringing a database to the schema of this release by Alembic, in one transaction."""

from typing import TYPE_CHECKING, Literal

from sqlalchemy import Engine, inspect
from sqlalchemy.engine import Connection

from agent_app import paths
from agent_app.domain.errors import Unavailable
from agent_app.records import planner

if TYPE_CHECKING:
    from alembic.config import Config

Side = Literal["local", "central"]

HEADS: dict[Side, str] = {"local": "0004", "central": "0004"}
"""The newest migration of each side. Nearly every start finds it in place and never loads Alembic, which takes long."""


def is_behind(connection: Connection, side: Side) -> bool:
    """Whether migrations are pending. Raises Unavailable("database_newer") for a later release's database."""
    current = revision(connection)
    if current == HEADS[side]:
        return False
    require_known(current, side)
    return True


def require_known(named: str | None, side: Side) -> None:
    """Raises Unavailable("database_newer") for a migration of a later release; None is that of no database."""
    if named not in (None, HEADS[side]) and not _is_known(named, side):
        raise Unavailable("database_newer", revision=named)


def is_new(connection: Connection) -> bool:
    """Whether no migration ever ran here: there is nothing to lose yet."""
    return revision(connection) is None


def revision(connection: Connection) -> str | None:
    """The migration that Alembic's own table says was the last one here."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    current: str | None = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return current


def _is_known(named: str, side: Side) -> bool:
    from alembic.script import ScriptDirectory
    from alembic.util.exc import CommandError

    try:
        ScriptDirectory.from_config(_config(side)).get_revision(named)
    except CommandError:
        return False
    return True


def migrate(engine: Engine, side: Side) -> None:
    """Run all pending migrations: all of them take effect, or none."""
    from alembic import command

    config = _config(side)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        planner.inform(connection)


def _config(side: Side) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(paths.migrations(side)))
    config.set_main_option("path_separator", "os")
    return config
