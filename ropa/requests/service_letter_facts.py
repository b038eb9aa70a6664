"""What the register knows for a letter of a request: who is written to, what was decided, asked, paused, and done.

Says nothing about rights: `service_letters` asks for them. What it returns names the requester.
"""

from collections.abc import Collection
from typing import Any

from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import invalid
from ropa.keys import Keys
from ropa.offices import service as offices
from ropa.requests import (
    rules_grounds,
    rules_states,
    service_asks,
    service_decisions,
    service_person,
    service_reasons,
    service_tasks,
    store_clock,
)
from ropa.requests import rules_letter_words as words
from ropa.requests.rules_letters import LetterFacts, RightFacts
from schemas.request_clock import PauseKind
from schemas.request_decisions import Decision, RefusedPart, SealedReasons
from schemas.request_letters import ANSWERS, LetterAnswer, LetterInput, LetterKind
from schemas.request_tasks import TaskWhat
from schemas.request_terms import RightOutcome, Tongue
from schemas.requests import SubjectRequest


def facts(
    uow: UnitOfWork, keys: Keys, found: SubjectRequest, given: LetterInput, language: Tongue, only: Collection[int]
) -> LetterFacts:
    """Return what a letter is drafted from. `only`: the rights that it tells of.

    Raises: Invalid when what it is about (an ask, a pause, a task) is not one of this request.
    """
    known: dict[str, Any] = {}
    if given.kind is LetterKind.ASK:
        known |= _ask(uow, keys, found, given.ask_number)
    if given.kind is LetterKind.EXTENSION:
        known |= _pause(uow, found, given.pause_number)
    if given.kind is LetterKind.OTHER_WAY:
        known |= _other_way(uow, found, language)
    if given.kind is LetterKind.RECIPIENT:
        known |= recipient(found, untold(uow, found.id), given.task_number, language)
    answers = _answers(uow, keys, found, language) if given.kind in ANSWERS else {}
    return LetterFacts(
        ref=found.ref,
        received_on=found.received_on,
        agency=offices.office_name(uow, found.office_id) or "",
        requester=found.requester,
        person=service_person.opened(uow, keys, found.id),
        rights=[
            RightFacts(
                seq=each.seq, right=each.right, due_on=each.due_on, outcome=each.outcome, answer=answers.get(each.seq)
            )
            for each in found.rights
            if not only or each.seq in only
        ],
        identify_by=list(given.identify_by),
        lapses=bool(found.identity_gaps) and not rules_states.is_decided(found.rights),
        **known,
    )


def _answers(uow: UnitOfWork, keys: Keys, found: SubjectRequest, language: Tongue) -> dict[int, LetterAnswer]:
    sealed = service_reasons.opened(uow, keys, found.id)
    return {
        each.given.right_seq: _answer(each, sealed.get(each.number), language)
        for each in service_decisions.standing(uow, found.id)
        if each.given.outcome is not RightOutcome.WITHDRAWN
    }


def _answer(decision: Decision, sealed: SealedReasons | None, language: Tongue) -> LetterAnswer:
    given = decision.given
    hidden = sealed.parts if sealed is not None else []
    reasons = [each.reason for each in given.refused]
    reasons += [each for each in hidden if each]
    if given.nothing_found:
        reasons.append(given.nothing_found)
    if sealed is not None and sealed.reason:
        reasons.append(sealed.reason)
    return LetterAnswer(
        seq=given.right_seq,
        right=decision.right,
        outcome=given.outcome,
        granted=given.granted,
        refused="\n".join(dict.fromkeys(each.what for each in given.refused)) or None,
        ground="\n".join(dict.fromkeys(_ground(each, language) for each in given.refused)) or None,
        reason="\n".join(dict.fromkeys(reasons)) or None,
    )


def _ground(part: RefusedPart, language: Tongue) -> str:
    is_thai = language is Tongue.TH
    law = rules_grounds.RULES[part.ground].law
    said = f"{part.ground.th if is_thai else part.ground.en} ({words.law_reference(law, language)})"
    more = [each for each in (part.law_ref, part.harm) if each]
    return f"{said}: {'; '.join(more)}" if more else said


def _ask(uow: UnitOfWork, keys: Keys, found: SubjectRequest, number: int | None) -> dict[str, Any]:
    rows = store_clock.asks(uow, found.id)
    row = next((each for each in rows if number in {None, each.number}), None)
    if row is None:
        raise invalid("/ask_number", "ไม่มีการสอบถามลำดับนี้ในคำขอ", "The request has no such question")
    said = service_asks.opened(keys, row) or ""
    return {"asked": [line.strip() for line in said.splitlines() if line.strip()], "ask_due_on": row.due_on}


def _pause(uow: UnitOfWork, found: SubjectRequest, number: int | None) -> dict[str, Any]:
    rows = list(store_clock.pauses(uow, [found.id]))
    row = next((each for each in reversed(rows) if number in {None, each.number}), None)
    if row is None:
        raise invalid("/pause_number", "ไม่มีการขยายหรือหยุดเวลาลำดับนี้", "The request has no such extension or pause")
    return {
        "pause_kind": str(PauseKind.of(row.kind)),
        "pause_law": row.law,
        "pause_days": row.days,
        "pause_from": row.from_on,
        "pause_reason": row.reason,
    }


def _other_way(uow: UnitOfWork, found: SubjectRequest, language: Tongue) -> dict[str, Any]:
    """Return in which way the data leave, as it was decided; what was asked and why is a person's to write."""
    ways = [each.given.way for each in service_decisions.standing(uow, found.id) if each.given.way is not None]
    told = [each.th if language is Tongue.TH else each.en for each in dict.fromkeys(ways)]
    return {"other_done": ", ".join(told)}


def untold(uow: UnitOfWork, request_id: str) -> dict[int, str]:
    """Return the recipients who are still to be told, by their task, where the actor may know of them."""
    return {
        each.number: each.target
        for each in service_tasks.list_tasks(uow, request_id).items
        if each.what is TaskWhat.TELL and each.is_open and each.target is not None
    }


def recipient(found: SubjectRequest, tasks: dict[int, str], number: int | None, language: Tongue) -> dict[str, Any]:
    """Return whom a notice tells. Raises: Invalid when no open task says so."""
    if number not in tasks:
        th = "ไม่มีงานแจ้งผู้รับข้อมูลลำดับนี้ที่ยังไม่เสร็จ"
        raise invalid("/task_number", th, "The request has no open task to tell a recipient of this number")
    return {
        "recipient": tasks[number],
        "recipient_ref": words.TASK_REF[language].format(ref=found.ref, number=number),
    }
