"""Brings a database to the newest schema, and tells whether it is there."""

import io
from contextlib import redirect_stdout
from functools import cache
from importlib.resources import files

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy.exc import SQLAlchemyError

from ropa.db.unit_of_work import UnitOfWork, translate
from ropa.errors import Unavailable


def configuration(url: str) -> Config:
    """Return alembic's configuration for a database address."""
    config = Config(stdout=io.StringIO())
    config.set_main_option("script_location", str(files("ropa.db") / "migrations"))
    config.attributes["url"] = url
    return config


def upgrade(url: str) -> None:
    """Bring the database to the newest schema; all of it or none of it.

    Raises: Unavailable, also when a newer program made the database; Busy, StorageFull.
    """
    try:
        with redirect_stdout(io.StringIO()):
            command.upgrade(configuration(url), "head")
    except SQLAlchemyError as error:
        raise translate(error) from error
    except CommandError as error:
        raise Unavailable(
            f"ปรับโครงสร้างฐานข้อมูลไม่ได้: {error}", "The schema cannot be upgraded by this version"
        ) from error


@cache
def is_known(version: str) -> bool:
    """Tell whether this program knows a schema version; it does not know those of newer programs."""
    return version in {script.revision for script in ScriptDirectory.from_config(configuration("")).walk_revisions()}


@cache
def newest() -> str | None:
    """Return the newest schema version that this program knows."""
    return ScriptDirectory.from_config(configuration("")).get_current_head()


def present(uow: UnitOfWork) -> str | None:
    """Return the schema version that the database has, None for an empty one."""
    return MigrationContext.configure(uow.connection).get_current_revision()
