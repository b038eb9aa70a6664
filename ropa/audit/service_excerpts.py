"""Use cases of excerpts: the entries about some subjects, with the seals over them; `rules_excerpts` checks one.

Whoever asks has checked that the actor may have them.
"""

from collections.abc import Callable, Iterable
from itertools import islice
from typing import BinaryIO

import msgspec
from msgspec import Struct

from ropa.audit import store, store_excerpts
from ropa.audit.rules_excerpts import FORMAT, ExcerptLine
from ropa.audit.rules_seals import digest, head_of, listed_hash
from ropa.db.unit_of_work import UnitOfWork
from schemas.audit import Seal, TrailEntry

#: Returns an entry with words hidden, or the same entry.
Hide = Callable[[TrailEntry], TrailEntry]


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
    encoder = msgspec.json.Encoder()

    def line(**said: object) -> None:
        out.write(encoder.encode(ExcerptLine(**said)) + b"\n")  # type: ignore[arg-type]

    def tell(kind: str, ids: list[int]) -> None:
        for entry in store_excerpts.entries(uow, ids):
            shown = entry if hide is None else hide(entry)
            line(kind=kind, entry=shown, digest=None if shown == entry else digest(entry).hex())

    line(kind="head", format=FORMAT)
    ids = _ids(uow, subjects)
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
