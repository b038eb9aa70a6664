"""Use cases of single records: moved to another office, or placed where no rule could."""

from collections.abc import Sequence

from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.activities import service as activities
from ropa.audit.service import record
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Invalid, NotFound, invalid
from ropa.offices import service as offices
from ropa.reorganisations import service, store, store_changes
from ropa.reorganisations.service_execute import tell
from ropa.reorganisations.service_hooks import RecordMoved
from schemas.findings import Problem
from schemas.listing import StoredRevision
from schemas.reorganisation import MoveInput, Placed, Undecided, UndecidedRecord


def move(uow: UnitOfWork, activity_id: str, given: MoveInput) -> StoredRevision:
    """Return the activity in its new office: draft, approved revision, data sets and open items with it.

    Needs the right at both offices. Raises: NotFound, Forbidden; Invalid for the same office or one that has ended.
    """
    store.lock_records(uow, [activity_id])
    stored = activities.read(uow, activity_id)
    access.require(uow, Permission.MOVE_ACTIVITIES, stored.office_id)
    fault = offices.fault_of(uow, given.office_id)
    if fault is not None:
        raise invalid("/office_id", *fault)
    access.require(uow, Permission.MOVE_ACTIVITIES, given.office_id)
    if given.office_id == stored.office_id:
        raise invalid("/office_id", "รายการอยู่ในหน่วยงานนี้แล้ว", "The record is in this office already")
    _move(uow, stored, given.office_id, reason=given.reason, change_id=None)
    store_changes.decide_everywhere(uow, activity_id, given.office_id)
    return activities.read(uow, activity_id)


def _move(uow: UnitOfWork, stored: StoredRevision, to_id: int, *, reason: str | None, change_id: str | None) -> None:
    by = {"change_id": change_id, "reason": reason, "moved_by": uow.actor.id, "moved_by_name": uow.actor.name}
    store.note_past(uow, [stored.id], stored.office_id, uow.now, by)
    store.move_records(uow, [stored.id], to_id)
    # Words of people stay beside the move: an entry of the trail is kept for longer than they may be.
    details = {"ref": stored.ref, "from": stored.office_id, "to": to_id, "change": change_id, "reason": bool(reason)}
    record(uow, "activity.moved", f"activity:{stored.id}", details)
    tell(uow, [RecordMoved(activity_id=stored.id, from_id=stored.office_id, to_id=to_id)])


def undecided(uow: UnitOfWork, change_id: str) -> Undecided:
    """Return the records that wait for a decision, and the offices to choose from.

    Raises: NotFound, Forbidden.
    """
    change = service.read(uow, change_id)
    waiting = store_changes.open_items(uow, change_id)
    lines = store.title_lines(uow, [activity for activity, _ in waiting])
    items = [
        UndecidedRecord(
            activity_id=activity,
            ref=lines[activity].ref,
            title=lines[activity].title,
            unit=lines[activity].unit,
            from_id=old,
            at_id=lines[activity].office_id,
        )
        for activity, old in waiting
        if activity in lines
    ]
    targets = {office for several in change.preview.targets.values() for office in several}
    listed = [each for each in offices.list_offices(uow) if each.id in targets and each.ended_on is None]
    return Undecided(items=items, targets=listed)


def place(uow: UnitOfWork, change_id: str, given: Sequence[Placed]) -> int:
    """Put waiting records where somebody decided; return how many.

    Needs the right to move at both offices. Raises: NotFound, Forbidden; Invalid with every record that does not wait
    and every office that there is not.
    """
    service.require_reading(uow)
    if store_changes.find(uow, change_id, lock=True) is None:
        raise NotFound
    waiting = dict(store_changes.open_items(uow, change_id))
    faults = {office: offices.fault_of(uow, office) for office in {each.office_id for each in given}}
    problems = []
    seen: set[str] = set()
    for at, each in enumerate(given):
        if each.activity_id not in waiting or each.activity_id in seen:
            words = "รายการนี้ไม่ได้รอการตัดสินใจ", "This record does not wait for a decision"
            problems.append(Problem(pointer=f"/items/{at}/activity_id", message_th=words[0], message_en=words[1]))
        seen.add(each.activity_id)
        fault = faults[each.office_id]
        if fault is not None:
            problems.append(Problem(pointer=f"/items/{at}/office_id", message_th=fault[0], message_en=fault[1]))
    if problems:
        raise Invalid(problems)
    store.lock_records(uow, sorted(seen))
    for each in given:
        stored = activities.read(uow, each.activity_id)
        access.require(uow, Permission.MOVE_ACTIVITIES, stored.office_id)
        access.require(uow, Permission.MOVE_ACTIVITIES, each.office_id)
        if stored.office_id != each.office_id:
            _move(uow, stored, each.office_id, reason=None, change_id=change_id)
        store_changes.decide(uow, change_id, each.activity_id, each.office_id)
    return len(given)
