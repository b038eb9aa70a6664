"""When to stop asking a server that does not answer, and when to try it again. Pure; moments are seconds of one clock.

Closed: everybody asks. After `FAILURES` in a row it opens: nobody asks for `OPEN_SECONDS`. Then one call tries; its
answer closes the circuit, its failure opens it anew.
"""

from msgspec import Struct
from msgspec.structs import replace

FAILURES = 5
OPEN_SECONDS = 30.0
#: A trial that says nothing of itself is given up: its time for an answer (5 s) is long over.
TRIAL_SECONDS = 10.0


class Circuit(Struct, frozen=True):
    """Failures in a row, since when nobody asks, and since when one call tries."""

    failures: int = 0
    opened_at: float | None = None
    trial_at: float | None = None


def may_ask(circuit: Circuit, now: float) -> bool:
    """Tell whether a call may go out now."""
    if circuit.opened_at is None:
        return True
    if now - circuit.opened_at < OPEN_SECONDS:
        return False
    return circuit.trial_at is None or now - circuit.trial_at >= TRIAL_SECONDS


def asking(circuit: Circuit, now: float) -> Circuit:
    """Return the circuit when a call that may go out does: of an open one, that is the trial."""
    return circuit if circuit.opened_at is None else replace(circuit, trial_at=now)


def answered() -> Circuit:
    """Return the circuit after an answer: closed."""
    return Circuit()


def failed(circuit: Circuit, now: float) -> Circuit:
    """Return the circuit after a failure."""
    failures = circuit.failures + 1
    if circuit.trial_at is not None or (circuit.opened_at is None and failures >= FAILURES):
        return Circuit(failures=failures, opened_at=now)
    # A call that went out before the circuit opened changes nothing of how long it stays open.
    return replace(circuit, failures=failures)
