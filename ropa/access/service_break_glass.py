"""Use cases of the emergency sign-in: one account, whose only right is the system administrator's, for its session.

Legal source: PDPC security notification B.E. 2565, ข้อ 4 (access by need; uses of it can be found out afterwards).
"""

from datetime import datetime, timedelta

from msgspec import Struct

from ropa import clock
from ropa.access import store_break_glass as store
from ropa.access import store_people as people
from ropa.access.rules_break_glass import failures_now, is_shown, wait_after
from ropa.access.service_people import emergency_person
from ropa.access.service_sessions import hash_secret, open_session
from ropa.audit.service import record
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Unavailable
from ropa.keys import Keys
from schemas.access import Identity, Role, SessionMade
from schemas.office import WHOLE_MINISTRY

#: Long enough to give somebody their right back, too short to work in.
SESSION = timedelta(minutes=30)
SUBJECT = "break-glass"
NAME = "บัญชีเข้าใช้ฉุกเฉิน"


class Try(Struct, frozen=True):
    """A try that may be looked at, and what the row is to be when it was right."""

    failed_at: datetime | None


class Seen(Struct, frozen=True):
    """The latest use and the latest wrong try of the last seven days, for the warning."""

    used_at: datetime | None
    failed_at: datetime | None


def waits_until(uow: UnitOfWork) -> datetime | None:
    """Return until when no try is looked at; None: one is looked at now. A short read: refusing costs little."""
    row = store.read(uow)
    return row.blocked_until if row is not None and row.blocked_until and row.blocked_until > uow.now else None


def claim(uow: UnitOfWork) -> Try | None:
    """Return a try, counted as wrong until `sign_in` says otherwise; None while nobody may try.

    It is counted before the passphrase is looked at: many tries at once are then no more than one after another.
    """
    row = store.read(uow)
    if row is None:
        store.make(uow)
        row = store.read(uow)
    if row is None:
        raise Unavailable
    if row.blocked_until is not None and row.blocked_until > uow.now:
        return None
    failures = failures_now(row.failures, row.failed_at, uow.now) + 1
    values = {"failures": failures, "failed_at": uow.now, "blocked_until": uow.now + wait_after(failures)}
    return Try(row.failed_at) if store.change(uow, row, values) else None


def sign_in(uow: UnitOfWork, keys: Keys, tried: Try, before: str | None) -> SessionMade:
    """Return a session after a right passphrase; the session of the secret `before` ends."""
    person_id = emergency_person(uow, keys)
    ends = uow.now + SESSION
    _give_right(uow, person_id, ends)
    store.store(uow, {"failures": 0, "failed_at": tried.failed_at, "blocked_until": None, "used_at": uow.now})
    identity = Identity(username=SUBJECT, given_name=NAME, family_name="", expires_at=ends)
    made = open_session(uow, person_id, identity, before)
    record(uow, "break_glass.used", SUBJECT, {"person": person_id, "session": hash_secret(made.secret)[:12]})
    return made


def _give_right(uow: UnitOfWork, person_id: str, ends: datetime) -> None:
    """Give the one right until the day on which the session ends, and take whatever else the account has."""
    store.end_rights_and_sessions(uow, person_id, SUBJECT)
    values = {
        "id": new_id(uow.now),
        "person_id": person_id,
        "role": str(Role.SYSTEM_ADMIN),
        "office_id": WHOLE_MINISTRY,
        "valid_through": clock.bangkok(ends).date(),
        "granted_at": uow.now,
        "granted_by": SUBJECT,
    }
    people.add_grant(uow, values)
    record(uow, "grant.given", f"grant:{values['id']}", {"person": person_id, "role": values["role"]})


def seen(uow: UnitOfWork) -> Seen:
    """Return what is to be shown of the last seven days; one row is read."""
    row = store.read(uow)
    if row is None:
        return Seen(None, None)
    used, failed = (at if is_shown(at, uow.now) else None for at in (row.used_at, row.failed_at))
    return Seen(used, failed)
