"""Use cases of unsaved text: kept encrypted, for one person and one form, and never part of a record.

An autosave and a session that ended while somebody typed come to the same place.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec
from msgspec import Struct

from ropa.buffers import store
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Forbidden, TooLarge
from ropa.keys import Keys

#: The largest section of a real form is 30 KB.
MAX_BYTES = 256 * 1024
MOST_PLACES = 50
KEPT = timedelta(days=30)
MAX_PLACE = 200
PERSON = "person:"

Fields = list[tuple[str, str]]


class Buffer(Struct, frozen=True, kw_only=True):
    """What was typed at one place: the form's fields in order, names as the form has them."""

    place: str
    fields: Fields
    saved_at: datetime


def keep(uow: UnitOfWork, keys: Keys, place: str, fields: Sequence[tuple[str, str]]) -> None:
    """Keep the fields for the actor in place of what was kept there; the oldest of more than 50 places goes.

    Raises: Forbidden for an actor that is no person, TooLarge.
    """
    person_id = _person(uow)
    content = msgspec.json.encode(list(fields))
    if len(content) > MAX_BYTES or len(place) > MAX_PLACE:
        raise TooLarge
    store.replace(uow, person_id, place, keys.seal(content, _bound(person_id, place)))
    surplus = [kept for kept, _ in store.places(uow, person_id)[MOST_PLACES:]]
    if surplus:
        store.discard(uow, person_id, *surplus)


def find(uow: UnitOfWork, keys: Keys, place: str) -> Buffer | None:
    """Return what the actor typed at a place and has not saved; None: nothing, or nothing that can be opened."""
    if not uow.actor.id.startswith(PERSON):
        return None
    person_id = _person(uow)
    row = store.find(uow, person_id, place)
    if row is None:
        return None
    content = keys.unseal(row.sealed, _bound(person_id, place))
    if content is None:
        return None
    return Buffer(place=place, fields=msgspec.json.decode(content, type=Fields), saved_at=row.saved_at)


def places(uow: UnitOfWork) -> list[tuple[str, datetime]]:
    """Return where the actor has unsaved text, newest first."""
    return store.places(uow, _person(uow)) if uow.actor.id.startswith(PERSON) else []


def discard(uow: UnitOfWork, place: str) -> None:
    """Forget what the actor typed at a place: it was saved, or is not wanted."""
    if uow.actor.id.startswith(PERSON):
        store.discard(uow, _person(uow), place)


def _person(uow: UnitOfWork) -> str:
    if not uow.actor.id.startswith(PERSON):
        raise Forbidden
    return uow.actor.id.removeprefix(PERSON)


def _bound(person_id: str, place: str) -> str:
    return f"form_buffers:{person_id}:{place}"


def forget_old(uow: UnitOfWork) -> int:
    """Forget what everybody left lying for 30 days; return how many texts that were."""
    return store.forget(uow, uow.now - KEPT)


def reseal(uow: UnitOfWork, old: Keys, new: Keys) -> int:
    """Encrypt every text anew; return how many. What the old keys do not open is forgotten: nobody can read it."""
    count = 0
    for person_id, place in store.all_places(uow):
        row = store.find(uow, person_id, place)
        content = old.unseal(row.sealed, _bound(person_id, place)) if row is not None else None
        if content is None:
            store.discard(uow, person_id, place)
            continue
        store.change(uow, person_id, place, new.seal(content, _bound(person_id, place)))
        count += 1
    return count
