"""The one table of steps that an item takes on its way to destruction. Pure.

No step is skipped: `destroyed` is reached only from `approved_to_destroy`, that only from the archives' review, that
only by the head's order, that only from the committee. While an active hold or restriction stands on an item it takes
no step towards destruction and is not handed over; it can only be kept.

Legal source: Saraban Regulation B.E. 2526 ข้อ 66-70; PDPA s.34, s.37(3).
"""

from collections.abc import Collection, Mapping
from enum import StrEnum

from msgspec import Struct

from schemas.destruction import HoldingState, ItemOutcome, ListState, Opinion


class Act(StrEnum):
    """What is done with an item."""

    LIST = "list"
    SUBMIT = "submit"
    CONCLUDE = "conclude"
    ORDER_DESTROY = "order_destroy"
    ORDER_KEEP = "order_keep"
    ORDER_EXTEND = "order_extend"
    CLEAR = "clear"
    """The National Archives agreed, was silent, agreed beforehand, or need not be asked."""
    KEEP_LONGER = "keep_longer"
    DESTROY = "destroy"
    BLOCK = "block"
    ERASE = "erase"
    KEEP = "keep"
    EXTEND = "extend"
    TRANSFER = "transfer"
    REMOVE = "remove"


class Step(Struct, frozen=True):
    """From which states an act leads where, and what becomes of the item."""

    before: frozenset[HoldingState]
    after: HoldingState
    outcome: ItemOutcome = ItemOutcome.OPEN
    while_held: bool = False
    """Whether a hold lets it pass: only what leads away from destruction."""


_S = HoldingState
#: On a list and not destroyed, not even in part.
BEFORE_DESTRUCTION = frozenset(
    {_S.LISTED, _S.COMMITTEE_REVIEW, _S.HEAD_DECISION, _S.ARCHIVES_REVIEW, _S.APPROVED_TO_DESTROY}
)


def _step(before: HoldingState, after: HoldingState, outcome: ItemOutcome = ItemOutcome.OPEN) -> Step:
    return Step(frozenset({before}), after, outcome, while_held=after is _S.ACTIVE)


STEPS: Mapping[Act, Step] = {
    Act.LIST: _step(_S.ACTIVE, _S.LISTED),
    Act.SUBMIT: _step(_S.LISTED, _S.COMMITTEE_REVIEW),
    Act.CONCLUDE: _step(_S.COMMITTEE_REVIEW, _S.HEAD_DECISION),
    Act.ORDER_DESTROY: _step(_S.HEAD_DECISION, _S.ARCHIVES_REVIEW),
    Act.ORDER_KEEP: _step(_S.HEAD_DECISION, _S.ACTIVE, ItemOutcome.KEPT),
    Act.ORDER_EXTEND: _step(_S.HEAD_DECISION, _S.ACTIVE, ItemOutcome.EXTENDED),
    Act.CLEAR: _step(_S.ARCHIVES_REVIEW, _S.APPROVED_TO_DESTROY),
    Act.KEEP_LONGER: _step(_S.ARCHIVES_REVIEW, _S.ACTIVE, ItemOutcome.EXTENDED),
    Act.DESTROY: _step(_S.APPROVED_TO_DESTROY, _S.DESTROYED, ItemOutcome.DESTROYED),
    Act.BLOCK: _step(_S.APPROVED_TO_DESTROY, _S.BLOCKED_PENDING_ERASURE),
    Act.ERASE: _step(_S.BLOCKED_PENDING_ERASURE, _S.DESTROYED, ItemOutcome.DESTROYED),
    Act.KEEP: Step(BEFORE_DESTRUCTION, _S.ACTIVE, ItemOutcome.KEPT, while_held=True),
    Act.EXTEND: Step(BEFORE_DESTRUCTION, _S.ACTIVE, ItemOutcome.EXTENDED, while_held=True),
    Act.TRANSFER: Step(BEFORE_DESTRUCTION, _S.TRANSFERRED, ItemOutcome.TRANSFERRED),
    Act.REMOVE: Step(BEFORE_DESTRUCTION, _S.ACTIVE, ItemOutcome.REMOVED, while_held=True),
}

#: Which order the head gives by deciding so.
ORDERS = {
    Opinion.DESTROY: Act.ORDER_DESTROY,
    Opinion.KEEP: Act.ORDER_KEEP,
    Opinion.EXTEND: Act.ORDER_EXTEND,
}

#: The stage of a list whose furthest item stands there. A list never goes back.
_STAGES = {
    _S.LISTED: ListState.DRAFT,
    _S.COMMITTEE_REVIEW: ListState.COMMITTEE,
    _S.HEAD_DECISION: ListState.HEAD,
    _S.ARCHIVES_REVIEW: ListState.ARCHIVES,
    _S.APPROVED_TO_DESTROY: ListState.APPROVED,
    _S.BLOCKED_PENDING_ERASURE: ListState.APPROVED,
    _S.DESTROYED: ListState.APPROVED,
}
_ORDER = (ListState.DRAFT, ListState.COMMITTEE, ListState.HEAD, ListState.ARCHIVES, ListState.APPROVED)
ENDED = frozenset({ListState.CLOSED, ListState.CANCELLED})


class StepRefusedError(ValueError):
    """An act that an item in this state, or a held one, cannot take."""


def may(act: Act, state: HoldingState, *, held: bool) -> bool:
    """Tell whether an item in a state, held or not, can take an act."""
    step = STEPS[act]
    return state in step.before and (step.while_held or not held)


def after(act: Act, state: HoldingState, *, held: bool) -> tuple[HoldingState, ItemOutcome]:
    """Return where an act leads and what becomes of the item.

    Raises: StepRefusedError.
    """
    if not may(act, state, held=held):
        message = f"{act} from {state}{' while held' if held else ''}"
        raise StepRefusedError(message)
    return STEPS[act].after, STEPS[act].outcome


def stage(before: ListState, states: Collection[HoldingState], *, open_items: int) -> ListState:
    """Return the stage of a list whose open items stand in `states`: the furthest reached, or closed when none is open.

    A draft stays one however few items it has.
    """
    if before in ENDED:
        return before
    if not open_items:
        return ListState.DRAFT if before is ListState.DRAFT else ListState.CLOSED
    reached = [_STAGES[each] for each in states if each in _STAGES]
    return max([before, *reached], key=_ORDER.index)
