"""Records on their way: people for each step, and the way to an approval."""

from datetime import datetime

from ropa.activities import service_life
from ropa.db.unit_of_work import Database
from schemas.access import Actor, Role
from schemas.life import LifeStep, StepInput
from schemas.listing import StoredRevision
from tests.support.actors import PHETCHABURI, person

RECORDER = person("คนบันทึก", Role.RECORDER, PHETCHABURI)
REVIEWER = person("คนพิจารณา", Role.REVIEWER, PHETCHABURI)
APPROVER = person("คนอนุมัติ", Role.APPROVER, PHETCHABURI)
OFFICER = person("ดีพีโอ", Role.DPO)
AUDITOR = person("ผู้ตรวจ", Role.AUDITOR)

WAY = ((RECORDER, LifeStep.SUBMIT), (REVIEWER, LifeStep.REVIEW), (APPROVER, LifeStep.APPROVE))


def step(
    register: Database, now: datetime, actor: Actor, activity_id: str, which: LifeStep, note: str | None = None
) -> StoredRevision:
    """Take one step in a unit of work of its own."""
    with register.write(actor, now) as uow:
        return service_life.take_step(uow, activity_id, which, StepInput(note=note))


def carry(register: Database, now: datetime, activity_id: str, upto: LifeStep = LifeStep.APPROVE) -> StoredRevision:
    """Carry an open draft through the steps up to one of them."""
    last = None
    for actor, which in WAY:
        last = step(register, now, actor, activity_id, which)
        if which is upto:
            break
    assert last is not None
    return last
