"""A ministry with its offices, people, an application and records: what most tests of the core begin with."""

import atexit
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from typing import Any

import msgspec
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import select

from ropa.access.service import create_token
from ropa.activities import service
from ropa.activities.tables import PROJECTIONS
from ropa.db.unit_of_work import Database, UnitOfWork
from ropa.offices.service import load_offices
from ropa.settings import Environment, Settings
from ropa.wiring import wire
from schemas.access import Actor, Role
from schemas.activity import Form
from schemas.activity_data import DataCategory, Header
from schemas.document import ActivityInput, ActivityUpdate
from schemas.exchange import ExchangeLine, InformationSystem
from schemas.flow import Step
from schemas.listing import StoredRevision
from schemas.vocabulary import RevisionStatus
from tests.support.actors import PHETCHABURI, somebody
from tests.support.quick_apps import quick_app

DPO = somebody(Role.DPO)
ACTIVITIES = "/api/v1/activities"


def open_register(database_url: str, now: datetime, **options: Any) -> Database:
    """Return the database of an address with the ministry's offices in it."""
    wire()  # as every process does at its start, before it writes anything
    database = Database(database_url, **options)
    with database.write(somebody(Role.SYSTEM_ADMIN), now) as uow:
        load_offices(uow)
    return database


@cache
def files_folder() -> str:
    """Return the folder of this process's attached documents; it goes with the process."""
    folder = tempfile.mkdtemp(prefix="ropa-files-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def settings_for(database_url: str) -> Settings:
    return Settings(env=Environment.TEST, database_url=database_url, files_url=f"file://{files_folder()}")


def make_app(database: Database | str) -> Litestar:
    """Return the whole application on a database."""
    if isinstance(database, str):
        database = Database(database)
    return quick_app(settings_for(database.url), database)


@contextmanager
def client_of(database: Database) -> Iterator[TestClient[Litestar]]:
    """Give a client of the whole application; a fault of the program arrives as the 500 that a client would see."""
    with TestClient(make_app(database), raise_server_exceptions=False) as client:
        yield client


def bearer(database: Database, role: Role = Role.DPO, office_id: int = 0) -> dict[str, str]:
    """Return the header of a new token. The server judges tokens by its own clock, so they begin at this moment."""
    with database.write(somebody(Role.SYSTEM_ADMIN), datetime.now(UTC)) as uow:
        return {"Authorization": f"Bearer {create_token(uow, role, office_id, 1).secret}"}


def activity_input(
    *,
    office_id: int = PHETCHABURI,
    main_process: str | None = "งานทดสอบ",
    sub_process: str | None = None,
    items: Iterable[str] = (),
    systems: Iterable[str] = (),
    steps: int = 0,
    recipients: Iterable[str] | None = None,
    **more: Any,
) -> ActivityInput:
    """Return what a client would send; `more` are fields of `ActivityInput` (marks, sources)."""
    return ActivityInput(
        office_id=office_id,
        form=Form(
            header=Header(main_process=main_process, sub_process=sub_process),
            data_category=DataCategory(
                personal_data_items=list(items) or None,
                local_third_parties=None if recipients is None else list(recipients),
            ),
        ),
        steps=[Step(seq=number, title=f"ขั้นที่ {number}") for number in range(1, steps + 1)],
        systems=[
            InformationSystem(seq=number, system_name=name, exchanges=[ExchangeLine(exchanged_data=f"ข้อมูลของ {name}")])
            for number, name in enumerate(systems, start=1)
        ],
        **more,
    )


def body_of(data: ActivityInput) -> dict[str, Any]:
    """Return what was said as plain JSON values."""
    built: dict[str, Any] = msgspec.to_builtins(data)
    return built


def update_of(data: ActivityInput, **envelope: Any) -> ActivityUpdate:
    """Return the whole-document write of what was said."""
    said = {name: getattr(data, name) for name in data.__struct_fields__}
    return ActivityUpdate(**said, **envelope)


def create(database: Database, now: datetime, actor: Actor = DPO, **said: Any) -> StoredRevision:
    """Return a new record; `said` as for `activity_input`."""
    with database.write(actor, now) as uow:
        return service.create(uow, activity_input(**said))


def approve(uow: UnitOfWork, activity_id: str) -> None:
    """Make the open draft the approved revision, as the life cycle's last step leaves the tables.

    Without its rules: the record may lack anything. `tests.support.lives` takes the real steps.
    """
    from ropa.activities import store, store_index, store_life
    from ropa.activities.tables import activities

    head = store.read_head(uow, activity_id)
    stored = store.read_one(uow, activity_id, public=False)
    assert head is not None
    assert stored is not None
    assert head.draft_revision_id is not None
    if head.approved_revision_id is not None:
        store_index.drop_index(uow, head.approved_revision_id)
        store_life.supersede(uow, head.approved_revision_id)
    store_life.set_status(uow, head.draft_revision_id, RevisionStatus.APPROVED)
    store_life.add_approval(
        uow,
        {
            "revision_id": head.draft_revision_id,
            "activity_id": activity_id,
            "number": stored.revision,
            "office_id": stored.office_id,
            "content_hash": stored.content_hash,
            "manifest_hash": "",
            "manifest": "[]",
            "approved_at": uow.now,
            "approved_by": uow.actor.id,
            "approved_by_name": uow.actor.name,
        },
    )
    uow.connection.execute(
        activities.update()
        .where(activities.c.id == activity_id)
        .values(approved_revision_id=head.draft_revision_id, draft_revision_id=None, version=head.version + 1)
    )
    store_life.show_approved(uow, head.draft_revision_id)


def projections(uow: UnitOfWork) -> dict[str, list[tuple[Any, ...]]]:
    """Return the contents of every computed table, whole."""
    return {table.name: sorted(map(tuple, uow.connection.execute(select(table))), key=repr) for table in PROJECTIONS}
