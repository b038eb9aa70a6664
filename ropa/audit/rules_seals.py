"""Seals of the trail: what an entry's digest is, what a seal says, and how a broken one is found. Pure.

A seal covers the entries of a range of ids and lists a digest for each. Its hash covers the hash of the seal before,
so nobody changes an entry without changing every seal from there on; its mark (an HMAC) is made with a key that is not
in the database, so nobody can make those anew.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC

import msgspec

from schemas.audit import Break, Seal, TrailEntry

#: 128 bits of SHA-256 for each entry: a second text with the same digest cannot be found.
DIGEST_BYTES = 16
#: Hash before the first seal.
BEGINNING = "0" * 64
#: Most entries in one seal; a longer tail takes several.
MOST_IN_SEAL = 10_000


def digest(entry: TrailEntry) -> bytes:
    """Return the digest of an entry: 16 bytes over all of its parts, its id included."""
    parts = [
        entry.id,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.channel,
        entry.actor_id,
        entry.action,
        entry.subject,
        entry.details,
        entry.address,
        entry.request_id,
    ]
    return hashlib.sha256(msgspec.json.encode(parts)).digest()[:DIGEST_BYTES]


def listed_hash(seal: Seal) -> str:
    """Return the hash of the list of digests, which stands for it in the seal's own hash."""
    return hashlib.sha256(seal.digests).hexdigest()


def seal_hash(seal: Seal, listed: str | None = None) -> str:
    """Return the hash that a seal must have: over its number, range, members, time and the hash before it.

    `listed`: the hash of its list of digests, where the list itself was left out.
    """
    parts = [
        seal.number,
        seal.sealed_at.astimezone(UTC).isoformat(timespec="microseconds"),
        seal.first_id,
        seal.last_id,
        seal.missing,
        listed_hash(seal) if listed is None else listed,
        seal.previous_hash,
    ]
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()


def gaps(ids: Sequence[int], first: int, last: int) -> list[tuple[int, int]]:
    """Return the ranges of ids in first … last, both inclusive, that are not among the ascending `ids`.

    An id that was taken by a change that failed has no entry, ever; a gap that a seal lists is no fault.
    """
    found, expected = [], first
    for each in ids:
        if each > expected:
            found.append((expected, each - 1))
        expected = each + 1
    if expected <= last:
        found.append((expected, last))
    return found


def members(seal: Seal) -> Iterator[int]:
    """Yield the ids of a seal's entries, ascending."""
    closed = iter([*seal.missing, (seal.last_id + 1, seal.last_id + 1)])
    start, end = next(closed)
    number = seal.first_id
    while number <= seal.last_id:
        if number == start:
            number = end + 1
            start, end = next(closed)
            continue
        yield number
        number += 1


def check_seal(
    seal: Seal,
    before: Seal | None,
    mark_ok: bool | None,  # noqa: FBT001 - three answers
    first: int = 1,
    listed: str | None = None,
) -> Break | None:
    """Return what is wrong with a seal itself, or None. `mark_ok` is None when there is no key to check it with.

    `first` is the number at which the seals begin: a copy of a part begins later than the trail. `listed`: see
    `seal_hash`.
    """
    number = before.number + 1 if before else first
    if seal.number != number:
        return Break(kind="seal_missing", seal=number, event_id=None)
    if (before or first == 1) and seal.previous_hash != (before.hash if before else BEGINNING):
        return Break(kind="seal_chain", seal=seal.number, event_id=None)
    if before is not None and seal.first_id != before.last_id + 1:
        return Break(kind="seal_range", seal=seal.number, event_id=seal.first_id)
    if seal.hash != seal_hash(seal, listed) or mark_ok is False:
        return Break(kind="seal_changed", seal=seal.number, event_id=None)
    return None


def check_entries(seal: Seal, entries: Iterable[TrailEntry]) -> Break | None:
    """Return the first entry of a sealed range that was changed, added or removed, or None. `entries` ascend by id."""
    digests = (seal.digests[at : at + DIGEST_BYTES] for at in range(0, len(seal.digests), DIGEST_BYTES))
    found = iter(entries)
    for wanted in members(seal):
        entry = next(found, None)
        if entry is None or entry.id > wanted:
            return Break(kind="entry_missing", seal=seal.number, event_id=wanted)
        if entry.id < wanted:
            return Break(kind="entry_added", seal=seal.number, event_id=entry.id)
        if digest(entry) != next(digests, b""):
            return Break(kind="entry_changed", seal=seal.number, event_id=wanted)
    left = next(found, None)
    return None if left is None else Break(kind="entry_added", seal=seal.number, event_id=left.id)


def check_gone(seal: Seal, entries: Iterable[TrailEntry]) -> Break | None:
    """Return an entry that stands in the range of a seal whose entries have all left, or None."""
    left = next(iter(entries), None)
    return None if left is None else Break(kind="entry_added", seal=seal.number, event_id=left.id)


def head_of(seal: Seal) -> str:
    """Return what is published of the newest seal: its number and its hash."""
    return f"{seal.number}:{seal.hash}"


def read_head(text: str) -> tuple[int, str]:
    """Return number and hash of a published head.

    Raises: ValueError.
    """
    number, _, hashed = text.strip().partition(":")
    if not (number.isascii() and number.isdigit()) or len(hashed) != len(BEGINNING):
        raise ValueError(text)
    return int(number), hashed


def words_of(found: Break) -> tuple[str, str]:
    """Return what broke, in Thai and English."""
    thai, english = _WORDS[found.kind]
    told: Mapping[str, object] = {"seal": found.seal, "event": found.event_id}
    return thai % told, english % told


_WORDS = {
    "entry_changed": ("รายการ %(event)s ถูกแก้ไข", "entry %(event)s was changed"),
    "entry_missing": ("รายการ %(event)s หายไป", "entry %(event)s is missing"),
    "entry_added": ("รายการ %(event)s ถูกแทรกเข้ามา", "entry %(event)s was added afterwards"),
    "seal_missing": ("ผนึก %(seal)s หายไป", "seal %(seal)s is missing"),
    "seal_chain": ("ผนึก %(seal)s ไม่ต่อจากผนึกก่อนหน้า", "seal %(seal)s does not follow the one before it"),
    "seal_range": (
        "ผนึก %(seal)s ไม่ได้เริ่มต่อจากรายการสุดท้ายที่ผนึกไว้",
        "seal %(seal)s does not begin after the last sealed entry",
    ),
    "seal_changed": ("ผนึก %(seal)s ถูกแก้ไขหรือทำขึ้นด้วยกุญแจอื่น", "seal %(seal)s was changed or made with another key"),
    "head_missing": (
        "ผนึก %(seal)s ที่เคยเผยแพร่ไม่มีอยู่แล้ว: ท้ายทะเบียนถูกตัด",
        "seal %(seal)s, once published, is gone: the end was cut off",
    ),
    "head_changed": ("ผนึก %(seal)s ไม่ตรงกับที่เคยเผยแพร่", "seal %(seal)s is not the one that was published"),
    "guard_missing": (
        "ตัวป้องกันการแก้ไขของฐานข้อมูลหายไป",
        "the database's own guard against changes is gone",
    ),
}
