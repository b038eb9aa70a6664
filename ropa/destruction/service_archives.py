"""What goes to the National Archives and what comes back: the last word before anything may be destroyed.

Legal source: Saraban Regulation B.E. 2526 ข้อ 69-70; National Archives Act B.E. 2556; law.md F.4 70-71.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta

import msgspec

from ropa.access.rules import Permission
from ropa.audit.service import record
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.destruction import rules_gates, service_lists, service_steps, service_told, store, store_decisions
from ropa.destruction.rules_archives import CLEARS, SILENCE_DAYS, answer_problems, letter_problems
from ropa.destruction.rules_gates import refused
from ropa.destruction.rules_states import Act
from ropa.destruction.service_leaving import paper_of, refuse_through
from ropa.destruction.service_steps import Opened, today
from ropa.errors import Conflict, Invalid, invalid
from schemas.destruction import ArchivesAnswer, HoldingState
from schemas.destruction_facts import HoldingFacts
from schemas.destruction_lists import ArchivesReview, DestructionItem, Paper, Refused, StepDone
from schemas.destruction_steps import AnswerInput, LetterInput, SkipArchives
from schemas.vocabulary import Applies

_LAW = "ระเบียบสำนักนายกรัฐมนตรีว่าด้วยงานสารบรรณ ข้อ 69"
Gate = Callable[[DestructionItem, HoldingFacts], Iterator[Refused]]


def _waiting(
    uow: UnitOfWork,
    list_id: str,
    seqs: Sequence[int] | None,
    default: Callable[[DestructionItem], bool],
) -> list[DestructionItem]:
    """Return the items before the archives: the named ones, or those that `default` tells."""
    items = service_steps.chosen(store.items(uow, list_id), seqs, {HoldingState.ARCHIVES_REVIEW})
    found = items if seqs is not None else [item for item in items if default(item)]
    if not found:
        raise Conflict("ไม่มีรายการที่อยู่ในขั้นตอนนี้", "No item stands at this step")
    return found


def send(uow: UnitOfWork, list_id: str, version: int, data: LetterInput) -> StepDone:
    """Return the list with a letter that sent items to the National Archives. Held items are not sent.

    Raises: NotFound, Forbidden, PreconditionFailed, Conflict; Invalid with every fault.
    """
    opened = service_steps.opened(uow, list_id, version, Permission.RECORD_DESTRUCTION, data)
    day = today(uow)
    if data.sent_on > day:
        raise invalid("/sent_on", "วันที่ส่งยังไม่ถึง", "The day of sending has not come")
    paper = paper_of(data.paper, "/paper")
    items = _waiting(uow, list_id, data.items, lambda item: item.sent_id is None)
    ordered = {each.id: each.ordered_on for each in store_decisions.decisions(uow, list_id)}

    def more(item: DestructionItem, _facts: HoldingFacts) -> Iterator[Refused]:
        if data.sent_on < ordered[item.decision_id or ""]:
            yield refused(
                item.seq,
                "sent_before_order",
                "วันที่ส่งอยู่ก่อนวันที่หัวหน้าส่วนราชการสั่ง",
                "it was sent before the head's order",
                _LAW,
            )

    going, stays = service_steps.sorted_out(uow, opened, items, more, leave_refused=data.leave_refused)
    review = _review(uow, opened, "sent", len(going), letter_no=data.letter_no, dated_on=data.sent_on)
    review |= {"receipt_no": data.receipt_no, "paper": _encoded(paper)}
    store_decisions.add_review(uow, review)
    store.set_items(uow, [item.id for item in going], {"sent_id": review["id"]})
    told = {"ref": opened.ref, "letter_no": data.letter_no, "sent_on": str(data.sent_on), "items": len(going)}
    record(uow, "destruction.archives_sent", f"destruction-list:{list_id}", told)
    return StepDone(destruction_list=service_lists.read(uow, list_id), moved=len(going), stayed=stays)


def _review(
    uow: UnitOfWork, opened: Opened, kind: str, items: int, *, letter_no: str | None, dated_on: date
) -> dict[str, object]:
    return {
        "id": new_id(uow.now),
        "list_id": opened.id,
        "kind": kind,
        "letter_no": letter_no,
        "dated_on": dated_on,
        "answer": None,
        "through": None,
        "receipt_no": None,
        "paper": None,
        "note": None,
        "items": items,
        "recorded_at": uow.now,
        "recorded_by": uow.actor.id,
    }


def _encoded(paper: Paper | None) -> bytes | None:
    return None if paper is None else msgspec.json.encode(paper)


def answer(uow: UnitOfWork, list_id: str, version: int, data: AnswerInput) -> StepDone:
    """Return the list with what the National Archives said of items; see `AnswerInput`.

    Agreed, agreed beforehand and silent: approved to be destroyed. To be kept longer: kept through that day. Reserved:
    waits to be handed over. Raises: NotFound, Forbidden, PreconditionFailed, Conflict; Invalid with every fault.
    """
    opened = service_steps.opened(uow, list_id, version, Permission.RECORD_DESTRUCTION, data)
    day = today(uow)
    problems = list(answer_problems(data, day))
    if problems:
        raise Invalid(problems)
    if data.through is not None:
        refuse_through(uow, "/through", data.through)
    paper = paper_of(data.paper, "/paper")
    beforehand = data.answer is ArchivesAnswer.AGREED_BEFOREHAND
    items = _waiting(
        uow, list_id, data.items, lambda item: item.answer is None and (beforehand or item.sent_id is not None)
    )
    reach = _answerable(data, {each.id: each for each in store_decisions.reviews(uow, list_id)}, day)
    if data.answer in CLEARS:
        going, stays = service_steps.sorted_out(uow, opened, items, _both(reach, day), leave_refused=data.leave_refused)
    else:
        # What leads away from destruction is stopped by no hold.
        stays = [each for item in items for each in reach(item)]
        out = {each.seq for each in stays}
        going = [item for item in items if item.seq not in out]
        service_steps.refuse_unless(going, stays, leave_refused=data.leave_refused)
    kind = "agreed_beforehand" if beforehand else "answer"
    review = _review(uow, opened, kind, len(going), letter_no=data.letter_no, dated_on=data.answered_on or day)
    review |= {"answer": str(data.answer), "through": data.through, "paper": _encoded(paper), "note": data.note}
    store_decisions.add_review(uow, review)
    _take(uow, opened, data, going, str(review["id"]))
    return _done(
        uow, opened, "destruction.archives_answered", str(data.answer), going, stays, clears=data.answer in CLEARS
    )


def _answerable(
    data: AnswerInput, letters: Mapping[str, ArchivesReview], day: date
) -> Callable[[DestructionItem], Iterator[Refused]]:
    def reach(item: DestructionItem) -> Iterator[Refused]:
        if data.answer is ArchivesAnswer.AGREED_BEFOREHAND:
            return
        letter = letters.get(item.sent_id or "")
        if letter is None:
            yield refused(
                item.seq,
                "not_sent",
                "ยังไม่ได้ส่งหอจดหมายเหตุแห่งชาติ",
                "it was not sent to the National Archives",
                _LAW,
            )
            return
        for code, thai, english in letter_problems(data, letter, day):
            yield refused(item.seq, code, thai, english, _LAW)
        if item.answer is not None and data.answer is ArchivesAnswer.SILENT:
            yield refused(item.seq, "answered", "หอจดหมายเหตุแห่งชาติตอบแล้ว", "the archives answered", _LAW)

    return reach


def _both(reach: Callable[[DestructionItem], Iterator[Refused]], day: date) -> Gate:
    def more(item: DestructionItem, facts: HoldingFacts) -> Iterator[Refused]:
        yield from reach(item)
        yield from rules_gates.deciding_gates(item, facts, day)

    return more


def _take(uow: UnitOfWork, opened: Opened, data: AnswerInput, going: Sequence[DestructionItem], review_id: str) -> None:
    values = {"answer_id": review_id, "answer": str(data.answer)}
    if data.answer in CLEARS:
        service_steps.move(uow, opened, Act.CLEAR, going, **values)
    elif data.through is not None:
        service_lists.thaw(uow, opened.id, list(going))
        service_steps.extend(
            uow, opened, Act.KEEP_LONGER, going, data.through, outcome_reason=data.note or data.letter_no, **values
        )
    else:
        store.set_items(uow, [item.id for item in going], values)


def skip(uow: UnitOfWork, list_id: str, version: int, data: SkipArchives) -> StepDone:
    """Return the list with items approved that are no documents under the Saraban Regulation, with the reason.

    Only what its data set says to be none, when it was listed and now; `unclear` is treated as yes.
    Raises: NotFound, Forbidden, PreconditionFailed, Conflict; Invalid with every item that may be one.
    """
    opened = service_steps.opened(uow, list_id, version, Permission.RECORD_DESTRUCTION, data)
    day = today(uow)
    items = _waiting(uow, list_id, data.items, lambda item: item.answer is None and item.listed.saraban is Applies.NO)

    def more(item: DestructionItem, facts: HoldingFacts) -> Iterator[Refused]:
        if item.listed.saraban is not Applies.NO or facts.saraban is not Applies.NO:
            yield refused(
                item.seq,
                "may_be_document",
                "อาจเป็นหนังสือราชการ (ยังไม่ได้ระบุว่าไม่ใช่) ต้องส่งหอจดหมายเหตุแห่งชาติ",
                "it may be an official document (nobody said that it is none) and must go to the National Archives",
                _LAW,
            )
        yield from rules_gates.deciding_gates(item, facts, day)

    going, stays = service_steps.sorted_out(uow, opened, items, more, leave_refused=data.leave_refused)
    service_steps.move(uow, opened, Act.CLEAR, going, archives_skipped=data.reason)
    return _done(uow, opened, "destruction.archives_skipped", "not_applicable", going, stays, clears=True)


def _done(
    uow: UnitOfWork,
    opened: Opened,
    action: str,
    said: str,
    going: Sequence[DestructionItem],
    stays: list[Refused],
    *,
    clears: bool,
) -> StepDone:
    state = service_steps.restage(uow, opened)
    told = {
        "ref": opened.ref,
        "answer": said,
        "items": len(going),
        "stayed": len({each.seq for each in stays}),
        "state": str(state),
    }
    record(uow, action, f"destruction-list:{opened.id}", told)
    done = service_lists.read(uow, opened.id)
    if clears:
        service_told.approved(uow, done, len(going))
    return StepDone(destruction_list=done, moved=len(going), stayed=stays)


def tell_silence(uow: UnitOfWork) -> int:
    """Tell the secretaries of letters to which no answer came in 60 days; return how many people were told now.

    Each is told once, however often this runs. Silence is not recorded by itself: a person looks whether nothing came.
    """
    rows = store_decisions.silent_letters(uow, today(uow) - timedelta(days=SILENCE_DAYS + 1))
    return sum(service_told.silence(uow, row) for row in rows)
