"""How often a form without an account was sent, from one place and by everybody: for every public form of the register.

Addresses are not kept: a keyed hash that changes with every window stands for them, so that nobody can be followed.
"""

from collections.abc import Sequence
from datetime import timedelta

from ropa.access import store_rates
from ropa.access.rules_rates import EVERYBODY, Limit, place_of, seconds_left, window_start
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import TooManyRequests
from ropa.keys import Keys

_WHO = 43
#: Longer than any window.
KEPT = timedelta(days=2)


def refuse_full(uow: UnitOfWork, keys: Keys, form: str, address: str | None, limits: Sequence[Limit]) -> None:
    """Return when a form may be sent once more. One indexed read, so that a flood ends here and not in a write.

    Raises: TooManyRequests with the seconds until the window ends.
    """
    windows = _windows(uow, keys, form, address, limits)
    _refuse(uow, windows, store_rates.count(uow, form, list(windows)), taken=1)


def spend(uow: UnitOfWork, keys: Keys, form: str, address: str | None, limits: Sequence[Limit]) -> None:
    """Count a form that is sent, in the transaction that keeps it: what is refused or fails was not counted.

    Raises: TooManyRequests, as `refuse_full`; two who come at once do not both get the last place.
    """
    windows = _windows(uow, keys, form, address, limits)
    _refuse(uow, windows, store_rates.add(uow, form, list(windows)), taken=0)


def forget_old(uow: UnitOfWork) -> int:
    """Delete counters that count for nothing any more; return how many."""
    return store_rates.forget(uow, uow.now - KEPT)


def _windows(
    uow: UnitOfWork, keys: Keys, form: str, address: str | None, limits: Sequence[Limit]
) -> dict[store_rates.Window, int]:
    found = {}
    place = place_of(address)
    for limit in limits:
        starts_at = window_start(uow.now, limit.seconds)
        who = keys.mark(f"rate:{form}:{starts_at.isoformat()}:{place}")[:_WHO]
        found[who, starts_at, limit.seconds] = limit.each
        found[EVERYBODY, starts_at, limit.seconds] = limit.all
    return found


def _refuse(
    uow: UnitOfWork, windows: dict[store_rates.Window, int], counts: dict[store_rates.Window, int], *, taken: int
) -> None:
    full = [window[2] for window, most in windows.items() if counts.get(window, 0) + taken > most]
    if full:
        raise TooManyRequests(max(seconds_left(uow.now, seconds) for seconds in full))
