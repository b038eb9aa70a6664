"""Rounds for tests, begun and worked on by invented people."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

from ropa import clock
from ropa.attachments.service import NewFile
from ropa.files import open_files
from ropa.procedures import service_rounds, service_step_files, service_steps, store_rounds
from schemas.access import Role
from schemas.procedure import BranchAnswer
from schemas.rounds import LateCause, RoundInput, StepEnd
from schemas.step_files import StepFileInput
from tests.support.actors import GROUP_IN_PHETCHABURI, PHETCHABURI, PRACHUAP, person
from tests.support.documents import PDF, PDF_TYPE
from tests.support.procedures import approved
from tests.support.world import settings_for

DPO = person("ดีพีโอ รอบงาน", Role.DPO)


def begin(
    register: Any, now: Any, procedure: Any, *, offices: tuple[int, ...] = (PHETCHABURI, PRACHUAP), starts_on: date
) -> str:
    """Return a round that the DPO began."""
    given = RoundInput(title="รอบทดสอบ", starts_on=starts_on, office_ids=list(offices))
    with register.write(DPO, now) as uow:
        return service_rounds.start(uow, procedure.id, given)


def visits(register: Any, now: Any, round_id: str, office: int = PHETCHABURI) -> list[Any]:
    """Return the visits of an office's run, in the order in which they came to be."""
    with register.read(DPO, now) as uow:
        run = store_rounds.read_run(uow, round_id, office)
        assert run is not None
        return store_rounds.steps_of(uow, [run.id])[run.id]


def finish(
    register: Any,
    now: Any,
    round_id: str,
    step: int,
    *,
    actor: Any = DPO,
    answer: BranchAnswer | None = None,
    cause: LateCause | None = None,
    office: int = PHETCHABURI,
    note: str | None = None,
    done_on: date | None = None,
) -> None:
    """End the open visit of a step."""
    row = next(each for each in visits(register, now, round_id, office) if each.step == step and each.state == "open")
    given = StepEnd(version=row.version, answer=answer, cause=cause, note=note, done_on=done_on)
    with register.write(actor, now) as uow:
        service_steps.end(uow, row.id, given)


def round_to_see(database: Any, now: Any) -> str:
    """Return a round of two offices whose first step is late and whose plan has every kind of step."""
    made = approved(database, now, title="คู่มือของรอบตัวอย่าง")
    given = RoundInput(
        title="รอบตัวอย่าง",
        starts_on=clock.bangkok(now).date() - timedelta(days=10),
        office_ids=[PHETCHABURI, GROUP_IN_PHETCHABURI],
    )
    with database.write(DPO, now) as uow:
        return service_rounds.start(uow, made.id, given)


def evidence_to_see(database: Any, now: Any, round_id: str) -> dict[str, str | int]:
    """Return the first step of a round and its evidence, whose bytes are in the file store."""
    step_id = visits(database, now, round_id)[0].id
    kept = open_files(settings_for(database.url)).put(BytesIO(PDF))
    file = NewFile(sha256=kept.sha256, size=kept.size, media_type=PDF_TYPE, name="หนังสือนำส่ง.pdf")
    with database.write(DPO, now) as uow:
        made = service_step_files.add(uow, step_id, StepFileInput(note="ส่งแล้ว"), file)
    return {"step_id": step_id, "file_id": made.id}
