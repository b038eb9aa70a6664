"""Who asked: sealed for one request, opened for a reason that stands in the trail, found again by a keyed hash.

Nothing here is written to the timeline, the trail or a log but that somebody looked, and why.
"""

import msgspec

from ropa import clock
from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.audit.service import record
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Invalid, NotFound, PreconditionFailed, invalid
from ropa.keys import KEY_VERSION, Keys
from ropa.requests import (
    rules,
    rules_telling,
    rules_text,
    service_events,
    service_rows,
    service_sealed,
    store,
)
from schemas.findings import Problem
from schemas.masking import Masker
from schemas.national_ids import has_check_digit, read_national_id
from schemas.requests import (
    PersonChange,
    PersonSearch,
    RequestEventKind,
    RequestPage,
    RequestPerson,
    SubjectRequest,
)
from schemas.thai_text import searchable

_PASSPORT = "passport"
_MOST_FOUND = 200
_MASKER = Masker(())


#: As it lies in the row.
seal, bound_to = service_sealed.seal, service_sealed.bound_to


def hash_of(keys: Keys, person: RequestPerson) -> str | None:
    """Return the keyed hash by which other requests of the same person are found; None without a number."""
    return _hash(keys, person.national_id, person.passport)


def _hash(keys: Keys, national_id: str | None, passport: str | None) -> str | None:
    digits = None if national_id is None else read_national_id(national_id)
    if digits is not None:
        return keys.hash_id(digits)
    number = "".join(each for each in searchable(passport or "").upper() if each.isalnum())
    return keys.hash_id(number, _PASSPORT) if number else None


def tidy(person: RequestPerson) -> RequestPerson:
    """Return the person with the national ID as 13 digits, and empty texts left out."""
    texts = {
        name: (getattr(person, name) or "").strip() or None
        for name in ("national_id", "passport", "email", "phone", "address", "minor_alone_reason")
    }
    digits = None if texts["national_id"] is None else read_national_id(texts["national_id"])
    return msgspec.structs.replace(person, **(texts | {"national_id": digits or texts["national_id"]}))


def number_faults(national_id: str | None, pointer: str) -> list[Problem]:
    """Return what is wrong with a national ID; the number itself is never in the words."""
    if national_id is None or not national_id.strip():
        return []
    digits = read_national_id(national_id)
    if digits is None:
        th, en = "เลขประจำตัวประชาชนต้องมี 13 หลัก", "A national ID has 13 digits"
    elif not has_check_digit(digits):
        th = "เลขประจำตัวประชาชนไม่ถูกต้อง (หลักสุดท้ายไม่ตรง) โปรดตรวจกับบัตร เลขเอกสารอื่นให้กรอกในช่องเอกสารอื่น"
        en = "The check digit of the national ID is wrong; compare it with the card. Other numbers go to passport"
    else:
        return []
    return [Problem(pointer=pointer, message_th=th, message_en=en)]


def opened(uow: UnitOfWork, keys: Keys, request_id: str) -> RequestPerson:
    """Return who asked, without a question of right and without a trace: for letters, tasks and checks of the register.

    Whoever hands any of it to a person asks for `SEE_REQUESTERS` and writes the trail, as `person` does.
    Raises: NotFound; Conflict when the person was forgotten, or was sealed with another key.
    """
    if store.find(uow, request_id) is None:
        raise NotFound
    sealed = store.sealed(uow, request_id)
    if sealed is None:
        raise Conflict("ลบข้อมูลผู้ยื่นคำขอนี้ตามกำหนดแล้ว", "Who made this request was forgotten on time")
    found = service_sealed.unseal(keys, request_id, sealed)
    if found is None:
        raise Conflict("ข้อมูลผู้ยื่นคำขอเข้ารหัสด้วยกุญแจอื่น", "Who made this request was sealed with another key")
    return found


def person(uow: UnitOfWork, keys: Keys, request_id: str, why: str) -> RequestPerson:
    """Return who asked; that it was opened, by whom and why, stands in the trail and the timeline.

    Raises: NotFound, Forbidden; Invalid for a reason with control characters or none; Conflict when it was forgotten.
    """
    service_rows.read(uow, request_id, Permission.SEE_REQUESTERS)
    found = opened(uow, keys, request_id)
    _check_why(why, found)
    _tell_opened(uow, request_id, why)
    return found


def _tell_opened(uow: UnitOfWork, request_id: str, why: str) -> None:
    said = _MASKER.text(why.strip())
    record(uow, "request.person_read", f"request:{request_id}", {"why": said})
    service_events.add(uow, request_id, RequestEventKind.PERSON_READ, said)


def _check_why(why: str, *people: RequestPerson | None) -> None:
    """A reason stays in the trail: it tells of none of these people. Raises: Invalid."""
    if not why.strip():
        raise invalid("/why", "ต้องระบุเหตุที่เปิดดู", "Say why it is opened")
    problems = rules_text.problems(why=why)
    for each in people:
        problems += rules_telling.problems(rules_telling.telling(each), {"/why": why})
    if problems:
        raise Invalid(problems[:1])


def change_person(
    uow: UnitOfWork, keys: Keys, request_id: str, given: PersonChange, version: int | None
) -> SubjectRequest:
    """Return the request after the requester's data were put right as a whole.

    What was checked of a representative counts for the one before: another one is checked again.
    Raises: NotFound, Forbidden, Conflict when it is over; Invalid with every fault; PreconditionFailed.
    """
    found = service_rows.read(uow, request_id, Permission.SEE_REQUESTERS)
    access.require(uow, Permission.HANDLE_REQUESTS, found.office_id)
    service_rows.refuse_over(found)
    if version is not None and version != found.version:
        raise PreconditionFailed
    before, after = opened(uow, keys, request_id), tidy(given.person)
    _check_why(given.why, before, after)
    if not after.wishes:
        # Who puts a name right has not taken back what was asked.
        after = msgspec.structs.replace(after, wishes=before.wishes)
    asked = [each.right for each in found.rights if each.outcome is None]
    problems = [
        *number_faults(after.national_id, "/person/national_id"),
        *rules.person_faults(after, given.requester, given.age_band, found.channel),
        *rules.scope_faults(after, given.requester, asked, found.received_on),
        *rules.day_faults(after, clock.bangkok(uow.now).date()),
    ]
    if problems:
        raise Invalid(problems)
    same = (before.agent, before.guardian, found.requester) == (after.agent, after.guardian, given.requester)
    checked = found.representative_checked_on if same else rules.representative_checked_on(after, given.requester)
    saved = service_rows.change(
        uow,
        request_id,
        version,
        sealed=seal(keys, request_id, after),
        person_hash=hash_of(keys, after),
        key_version=KEY_VERSION,
        requester=given.requester,
        age_band=given.age_band,
        representative_checked_on=checked,
    )
    fields = sorted(name for name in after.__struct_fields__ if getattr(before, name) != getattr(after, name))
    record(uow, "request.person_corrected", f"request:{request_id}", {"fields": fields})
    service_events.add(uow, request_id, RequestEventKind.PERSON_CORRECTED, given.why, {"fields": fields})
    return saved


def search(uow: UnitOfWork, keys: Keys, given: PersonSearch) -> RequestPage:
    """Return the requests of the person with a number, newest first, where the actor may see who asked.

    The number goes into no trail; that somebody searched, why, and how much was found, does.
    Raises: Forbidden; Invalid without a number, or with a wrong one.
    """
    visible = access.visible_offices(uow, Permission.SEE_REQUESTERS)
    _check_why(given.why, None)
    problems = number_faults(given.national_id, "/national_id")
    if problems:
        raise Invalid(problems)
    person_hash = _hash(keys, given.national_id, given.passport)
    if person_hash is None:
        raise invalid("/national_id", "ต้องระบุเลขประจำตัวหรือเลขเอกสาร", "Give a national ID or the number of a document")
    tests = [*store.within(visible), *store.tests_of(person_hash=person_hash)]
    rows = store.page(uow, tests, None, _MOST_FOUND, newest_first=True)
    record(uow, "request.person_searched", "requests", {"why": _MASKER.text(given.why.strip()), "found": len(rows)})
    return RequestPage(items=service_rows.records(uow, rows), next_cursor=None)
