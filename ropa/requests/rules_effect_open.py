"""Where an effect stands, and what is still to be done before a request can be closed. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct
from msgspec import field as default

from ropa.requests.rules_effect_items import key_of
from schemas.evidence import CopyFate, PendingKind
from schemas.request_effects import Effect, EffectEnd, EffectKind, EffectPart, EffectState, ItemDue
from schemas.request_terms import Right, RightOutcome
from schemas.requests import RightShown

_GRANTED = frozenset({RightOutcome.GRANTED, RightOutcome.PARTLY})
_AGAINST = frozenset({RightOutcome.REFUSED, RightOutcome.NOT_HELD, RightOutcome.WITHDRAWN})
#: What carries out a right that was granted; any one of the kinds will do. Use that is only restricted erases nothing.
_CARRIED_OUT_BY = {
    Right.ERASURE: frozenset({EffectKind.ERASURE, EffectKind.KEPT}),
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


class Around(Struct, frozen=True, kw_only=True):
    """What the register knows of the places of a request, as far as its granted erasures ask."""

    refs: Mapping[str, str] = default(default_factory=dict)
    """References of the linked activities by their ids, in order."""
    items: Mapping[str, frozenset[str]] = default(default_factory=dict)
    """Data items that the record of an activity has, where nothing of it was erased."""
    done_with: frozenset[tuple[int, str]] = frozenset()
    """(Right, activity) of which nothing is to be erased: refused there, or searched and nothing found."""
    erasing: Mapping[int, int] = default(default_factory=dict)
    """Tasks to erase that are open, by right."""
    unasked: Mapping[int, int] = default(default_factory=dict)
    """Places that nobody was asked to erase, by right."""
    erased_on: Mapping[int, date] = default(default_factory=dict)
    """Day on which the last task to erase was done, by right."""


NOTHING = Around()


def state_of(
    kind: EffectKind,
    end: EffectEnd | None,
    parts: Sequence[EffectPart],
    items: Sequence[ItemDue],
    *,
    is_lifted: bool,
    is_over: bool = False,
) -> EffectState:
    """Return where an effect stands. `is_lifted`: the hold of a restriction was lifted, wherever. `is_over`: the day
    has passed until which a law kept the data.
    """
    if end is EffectEnd.VOID:
        return EffectState.VOID
    if end is EffectEnd.ENDED or is_lifted:
        return EffectState.ENDED
    if kind in {EffectKind.RESTRICTION, EffectKind.SEPARATION}:
        return EffectState.IN_FORCE
    left = [each for each in parts if each.closed_at is None]
    if any(each.fate is CopyFate.BLOCKED for each in left):
        return EffectState.BLOCKED
    if is_over or left or any(each.erased_by is None for each in items):
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


def missing(
    rights: Sequence[RightShown], effects: Sequence[Effect], around: Around = NOTHING
) -> Iterator[tuple[str, str]]:
    """Yield what is still to be done of the effects of a request, in Thai and English."""
    outcomes = {each.seq: each.outcome for each in rights}
    for right in rights:
        if right.outcome in _GRANTED:
            yield from _of_right(right, effects, around)
    for effect in effects:
        if effect.state is not EffectState.VOID:
            yield from _of_effect(effect, outcomes.get(effect.right_seq))


def _of_effect(effect: Effect, outcome: RightOutcome | None) -> Iterator[tuple[str, str]]:
    if effect.state is EffectState.IN_FORCE and outcome is not None and outcome in _AGAINST:
        yield (
            f"ผลที่ {effect.number}: {effect.kind.th} ยังมีผลอยู่ทั้งที่สิทธิสิ้นสุดแล้ว ({outcome.th}) ต้องยกเลิก",
            f"Effect {effect.number}: {effect.kind.en} is in force although the right ended ({outcome.en}); end it",
        )
    if effect.kind is EffectKind.KEPT and effect.state is EffectState.PENDING:
        yield (
            f"ผลที่ {effect.number}: พ้นวันที่กฎหมายให้เก็บแล้ว ต้องลบ",
            f"Effect {effect.number}: the day until which a law kept it has passed; erase it",
        )
    for item in effect.items:
        if item.erased_by is None:
            yield (
                f"ผลที่ {effect.number}: “{item.item}” ยังไม่ลบ",
                f"Effect {effect.number}: “{item.item}” is not erased",
            )
    for part in effect.parts:
        if is_open(part):
            yield _of_part(effect.number, part)


def _of_right(right: RightShown, effects: Sequence[Effect], around: Around) -> Iterator[tuple[str, str]]:
    lacking = _lacking(right, effects, around)
    for activity_id in lacking:
        th, en = _MISSING[right.right]
        ref = around.refs.get(activity_id) if len(around.refs) > 1 else None
        where = f" ({ref})" if ref else ""
        yield f"{right.seq}. {right.right.th}: {th}{where}", f"{right.seq}. {right.right.en}: {en}{where}"
    count = around.unasked.get(right.seq, 0)
    if count and not lacking:
        yield (
            f"{right.seq}. {right.right.th}: ยังมี {count} แห่งที่ไม่มีงานลบ ให้สร้างงานตามทะเบียน",
            f"{right.seq}. {right.right.en}: nobody was asked to erase at {count} places; make the proposed tasks",
        )


def counted(right: RightShown, effects: Sequence[Effect]) -> list[Effect]:
    """Return the effects that carry out a right. What ended does so no more, but a restriction that had its time."""
    wanted = _CARRIED_OUT_BY.get(right.right, frozenset())
    over = {EffectState.VOID} if right.right is Right.RESTRICTION else {EffectState.VOID, EffectState.ENDED}
    return [each for each in effects if each.right_seq == right.seq and each.kind in wanted and each.state not in over]


def _lacking(right: RightShown, effects: Sequence[Effect], around: Around) -> list[str]:
    """Return the activities in which a granted right was not carried out; of rights other than erasure, one will do."""
    if right.right not in _CARRIED_OUT_BY:
        return []
    mine = counted(right, effects)
    if right.right is not Right.ERASURE or not around.refs:
        return [] if mine else [""]
    found = []
    for activity_id in around.refs:
        here = [each for each in mine if each.activity_id == activity_id]
        if any(each.kind is EffectKind.ERASURE for each in here) or (right.seq, activity_id) in around.done_with:
            continue
        # Granted, and nothing was erased: then a law keeps all of it, not one item of three.
        kept = {key_of(item) for each in here for item in each.facts.data_items}
        if not here or around.items.get(activity_id, frozenset()) - kept:
            found.append(activity_id)
    return found


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


def fulfilled_on(right: RightShown, effects: Sequence[Effect], around: Around = NOTHING) -> date | None:
    """Return the day on which the last of a right was done; None while anything of it is left, blocked or not.

    An erasure is whole when no place is left where somebody is, or was not yet, asked to erase.
    """
    if right.right not in WITH_EFFECTS or _lacking(right, effects, around):
        return None
    if around.erasing.get(right.seq) or around.unasked.get(right.seq):
        return None
    mine = [each for each in effects if each.right_seq == right.seq and each.state is not EffectState.VOID]
    if any(each.state in {EffectState.PENDING, EffectState.BLOCKED} for each in mine):
        return None
    days = [each.facts.done_on for each in mine]
    days += [part.checks[-1].checked_on for each in mine for part in each.parts if part.checks]
    days += [around.erased_on[right.seq]] if right.seq in around.erased_on else []
    return max(days, default=None)
