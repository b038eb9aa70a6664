"""The table of steps: no way leads to destroyed but the whole one, and nothing held goes on."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ropa.destruction.rules_states import (
    BEFORE_DESTRUCTION,
    STEPS,
    Act,
    StepRefusedError,
    after,
    may,
    stage,
)
from schemas.destruction import HoldingState, ItemOutcome, ListState

S = HoldingState
WAY = [Act.LIST, Act.SUBMIT, Act.CONCLUDE, Act.ORDER_DESTROY, Act.CLEAR]
ENDS = ([Act.DESTROY], [Act.BLOCK, Act.ERASE])


def walk(numbers: list[int]) -> tuple[HoldingState, list[Act]]:
    """Return where a walk ends and the acts since the data set was last off all lists; each number chooses one.

    Every seventh moment a hold stands; every act that is not allowed then is tried, and refused.
    """
    state, taken = S.ACTIVE, list[Act]()
    for number in numbers:
        held = number % 7 == 0
        for act in Act:
            if not may(act, state, held=held):
                with pytest.raises(StepRefusedError):
                    after(act, state, held=held)
        allowed = [act for act in Act if may(act, state, held=held)]
        if not allowed:
            continue
        act = allowed[number // 7 % len(allowed)]
        state, outcome = after(act, state, held=held)
        assert not held or state is S.ACTIVE, act
        assert (outcome is ItemOutcome.DESTROYED) == (state is S.DESTROYED)
        taken = [] if state is S.ACTIVE else [*taken, act]
    return state, taken


@given(st.lists(st.integers(0, 7 * 60), max_size=40))
def test_only_the_whole_way_without_a_hold_at_any_step_leads_to_destroyed(numbers: list[int]) -> None:
    state, taken = walk(numbers)
    if state is S.DESTROYED:
        assert taken in [WAY + end for end in ENDS]
    if state is S.APPROVED_TO_DESTROY:
        assert taken == WAY


def test_the_walks_do_reach_destroyed() -> None:
    # Without a hold, one of the first two acts that are allowed, seven times: among these ways are both ends.
    ends = [walk(list(numbers)) for numbers in product((1, 8), repeat=7)]
    ways = {tuple(taken) for state, taken in ends if state is S.DESTROYED}
    assert ways == {tuple(WAY + end) for end in ENDS}


def test_every_pair_of_state_and_act_is_what_the_law_lets_pass() -> None:
    leaving = {Act.KEEP, Act.EXTEND, Act.TRANSFER, Act.REMOVE}
    allowed = {
        S.ACTIVE: {Act.LIST},
        S.LISTED: {Act.SUBMIT, *leaving},
        S.COMMITTEE_REVIEW: {Act.CONCLUDE, *leaving},
        S.HEAD_DECISION: {Act.ORDER_DESTROY, Act.ORDER_KEEP, Act.ORDER_EXTEND, *leaving},
        S.ARCHIVES_REVIEW: {Act.CLEAR, Act.KEEP_LONGER, *leaving},
        S.APPROVED_TO_DESTROY: {Act.DESTROY, Act.BLOCK, *leaving},
        S.BLOCKED_PENDING_ERASURE: {Act.ERASE},
        S.DESTROYED: set(),
        S.TRANSFERRED: set(),
    }
    assert {state: {act for act in Act if may(act, state, held=False)} for state in S} == allowed
    kept = {act for act in Act if STEPS[act].after is S.ACTIVE}
    assert {state: {act for act in Act if may(act, state, held=True)} for state in S} == {
        state: acts & kept for state, acts in allowed.items()
    }


def test_a_list_stands_where_its_furthest_item_does_never_goes_back_and_closes_with_the_last() -> None:
    assert stage(ListState.DRAFT, [], open_items=0) is ListState.DRAFT
    assert stage(ListState.DRAFT, [S.LISTED, S.COMMITTEE_REVIEW], open_items=2) is ListState.COMMITTEE
    assert stage(ListState.ARCHIVES, [S.COMMITTEE_REVIEW], open_items=1) is ListState.ARCHIVES
    assert stage(ListState.HEAD, [], open_items=0) is ListState.CLOSED
    assert stage(ListState.APPROVED, [S.BLOCKED_PENDING_ERASURE], open_items=1) is ListState.APPROVED
    assert stage(ListState.CANCELLED, [S.LISTED], open_items=1) is ListState.CANCELLED
    assert len(BEFORE_DESTRUCTION) == 5
