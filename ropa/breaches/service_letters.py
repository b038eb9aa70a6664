"""Use cases of telling data subjects: giving a notice out, the public text, and forgetting who was told.

Nothing of a drill goes out: its recipients become `simulated`. Legal source: PDPA s.37(4); PDPC breach notification
B.E. 2565 (the four items; ข้อ 11 for a group or the public).
"""

from datetime import datetime
from html import escape
from typing import Any

from ropa.access.rules import Permission
from ropa.audit.service import record
from ropa.breaches import rules_recipients as rules
from ropa.breaches import service, service_timeline, store, store_letters, store_notices
from ropa.breaches.rules_notices import subjects_missing
from ropa.breaches.service_notices_shown import SUBJECTS, read_shown, require_live
from ropa.breaches.service_recipients import notice_of, row_for, shown
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Invalid, PreconditionFailed, invalid
from ropa.keys import Keys
from schemas.breach import BreachRecord
from schemas.breach_letters import Publication, PublicText, Recipient, RecipientContact, RecipientWay, SubjectsContent
from schemas.breach_notice import BreachNotice
from schemas.breach_work import BreachEventKind
from schemas.findings import Problem
from schemas.reading import control_characters
from schemas.vocabulary import Term

_LABELS = {
    "subject": "เรื่อง",
    "nature": "ลักษณะของเหตุ",
    "dpo_contact": "ช่องทางติดต่อ",
    "effects": "ผลกระทบที่อาจเกิดขึ้น",
    "remedy": "มาตรการเยียวยา",
    "advice": "คำแนะนำ",
    "agency": "หน่วยงาน",
}


def release(uow: UnitOfWork, breach_id: str, number: int, version: int) -> BreachNotice:
    """Return a notice that is given out: its content is frozen, the worker sends the mails, letters may be posted.

    Raises: NotFound, Forbidden, PreconditionFailed; Conflict when it was given out already; Invalid with every item
    that is missing.
    """
    breach, row = notice_of(uow, breach_id, number)
    service.read(uow, breach_id, Permission.DECIDE_BREACHES)
    _require_open(breach, row, version)
    _require_whole(SUBJECTS.decode(row.content))
    _give_out(uow, breach, row, version)
    return read_shown(uow, breach, number)


def _require_open(breach: BreachRecord, row: Any, version: int) -> None:
    require_live(breach)
    if breach.aware_at is None:
        raise Conflict("ยังเป็นเหตุต้องสงสัย ต้องยืนยันก่อน", "It is only suspected; it has to be confirmed first")
    if row.released_at is not None:
        raise Conflict("ส่งออกแล้ว", "It was given out already")
    if row.version != version:
        raise PreconditionFailed


def _require_whole(content: SubjectsContent) -> None:
    missing = subjects_missing(content)
    if missing:
        raise Invalid(
            [
                Problem(
                    pointer=f"/content/{name}",
                    message_th=f"ขาด: {_LABELS[name]}",
                    message_en=f"Missing: {name}",
                    law="PDPC breach notification B.E.2565",
                )
                for name in missing
            ]
        )


def _give_out(uow: UnitOfWork, breach: BreachRecord, row: Any, version: int) -> None:
    values = {"released_at": uow.now, "released_by": uow.actor.id, "updated_at": uow.now, "updated_by": uow.actor.id}
    if not store_notices.change(uow, row.id, version, values):
        raise PreconditionFailed
    told = {"number": row.number, "is_drill": breach.is_drill}
    record(uow, "breach.subjects_notice_released", f"breach:{breach.id}", told)
    service_timeline.add(uow, breach.id, BreachEventKind.NOTICE_SENT, details={**told, "audience": "subjects"})
    if breach.is_drill:
        simulated = {"state": store_letters.SIMULATED, "sent_at": uow.now}
        every = (store_letters.EMAIL, store_letters.LETTER)
        count = store_letters.change_states(uow, row.id, simulated, ways=every, states=(store_letters.WAITING,))
        if count:
            first_told(uow, row.id, breach.id, uow.now, RecipientWay.EMAIL)


def first_told(uow: UnitOfWork, notice_id: str, breach_id: str, moment: datetime, way: Term) -> None:
    """Note that the first data subject was told; calls after the first change nothing.

    The duty ends with the last one (`store_unreached`), not here.
    """
    # Somebody may be saving the breach: this waits, and a correction made meanwhile is not in the way.
    store.lock(uow, breach_id)
    if not store_notices.mark_first_sent(uow, notice_id, moment):
        return
    record(uow, "breach.subjects_told", f"breach:{breach_id}", {"notice": notice_id, "way": str(way)})
    service_timeline.add(uow, breach_id, BreachEventKind.SUBJECTS_TOLD, happened_at=moment, details={"way": str(way)})
    if service.read_stored(uow, breach_id).subjects_notified_at is None:
        service.change(uow, breach_id, None, subjects_notified_at=moment)


def moment_of(uow: UnitOfWork, breach: BreachRecord, given: datetime | None, pointer: str) -> datetime:
    """Return when something happened, by default now. Raises: Invalid for the future and for before awareness."""
    at = given or uow.now
    if at > uow.now:
        raise invalid(pointer, "วันเวลาอยู่ในอนาคต", "The time lies in the future")
    if breach.aware_at is not None and at < breach.aware_at:
        raise invalid(pointer, "วันเวลามาก่อนเวลาที่ทราบเหตุ", "The time lies before the awareness")
    return at


def public_text(uow: UnitOfWork, breach_id: str, number: int) -> PublicText:
    """Return the public text to copy. Raises: NotFound."""
    breach, row = notice_of(uow, breach_id, number)
    content = SUBJECTS.decode(row.content)
    blocks = _public(content, drill=breach.is_drill)
    plain = "\n\n".join(f"{head}\n{words}" if head else words for head, words in blocks)
    html = "\n".join(
        (f"<h2>{escape(head)}</h2>\n" if head else "") + f"<p>{escape(words).replace(chr(10), '<br>')}</p>"
        for head, words in blocks
    )
    return PublicText(plain=plain, html=html, missing=[*subjects_missing(content), *_no_reason(content)])


def _public(content: SubjectsContent, *, drill: bool) -> list[tuple[str, str]]:
    blocks = [("", "ฝึกซ้อม / DRILL — ห้ามเผยแพร่")] if drill else []
    blocks += [
        (f"ประกาศ{content.agency or ''}", content.subject or ""),
        ("ลักษณะของเหตุ", content.nature or ""),
        ("ผลกระทบที่อาจเกิดขึ้น", content.effects or ""),
        ("มาตรการเยียวยา", content.remedy or ""),
        ("คำแนะนำ", content.advice or ""),
        ("ติดต่อสอบถาม", content.dpo_contact or ""),
    ]
    return [each for each in blocks if each[1]]


def _no_reason(content: SubjectsContent) -> list[str]:
    return [] if (content.public_reason or "").strip() else ["public_reason"]


def published(uow: UnitOfWork, keys: Keys, breach_id: str, number: int, given: Publication) -> Recipient:
    """Return the line of the delivery register that says where the public text was put up.

    Raises: NotFound, Forbidden; Invalid when an item or the reason of ข้อ 11 is missing; Conflict.
    Legal source: PDPC breach notification B.E. 2565 ข้อ 11.
    """
    breach, row = notice_of(uow, breach_id, number)
    service.read(uow, breach_id, Permission.DECIDE_BREACHES)
    require_live(breach)
    content = SUBJECTS.decode(row.content)
    if problems := list(control_characters({"where": given.where})):
        raise Invalid(problems)
    _require_whole(content)
    if _no_reason(content):
        raise invalid(
            "/content/public_reason",
            "ต้องมีเหตุผลที่แจ้งเป็นรายบุคคลไม่ได้",
            "It needs the reason why it is not told one by one",
            "PDPC breach notification B.E.2565 ข้อ 11",
        )
    at = moment_of(uow, breach, given.published_at, "/published_at")
    if row.released_at is None:
        _require_open(breach, row, row.version)
        _give_out(uow, breach, row, row.version)
    contact = RecipientContact(name=given.where)
    place = store_letters.last_place(uow, row.id) + 1
    # The same place may be used again later: each time is a line of its own.
    contact_hash = keys.hash_id(f"public:{place}:{given.where}", "breach-recipient")
    said = {
        "way": store_letters.PUBLIC,
        "state": store_letters.SIMULATED if breach.is_drill else store_letters.SENT,
        "contact_hash": contact_hash,
        "sent_at": at,
    }
    store_letters.add(uow, [row_for(keys, row.id, place, contact, uow.now) | said])
    record(uow, "breach.subjects_published", f"breach:{breach_id}", {"number": number})
    first_told(uow, row.id, breach_id, at, RecipientWay.PUBLIC)
    return shown(keys, store_letters.page(uow, row.id, place - 1, 1)[0])


def purge(uow: UnitOfWork) -> int:
    """Forget the names and addresses of recipients some time after their breach ended; return of how many people.

    Ways, states, times and hashes stay. Legal source: PDPA s.37(3).
    """
    count = 0
    for notice_id, breach_id in store_letters.to_purge(uow, uow.now - rules.KEPT_AFTER_CLOSING):
        people = store_letters.purge(uow, notice_id)
        record(uow, "breach.recipients_forgotten", f"breach:{breach_id}", {"notice": notice_id, "people": people})
        count += people
    return count
