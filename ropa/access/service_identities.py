"""Use cases of national IDs: shown masked, unmasked with a reason, and made anew when the keys change."""

from collections.abc import Iterable

from ropa.access import store_people as store
from ropa.access.rules import Permission, offices_for
from ropa.access.rules_people import masked
from ropa.audit.service import record
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Forbidden, Invalid, NotFound, Unavailable, invalid
from ropa.keys import Keys
from schemas.access import IdKind, PersonShown
from schemas.findings import Problem
from schemas.national_ids import has_check_digit, may_hold_national_id
from schemas.office import WHOLE_MINISTRY

MAX_REASON = 1000
PERSON = "person:"
#: People whose numbers are made anew in one go; a change of keys for a ministry is a few of these.
_AT_A_TIME = 500


def show(uow: UnitOfWork, keys: Keys, person_id: str) -> PersonShown:
    """Return a person as others may see them: the number masked, and whether its check digit is right.

    Raises: NotFound, also for a person none of whose rights lies in the actor's offices.
    """
    row = _visible(uow, person_id, Permission.READ_GRANTS)
    digits = _digits(keys, person_id, row.id_sealed) if row.id_kind == IdKind.NATIONAL_ID else None
    return PersonShown(
        id=person_id,
        name=row.display_name,
        username=row.username,
        org_hint=row.org_hint,
        national_id=masked(digits) if digits else "",
        has_check_digit=digits is None or has_check_digit(digits),
        signed_in_at=row.signed_in_at,
        seen_at=max(each for each in (row.created_at, row.signed_in_at, row.activated_at) if each is not None),
    )


def names(uow: UnitOfWork, actor_ids: Iterable[str]) -> dict[str, str]:
    """Return the names of those actors that are people with a name; one query."""
    wanted = [each.removeprefix(PERSON) for each in actor_ids if each.startswith(PERSON)]
    return {f"{PERSON}{person_id}": name for person_id, name in store.names(uow, wanted)}


def unmask(uow: UnitOfWork, keys: Keys, person_id: str, reason: str) -> str:
    """Return the whole number of a person; who asked and that there was a reason stands in the trail.

    Raises: Invalid without a reason, Forbidden, NotFound; Unavailable when it was sealed with another key.
    """
    row = _visible(uow, person_id, Permission.UNMASK_IDS)
    words = reason.strip()
    if not words or len(words) > MAX_REASON:
        problem = Problem(
            pointer="/reason",
            message_th="ต้องระบุเหตุผลที่เปิดดูเลขประจำตัวประชาชน",
            message_en="Say why the national ID has to be seen",
        )
        raise Invalid([problem])
    if may_hold_national_id(words):
        # The reason stays in the trail, from which nothing is ever taken out.
        raise invalid("/reason", "ห้ามเขียนเลขประจำตัวประชาชนในเหตุผล", "Do not write a national ID into the reason")
    if row.id_kind != IdKind.NATIONAL_ID:
        raise NotFound
    digits = _digits(keys, person_id, row.id_sealed)
    if digits is None:
        raise Unavailable(
            "เลขนี้เข้ารหัสด้วยกุญแจอื่น โปรดแจ้งผู้ดูแลระบบ", "This number was encrypted with another key; tell the administrator"
        )
    record(uow, "person.unmasked", f"person:{person_id}", {"reason": words})
    return digits


def activate(uow: UnitOfWork, person_id: str) -> None:
    """Let a person in again whom 60 days without a sign-in suspended.

    Raises: NotFound, Forbidden.
    """
    _visible(uow, person_id, Permission.MANAGE_GRANTS)
    store.update_person(uow, person_id, {"activated_at": uow.now})
    record(uow, "person.activated", f"person:{person_id}")


def rekey(uow: UnitOfWork, old: Keys, new: Keys, version: int) -> int:
    """Make hash and encryption of every national ID anew; return of how many. Saved as a whole or not at all.

    Raises: Unavailable when one was not made with the old keys: nothing is changed then.
    """
    count, after = 0, ""
    while rows := store.people_after(uow, after, _AT_A_TIME):
        for row in rows:
            digits = _digits(old, row.id, row.id_sealed)
            if digits is None or old.hash_id(digits, row.id_kind) != row.id_hash:
                raise Unavailable(
                    "กุญแจเดิมที่ให้มาไม่ตรงกับข้อมูล ไม่มีการเปลี่ยนแปลง",
                    "The old keys are not those of the data; nothing was changed",
                )
            values = {
                "id_hash": new.hash_id(digits, row.id_kind),
                "id_sealed": new.seal(digits.encode(), _place(row.id)),
                "key_version": version,
            }
            store.update_person(uow, row.id, values)
        count, after = count + len(rows), rows[-1].id
    record(uow, "people.rekeyed", "people", {"people": count, "key_version": version})
    return count


def _digits(keys: Keys, person_id: str, sealed: bytes) -> str | None:
    opened = keys.unseal(bytes(sealed), _place(person_id))
    return None if opened is None else opened.decode()


def _place(person_id: str) -> str:
    return f"people:{person_id}"


def _visible(uow: UnitOfWork, person_id: str, permission: Permission) -> store.PersonRow:
    held = offices_for(uow.actor, permission)
    if not held:
        raise Forbidden
    row = store.person(uow, person_id, None if WHOLE_MINISTRY in held else held)
    if row is None:
        raise NotFound
    return row
