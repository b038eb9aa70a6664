"""Mails to data subjects: taking some to send, noting how each went. What sends them stands between units of work.

Killed between the mail server's "accepted" and our note, one mail goes out again under the same Message-ID when its
lease ends; every other one goes out once.
"""

from datetime import datetime, timedelta
from typing import Any

import msgspec
from msgspec import Struct

from ropa.audit.service import record
from ropa.breaches import rules_recipients as rules
from ropa.breaches import service_letters, store_letters
from ropa.breaches.service_notices_shown import SUBJECTS
from ropa.breaches.service_recipients import hash_of, opened, sealed_for
from ropa.db.unit_of_work import UnitOfWork
from ropa.keys import Keys
from schemas.breach_letters import RecipientWay, SubjectsContent
from schemas.notices import Letter, NoticeChannel, NoticeKind, Outcome

LEASE = rules.LEASE
_MINUTE = timedelta(minutes=1)
_AT_A_TIME = 500
_NO_CONTACT = "no-address"
_GROUND = " ตามมาตรา 37 (4) แห่งพระราชบัญญัติคุ้มครองข้อมูลส่วนบุคคล พ.ศ. 2562"


class Mail(Struct, frozen=True):
    """One mail with what is needed to note how it went."""

    letter: Letter
    notice_id: str
    breach_id: str


def any_due(uow: UnitOfWork) -> bool:
    """Tell whether a mail goes out now."""
    return store_letters.any_due(uow)


def claim(uow: UnitOfWork, keys: Keys, holder: str, limit: int) -> list[Mail]:
    """Take mails that go out now, no more than the rate allows; nobody else takes them until the lease ends.

    One whose contact cannot be opened ends here.
    """
    room = rules.MOST_A_MINUTE - store_letters.sent_since(uow, uow.now - _MINUTE)
    made = []
    for row in store_letters.due(uow, min(limit, room)) if room > 0 else ():
        contact = opened(keys, row.id, row.contact)
        if contact is None or not contact.email:
            store_letters.hold(uow, [row.id], holder, uow.now)
            store_letters.finish(uow, row.id, holder, {"state": store_letters.FAILED, "reason": _NO_CONTACT})
            continue
        letter = _letter(row, contact.email, contact.name, SUBJECTS.decode(row.content))
        made.append(Mail(letter, row.notice_id, row.breach_id))
    store_letters.hold(uow, [each.letter.id for each in made], holder, uow.now + LEASE)
    return made


def _letter(row: Any, to: str, name: str, content: SubjectsContent) -> Letter:
    return Letter(
        id=row.id,
        channel=NoticeChannel.EMAIL,
        addressee=row.id,
        to=to,
        name=name,
        kind=NoticeKind.BREACH_CLOCK,
        title_th=content.subject or "",
        title_en="",
        body_th=body(name, content),
        body_en="",
        path="",
        is_urgent=True,
        posted_at=row.added_at,
        tries=row.tries,
        outside_from=content.agency or "",
    )


def body(name: str, content: SubjectsContent) -> str:
    """Return what one data subject is told, in plain text: the four items."""
    parts = [
        f"เรียน {name}",
        f"{content.agency or ''} ขอแจ้งเหตุการละเมิดข้อมูลส่วนบุคคล{_GROUND}",
        f"1. ลักษณะของเหตุ\n{content.nature or ''}",
        f"2. ช่องทางติดต่อ\n{content.dpo_contact or ''}",
        f"3. ผลกระทบที่อาจเกิดขึ้นกับท่าน\n{content.effects or ''}",
        f"4. มาตรการเยียวยา\n{content.remedy or ''}",
        f"คำแนะนำสำหรับท่าน\n{content.advice or ''}",
    ]
    signed = [each for each in (content.signatory, content.signatory_position, content.agency) if each]
    return "\n\n".join([*parts, "\n".join(signed)])


def note(uow: UnitOfWork, mail: Mail, holder: str, outcome: Outcome, chance: float) -> str:
    """Store how a try went and return the state; `chance` as for `rules.next_try`.

    A try whose lease ran out in between changes nothing. A server that was away costs no try. Nothing but the row of
    the recipient is saved when a mail went out, so that nobody else's save can undo it; `first_told` comes after.
    """
    letter = mail.letter
    tries = letter.tries + 1
    if not outcome.reason:
        sent = {"state": store_letters.SENT, "sent_at": uow.now, "reason": None, "tries": tries}
        store_letters.finish(uow, letter.id, holder, sent)
        return store_letters.SENT
    if outcome.is_away or outcome.is_kept_in:
        store_letters.finish(uow, letter.id, holder, {"due_at": uow.now, "reason": outcome.reason})
        return store_letters.WAITING
    again = None if outcome.permanent else rules.next_try(tries, uow.now, chance)
    if again is not None:
        store_letters.finish(uow, letter.id, holder, {"due_at": again, "reason": outcome.reason, "tries": tries})
        return store_letters.WAITING
    failed = {"state": store_letters.FAILED, "reason": outcome.reason, "tries": tries}
    if store_letters.finish(uow, letter.id, holder, failed):
        record(uow, "breach.mail_failed", f"breach:{mail.breach_id}", {"reason": outcome.reason, "tries": tries})
    return store_letters.FAILED


def first_told(uow: UnitOfWork, notice_id: str, breach_id: str, moment: datetime) -> None:
    """Note that the first data subject was told by a mail that was noted as sent; later ones change nothing.

    Raises: Busy while somebody else saves the breach for long; `untold` finds the notice again.
    """
    service_letters.first_told(uow, notice_id, breach_id, moment, RecipientWay.EMAIL)


def untold(uow: UnitOfWork) -> list[tuple[str, str, datetime]]:
    """Return (notice, breach, first mail) of notices of which mails went out and where `first_told` did not end."""
    return store_letters.untold(uow)


def release(uow: UnitOfWork, holder: str) -> None:
    """Let go of what a holder took and did not try."""
    store_letters.release(uow, holder)


def reseal(uow: UnitOfWork, old: Keys, new: Keys) -> int:
    """Make encryption and hash of every recipient anew; return of how many. What the old keys do not open stays."""
    count, after = 0, ""
    while rows := store_letters.sealed_after(uow, after, _AT_A_TIME):
        for row in rows:
            contact = opened(old, row.id, row.contact)
            if contact is None:
                continue
            values: dict[str, Any] = {"contact": new.seal(msgspec.json.encode(contact), sealed_for(row.id))}
            if row.way != store_letters.PUBLIC:
                values["contact_hash"] = hash_of(new, contact)
            store_letters.reseal(uow, row.id, values)
            count += 1
        after = rows[-1].id
    return count
