"""Use cases of letters of requests: drafted from what the register knows, edited, recorded as sent, never sent by it.

What a letter says is sealed. From the moment it is recorded as sent, content and PDF are frozen (triggers hold them).
Legal source: PDPA ss.30-36 (answer with reasons), s.33 paragraph 3 (recipients are told), s.73.
"""

from collections.abc import Sequence
from typing import Any

import msgspec

from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.audit.service import record
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Invalid, PreconditionFailed, invalid
from ropa.keys import Keys
from ropa.requests import rules_letters as rules
from ropa.requests import service_decisions, service_events, service_rows
from ropa.requests import service_letter_facts as facts
from ropa.requests import service_letters_shown as shown
from ropa.requests import store_letters as store
from schemas.findings import Problem
from schemas.reading import control_characters
from schemas.request_letters import (
    ANSWERS,
    MOST_AT_ONCE,
    MOST_LETTERS,
    Letter,
    LetterContent,
    LetterInput,
    LetterKind,
    LetterShown,
    LettersInput,
    LettersMade,
)
from schemas.request_terms import RequestEventKind, RightOutcome, Tongue
from schemas.requests import SubjectRequest

#: Number, what was wanted, language, rights, words.
_Made = tuple[int, LetterInput, Tongue, Sequence[int], LetterContent]


def make(uow: UnitOfWork, keys: Keys, request_id: str, given: LetterInput) -> LetterShown:
    """Return a new draft, filled with what the register knows; an answer follows the decisions that stand.

    Raises: NotFound, Forbidden; Conflict when the request is over or the requester was forgotten; Invalid.
    """
    found = _handled(uow, request_id)
    access.require(uow, Permission.SEE_REQUESTERS, found.office_id)
    kind, seqs = _answering(found, given) if given.kind in ANSWERS else (given.kind, list(given.rights))
    resolved = msgspec.structs.replace(given, kind=kind)
    language = given.language or (Tongue.TH if kind is LetterKind.RECIPIENT else found.language)
    number = _next(uow, request_id, 1)
    content = rules.compose(kind, facts.facts(uow, keys, found, resolved, language, seqs), language)
    _add(uow, keys, found, [(number, resolved, language, seqs, content)])
    _tell_opened(uow, request_id, number)
    return LetterShown(letter=shown.one(uow, keys, request_id, number), content=content)


def make_for_recipients(uow: UnitOfWork, keys: Keys, request_id: str, given: LettersInput) -> LettersMade:
    """Return the drafts for recipients whose task is open and who have no letter: at most 200, ask again for more.

    Legal source: PDPA s.33 paragraph 3; law.md F.4 68 (open tasks per recipient).
    Raises: NotFound, Forbidden; Conflict when the request is over or the requester was forgotten.
    """
    found = _handled(uow, request_id)
    access.require(uow, Permission.SEE_REQUESTERS, found.office_id)
    written = {row.task_number for row in store.of_request(uow, request_id) if row.discarded_at is None}
    tasks = facts.untold(uow, request_id)
    waiting = [number for number in tasks if number not in written][:MOST_AT_ONCE]
    if not waiting:
        return LettersMade(numbers=[])
    first, made = _next(uow, request_id, len(waiting)), list[_Made]()
    wanted = LetterInput(kind=LetterKind.RECIPIENT, task_number=waiting[0], identify_by=given.identify_by)
    known = facts.facts(uow, keys, found, wanted, given.language, [])
    for place, task in enumerate(waiting):
        told = msgspec.structs.replace(known, **facts.recipient(found, tasks, task, given.language))
        content = rules.compose(LetterKind.RECIPIENT, told, given.language)
        one = msgspec.structs.replace(wanted, task_number=task)
        made.append((first + place, one, given.language, [], content))
    _add(uow, keys, found, made)
    return LettersMade(numbers=[each[0] for each in made])


def _handled(uow: UnitOfWork, request_id: str) -> SubjectRequest:
    found = service_rows.read(uow, request_id, Permission.HANDLE_REQUESTS)
    service_rows.refuse_over(found)
    return found


def _next(uow: UnitOfWork, request_id: str, count: int) -> int:
    number = store.next_number(uow, request_id)
    if number + count - 1 > MOST_LETTERS:
        raise Conflict(f"คำขอหนึ่งมีหนังสือได้ไม่เกิน {MOST_LETTERS} ฉบับ", f"A request has at most {MOST_LETTERS} letters")
    return number


def _answering(found: SubjectRequest, given: LetterInput) -> tuple[LetterKind, list[int]]:
    """Return which letter answers the chosen rights, and those: all that are decided and not told of, by default."""
    outcomes = {each.seq: each.outcome for each in found.rights}
    seqs = list(given.rights) or shown.unanswered(found)
    problems: list[Problem] = []
    for place, seq in enumerate(given.rights):
        if outcomes.get(seq) in {None, RightOutcome.WITHDRAWN}:
            th = f"สิทธิที่ {seq} ยังไม่มีคำตัดสิน หรือผู้ขอถอนแล้ว"
            problems += invalid(f"/rights/{place}", th, f"Right {seq} is undecided, or was taken back").problems
    if not problems and not seqs:
        problems += invalid("/rights", "ยังไม่มีสิทธิที่ตัดสินแล้วและรอตอบ", "No decided right waits for an answer").problems
    kind = rules.kind_of([each for seq in seqs if (each := outcomes.get(seq)) is not None])
    if not problems and given.kind not in {LetterKind.ANSWER, kind}:
        th = f"ตามคำตัดสินต้องเป็น “{kind.th}”"
        problems += invalid("/kind", th, f"By the decisions it is “{kind.en}”").problems
    if problems:
        raise Invalid(problems)
    return kind, seqs


def _add(
    uow: UnitOfWork,
    keys: Keys,
    found: SubjectRequest,
    made: Sequence[_Made],
) -> None:
    rows: list[dict[str, Any]] = []
    decided: dict[int, int] = {}
    if any(given.kind in ANSWERS for _, given, *_ in made):
        decided = {each.given.right_seq: each.number for each in service_decisions.standing(uow, found.id)}
    for number, given, language, seqs, content in made:
        rows.append(
            {
                "request_id": found.id,
                "number": number,
                "version": 1,
                "kind": str(given.kind),
                "language": str(language),
                "right_seqs": ",".join(map(str, seqs)),
                "decision_numbers": ",".join(str(decided[seq]) for seq in seqs) if given.kind in ANSWERS else "",
                "task_number": given.task_number if given.kind is LetterKind.RECIPIENT else None,
                "ask_number": given.ask_number if given.kind is LetterKind.ASK else None,
                "made_at": uow.now,
                "made_by": uow.actor.id,
                "updated_at": uow.now,
                "updated_by": uow.actor.id,
                **shown.sealed_values(keys, found.id, number, content),
            }
        )
    store.add(uow, rows)
    for row in rows:
        told = {"number": row["number"], "kind": row["kind"], "rights": row["right_seqs"], "task": row["task_number"]}
        record(uow, "request.letter_made", f"request:{found.id}", told)
        service_events.add(uow, found.id, RequestEventKind.LETTER_MADE, details=told)


def read(uow: UnitOfWork, keys: Keys, request_id: str, number: int) -> LetterShown:
    """Return a letter with its words; that it was opened, and by whom, stands in the trail.

    Raises: NotFound, Forbidden; Conflict when the words were forgotten.
    """
    service_rows.read(uow, request_id, Permission.SEE_REQUESTERS)
    row = shown.found_row(uow, request_id, number)
    content = shown.opened(keys, row)
    _tell_opened(uow, request_id, number)
    return LetterShown(letter=shown.one(uow, keys, request_id, number), content=content)


def _tell_opened(uow: UnitOfWork, request_id: str, number: int) -> None:
    """Its words name the requester: whoever sees them opened who asked."""
    record(uow, "request.person_read", f"request:{request_id}", {"letter": number})
    service_events.add(uow, request_id, RequestEventKind.PERSON_READ, details={"letter": number})


def edit(
    uow: UnitOfWork, keys: Keys, request_id: str, number: int, version: int, content: LetterContent
) -> LetterShown:
    """Return a draft after its words were saved as a whole.

    Raises: NotFound, Forbidden, PreconditionFailed; Conflict when it was sent or discarded; Invalid for control
    characters, or when another letter than to a recipient shows a whole national ID.
    """
    found = _handled(uow, request_id)
    access.require(uow, Permission.SEE_REQUESTERS, found.office_id)
    row = draft(uow, request_id, number, version)
    problems = content_faults(LetterKind.of(row.kind), content)
    if problems:
        raise Invalid(problems)
    values = shown.sealed_values(keys, request_id, number, content) | {
        "updated_at": uow.now,
        "updated_by": uow.actor.id,
    }
    if not store.change(uow, request_id, number, version, values):
        raise PreconditionFailed
    record(uow, "request.letter_edited", f"request:{request_id}", {"number": number})
    return LetterShown(letter=shown.one(uow, keys, request_id, number), content=content)


def content_faults(kind: LetterKind, content: LetterContent) -> list[Problem]:
    """Return what may not stand in a letter."""
    problems = list(control_characters(msgspec.to_builtins(content)))
    for name in rules.shows_number(kind, content):
        th = "ไม่ต้องแสดงเลขประจำตัวประชาชนทั้งหมดในหนังสือ"
        problems += invalid(f"/{name}", th, "A letter does not show a whole national ID").problems
    return problems


def draft(uow: UnitOfWork, request_id: str, number: int, version: int) -> store.AnyRow:
    """Return a letter that may still change. Raises: NotFound, Conflict, PreconditionFailed."""
    row = shown.found_row(uow, request_id, number)
    if row.sent_at is not None:
        raise Conflict("บันทึกการส่งแล้ว เนื้อหาแก้ไขไม่ได้ ให้ทำหนังสือฉบับใหม่", "It was sent and is frozen; make another letter")
    if row.discarded_at is not None:
        raise Conflict("ยกเลิกร่างนี้แล้ว", "This draft was discarded")
    if row.version != version:
        raise PreconditionFailed
    return row


def discard(uow: UnitOfWork, request_id: str, number: int, version: int) -> Letter:
    """Return a draft after it was discarded: its words are gone, its number is not given again.

    Raises: NotFound, Forbidden, Conflict, PreconditionFailed.
    """
    service_rows.read(uow, request_id, Permission.HANDLE_REQUESTS)
    draft(uow, request_id, number, version)
    values = {"content": None, "discarded_at": uow.now, "updated_at": uow.now, "updated_by": uow.actor.id}
    if not store.change(uow, request_id, number, version, values):
        raise PreconditionFailed
    record(uow, "request.letter_discarded", f"request:{request_id}", {"number": number})
    service_events.add(uow, request_id, RequestEventKind.LETTER_DISCARDED, details={"number": number})
    return shown.shown(shown.found_row(uow, request_id, number), [])
