"""Use cases of the calendar feed: an address with a secret for each person, and what it shows.

The secret has 256 random bits and only its hash is kept, so an address can be ended but not shown again. Rights are
those of the moment of each fetch. An event says reference and title, nothing else of a record.
"""

import hashlib
import secrets
from dataclasses import replace
from datetime import datetime, timedelta

from ropa.access.service_reach import actor_of_person
from ropa.audit.service import record
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, NotFound
from ropa.reminders import store
from ropa.reminders.calendar_file import Event, calendar
from ropa.reminders.service_agenda import MAX_LIMIT, agenda
from schemas.reminders import DueKind, DueThing

PERSON = "person:"
#: An empty calendar is better than one that a telephone cannot open.
MOST_EVENTS = 1000
DAYS_AHEAD = 400
_LONGEST_SECRET = 100
_DAY = timedelta(days=1)
_ALARMS = {
    DueKind.BREACH: (timedelta(hours=24), timedelta(hours=6), timedelta(hours=1)),
    DueKind.SUSPICION: (timedelta(hours=24),),
    DueKind.REQUEST: (7 * _DAY, 3 * _DAY, _DAY),
    DueKind.REVIEW: (30 * _DAY, 7 * _DAY),
    # Its standard is a few working days.
    DueKind.ROUND: (3 * _DAY, _DAY),
}
_NAMES = {"th": "กำหนดการ ROPA", "en": "ROPA deadlines"}


def made_at(uow: UnitOfWork) -> datetime | None:
    """Return when the actor's address was made; None: there is none."""
    row = store.feed(uow, _person(uow))
    return None if row is None else row.created_at


def make(uow: UnitOfWork, language: str) -> str:
    """Return the secret of the actor's new address; one made before stops working.

    Raises: Conflict for an actor that is no person.
    """
    person_id = _person(uow)
    secret = secrets.token_urlsafe(32)
    values: dict[str, object] = {
        "person_id": person_id,
        "secret_hash": _hash(secret),
        "language": "en" if language == "en" else "th",
        "created_at": uow.now,
    }
    store.save_feed(uow, values)
    record(uow, "calendar.made", uow.actor.id)
    return secret


def revoke(uow: UnitOfWork) -> None:
    """End the actor's address; ending none changes nothing."""
    if store.drop_feed(uow, _person(uow)):
        record(uow, "calendar.revoked", uow.actor.id)


def _person(uow: UnitOfWork) -> str:
    if not uow.actor.id.startswith(PERSON):
        raise Conflict("ปฏิทินเป็นของบุคคลที่ลงชื่อเข้าใช้", "A calendar belongs to a person who is signed in")
    return uow.actor.id.removeprefix(PERSON)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def read(uow: UnitOfWork, secret: str, base_url: str) -> bytes:
    """Return the calendar of an address: what its person may see now.

    Raises: NotFound for an address that never was, was ended, or whose person is suspended; it does not say which.
    """
    found = store.feed_of(uow, _hash(secret)) if len(secret) <= _LONGEST_SECRET else None
    if found is None:
        raise NotFound
    person_id, language = found
    acting = replace(uow, actor=actor_of_person(uow, person_id))
    things: list[DueThing] = []
    cursor = None
    while len(things) < MOST_EVENTS:
        page = agenda(acting, DAYS_AHEAD, cursor, MAX_LIMIT)
        things += page.items
        cursor = page.next_cursor
        if cursor is None:
            break
    return calendar(_NAMES[language], (_event(each, language, base_url.rstrip("/")) for each in things[:MOST_EVENTS]))


def _event(thing: DueThing, language: str, base_url: str) -> Event:
    what = thing.kind.en if language == "en" else thing.kind.th
    title = thing.title_en or thing.title if language == "en" else thing.title
    name = " ".join(part for part in (thing.ref, title) if part)
    count = f" ({thing.count})" if thing.count > 1 else ""
    # A moved date moves its event; several dates of one record (data sets) or step (offices) are several events.
    day = f"-{thing.on:%Y%m%d}" if thing.kind in {DueKind.RETENTION, DueKind.ROUND} else ""
    return Event(
        uid=f"{thing.kind}-{thing.id}{day}@ropa",
        stamp=thing.updated_at,
        when=thing.at or thing.on,
        summary=f"{what}{count}: {name}" if name else what + count,
        url=f"{base_url}{thing.path}",
        alarms=_ALARMS.get(thing.kind, (7 * _DAY,)),
    )
