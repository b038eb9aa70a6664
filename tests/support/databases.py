"""Clean, migrated databases for tests, quickly: the real migrations run once, each test gets a copy of the result.

Copies, because the trail's tables refuse DELETE and TRUNCATE. Measured on two cores, the run's folder in memory: a
copied SQLite file 0.3 ms; CREATE DATABASE ... STRATEGY file_copy 9 ms (wal_log 18), DROP DATABASE 4 ms.
"""

import os
import shutil
import sqlite3
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Literal

import psycopg
import sqlalchemy
from psycopg import sql

from tests.support.cluster import Cluster, locked

Kind = Literal["sqlite", "postgresql", "postgresql-without-trgm"]
State = Literal["empty", "migrated", "loaded"]
KINDS: tuple[Kind, ...] = ("sqlite", "postgresql")
WITHOUT_TRGM: Kind = "postgresql-without-trgm"

# Not a superuser: a ministry's database administrator hands out an owner of one database, no more.
ROLE = "ropa"


class Databases:
    """Makes databases for one test worker out of templates that all workers share."""

    def __init__(
        self, folder: Path, worker: str, migrate: Callable[[str], None], load: Callable[[str], None] | None = None
    ) -> None:
        """`load` fills the migrated database of an address with what most tests begin with."""
        self._folder = folder
        self._worker = worker
        self._migrate = migrate
        self._load = load
        self._cluster = Cluster(folder)
        self._number = count(1)
        self._admin: psycopg.Connection | None = None

    def make(self, kind: Kind, *, state: State = "migrated") -> str:
        """Return the address of a new database: empty, at the newest schema, or with what `load` fills in."""
        name = f"{self._worker}_{next(self._number)}"
        if kind == "sqlite":
            return self._make_sqlite(name, state)
        template = self._postgresql_template(kind, state)
        self._create(name, template, owner=kind == "postgresql")
        return self._cluster.url(name, ROLE)

    def drop(self, url: str) -> None:
        """Remove a database that `make` made, even if something still holds a connection to it."""
        if url.startswith("sqlite"):
            # A process that ends just now removes the files beside the database itself.
            shutil.rmtree(Path(url.removeprefix("sqlite:///")).parent, onerror=_unless_gone)
            return
        name = sqlalchemy.make_url(url).database or ""
        self._as_admin().execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def close(self) -> None:
        if self._admin is not None:
            self._admin.close()

    def _make_sqlite(self, name: str, state: State) -> str:
        # A folder of its own, so that -wal and -shm files and whatever a test puts beside the database go with it.
        target = self._folder / "sqlite" / name / "ropa.sqlite"
        target.parent.mkdir(parents=True)
        if state != "empty":
            shutil.copyfile(self._sqlite_template(state), target)
        return f"sqlite:///{target}"

    def _sqlite_template(self, state: State) -> Path:
        template = self._folder / f"{state}.sqlite"
        if template.exists():
            return template
        before = self._sqlite_template("migrated") if state == "loaded" else None
        with locked(self._folder / f"{state}.sqlite.lock"):
            if not template.exists():
                growing = self._folder / f"{state}.growing.sqlite"
                if before is not None:
                    shutil.copyfile(before, growing)
                self._fill(state, f"sqlite:///{growing}")
                connection = sqlite3.connect(growing)
                # Everything into the one file that is copied. A migration that left a connection open fails here.
                busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
                connection.close()
                if busy:
                    raise RuntimeError("a connection to the SQLite template was left open")
                growing.rename(template)
        return template

    def _fill(self, state: State, url: str) -> None:
        """Bring the database of an address, which is in the state before, to a state."""
        if state == "migrated":
            self._migrate(url)
        elif state == "loaded":
            if self._load is None:
                raise RuntimeError("nobody said what to load")
            self._load(url)

    def _postgresql_template(self, kind: Kind, state: State) -> str:
        self._cluster.start()
        name = f"{kind.replace('-', '_')}_{state}"
        ready = self._folder / f"{name}.ready"
        if ready.exists():
            return name
        before = self._postgresql_template(kind, "migrated") if state == "loaded" else None
        with locked(self._folder / f"{name}.lock"):
            if not ready.exists():
                if before is not None:
                    self._create(name, before, owner=kind == "postgresql")
                    self._fill(state, self._cluster.url(name, ROLE))
                else:
                    self._make_postgresql_template(name, kind, state)
                ready.touch()
        return name

    def _make_postgresql_template(self, name: str, kind: Kind, state: State) -> None:
        admin = self._as_admin()
        with locked(self._folder / "role.lock"):
            if admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (ROLE,)).fetchone() is None:
                admin.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(ROLE)))
        self._create(name, "template0", owner=kind == "postgresql")
        with self._cluster.connect(name) as inside:
            inside.execute(sql.SQL("GRANT ALL ON SCHEMA public TO {}").format(sql.Identifier(ROLE)))
            if kind == "postgresql":
                inside.execute("CREATE EXTENSION pg_trgm")
        self._fill(state, self._cluster.url(name, ROLE))

    def _create(self, name: str, template: str, *, owner: bool) -> None:
        # The extension is trusted: the owner of a database may create it. Whoever only uses the schema may not,
        # and that is how "pg_trgm is missing and cannot be had" looks to the migrations.
        self._as_admin().execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy OWNER {}").format(
                sql.Identifier(name), sql.Identifier(template), sql.Identifier(ROLE if owner else "postgres")
            )
        )

    def _as_admin(self) -> psycopg.Connection:
        if self._admin is None:
            self._cluster.start()
            self._admin = self._cluster.connect()
        return self._admin


def worker_name() -> str:
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


def _unless_gone(_function: object, _path: str, error: tuple[type[BaseException], BaseException, object]) -> None:
    if not isinstance(error[1], FileNotFoundError):
        raise error[1]
