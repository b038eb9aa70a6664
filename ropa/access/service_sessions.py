"""Use cases of sessions. One begins only with a sign-in, always under a new secret; reading writes nothing."""

import hashlib
import secrets
from dataclasses import replace
from datetime import datetime, timedelta

import msgspec

from ropa import clock
from ropa.access import store_people as store
from ropa.access.service_people import person_of_identity, refuse_suspended
from ropa.audit.service import record
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import SignInRefused
from ropa.keys import Keys
from schemas.access import Identity, SessionMade, SessionRead

#: The portal's tokens live for 65 minutes (seed 000); no session outlives its token.
LONGEST = timedelta(minutes=65)
#: An ended session is still recognised this long, so that text typed into its pages can be kept for its person.
REMEMBERED = timedelta(hours=24)
#: What the columns hold. A portal may send more; PostgreSQL would refuse the whole sign-in.
MAX_NAME, MAX_USERNAME, MAX_HINT = 300, 200, 60


def start_session(
    uow: UnitOfWork, keys: Keys, identity: Identity, token_hash: str, before: str | None = None
) -> SessionMade:
    """Return a new session of the person whom the portal confirmed; the session of the secret `before` ends.

    Raises: SignInRefused when the token has signed somebody in before; Invalid for an impossible national ID.
    """
    if not store.use_token(uow, token_hash, identity.expires_at):
        raise SignInRefused(
            "บัตรผ่านนี้ถูกใช้ไปแล้ว โปรดเข้าใช้งานจากระบบกลางอีกครั้ง",
            "This token was used before; sign in at the portal again",
        )
    person_id = person_of_identity(uow, keys, identity)
    refuse_suspended(uow, person_id)
    return open_session(uow, person_id, identity, before)


def open_session(uow: UnitOfWork, person_id: str, identity: Identity, before: str | None) -> SessionMade:
    """Return a new session of a person who may sign in; see `start_session`."""
    name = f"{identity.given_name} {identity.family_name}".strip()[:MAX_NAME]
    store.update_person(
        uow,
        person_id,
        {
            "display_name": name or identity.username,
            "username": identity.username[:MAX_USERNAME],
            "email": identity.email,
            "org_hint": (identity.org_hint or "")[:MAX_HINT] or None,
            "signed_in_at": uow.now,
        },
    )
    if before is not None:
        store.end_session(uow, hash_secret(before))
    made = SessionMade(
        secret=secrets.token_urlsafe(32),
        expires_at=min(identity.expires_at, uow.now + LONGEST),
    )
    store.add_session(
        uow,
        {
            "token_hash": hash_secret(made.secret),
            "person_id": person_id,
            "started_at": uow.now,
            "expires_at": made.expires_at,
        },
    )
    # Nobody was signed in when the request came; from here on it is this person's.
    person = msgspec.structs.replace(uow.actor, id=f"person:{person_id}")
    record(replace(uow, actor=person), "session.started", f"person:{person_id}", {"expires_at": made.expires_at})
    return made


def hash_secret(secret: str) -> str:
    """Return what is stored of a session's secret. It has 256 random bits, so a plain hash cannot be searched."""
    return hashlib.sha256(secret.encode()).hexdigest()


def find_session(uow: UnitOfWork, secret: str) -> SessionRead | None:
    """Return the session of a cookie with its person and rights; it may have ended. None: there was never one."""
    return store.find_session(uow, hash_secret(secret), clock.bangkok(uow.now).date())


def end_session(uow: UnitOfWork, secret: str) -> None:
    """End a session; ending one twice, or none, changes nothing."""
    if store.end_session(uow, hash_secret(secret)):
        record(uow, "session.ended", uow.actor.id)


def forget_expired(uow: UnitOfWork) -> int:
    """Remove sessions that ended a day ago and used tokens that nobody could use again; return how many sessions."""
    return store.forget_sessions(uow, uow.now - REMEMBERED)


def last_sign_in(uow: UnitOfWork) -> datetime | None:
    """Return when somebody came in last; None before the first. Says nothing of who."""
    return store.last_sign_in(uow)
