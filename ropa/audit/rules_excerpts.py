"""An excerpt of the trail: the entries about some subjects, with the seals over them, to be checked anywhere. Pure.

A seal lists a digest for each of its entries, so an entry is checked against its seal without the entries beside it,
and the seals against each other. A seal of which no entry is told comes without its list, by that list's hash.
An entry whose words were masked brings the digest that it was sealed with: that one stands in the seal, while the words
that are left cannot be compared with it.
"""

from collections.abc import Iterable, Iterator
from typing import BinaryIO, Literal

import msgspec
from msgspec import Struct

from ropa.audit.rules_seals import (
    DIGEST_BYTES,
    check_seal,
    digest,
    head_of,
    members,
    words_of,
)
from schemas.audit import Break, Seal, TrailEntry

FORMAT = "ropa-trail-excerpt/1"
#: A seal over 10,000 entries has a fifth of it.
LONGEST_LINE = 4 << 20


class ExcerptLine(Struct, omit_defaults=True, kw_only=True, forbid_unknown_fields=True):
    """One line: the head, a seal, an entry of the seal above, or an entry that no seal covers yet."""

    kind: Literal["head", "seal", "entry", "unsealed"]
    format: str | None = None
    seal: Seal | None = None
    listed: str | None = None
    """SHA-256 of the seal's digests, where they are left out."""
    entry: TrailEntry | None = None
    digest: str | None = None
    """Of an entry whose words were masked: the digest of the whole one, hexadecimal."""


class ExcerptCheck(Struct, kw_only=True):
    """What a check of an excerpt found."""

    seals: int = 0
    entries: int = 0
    masked: int = 0
    """Sealed entries whose words are masked."""
    unsealed: int = 0
    head: str | None = None
    faults: list[tuple[str, str]]
    """(Thai, English); the check stops at the first."""


def lines_of(source: BinaryIO) -> Iterator[bytes]:
    """Yield the lines of an excerpt; one that never ends comes in parts, and is no line then."""
    while line := source.readline(LONGEST_LINE):
        yield line


def check_excerpt(lines: Iterable[bytes]) -> ExcerptCheck:
    """Return what a check of an excerpt finds."""
    found = ExcerptCheck(faults=[])
    reader = _read(lines, found)
    before: ExcerptLine | None = None
    digests: dict[int, bytes] = {}
    last = 0
    for number, line in reader:
        if line.kind == "seal" and line.seal is not None:
            broken = _check_seal(line, line.seal, before.seal if before else None)
            digests, before = {} if broken else _digests(line), line
            found.seals += 1
            found.head = head_of(line.seal)
        elif line.entry is not None:
            broken = _check_entry(line, line.entry, before, digests, last)
            last = line.entry.id
            found.entries += line.kind == "entry"
            found.masked += line.kind == "entry" and line.digest is not None
            found.unsealed += line.kind == "unsealed"
        else:
            broken = _unread(number)
        if broken is not None:
            found.faults.append(broken)
            break
    return found


def _unread(number: int) -> tuple[str, str]:
    return f"บรรทัด {number} อ่านไม่ได้หรือไม่ครบ", f"line {number} cannot be read or is not whole"


def _read(lines: Iterable[bytes], found: ExcerptCheck) -> Iterator[tuple[int, ExcerptLine]]:
    decoder = msgspec.json.Decoder(ExcerptLine)
    number = 0
    for number, text in enumerate(lines, 1):
        try:
            line = decoder.decode(text)
        except (msgspec.DecodeError, UnicodeDecodeError):
            found.faults.append(_unread(number))
            return
        if number > 1:
            yield number, line
        elif line.kind != "head" or line.format != FORMAT:
            found.faults.append((f"ไม่ใช่ {FORMAT}", f"this is no {FORMAT}"))
            return
    if number == 0:
        found.faults.append(_unread(1))


def _check_seal(line: ExcerptLine, seal: Seal, before: Seal | None) -> tuple[str, str] | None:
    if line.listed is None and not _counts(seal):
        return words_of(Break(kind="seal_changed", seal=seal.number, event_id=None))
    broken = check_seal(seal, before, None, seal.number, listed=line.listed)
    return None if broken is None else words_of(broken)


def _counts(seal: Seal) -> bool:
    """Tell whether a seal lists a digest for each id of its range. Counted before its ids are walked: a forged range
    could be walked for ever.
    """
    count, after = seal.last_id - seal.first_id + 1, seal.first_id
    for first, last in seal.missing:
        if not after <= first <= last <= seal.last_id:
            return False
        count, after = count - (last - first + 1), last + 1
    return len(seal.digests) == DIGEST_BYTES * count


def _digests(line: ExcerptLine) -> dict[int, bytes]:
    seal = line.seal
    if seal is None or line.listed is not None:
        return {}
    parts = (seal.digests[at : at + DIGEST_BYTES] for at in range(0, len(seal.digests), DIGEST_BYTES))
    return dict(zip(members(seal), parts, strict=True))


def _check_entry(
    line: ExcerptLine, entry: TrailEntry, above: ExcerptLine | None, digests: dict[int, bytes], last: int
) -> tuple[str, str] | None:
    if entry.id <= last:
        return f"รายการ {entry.id} ไม่อยู่ในลำดับ", f"entry {entry.id} is out of order"
    if line.kind == "unsealed":
        covered = above is not None and above.seal is not None and entry.id <= above.seal.last_id
        number = above.seal.number if above is not None and above.seal is not None else None
        return words_of(Break(kind="entry_added", seal=number, event_id=entry.id)) if covered else None
    sealed = digests.get(entry.id)
    number = above.seal.number if above is not None and above.seal is not None else None
    if sealed is None:
        return words_of(Break(kind="entry_added", seal=number, event_id=entry.id))
    own = digest(entry).hex() if line.digest is None else line.digest
    return None if own == sealed.hex() else words_of(Break(kind="entry_changed", seal=number, event_id=entry.id))
