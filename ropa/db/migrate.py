"""Brings a database to the newest schema, and tells whether it is there."""

import io
from contextlib import redirect_stdout
from functools import cache
from importlib.resources import files

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from ropa.db.unit_of_work import UnitOfWork


def configuration(url: str) -> Config:
    """Return alembic's configuration for a database address."""
    config = Config(stdout=io.StringIO())
    config.set_main_option("script_location", str(files("ropa.db") / "migrations"))
    config.attributes["url"] = url
    return config


def upgrade(url: str) -> None:
    """Bring the database to the newest schema; all of it or none of it."""
    with redirect_stdout(io.StringIO()):
        command.upgrade(configuration(url), "head")


@cache
def newest() -> str | None:
    """Return the newest schema version that this program knows."""
    return ScriptDirectory.from_config(configuration("")).get_current_head()


def present(uow: UnitOfWork) -> str | None:
    """Return the schema version that the database has, None for an empty one."""
    return MigrationContext.configure(uow.connection).get_current_revision()
