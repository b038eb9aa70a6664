"""A register with offices, joined to retention, and short ways to put activities and holdings into it."""

from collections.abc import Callable, Iterator
from datetime import date, datetime

import pytest

from ropa.activities import service as activities
from ropa.db.unit_of_work import Database
from ropa.offices.service import load_offices
from ropa.retention import service
from ropa.retention.service_readings import after_activity_saved
from schemas.access import Actor, Role
from schemas.activity import Form
from schemas.activity_keeping import Storage
from schemas.beyond import Beyond
from schemas.document import ActivityInput
from schemas.holding import Holding, HoldingInput
from schemas.vocabulary import StartEvent
from tests.support.actors import PHETCHABURI, somebody

SAMPLES = "10 ปี/ได้รับคำสั่งจากผู้มีอำนาจ"
DPO = somebody(Role.DPO)

AddActivity = Callable[..., str]
AddHolding = Callable[..., Holding]


@pytest.fixture
def register(database_url: str, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """A migrated database that has the offices and nothing else; saves are told to retention."""
    monkeypatch.setattr(activities, "AFTER_SAVE", [after_activity_saved])
    database = Database(database_url, pool_size=3)
    with database.write(somebody(Role.SYSTEM_ADMIN), now) as uow:
        load_offices(uow)
    yield database
    database.close()


def words(text: str | None, event: StartEvent | None = None, office_id: int = PHETCHABURI) -> ActivityInput:
    """Return an activity whose form says nothing but how long data are kept."""
    form = Form(storage=Storage(retention_period=text), beyond=Beyond(retention_start_event=event))
    return ActivityInput(office_id=office_id, form=form)


@pytest.fixture
def add_activity(register: Database, now: datetime) -> AddActivity:
    """Return a function that creates an activity with retention words and answers its id."""

    def add(text: str | None, event: StartEvent | None = None, office_id: int = PHETCHABURI) -> str:
        with register.write(DPO, now) as uow:
            return activities.create(uow, words(text, event, office_id)).id

    return add


@pytest.fixture
def add_holding(register: Database, now: datetime) -> AddHolding:
    """Return a function that enters a holding that began on a day, at a moment."""

    def add(
        activity_id: str,
        started_on: str | None,
        event: StartEvent | None = None,
        at: datetime | None = None,
        actor: Actor = DPO,
    ) -> Holding:
        data = HoldingInput(
            title="แฟ้มคำร้อง",
            start_event=event,
            started_on=date.fromisoformat(started_on) if started_on else None,
            location="ตู้เอกสาร 3",
            medium="กระดาษ",
            volume="12 แฟ้ม",
        )
        with register.write(actor, at or now) as uow:
            return service.create_holding(uow, activity_id, data)

    return add
