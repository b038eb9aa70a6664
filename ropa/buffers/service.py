"""Use cases of unsaved text: kept encrypted, for one person and one form, and never part of a record.

An autosave and a session that ended while somebody typed come to the same place.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec
from msgspec import Struct

from ropa.access.rules import Permission
from ropa.access.service_reach import present_grants, roles_with
from ropa.buffers import store
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Forbidden, TooLarge
from ropa.keys import Keys

#: The largest section of a real form is 30 KB.
MAX_BYTES = 256 * 1024
MOST_PLACES = 50
KEPT = timedelta(days=30)
MAX_PLACE = 200
PERSON = "person:"

#: Before the place of what stood there before the last save; addresses begin with "/".
BEFORE = "="
MOST_BEFORE = 10
#: What was taken out of a record, a number of a card perhaps, stays no longer than somebody may notice a slip.
KEPT_BEFORE = timedelta(hours=24)
#: First field of a text that a page's script keeps: which open page it was.
TAB = "_tab"

Fields = list[tuple[str, str]]


class Buffer(Struct, frozen=True, kw_only=True):
    """What was typed at one place: the form's fields in order, names as the form has them."""

    place: str
    fields: Fields
    saved_at: datetime
    tab: str = ""


class Tab(Struct, frozen=True, kw_only=True):
    """Which of a person's open pages keeps a text, and which kept text that page knows of."""

    id: str
    seen: str
    """`saved_at` of the text that the page was drawn with or kept last, ISO 8601; "" when there was none."""
    takes: bool = False
    """The person chose this page's text."""


def keep_of_tab(uow: UnitOfWork, keys: Keys, place: str, fields: Sequence[tuple[str, str]], tab: Tab) -> bool:
    """Keep the fields of one open page; tell whether what the page knew of is gone (saved or thrown away elsewhere).

    Raises: Conflict when another page of this person kept something since; as `keep`.
    """
    found = find(uow, keys, place)
    if found is not None and found.tab != tab.id and not _is_moment(tab.seen, found.saved_at) and not tab.takes:
        raise Conflict(
            "หน้านี้เปิดอยู่อีกแท็บ และอีกแท็บมีข้อความใหม่กว่า",
            "This page is open in another tab, which has newer text",
        )
    keep(uow, keys, place, [(TAB, tab.id), *fields])
    return found is None and bool(tab.seen)


def _is_moment(text: str, moment: datetime) -> bool:
    try:
        return datetime.fromisoformat(text) == moment
    except ValueError:
        return False


def keep(uow: UnitOfWork, keys: Keys, place: str, fields: Sequence[tuple[str, str]]) -> None:
    """Keep the fields for the actor in place of what was kept there; the oldest of more than 50 places goes.

    Raises: Forbidden for an actor that is no person, TooLarge.
    """
    person_id = _person(uow)
    content = msgspec.json.encode(list(fields))
    if len(content) > MAX_BYTES or len(place) > MAX_PLACE:
        raise TooLarge
    store.replace(uow, person_id, place, keys.seal(content, _bound(person_id, place)))
    kept = [each for each, _ in store.places(uow, person_id)]
    before = [each for each in kept if each.startswith(BEFORE)]
    surplus = [*[each for each in kept if not each.startswith(BEFORE)][MOST_PLACES:], *before[MOST_BEFORE:]]
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
    fields = msgspec.json.decode(content, type=Fields)
    tab = fields.pop(0)[1] if fields and fields[0][0] == TAB else ""
    return Buffer(place=place, fields=fields, saved_at=row.saved_at, tab=tab)


def places(uow: UnitOfWork) -> list[tuple[str, datetime]]:
    """Return where the actor has unsaved text, newest first."""
    if not uow.actor.id.startswith(PERSON):
        return []
    return [found for found in store.places(uow, _person(uow)) if not found[0].startswith(BEFORE)]


def unsaved_below(uow: UnitOfWork, path: str) -> frozenset[str]:
    """Return the last parts of the addresses below `path` where the actor has unsaved text."""
    return frozenset(place.removeprefix(path) for place, _ in places(uow) if place.startswith(path))


def keep_before(uow: UnitOfWork, keys: Keys, place: str, fields: Sequence[tuple[str, str]]) -> None:
    """Keep what a form had before its writer saved it, so that the save can be taken back; of 10 forms a person.

    A form that is too large is not kept, and neither is one of somebody who is no person.
    """
    if (
        len(place) < MAX_PLACE
        and len(msgspec.json.encode(list(fields))) <= MAX_BYTES
        and uow.actor.id.startswith(PERSON)
    ):
        keep(uow, keys, BEFORE + place, fields)


def find_before(uow: UnitOfWork, keys: Keys, place: str) -> Buffer | None:
    """Return what a form had before the actor saved it less than 24 hours ago; None: nothing that can be opened."""
    found = find(uow, keys, BEFORE + place)
    return found if found is not None and uow.now - found.saved_at < KEPT_BEFORE else None


def forget_before(uow: UnitOfWork, path: str) -> None:
    """Forget what anybody's forms below an address had before they were saved: nobody may save them now."""
    store.forget_below(uow, BEFORE + path)


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
    """Forget what everybody left lying for 30 days; return how many texts that were.

    What stood before a save goes after 24 hours, and at once when its person may write in no office any more.
    """
    gone = store.forget(uow, uow.now - KEPT) + store.forget_below(uow, BEFORE, uow.now - KEPT_BEFORE)
    writing = roles_with(Permission.WRITE_ACTIVITIES)
    without = [
        person_id
        for person_id in store.people_with(uow, BEFORE)
        if not any(grant.role in writing for grant in present_grants(uow, PERSON + person_id))
    ]
    return gone + (store.forget_of(uow, without, BEFORE) if without else 0)


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
