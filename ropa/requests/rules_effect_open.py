"""Where an effect stands, and what is still to be done before a request can be closed. Pure."""

from collections.abc import Iterator, Sequence
from datetime import date

from schemas.evidence import CopyFate, PendingKind
from schemas.request_effects import Effect, EffectEnd, EffectKind, EffectPart, EffectState, ItemDue
from schemas.request_terms import Right, RightOutcome
from schemas.requests import RightShown

_GRANTED = frozenset({RightOutcome.GRANTED, RightOutcome.PARTLY})
#: What carries out a right that was granted; any one of the kinds will do.
_CARRIED_OUT_BY = {
    Right.ERASURE: frozenset({EffectKind.ERASURE, EffectKind.KEPT, EffectKind.RESTRICTION}),
    Right.WITHDRAWAL: frozenset({EffectKind.WITHDRAWAL}),
    Right.OBJECTION: frozenset({EffectKind.SEPARATION, EffectKind.ERASURE, EffectKind.RESTRICTION}),
    Right.RESTRICTION: frozenset({EffectKind.RESTRICTION}),
}
#: Rights that an effect fulfils.
WITH_EFFECTS = frozenset(_CARRIED_OUT_BY)
_MISSING = {
    Right.ERASURE: ("ยังไม่ได้บันทึกการลบ หรือกฎหมายที่ให้เก็บต่อ", "No erasure is recorded, nor a law that keeps the data"),
    Right.WITHDRAWAL: ("ยังไม่ได้บันทึกผลของการถอนความยินยอม", "It is not recorded what the withdrawal reaches"),
    Right.OBJECTION: ("ยังไม่ได้บันทึกการแยกข้อมูล", "It is not recorded that the data were set apart"),
    Right.RESTRICTION: ("ยังไม่ได้บันทึกการระงับใช้", "No restriction is recorded"),
}


def state_of(
    kind: EffectKind, end: EffectEnd | None, parts: Sequence[EffectPart], items: Sequence[ItemDue], *, is_lifted: bool
) -> EffectState:
    """Return where an effect stands. `is_lifted`: the hold of a restriction was lifted, wherever."""
    if end is EffectEnd.VOID:
        return EffectState.VOID
    if end is EffectEnd.ENDED or is_lifted:
        return EffectState.ENDED
    if kind in {EffectKind.RESTRICTION, EffectKind.SEPARATION}:
        return EffectState.IN_FORCE
    left = [each for each in parts if each.closed_at is None]
    if any(each.fate is CopyFate.BLOCKED for each in left):
        return EffectState.BLOCKED
    if left or any(each.erased_by is None for each in items):
        return EffectState.PENDING
    return EffectState.DONE


def is_open(part: EffectPart) -> bool:
    """Tell whether something that is not gone still needs somebody before the request can be closed.

    What is blocked with measures, and what a recipient was told of, only waits for its next check; an overdue one does
    not. A copy that its own cycle erases is awaited, and so is the review of data made anonymous (F.4 66, 67).
    """
    if part.closed_at is not None:
        return False
    waits = part.kind is PendingKind.COPY and part.fate in {CopyFate.BLOCKED, CopyFate.TOLD}
    return part.overdue or not waits


def past_limit(fate: CopyFate, limit_on: date | None, today: date) -> bool:
    """Tell whether the law's days are over for something that is neither gone nor blocked."""
    return fate is CopyFate.EXPIRES and limit_on is not None and today > limit_on


def missing(rights: Sequence[RightShown], effects: Sequence[Effect]) -> Iterator[tuple[str, str]]:
    """Yield what is still to be done of the effects of a request, in Thai and English."""
    stand = [each for each in effects if each.state is not EffectState.VOID]
    for right in rights:
        if right.outcome in _GRANTED and not _is_carried_out(right, stand):
            th, en = _MISSING[right.right]
            yield f"{right.seq}. {right.right.th}: {th}", f"{right.seq}. {right.right.en}: {en}"
    for effect in stand:
        for item in effect.items:
            if item.erased_by is None:
                yield (
                    f"ผลที่ {effect.number}: “{item.item}” ยังไม่ลบ",
                    f"Effect {effect.number}: “{item.item}” is not erased",
                )
        for part in effect.parts:
            if is_open(part):
                yield _of_part(effect.number, part)


def _is_carried_out(right: RightShown, effects: Sequence[Effect]) -> bool:
    wanted = _CARRIED_OUT_BY.get(right.right)
    return wanted is None or any(each.right_seq == right.seq and each.kind in wanted for each in effects)


def _of_part(number: int, part: EffectPart) -> tuple[str, str]:
    if part.kind is PendingKind.REVIEW:
        return f"ผลที่ {number}: {part.kind.th}", f"Effect {number}: {part.kind.en}"
    if part.past_limit:
        return (
            f"ผลที่ {number}: {part.words} เกินกำหนดตามกฎหมายแล้วยังไม่ลบ ต้องตรวจ และปิดกั้นหากยังอยู่",
            f"Effect {number}: {part.words} is past the law's last day; check it, and block it if it is still there",
        )
    if part.overdue:
        return f"ผลที่ {number}: {part.words} เลยกำหนดตรวจ", f"Effect {number}: {part.words} should have been checked"
    return f"ผลที่ {number}: {part.words} ยังไม่ลบ", f"Effect {number}: {part.words} is not erased yet"


def fulfilled_on(right: RightShown, effects: Sequence[Effect]) -> date | None:
    """Return the day on which the last of a right was done; None while anything of it is left, blocked or not."""
    mine = [each for each in effects if each.right_seq == right.seq and each.state is not EffectState.VOID]
    if right.right not in WITH_EFFECTS or not _is_carried_out(right, mine):
        return None
    if any(each.state in {EffectState.PENDING, EffectState.BLOCKED} for each in mine):
        return None
    days = [each.facts.done_on for each in mine]
    days += [part.checks[-1].checked_on for each in mine for part in each.parts if part.checks]
    return max(days)
