"""Use cases of showing a pack to a person until a day. A DPO does it at a browser; the person needs no other right."""

from uuid import UUID

from ropa import clock
from ropa.access import service_grants, service_identities
from ropa.access.rules import Permission, offices_for
from ropa.access.service_people import no_national_id, person_of
from ropa.audit.service import record
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Forbidden, Invalid, NotFound, invalid
from ropa.keys import Keys
from ropa.packs import service, store
from ropa.packs.rules import last_day_problems, reason_problems
from schemas.findings import Problem
from schemas.national_ids import read_national_id
from schemas.packs import PackShare, ShareInput, ShareList

_MOST_PEOPLE = 200


def people(uow: UnitOfWork) -> list[tuple[str, str]]:
    """Return (id, name) of persons whom the register knows and the actor may see, by name; others by national ID."""
    if not offices_for(uow.actor, Permission.READ_GRANTS):
        return []
    found = service_grants.list_grants(uow, limit=_MOST_PEOPLE).items
    known = {each.person_id: each.person_name for each in found if each.person_name}
    return sorted(known.items(), key=lambda pair: pair[1])


def share(uow: UnitOfWork, keys: Keys, pack_id: str, said: ShareInput) -> PackShare:
    """Return the share of a pack with a person until a day; one that is still open gets the new day.

    Raises: NotFound; Forbidden; Invalid with every fault.
    """
    _require(uow, pack_id)
    today = clock.bangkok(uow.now).date()
    problems = [*reason_problems(said.reason), *last_day_problems(said.valid_through, today), *_who_problems(uow, said)]
    if problems:
        raise Invalid(problems)
    person = person_of(uow, keys, said.national_id) if said.national_id else str(said.person_id)
    if service.person_of(uow.actor) == person:
        raise invalid("/person_id", "ให้ตนเองเข้าดูไม่ได้ และไม่จำเป็น", "Nobody shows a pack to themselves")
    # One that is over stays as it was: who let somebody look until when is a part of its history.
    share_id = store.open_share(uow, pack_id, person, today)
    if share_id is None:
        share_id = new_id(uow.now)
        values = {
            "id": share_id,
            "pack_id": pack_id,
            "person_id": person,
            "reason": said.reason.strip(),
            "valid_through": said.valid_through,
            "shared_at": uow.now,
            "shared_by": uow.actor.id,
            "shared_by_name": uow.actor.name,
        }
        store.add_share(uow, values)
    else:
        store.move_share(uow, share_id, said.valid_through, said.reason.strip())
    told = {"share": share_id, "person": person, "valid_through": said.valid_through.isoformat()}
    record(uow, "pack.shared", f"pack:{pack_id}", told)
    return next(each for each in shares(uow, pack_id).items if each.id == share_id)


def _who_problems(uow: UnitOfWork, said: ShareInput) -> list[Problem]:
    if said.national_id:
        # One that is given counts; the message does not repeat it.
        return [] if read_national_id(said.national_id) else list(no_national_id().problems)
    if not said.person_id:
        return [
            Problem(
                pointer="/person_id",
                message_th="เลือกบุคคล หรือกรอกเลขประจำตัวประชาชน",
                message_en="Choose a person, or give a national ID",
            )
        ]
    known = _is_uuid(said.person_id) and service_identities.names(uow, [f"person:{said.person_id}"])
    if known:
        return []
    return [Problem(pointer="/person_id", message_th="ไม่พบบุคคลนี้", message_en="There is no such person")]


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def shares(uow: UnitOfWork, pack_id: str) -> ShareList:
    """Return who may look into a pack, and who might, newest first.

    Raises: NotFound; Forbidden for those to whom it is only shown.
    """
    if not service.see(uow, pack_id).exports:
        raise Forbidden
    rows = store.shares(uow, pack_id)
    names = service_identities.names(uow, {f"person:{row['person_id']}" for row in rows})
    items = [PackShare(**row, person_name=names.get(f"person:{row['person_id']}")) for row in rows]
    return ShareList(items=items)


def end(uow: UnitOfWork, pack_id: str, share_id: str) -> None:
    """End a share now; one that has ended stays as it is.

    Raises: NotFound; Forbidden.
    """
    _require(uow, pack_id)
    person = store.end_share(uow, pack_id, share_id)
    if person is not None:
        record(uow, "pack.share_ended", f"pack:{pack_id}", {"share": share_id, "person": person})
    elif all(each.id != share_id for each in shares(uow, pack_id).items):
        raise NotFound


def _require(uow: UnitOfWork, pack_id: str) -> None:
    if not service.see_file(uow, pack_id).shares:
        raise Forbidden
