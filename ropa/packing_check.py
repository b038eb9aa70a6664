"""Checks an auditor's pack together with the trail inside it: what `ropa verify-pack`, the page and the API share.

Asks no database and no network: it is imported on machines without a register, with msgspec alone.
"""

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC
from typing import BinaryIO

from exports.pack_reading import CHUNK, PackCheck, PackFault, check_pack
from exports.pack_zip import ANY, Bounds
from ropa.audit.rules_excerpts import ExcerptCheck, check_excerpt, lines_of
from schemas.pack_checks import MOST_FAULTS, CheckedFault, CheckedPack, CheckedTrail, PackVerdict, PackVerification
from schemas.packs import LONGEST_REASON, MANIFEST, TRAIL, Manifest, PackPerson, PackRegister

_HASH = re.compile("[0-9a-f]{64}")
_MB = 1 << 20


def hash_in(text: str) -> str | None:
    """Return the hash that somebody typed or copied, in small letters; None for what is no SHA-256."""
    words = "".join(text.split()).lower()
    return words if _HASH.fullmatch(words) else None


def bounds_of(max_pack_mb: int) -> Bounds:
    """Return how much is read for somebody who waits at a page.

    A true pack is hardly shorter than its files, which are packed themselves: a tenth of it is documents as JSON. Its
    list of files and its manifest have some hundred bytes a file, a record of 1.6 MB having some eight files.
    """
    return Bounds(
        directory=8 * _MB,
        manifest=16 * _MB,
        revision=16 * _MB,
        inspected=64 * _MB,
        unpacked=6 * max_pack_mb * _MB,
    )


def check(source: BinaryIO, wanted: str | None, bounds: Bounds = ANY) -> tuple[PackCheck, list[ExcerptCheck]]:
    """Return what was found in a pack and in its trail; `wanted` is the manifest's hash as the exporter told it."""
    trails: list[ExcerptCheck] = []
    found = check_pack(source, {TRAIL: lambda content: _trail(content, trails)}, bounds)
    found.faults += _compared(found, trails, wanted)
    return found, trails


def _trail(content: BinaryIO, trails: list[ExcerptCheck]) -> Iterator[tuple[str, str]]:
    checked = check_excerpt(lines_of(content))
    trails.append(checked)
    yield from checked.faults


def _compared(found: PackCheck, trails: list[ExcerptCheck], wanted: str | None) -> Iterator[PackFault]:
    manifest = found.manifest
    if wanted is not None and found.manifest_hash is not None and found.manifest_hash != wanted:
        yield PackFault(
            MANIFEST,
            "ไม่ใช่ manifest ที่ผู้ส่งออกแจ้งไว้ ทั้งชุดอาจถูกเปลี่ยน",
            "is not the one that was told: the whole pack may have been replaced",
        )
    for trail in trails if manifest is not None else ():
        if manifest is None or trail.faults:
            continue
        if trail.masked and not manifest.masked:
            yield PackFault(TRAIL, "มีรายการที่ถูกปิดคำในชุดที่ไม่ปิดชื่อ", "masks entries in a pack that masks nothing")
        counts = (manifest.counts.trail_entries, manifest.counts.trail_seals, manifest.trail_head)
        if (trail.entries + trail.unsealed, trail.seals, trail.head) != counts:
            yield PackFault(TRAIL, "จำนวนหรือผนึกไม่ตรงกับ manifest", "holds other than the manifest counts")


def verified(source: BinaryIO, name: str, wanted: str | None, max_pack_mb: int) -> PackVerification:
    """Return what a file that was sent is; nothing of it is kept. What the register's trail knows is not asked here."""
    source.seek(0)
    digest, size = hashlib.sha256(), 0
    while piece := source.read(CHUNK):
        digest.update(piece)
        size += len(piece)
    found, trails = check(source, wanted, bounds_of(max_pack_mb))
    faults = [
        CheckedFault(path=_cut(each.path), message_th=_cut(each.message_th), message_en=_cut(each.message_en))
        for each in found.faults[:MOST_FAULTS]
    ]
    digests = (found.manifest_hash, wanted)
    return PackVerification(
        verdict=PackVerdict.UNREADABLE,
        name=_cut(name),
        size=size,
        sha256=digest.hexdigest(),
        manifest_hash=found.manifest_hash,
        is_as_told=None if None in digests else found.manifest_hash == wanted,
        trail_word=None,
        is_same_zip=False,
        pack=None if found.manifest is None else _pack(found.manifest),
        trail=_excerpt(trails[0]) if trails else None,
        files_read=found.files,
        faults=faults,
        fault_count=len(found.faults),
    )


def _pack(said: Manifest) -> CheckedPack:
    """Return what a manifest says. It may be anybody's: a text may have no end, a moment no time zone."""
    made_at = said.made_at if said.made_at.tzinfo is not None else said.made_at.replace(tzinfo=UTC)
    return CheckedPack(
        pack_id=_cut(said.pack_id),
        made_at=made_at,
        made_at_th=_cut(said.made_at_th),
        exported_by=PackPerson(id=_cut(said.exported_by.id), name=_cut(said.exported_by.name)),
        register=PackRegister(base_url=_cut(said.register.base_url), version=_cut(said.register.version)),
        reason=_cut(said.reason),
        masked=said.masked,
        query_th=_cut(said.query_th),
        counts=said.counts,
    )


def _excerpt(checked: ExcerptCheck) -> CheckedTrail:
    return CheckedTrail(
        entries=checked.entries,
        masked=checked.masked,
        unsealed=checked.unsealed,
        seals=checked.seals,
        head=checked.head,
    )


def _cut(words: str) -> str:
    return words if len(words) <= LONGEST_REASON else words[:LONGEST_REASON] + "…"
