"""The shipped procedures in force as rounds, and records of offices on their way, for tests."""

from datetime import date, datetime
from typing import Any

import msgspec

from ropa.activities import service, service_life
from ropa.db.unit_of_work import Database
from ropa.procedures import library, service_rounds, service_rounds_shown, service_steps, store_rounds
from ropa.samples import filled_forms
from schemas.access import Actor, Role
from schemas.document import ActivityInput
from schemas.life import LifeStep, StepInput
from schemas.round_record import RunShown, RunStep
from schemas.rounds import RoundInput, StepEnd
from tests.support.actors import PHETCHABURI, PRACHUAP, person
from tests.support.procedures import approved
from tests.support.rounds import DPO

REVIEW, RETENTION = "yearly_review", "monthly_retention"


def people_of(office: int = PHETCHABURI) -> dict[LifeStep, Actor]:
    """Return who submits, reviews and approves at an office."""
    return {
        LifeStep.SUBMIT: person(f"คนบันทึก {office}", Role.RECORDER, office),
        LifeStep.REVIEW: person(f"คนพิจารณา {office}", Role.REVIEWER, office),
        LifeStep.APPROVE: person(f"คนอนุมัติ {office}", Role.APPROVER, office),
    }


def draft(register: Database, now: datetime, office: int = PHETCHABURI, title: str = "งานทดสอบ") -> str:
    """Return a new record without an error."""
    made = msgspec.json.decode(filled_forms()[0].read_bytes(), type=ActivityInput)
    made.form.header.sub_process = title
    with register.write(people_of(office)[LifeStep.SUBMIT], now) as uow:
        return service.create(uow, msgspec.structs.replace(made, office_id=office)).id


def carry(
    register: Database,
    now: datetime,
    activity_id: str,
    *steps: LifeStep,
    office: int = PHETCHABURI,
) -> None:
    """Take steps of a record's life, each by whom it belongs to; all up to the approval when none is named."""
    people = people_of(office)
    for step in steps or tuple(people):
        with register.write(people[step], now) as uow:
            service_life.take_step(uow, activity_id, step, StepInput())


def record(register: Database, now: datetime, office: int = PHETCHABURI, title: str = "งานทดสอบ") -> str:
    """Return an approved record."""
    made = draft(register, now, office, title)
    carry(register, now, made, office=office)
    return made


def begin_shipped(
    register: Database,
    now: datetime,
    name: str = REVIEW,
    *,
    offices: tuple[int, ...] = (PHETCHABURI, PRACHUAP),
    starts_on: date,
) -> str:
    """Return a round of a shipped procedure, begun by the DPO."""
    document = next(each for key, each in library.library().items() if key == name)
    made = approved(register, now, **msgspec.structs.asdict(document))
    given = RoundInput(title="ทบทวนประจำปี", starts_on=starts_on, office_ids=list(offices))
    with register.write(DPO, now) as uow:
        return service_rounds.start(uow, made.id, given)


def run_of(register: Database, now: datetime, round_id: str, office: int = PHETCHABURI, actor: Any = DPO) -> RunShown:
    """Return the run of an office as somebody sees it."""
    with register.read(actor, now) as uow:
        return service_rounds_shown.run_shown(uow, round_id, office)


def open_step(register: Database, now: datetime, round_id: str, office: int = PHETCHABURI) -> RunStep | None:
    """Return the open visit of an office's run; None when there is none."""
    run = run_of(register, now, round_id, office)
    return next((each for each in run.steps if str(each.state) == "open"), None)


def standing(register: Database, now: datetime, round_id: str, office: int = PHETCHABURI) -> list[Any]:
    """Return (step, state, done, total) of each visit, as the register counts it."""
    return [
        (each.step, str(each.state), each.register and (each.register.done, each.register.total))
        for each in run_of(register, now, round_id, office).steps
    ]


def end_open(
    register: Database, now: datetime, round_id: str, office: int = PHETCHABURI, actor: Any = DPO, **said: Any
) -> None:
    """End the open visit of an office's run."""
    found = open_step(register, now, round_id, office)
    assert found is not None
    with register.write(actor, now) as uow:
        service_steps.end(uow, found.id, StepEnd(version=found.version, **said))


def run_row(register: Database, now: datetime, round_id: str, office: int = PHETCHABURI) -> Any:
    """Return the stored run of an office."""
    with register.read(DPO, now) as uow:
        return store_rounds.read_run(uow, round_id, office)
