"""Use cases of excerpts: the entries about some subjects, with the seals over them; `rules_excerpts` checks one.

Whoever asks has checked that the actor may have them.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from itertools import islice
from typing import BinaryIO

import msgspec
from msgspec import Struct

from ropa.audit import store, store_excerpts
from ropa.audit.rules_excerpts import FORMAT, ExcerptLine
from ropa.audit.rules_seals import digest, head_of, listed_hash
from ropa.audit.service_reading import first_id_at, require_trail
from ropa.db.unit_of_work import UnitOfWork
from schemas.audit import Seal, TrailEntry

#: Ids follow time but for the seconds that a transaction takes.
_OUT_OF_ORDER = timedelta(minutes=10)
#: Returns an entry with words hidden, or the same entry.
Hide = Callable[[TrailEntry], TrailEntry]


class Chosen(Struct, frozen=True, kw_only=True):
    """Which entries are wanted: from a moment up to, not with, another one. Words are compared whole."""

    since: datetime
    until: datetime
    exact: Mapping[str, str | None]
    """By `actor_id`, `action` and `subject`; None: any."""


class Written(Struct, frozen=True):
    """What an excerpt holds."""

    entries: int
    seals: int
    head: str | None
    """Number and hash of its newest seal."""


def write_excerpt(uow: UnitOfWork, subjects: Iterable[str], out: BinaryIO, hide: Hide | None = None) -> Written:
    """Write the entries about some subjects, each below its seal, and every seal from there to the newest.

    A few entries are in memory at a time, and all their ids.
    """
    return write_entries(uow, _ids(uow, subjects), out, hide)


def chosen(uow: UnitOfWork, wanted: Chosen, most: int) -> list[int]:
    """Return the ids of the entries that are wanted, ascending; at most `most` + 1 of them.

    Raises: Forbidden, without the right to read the trail.
    """
    require_trail(uow)
    first = first_id_at(uow, wanted.since - _OUT_OF_ORDER)
    end = first_id_at(uow, wanted.until + _OUT_OF_ORDER)
    return store_excerpts.ids_between(uow, (first, end), (wanted.since, wanted.until), wanted.exact, most + 1)


def write_entries(uow: UnitOfWork, ids: list[int], out: BinaryIO, hide: Hide | None = None) -> Written:
    """Write entries by their ascending ids, as `write_excerpt` does."""
    encoder = msgspec.json.Encoder()

    def line(**said: object) -> None:
        out.write(encoder.encode(ExcerptLine(**said)) + b"\n")  # type: ignore[arg-type]

    def tell(kind: str, ids: list[int]) -> None:
        for entry in store_excerpts.entries(uow, ids):
            shown = entry if hide is None else hide(entry)
            line(kind=kind, entry=shown, digest=None if shown == entry else digest(entry).hex())

    line(kind="head", format=FORMAT)
    seals, newest, place = 0, None, 0
    for seal in _seals(uow, ids):
        end = place
        while end < len(ids) and ids[end] <= seal.last_id:
            end += 1
        if end > place:
            line(kind="seal", seal=seal)
            tell("entry", ids[place:end])
        else:
            line(kind="seal", seal=msgspec.structs.replace(seal, digests=b""), listed=listed_hash(seal))
        seals, newest, place = seals + 1, seal, end
    tell("unsealed", ids[place:])
    return Written(len(ids), seals, None if newest is None else head_of(newest))


def _ids(uow: UnitOfWork, subjects: Iterable[str]) -> list[int]:
    found: set[int] = set()
    waiting = iter(subjects)
    while some := list(islice(waiting, store_excerpts.AT_A_TIME)):
        found.update(store_excerpts.ids_about(uow, some))
    return sorted(found)


def _seals(uow: UnitOfWork, ids: list[int]) -> Iterable[Seal]:
    first = store_excerpts.first_seal_over(uow, ids[0]) if ids else None
    return () if first is None else (seal for seal in store.seals(uow) if seal.number >= first)
