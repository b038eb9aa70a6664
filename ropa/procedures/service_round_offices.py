"""Which offices a round is begun for: one, all below one, the head offices of all provinces, or all at the top."""

from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import invalid
from ropa.offices import service as offices
from schemas.office import WHOLE_MINISTRY, Office
from schemas.rounds import OfficeGroup


def offices_of(uow: UnitOfWork, group: OfficeGroup, office_id: int | None) -> list[int]:
    """Return the offices of a group among those for which the actor may start a round, in the order of the tree.

    `office_id`: the one office, or the one below which they are. Raises: Forbidden; Invalid when there is none.
    """
    reach = access.visible_ids(uow, Permission.RUN_ROUNDS)
    known = {office.id: office for office in offices.list_offices(uow) if office.ended_on is None}
    if group in {OfficeGroup.ONE, OfficeGroup.BELOW} and office_id not in known:
        raise invalid("/office_id", "เลือกหน่วยงาน", "Choose an office")
    found = [
        office.id
        for office in known.values()
        if office.id != WHOLE_MINISTRY
        and (reach is None or office.id in reach)
        and _belongs(office, group, office_id, known)
    ]
    if not found:
        raise invalid("/office_id", "ไม่มีหน่วยงานในกลุ่มนี้", "There is no office in this group")
    return found


def _belongs(office: Office, group: OfficeGroup, office_id: int | None, known: dict[int, Office]) -> bool:
    if group is OfficeGroup.ONE:
        return office.id == office_id
    if group is OfficeGroup.BELOW:
        return office.parent_id == office_id
    above = known.get(office.parent_id) if office.parent_id is not None else None
    if group is OfficeGroup.PROVINCES:
        # The topmost office in its province: those below it do the work with it.
        return office.province_id is not None and (above is None or above.province_id is None)
    return above is None or above.id == WHOLE_MINISTRY
