"""What a report may name: offices that there are, and activities that the actor sees."""

from collections.abc import Iterable, Sequence

from ropa.access.rules import Permission, offices_for
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
    asked = dict.fromkeys(each for each in activity_ids if each not in set(known))
    listed = service_listing.named(uow, asked) if asked and offices_for(uow.actor, Permission.READ_ACTIVITIES) else {}
    # The list leaves out what is retired; its data may be lost all the same.
    unknown = {each for each in asked if each not in listed and not _is_visible(uow, each)}
    return [
        Problem(
            pointer=f"/activity_ids/{place}",
            message_th="ไม่พบกิจกรรมนี้",
            message_en="There is no such activity",
        )
        for place, activity_id in enumerate(activity_ids)
        if activity_id in unknown
    ]


def _is_visible(uow: UnitOfWork, activity_id: str) -> bool:
    try:
        activities.read(uow, activity_id)
    except (NotFound, Forbidden):
        return False
    return True
