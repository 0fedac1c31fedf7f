"""Bringing a database to the schema of this release by Alembic, in one transaction."""

from typing import Literal

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Engine
from sqlalchemy.engine import Connection

from agent_app import paths
from agent_app.domain.errors import Unavailable

Side = Literal["local", "central"]


def _config(side: Side) -> Config:
    config = Config()
    config.set_main_option("script_location", str(paths.migrations(side)))
    config.set_main_option("path_separator", "os")
    return config


def is_behind(connection: Connection, side: Side) -> bool:
    """Whether migrations are pending. Raises Unavailable("database_newer") for a later release's database."""
    scripts = ScriptDirectory.from_config(_config(side))
    current = MigrationContext.configure(connection).get_current_revision()
    if current == scripts.get_current_head():
        return False
    if current is not None:
        try:
            scripts.get_revision(current)
        except CommandError as error:
            raise Unavailable("database_newer", revision=current) from error
    return True


def is_new(connection: Connection) -> bool:
    """Whether no migration ever ran here: there is nothing to lose yet."""
    return MigrationContext.configure(connection).get_current_revision() is None


def migrate(engine: Engine, side: Side) -> None:
    """Run all pending migrations: all of them take effect, or none."""
    config = _config(side)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
