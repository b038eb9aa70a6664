"""One record's steward is named, alone; the person is told."""

from ropa import clock
from ropa.activities import service_stewards
from ropa.db.unit_of_work import UnitOfWork
from ropa.notices.service import post
from schemas.notices import Notice, NoticeKind
from schemas.stewards import StewardRecord


def assign(uow: UnitOfWork, activity_id: str, person_id: str | None) -> StewardRecord:
    """Make a person the steward of a record, or nobody; return who looks after it.

    Raises: what `activities.service_stewards.assign` raises.
    """
    before = service_stewards.present_of(uow, activity_id)
    service_stewards.assign(uow, activity_id, person_id)
    found = service_stewards.read(uow, activity_id)
    if person_id is not None and person_id not in {before, service_stewards.self_of(uow)}:
        told = Notice(
            # Handed to and fro on one day, the person is told once.
            cause=f"assigned:{activity_id}:{clock.bangkok(uow.now).date()}",
            kind=NoticeKind.ASSIGNED,
            person_id=person_id,
            title_th=f"ท่านได้รับมอบหมายให้ดูแลรายการ {found.ref}",
            title_en=f"You now look after {found.ref}",
            body_th=f"มอบหมายโดย {uow.actor.name}",
            body_en=f"Assigned by {uow.actor.name}",
            path=f"/activities/{activity_id}",
        )
        post(uow, [told])
    return found
