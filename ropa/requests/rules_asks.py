"""What stands against asking the citizen something, and against what became of it. Pure; days are in Bangkok."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from msgspec import Struct

from schemas.findings import Problem
from schemas.request_clock import AskEnd, AskKind, AskState

#: What asks somebody to prove who they are, or for whom they may act.
PROOFS = frozenset({AskKind.IDENTITY, AskKind.AUTHORITY})
#: Days that somebody has at least, from the day on which the question was written down, before silence counts. No law
#: gives a number; one that is asked and gone the next day is no question.
LEAST = timedelta(days=7)


class AskedOf(Struct, frozen=True, kw_only=True):
    """What was asked of the requester, as far as silence is judged by it. Days are in Bangkok."""

    kind: AskKind
    state: AskState
    due_on: date
    noted_on: date
    """The day on which it was written down: an earlier day of asking that was typed later gives no shorter time."""

    @property
    def until(self) -> date:
        """The last day after which silence counts."""
        return max(self.due_on, self.noted_on + LEAST)


#: The same thing said again by the same person within this time is the same form sent twice, or a client's new try.
SAID_AGAIN = timedelta(minutes=10)


def silent_since(asked: Sequence[AskedOf], today: date) -> date | None:
    """Return the last day on which proof could have come that was asked for and never came; None: it is not so.

    While any question for proof still has time, nothing is silent.
    """
    asked = [each for each in asked if each.kind in PROOFS]
    if any(each.state is AskState.WAITING and each.until >= today for each in asked):
        return None
    passed = [each.until for each in asked if each.state in {AskState.WAITING, AskState.LAPSED} and each.until < today]
    return max(passed, default=None)


def was_asked_in_vain(asked: Sequence[AskedOf], today: date) -> bool:
    """Tell whether proof was asked for, and either nothing came in time or what came did not prove it."""
    if silent_since(asked, today) is not None:
        return True
    proofs = [each for each in asked if each.kind in PROOFS and each.state is not AskState.CANCELLED]
    return bool(proofs) and all(each.state is AskState.ANSWERED for each in proofs)


def faults(asked_on: date, received_on: date, today: date) -> Iterator[Problem]:
    """Yield what is wrong with the day on which something was asked."""
    if asked_on > today:
        yield _problem("/asked_on", "เป็นวันในอนาคตไม่ได้", "It cannot lie in the future")
    if asked_on < received_on:
        yield _problem("/asked_on", "ก่อนวันที่ได้รับคำขอไม่ได้", "It cannot lie before the receipt")


def end_faults(given: AskEnd, asked_on: date, due_on: date, today: date) -> Iterator[Problem]:
    """Yield what stands against what is said to have become of something that was asked."""
    if given.state is AskState.WAITING:
        yield _problem("/state", "ต้องระบุผล", "Say what became of it")
    if given.state is AskState.LAPSED and today <= due_on:
        yield _problem("/state", "ผู้ขอยังมีเวลาตอบ", "There is time left to answer")
    if given.answered_on is None:
        return
    if given.state is not AskState.ANSWERED:
        yield _problem("/answered_on", "ระบุเฉพาะเมื่อได้รับคำตอบ", "Only an answer has a day")
    elif not asked_on <= given.answered_on <= today:
        yield _problem("/answered_on", "ต้องอยู่ระหว่างวันที่แจ้งกับวันนี้", "It lies between the asking and today")


def _problem(pointer: str, th: str, en: str) -> Problem:
    return Problem(pointer=pointer, message_th=th, message_en=en)
