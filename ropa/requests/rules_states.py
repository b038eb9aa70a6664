"""Which state of a request may follow which. Pure.

Ended states are left by opening the request again alone, with a reason.
"""

from collections.abc import Mapping, Sequence

from schemas.request_terms import ENDED, RequestState, RightOutcome
from schemas.requests import RightShown

_S = RequestState
#: What comes after what. Not here: opening again (`after_reopening`).
WAYS: Mapping[RequestState, frozenset[RequestState]] = {
    _S.RECEIVED: frozenset({_S.IDENTITY, _S.WORKING, _S.ANSWERED, _S.WITHDRAWN, _S.LAPSED, _S.NOT_A_REQUEST}),
    _S.IDENTITY: frozenset({_S.WORKING, _S.ANSWERED, _S.WITHDRAWN, _S.LAPSED, _S.NOT_A_REQUEST}),
    _S.WORKING: frozenset({_S.IDENTITY, _S.ANSWERED, _S.WITHDRAWN, _S.LAPSED, _S.NOT_A_REQUEST}),
    # Another right that is asked for, or a decision that is put right, makes it work again.
    _S.ANSWERED: frozenset({_S.WORKING, _S.CLOSED}),
}


def may_follow(before: RequestState, after: RequestState) -> bool:
    """Tell whether one state may come after another."""
    return after in WAYS.get(before, frozenset())


def refusal(before: RequestState, after: RequestState) -> tuple[str, str]:
    """Return the words of a step that may not be taken."""
    return (
        f"คำขออยู่ในสถานะ “{before.th}” จึงเปลี่ยนเป็น “{after.th}” ไม่ได้",
        f"The request is “{before.en}”, so it cannot become “{after.en}”",
    )


def after_reopening(state: RequestState, *, was_answered: bool) -> RequestState | None:
    """Return the state of a request that is opened again; None when it is not over."""
    if state not in ENDED:
        return None
    if state is RequestState.NOT_A_REQUEST:
        return RequestState.RECEIVED
    # What was answered stays answered until a decision is put right: reopening it starts no clock by itself.
    return RequestState.ANSWERED if was_answered else RequestState.WORKING


def undecided(rights: Sequence[RightShown]) -> list[int]:
    """Return the numbers of the rights without an outcome."""
    return [each.seq for each in rights if each.outcome is None]


def is_decided(rights: Sequence[RightShown]) -> bool:
    """Tell whether somebody decided about a right, which is more than that the person took it back."""
    return any(each.outcome not in {None, RightOutcome.WITHDRAWN} for each in rights)
