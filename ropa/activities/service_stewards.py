"""Use cases of stewards: who looks after a record, who may say so, and the records that somebody chose.

A steward is a person who may write at the record's office. Who reviews, approves or protects data there (`ASSIGN`)
names anybody; a recorder takes a record that nobody looks after, and hands on their own.
"""

from collections.abc import Collection, Iterable, Sequence

import msgspec

from ropa.access import service as access
from ropa.access import service_reach
from ropa.access.rules import Permission, offices_for
from ropa.access.service_contacts import contacts
from ropa.activities import service, store, store_stewards
from ropa.audit.service import record
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Forbidden, Invalid, NotFound, invalid
from schemas.listing import ActivityFilter, ActivityItem
from schemas.office import WHOLE_MINISTRY
from schemas.stewards import Steward, StewardEntry, StewardRecord

#: Entries of the past that a page shows.
_LATEST = 50
PERSON = "person:"
#: Of the filter `steward`: whoever asks.
ME = "me"


def self_of(uow: UnitOfWork) -> str | None:
    """Return the actor's own id as a person; None for a machine."""
    return uow.actor.id.removeprefix(PERSON) if uow.actor.id.startswith(PERSON) else None


def own(uow: UnitOfWork, wanted: ActivityFilter) -> ActivityFilter:
    """Return the filter with the actor's own id where it says `me`; a machine looks after nothing.

    What was chosen for a run is found by whoever began the run and by who reads the whole trail; by others nothing is.
    """
    if wanted.chosen is not None and not _sees_run(uow, wanted.chosen):
        wanted = msgspec.structs.replace(wanted, chosen="")
    return msgspec.structs.replace(wanted, steward=self_of(uow) or "") if wanted.steward == ME else wanted


def _sees_run(uow: UnitOfWork, run_id: str) -> bool:
    if WHOLE_MINISTRY in offices_for(uow.actor, Permission.READ_TRAIL):
        return True
    return store_stewards.began(uow, run_id) == uow.actor.id


def writers_at(uow: UnitOfWork, office_ids: Collection[int]) -> dict[int, set[str]]:
    """Return who may write at each of the offices today; one query for 500 offices."""
    roles = service_reach.roles_with(Permission.WRITE_ACTIVITIES)
    held = service_reach.holders(uow, set(office_ids), roles)
    return {office: {person for people in each.values() for _, person in people} for office, each in held.items()}


def of_items(uow: UnitOfWork, items: Iterable[tuple[str, int]]) -> dict[str, Steward]:
    """Return the stewards of some (activity, office), by activity; at most three queries."""
    offices = dict(items)
    found = store_stewards.present(uow, offices)
    if not found:
        return {}
    people = contacts(uow, sorted({person for person, _ in found.values()}))
    writers = writers_at(uow, {offices[key] for key in found})
    return {
        key: Steward(
            person_id=person,
            name=people[person].name if person in people else "",
            is_valid=person in writers[offices[key]],
        )
        for key, (person, _) in found.items()
    }


def with_stewards(uow: UnitOfWork, items: Sequence[ActivityItem]) -> list[ActivityItem]:
    """Return the lines of a list with who looks after each."""
    found = of_items(uow, ((each.id, each.office_id) for each in items))
    if not found:
        return list(items)
    return [msgspec.structs.replace(each, steward=found.get(each.id)) for each in items]


def name_of(uow: UnitOfWork, person_id: str) -> str | None:
    """Return the name of a person; None for nobody."""
    found = contacts(uow, [person_id]).get(person_id)
    return found.name if found else None


def names_of(uow: UnitOfWork, person_ids: Collection[str]) -> dict[str, str]:
    """Return the names of people; unknown ones are not there."""
    return {key: each.name for key, each in contacts(uow, sorted(person_ids)).items()} if person_ids else {}


class NotYours(Forbidden):
    """A recorder would give a record of somebody else's away."""

    message_th = "ผู้บันทึกรับดูแลได้เฉพาะรายการที่ยังไม่มีผู้ดูแล และมอบต่อได้เฉพาะรายการที่ตนดูแลอยู่ ให้ผู้พิจารณา ผู้อนุมัติ หรือ DPO มอบหมาย"
    message_en = (
        "A recorder takes a record that nobody looks after and hands on their own; a reviewer, an approver or the DPO"
        " assigns others"
    )


def obstacle(
    uow: UnitOfWork, *, assigns: bool, writes: bool, present: Steward | None, person_id: str | None
) -> type[Forbidden] | None:
    """Return why the actor may not give a record to a person; None: they may.

    `assigns`, `writes`: whether the actor has `ASSIGN_ACTIVITIES`, `WRITE_ACTIVITIES` at the record's office.
    """
    if assigns:
        return None
    if not writes:
        return Forbidden
    me = self_of(uow)
    free = present is None or not present.is_valid
    if me is not None and ((free and person_id == me) or (present is not None and present.person_id == me)):
        return None
    return NotYours


def assign(uow: UnitOfWork, activity_id: str, person_id: str | None, *, run_id: str | None = None) -> Steward | None:
    """Make a person the steward of a record, or nobody; return the new steward.

    Raises: NotFound; Forbidden; Invalid for a person who may not write at the record's office.
    """
    head = store.read_head(uow, activity_id)
    if head is None:
        raise NotFound
    access.require(uow, Permission.READ_ACTIVITIES, head.office_id, hide=True)
    present = of_items(uow, [(activity_id, head.office_id)]).get(activity_id)
    if (present.person_id if present else None) == person_id:
        return present
    refused = obstacle(
        uow,
        assigns=access.may(uow, Permission.ASSIGN_ACTIVITIES, head.office_id),
        writes=access.may(uow, Permission.WRITE_ACTIVITIES, head.office_id),
        present=present,
        person_id=person_id,
    )
    if refused is not None:
        raise refused
    if person_id is not None and person_id not in writers_at(uow, [head.office_id])[head.office_id]:
        raise no_writer()
    put(uow, activity_id, head.ref, present.person_id if present else None, person_id, run_id)
    if person_id is None:
        return None
    return Steward(person_id=person_id, name=name_of(uow, person_id) or "", is_valid=True)


def no_writer() -> Invalid:
    """Return the error for somebody who may not write at the record's office."""
    return invalid(
        "/person_id",
        "ผู้นี้ไม่มีสิทธิบันทึกที่หน่วยงานของรายการ",
        "This person may not write at the record's office",
    )


def put(uow: UnitOfWork, activity_id: str, ref: str, before: str | None, after: str | None, run_id: str | None) -> None:
    """Write that another person looks after a record. Whoever calls has asked for the rights."""
    values: dict[str, object] = {
        "id": new_id(uow.now),
        "person_id": after,
        "assigned_by": uow.actor.id,
        "assigned_by_name": uow.actor.name,
        "run_id": run_id,
    }
    store_stewards.change(uow, activity_id, values)
    details: dict[str, object] = {"ref": ref, "from": before, "to": after}
    if run_id is not None:
        details["run"] = run_id
    record(uow, "activity.assigned", f"activity:{activity_id}", details)


def read(uow: UnitOfWork, activity_id: str) -> StewardRecord:
    """Return who looks after a record, and who did.

    Raises: NotFound.
    """
    stored = service.read(uow, activity_id)
    rows = store_stewards.history(uow, activity_id, _LATEST)
    people = contacts(uow, sorted({row.person_id for row in rows if row.person_id}))
    return StewardRecord(
        activity_id=activity_id,
        ref=stored.ref,
        office_id=stored.office_id,
        steward=of_items(uow, [(activity_id, stored.office_id)]).get(activity_id),
        history=[
            StewardEntry(
                person_id=row.person_id,
                name=people[row.person_id].name if row.person_id in people else "",
                since_at=row.since_at,
                assigned_by_name=row.assigned_by_name,
                until_at=row.until_at,
            )
            for row in rows
        ],
    )


def runs_of(uow: UnitOfWork, activity_ids: Collection[str]) -> dict[str, str | None]:
    """Return the run that named the present steward of each record that has an entry; None: named alone."""
    return store_stewards.last_runs(uow, activity_ids)


def present_of(uow: UnitOfWork, activity_id: str) -> str | None:
    """Return the person who looks after a record, whether or not they still may; None: nobody."""
    found = store_stewards.present(uow, [activity_id]).get(activity_id)
    return found[0] if found else None
