"""Recording that a letter of a request went out, and what came back. The register sends no letter by itself.

What is printed is made outside the writing transaction: `check` tells what will be kept, the caller draws it, `sent`
keeps it sealed if the letter is still the one that was checked.
Legal source: PDPA ss.30-36, s.73.
"""

from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from ropa import clock
from ropa.access.rules import Permission
from ropa.audit.service import record
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Invalid, PreconditionFailed, invalid
from ropa.keys import KEY_VERSION, Keys
from ropa.requests import rules_letters as rules
from ropa.requests import (
    service_decisions,
    service_events,
    service_letters,
    service_proof,
    service_rows,
    service_states,
    service_tasks_work,
    service_telling,
    store_tasks,
)
from ropa.requests import service_letters_shown as shown
from ropa.requests import store_letters as store
from schemas.findings import Problem
from schemas.masking import Masker
from schemas.request_letters import (
    ANSWERS,
    Letter,
    LetterChannel,
    LetterContent,
    LetterKind,
    LetterReceipt,
    LetterSent,
)
from schemas.request_tasks import RequestTaskDone, TaskResult, ToldHow
from schemas.request_terms import RequestEventKind, Tongue
from schemas.requests import SubjectRequest

_MASKER = Masker(())
_EARLIEST_YEAR, _LATEST_YEAR = 1950, 2399
_HOW = {LetterChannel.EMAIL: ToldHow.EMAIL, LetterChannel.IN_PERSON: ToldHow.IN_PERSON}


class LetterPaper(Struct, frozen=True, kw_only=True):
    """A letter as it is printed; `version` is what `sent` asks for again."""

    kind: LetterKind
    language: Tongue
    ref: str
    content: LetterContent
    is_draft: bool
    version: int


def paper(uow: UnitOfWork, keys: Keys, request_id: str, number: int) -> LetterPaper | bytes:
    """Return a letter to be printed, or the very PDF that was kept when it was sent; the opening stands in the trail.

    Raises: NotFound, Forbidden; Conflict when it was forgotten.
    """
    found = service_rows.read(uow, request_id, Permission.SEE_REQUESTERS)
    row = shown.found_row(uow, request_id, number)
    content = shown.opened(keys, row)
    record(uow, "request.person_read", f"request:{request_id}", {"letter": number, "as": "pdf"})
    service_events.add(uow, request_id, RequestEventKind.PERSON_READ, details={"letter": number})
    if row.pdf is not None:
        kept = keys.unseal(row.pdf, shown.bound_to(request_id, number, "pdf"))
        if kept is not None:
            return kept
    return _paper(found, row, content, is_draft=row.sent_at is None)


def _paper(found: SubjectRequest, row: store.AnyRow, content: LetterContent, *, is_draft: bool) -> LetterPaper:
    return LetterPaper(
        kind=LetterKind.of(row.kind),
        language=Tongue.of(row.language),
        ref=f"{found.ref}-{row.number}",
        content=content,
        is_draft=is_draft,
        version=row.version,
    )


def check(uow: UnitOfWork, keys: Keys, request_id: str, number: int, version: int, given: LetterSent) -> LetterPaper:
    """Return what will be printed and kept of a letter that may be recorded as sent.

    Raises: NotFound, Forbidden, PreconditionFailed; Conflict when it was sent or discarded, or the request is over;
    Invalid with every fault: what is missing, a moment or a date that cannot be, a decision that changed meanwhile.
    """
    found = service_rows.read(uow, request_id, Permission.HANDLE_REQUESTS)
    service_rows.refuse_over(found)
    row = service_letters.draft(uow, request_id, number, version)
    kind = LetterKind.of(row.kind)
    content = shown.opened(keys, row)
    content = msgspec.structs.replace(content, letter_no=given.letter_no.strip(), letter_on=given.letter_on)
    problems = [
        *service_telling.problems(uow, request_id, letter_no=given.letter_no, receipt_ref=given.receipt_ref),
        *_times(uow, found, given.sent_at or uow.now),
        *_date(uow, found, given),
        *service_letters.content_faults(kind, content),
    ]
    for name in rules.missing(kind, content):
        problems += invalid(f"/content/{name}", f"ขาด: {name}", f"Missing: {name}").problems
    if kind in ANSWERS:
        problems += _changed(uow, found, content, row)
        problems += _undecided_then(found, content, given.sent_at or uow.now)
        problems += service_proof.problems(uow, found, [each.seq for each in content.answers], "")
    if problems:
        raise Invalid(problems)
    return _paper(found, row, content, is_draft=False)


def _times(uow: UnitOfWork, found: SubjectRequest, moment: datetime | None, name: str = "sent_at") -> list[Problem]:
    if moment is None:
        return []
    if moment > uow.now:
        return list(invalid(f"/{name}", "วันเวลาอยู่ในอนาคต", "The time lies in the future").problems)
    if moment < found.received_at:
        th = "วันเวลามาก่อนเวลาที่ได้รับคำขอ"
        return list(invalid(f"/{name}", th, "The time lies before the receipt of the request").problems)
    return []


def _date(uow: UnitOfWork, found: SubjectRequest, given: LetterSent) -> list[Problem]:
    day, sent_on = given.letter_on, clock.bangkok(given.sent_at or uow.now).date()
    if not _EARLIEST_YEAR <= day.year <= _LATEST_YEAR:
        th = "ปีต้องเป็น ค.ศ. ในช่องนี้"
        return list(invalid("/letter_on", th, "The year must be Gregorian here").problems)
    if not found.received_on <= day <= sent_on:
        th = "วันที่ในหนังสือต้องอยู่ระหว่างวันที่ได้รับคำขอกับวันที่ส่ง"
        en = "The date of the letter lies between the receipt of the request and the sending"
        return list(invalid("/letter_on", th, en).problems)
    return []


def _undecided_then(found: SubjectRequest, content: LetterContent, moment: datetime) -> list[Problem]:
    """A letter that went out before the decision did not tell of it; forms give moments to the minute."""
    told = {each.seq for each in content.answers}
    last = max((each.decided_at for each in found.rights if each.seq in told and each.decided_at), default=None)
    if last is None or moment >= last.replace(second=0, microsecond=0):
        return []
    th = f"วันเวลามาก่อนคำตัดสินที่หนังสือนี้แจ้ง ({last:%H:%M น.})"
    return list(invalid("/sent_at", th, "The time lies before the decision of which this letter tells").problems)


def _changed(uow: UnitOfWork, found: SubjectRequest, content: LetterContent, row: store.AnyRow) -> list[Problem]:
    """A decision that changed after the draft would be told wrongly, and a right that was taken out not at all."""
    stands = {each.seq: each.outcome for each in found.rights}
    answering = shown.numbers(row.right_seqs)
    drafted = dict(zip(answering, shown.numbers(row.decision_numbers), strict=False))
    decided = {each.given.right_seq: each.number for each in service_decisions.standing(uow, found.id)}
    problems: list[Problem] = []
    if sorted(each.seq for each in content.answers) != sorted(answering):
        th = "ต้องแจ้งผลของทุกสิทธิที่หนังสือนี้ตอบ ข้อละหนึ่งครั้ง"
        problems += invalid("/content/answers", th, "Every right that this letter answers is told of, once").problems
    for place, each in enumerate(content.answers):
        if stands.get(each.seq) is not each.outcome or decided.get(each.seq) != drafted.get(each.seq):
            th = "คำตัดสินเปลี่ยนหลังร่างหนังสือนี้ โปรดทำร่างใหม่"
            en = "The decision changed after this was drafted; make a new draft"
            problems += invalid(f"/content/answers/{place}/outcome", th, en).problems
    return problems


def sent(
    uow: UnitOfWork, keys: Keys, request_id: str, number: int, version: int, given: LetterSent, pdf: bytes
) -> Letter:
    """Return a letter that is now recorded as sent: content and `pdf` (made of `check`) are frozen.

    An answer moves the request on when every right is decided; the task of a recipient who was told ends.
    Raises: what `check` raises.
    """
    paper = check(uow, keys, request_id, number, version, given)
    moment = given.sent_at or uow.now
    values: dict[str, Any] = {
        "letter_no": given.letter_no.strip(),
        "letter_on": given.letter_on,
        "sent_at": moment,
        "sent_noted_at": uow.now,
        "sent_by": uow.actor.id,
        "channel": str(given.channel),
        "pdf": keys.seal(pdf, shown.bound_to(request_id, number, "pdf")),
        "key_version": KEY_VERSION,
        "updated_at": uow.now,
        "updated_by": uow.actor.id,
    }
    values |= shown.sealed_values(keys, request_id, number, paper.content)
    if given.receipt_ref and given.receipt_ref.strip():
        said = _MASKER.text(given.receipt_ref.strip())
        values |= {"receipt_ref": said, "receipt_noted_at": uow.now, "receipt_by": uow.actor.id}
    if not store.change(uow, request_id, number, version, values):
        raise PreconditionFailed
    row = shown.found_row(uow, request_id, number)
    told = {
        "number": number,
        "kind": row.kind,
        "letter_no": row.letter_no,
        "sent_at": moment,
        "channel": row.channel,
        "rights": row.right_seqs,
        "task": row.task_number,
        "content_sha256": row.content_sha256,
    }
    record(uow, "request.letter_sent", f"request:{request_id}", told)
    service_events.add(uow, request_id, RequestEventKind.LETTER_SENT, details=told)
    if paper.kind in ANSWERS:
        service_states.answered(uow, request_id, moment, [each.seq for each in paper.content.answers])
    if row.task_number is not None:
        _told(uow, request_id, row.task_number, moment, given)
    return shown.one(uow, keys, request_id, number)


def _told(uow: UnitOfWork, request_id: str, number: int, moment: datetime, given: LetterSent) -> None:
    tasks = store_tasks.tasks(uow, request_id, [number])
    if any(each.done_at is None and each.dropped_at is None for each in tasks):
        done = RequestTaskDone(
            result=TaskResult.DONE,
            told_at=moment,
            told_how=_HOW.get(given.channel, ToldHow.LETTER),
            receipt_ref=given.receipt_ref or None,
            evidence_ref=given.letter_no.strip(),
        )
        service_tasks_work.done(uow, request_id, number, done)


def received(uow: UnitOfWork, keys: Keys, request_id: str, number: int, given: LetterReceipt) -> Letter:
    """Return a sent letter with the proof of its receipt; said once, it stays.

    Raises: NotFound, Forbidden; Conflict when it was not sent, or a receipt is noted already; Invalid.
    """
    found = service_rows.read(uow, request_id, Permission.HANDLE_REQUESTS)
    row = shown.found_row(uow, request_id, number)
    if row.sent_at is None:
        raise Conflict("ยังไม่ได้บันทึกการส่ง", "It is not recorded as sent yet")
    if row.receipt_ref is not None and row.receipt_at is not None:
        raise Conflict("บันทึกหลักฐานการรับไว้แล้ว", "A receipt is on record already")
    # Who signed for it is no proof that has to be kept: a name behind a title is hidden before it is.
    said = _MASKER.text(given.receipt_ref.strip())
    problems = [
        *service_telling.problems(uow, request_id, receipt_ref=given.receipt_ref),
        *_times(uow, found, given.receipt_at, "receipt_at"),
    ]
    if given.receipt_at is not None and not problems and given.receipt_at < row.sent_at:
        problems += invalid("/receipt_at", "วันเวลามาก่อนเวลาที่ส่ง", "The time lies before the sending").problems
    # The number of registered post is noted with the sending; what comes back is the moment beside it.
    if row.receipt_ref not in {None, said}:
        th = f"เลขที่บันทึกไว้ตอนส่งคือ {row.receipt_ref}"
        problems += invalid("/receipt_ref", th, f"The number noted with the sending is {row.receipt_ref}").problems
    if problems:
        raise Invalid(problems)
    values: dict[str, Any] = {"receipt_at": given.receipt_at or uow.now}
    if row.receipt_ref is None:
        values |= {"receipt_ref": said, "receipt_noted_at": uow.now, "receipt_by": uow.actor.id}
    if not store.change(uow, request_id, number, row.version, values):
        raise PreconditionFailed
    # Not the words: trail and timeline outlive them.
    told = {"number": number, "receipt_at": values["receipt_at"]}
    record(uow, "request.letter_received", f"request:{request_id}", told)
    service_events.add(uow, request_id, RequestEventKind.LETTER_RECEIVED, details=told)
    return shown.one(uow, keys, request_id, number)
