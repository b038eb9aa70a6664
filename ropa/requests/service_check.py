"""What a request may name: offices that there are, activities that the actor sees, people of its offices."""

from collections.abc import Iterable, Sequence

from ropa.access.rules import Permission, offices_for
from ropa.access.service_reach import Held, holders, roles_with
from ropa.activities import service as activities
from ropa.activities import service_listing
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Forbidden, NotFound
from ropa.offices import service as offices
from schemas.findings import Problem


def unknown_office(uow: UnitOfWork, office_id: int) -> list[Problem]:
    """Return the fault of an office that does not exist or has ended."""
    fault = offices.fault_of(uow, office_id)
    return [] if fault is None else [Problem(pointer="/office_id", message_th=fault[0], message_en=fault[1])]


def unknown_activities(uow: UnitOfWork, activity_ids: Sequence[str], known: Iterable[str] = ()) -> list[Problem]:
    """Return a fault for each activity that the actor does not see; `known` ones were named before.

    An activity of another office is as unknown as one that does not exist: its id cannot be probed here.
    """
    before = set(known)
    asked = dict.fromkeys(each for each in activity_ids if each not in before)
    listed = service_listing.named(uow, asked) if asked and offices_for(uow.actor, Permission.READ_ACTIVITIES) else {}
    # The list leaves out what is retired; the person's data may be held all the same.
    unknown = {each for each in asked if each not in listed and not _is_visible(uow, each)}
    return [
        Problem(pointer=f"/activity_ids/{place}", message_th="ไม่พบกิจกรรมนี้", message_en="There is no such activity")
        for place, activity_id in enumerate(activity_ids)
        if activity_id in unknown
    ]


def _is_visible(uow: UnitOfWork, activity_id: str) -> bool:
    try:
        activities.read(uow, activity_id)
    except (NotFound, Forbidden):
        return False
    return True


def owners(uow: UnitOfWork, office_id: int) -> dict[str, int]:
    """Return who may work on a request of an office, with how many levels above it they hold the right."""
    held: Held = holders(uow, [office_id], roles_with(Permission.HANDLE_REQUESTS))[office_id]
    found: dict[str, int] = {}
    for people in held.values():
        for depth, person_id in people:
            found[person_id] = min(depth, found.get(person_id, depth))
    return found


def unknown_owner(uow: UnitOfWork, office_id: int, owner_id: str | None) -> list[Problem]:
    """Return the fault of an owner who does not handle requests at the office or above it."""
    if owner_id is None or owner_id in owners(uow, office_id):
        return []
    # The same answer for nobody and for somebody elsewhere: people cannot be probed here.
    th = "ไม่พบผู้ที่มีสิทธิดำเนินการคำขอนี้ในหน่วยงานหรือหน่วยงานที่กำกับดูแล"
    en = "There is nobody such at the office or above it who handles requests"
    return [Problem(pointer="/owner_id", message_th=th, message_en=en)]
