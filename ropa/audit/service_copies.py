"""Use cases of copies: the trail as lines of JSON, to be kept elsewhere and checked without the database."""

from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO, Literal

import msgspec
from msgspec import Struct

from ropa.audit import store
from ropa.audit.service import record
from ropa.audit.service_seals import check_trail, told, unsealed
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import invalid
from ropa.keys import Keys
from schemas.audit import Break, Seal, TrailCheck, TrailEntry

FORMAT = "ropa-trail/1"


class Line(Struct, omit_defaults=True, kw_only=True, forbid_unknown_fields=True):
    """One line of a copy: its head, a seal, an entry of the seal above, or an entry that no seal covers yet."""

    kind: Literal["head", "seal", "entry", "unsealed"]
    format: str | None = None
    first: int = 1
    """Number of the first seal of the copy; more than 1 in a copy of a part."""
    seal: Seal | None = None
    entry: TrailEntry | None = None


def write_copy(uow: UnitOfWork, out: BinaryIO) -> int:
    """Write the whole trail, each seal before its entries; return how many entries. A few are in memory at a time."""
    count = write_seals(uow, store.seals(uow), out)
    newest = store.last_seal(uow)
    for entry in store.entries_between(uow, (newest.last_id if newest else 0) + 1, 2**62):
        out.write(msgspec.json.encode(Line(kind="unsealed", entry=entry)) + b"\n")
        count += 1
    return count


def write_seals(uow: UnitOfWork, seals: Iterable[Seal], out: BinaryIO) -> int:
    """Write the head of a copy, and seals with their entries; return how many entries."""
    encoder = msgspec.json.Encoder()
    count, begun = 0, False
    for seal in seals:
        if not begun:
            out.write(encoder.encode(Line(kind="head", format=FORMAT, first=seal.number)) + b"\n")
            begun = True
        out.write(encoder.encode(Line(kind="seal", seal=seal)) + b"\n")
        for entry in store.entries_between(uow, seal.first_id, seal.last_id):
            out.write(encoder.encode(Line(kind="entry", entry=entry)) + b"\n")
            count += 1
    if not begun:
        out.write(encoder.encode(Line(kind="head", format=FORMAT)) + b"\n")
    return count


def record_copy(uow: UnitOfWork, count: int, part: Mapping[str, str] | None = None) -> None:
    """Leave an entry that the trail was copied: all of it, or the part that was filtered. Names stay out of it."""
    told: dict[str, object] = {"entries": count, "unsealed": unsealed(uow)}
    record(uow, "trail.exported", "trail", told | ({"part": dict(part)} if part else {}))


def verify_copy(lines: Iterable[bytes], keys: Keys | None, head: tuple[int, str] | None) -> TrailCheck:
    """Return what a check of a copy finds. Without `keys` the chain is checked, but not who made it.

    Raises: Invalid for what is no copy of a trail, naming the line.
    """
    reader = _Reader(lines)
    checked = check_trail(reader.seals(), reader.entries_of, keys, head, first=reader.first)
    if checked.broken is None:
        checked.unsealed_entries, stray = reader.rest()
        if stray is not None:
            checked = told(checked, Break(kind="entry_added", seal=None, event_id=stray))
    return checked


class _Reader:
    """Reads a copy line by line: seals, and after each seal its entries."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._lines = enumerate(lines, 1)
        self._decoder = msgspec.json.Decoder(Line)
        first = self._next()
        if first is None or first.kind != "head" or first.format != FORMAT:
            raise invalid("/line/1", f"ไม่ใช่สำเนาบันทึกเหตุการณ์ ({FORMAT})", f"This is no copy of a trail ({FORMAT})")
        self.first = first.first
        self._ahead = self._next()

    def _next(self) -> Line | None:
        number, text = next(self._lines, (0, b""))
        if not number:
            return None
        try:
            line = self._decoder.decode(text)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise invalid(
                f"/line/{number}", f"บรรทัด {number} อ่านไม่ได้", f"Line {number} cannot be read: {error}"
            ) from None
        if (line.kind == "seal") != (line.seal is not None) or (line.kind in {"entry", "unsealed"}) != bool(line.entry):
            raise invalid(f"/line/{number}", f"บรรทัด {number} ไม่ครบ", f"Line {number} is not whole")
        return line

    def seals(self) -> Iterator[Seal]:
        """Yield the seals; `entries_of` must have read the entries of each."""
        while self._ahead is not None and self._ahead.seal is not None:
            seal = self._ahead.seal
            self._ahead = self._next()
            yield seal

    def entries_of(self, _: Seal) -> Iterator[TrailEntry]:
        """Yield the entries that stand below a seal."""
        while self._ahead is not None and self._ahead.kind == "entry" and self._ahead.entry is not None:
            entry = self._ahead.entry
            self._ahead = self._next()
            yield entry

    def rest(self) -> tuple[int, int | None]:
        """Return how many unsealed entries end the copy, and the id of one that stands where none may."""
        count = 0
        while self._ahead is not None:
            if self._ahead.kind != "unsealed":
                return count, self._ahead.entry.id if self._ahead.entry else 0
            count += 1
            self._ahead = self._next()
        return count, None
