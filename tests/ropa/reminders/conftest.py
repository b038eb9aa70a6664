"""An office with a recorder, a reviewer, a head and the ministry's DPO, and records on their way."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

import msgspec
import pytest
from sqlalchemy import select, update

from ropa.access.tables import people
from ropa.activities import service, service_life
from ropa.db.unit_of_work import Database
from ropa.jobs import passes
from ropa.notices.tables import notices
from ropa.samples import filled_forms
from schemas.access import Actor, Role
from schemas.document import ActivityInput
from schemas.life import LifeStep, StepInput
from schemas.listing import StoredRevision
from tests.support.actors import PHETCHABURI
from tests.support.staff import hire, key
from tests.support.web import keys_for


class Office(NamedTuple):
    """The people of Phetchaburi, and the DPO above them."""

    recorder: Actor
    reviewer: Actor
    head: Actor
    officer: Actor


@pytest.fixture
def office(register: Database, now: datetime) -> Office:
    return Office(
        hire(register, now, 1, (Role.RECORDER, PHETCHABURI)),
        hire(register, now, 2, (Role.REVIEWER, PHETCHABURI)),
        hire(register, now, 3, (Role.APPROVER, PHETCHABURI)),
        hire(register, now, 4, (Role.DPO, 0)),
    )


def whole(title: str) -> ActivityInput:
    """Return a record without an error-level finding."""
    made = msgspec.json.decode(filled_forms()[0].read_bytes(), type=ActivityInput)
    made.form.header.sub_process = title
    return msgspec.structs.replace(made, office_id=PHETCHABURI)


class Times:
    """The register as time goes by."""

    def __init__(self, register: Database, now: datetime, office: Office) -> None:
        self.register, self.now, self.office = register, now, office

    def write(self, cycle: str | None, title: str = "งานทดสอบ") -> StoredRevision:
        made = whole(title)
        made.form.review.review_cycle = cycle
        with self.register.write(self.office.recorder, self.now) as uow:
            return service.create(uow, made)

    def step(self, actor: Actor, activity_id: str, step: LifeStep, **more: Any) -> None:
        said = StepInput(note=more.pop("note", None))
        with self.register.write(actor, self.now) as uow:
            service_life.take_step(uow, activity_id, step, said, **more)

    def approve(self, activity_id: str, **more: Any) -> None:
        people = self.office
        self.step(people.recorder, activity_id, LifeStep.SUBMIT)
        self.step(people.reviewer, activity_id, LifeStep.REVIEW)
        self.step(people.head, activity_id, LifeStep.APPROVE, **more)

    def approved(self, cycle: str | None, title: str = "งานทดสอบ", **more: Any) -> str:
        made = self.write(cycle, title)
        self.approve(made.id, **more)
        return made.id

    def tick(self, **later: float) -> None:
        """Let time pass, then let the worker come by."""
        self.now += timedelta(**later)
        failed = [each for each in passes.tick(self.register, keys_for(self.register), self.now) if each.error]
        assert not failed

    def told(self, *kinds: str) -> list[tuple[str, str]]:
        """Return (who, title) of every notice of some kinds, in the order of posting."""
        names = {key(actor): name for name, actor in self.office._asdict().items()}
        query = select(notices.c.person_id, notices.c.title_th).where(notices.c.kind.in_(kinds))
        with self.register.read(self.office.officer, self.now) as uow:
            rows = uow.connection.execute(query.order_by(notices.c.posted_at, notices.c.title_th)).all()
        return [(names.get(person_id, person_id), title) for person_id, title in rows]

    def all_told(self) -> int:
        with self.register.read(self.office.officer, self.now) as uow:
            return len(uow.connection.execute(select(notices.c.id)).all())


@pytest.fixture
def times(register: Database, now: datetime, office: Office) -> Times:
    return Times(register, now, office)


@pytest.fixture
def reached(times):
    """The same office, whose people have addresses."""
    with times.register.write(times.office.officer, times.now) as uow:
        uow.connection.execute(update(people).values(email=people.c.id + "@ministry.example"))
    return times
