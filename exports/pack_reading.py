"""Checks an auditor's pack with nothing but the file: no database, no network.

Nothing in a pack is believed. Names are looked at before anything is unpacked, nothing is written anywhere, no file is
read further than the manifest says that it is long, and every fault names its file.
"""

import hashlib
import re
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import BinaryIO, cast

import msgspec
from msgspec import Struct

from exports.pack_writing import sums
from exports.pack_zip import ANY, Bounds, NotOne, open_zip
from exports.pack_zip_bytes import hidden_bytes
from schemas.packs import MANIFEST, REVISION_FORMAT, SUMS, Manifest, PackFile, RevisionFile

CHUNK = 1 << 18
_REVISION = re.compile(r"records/[^/]+/revisions/[0-9]+\.json")
_SAFE_NAME = re.compile(r"(?!/)[A-Za-z0-9._/-]{1,200}")
_SYMLINK = 0o120000


class PackFault(Struct, frozen=True):
    """Something that is not as the manifest says. `path` is the file in the pack; empty for the pack as a whole."""

    path: str
    message_th: str
    message_en: str


class PackCheck(Struct, kw_only=True):
    """What a check found."""

    manifest: Manifest | None = None
    manifest_hash: str | None = None
    files: int = 0
    """Files that were read to their end."""
    size: int = 0
    faults: list[PackFault]
    bounds: Bounds = ANY


#: Looks into one file of the pack, whose hash is right already, and tells its faults.
Inspector = Callable[[BinaryIO], Iterator[tuple[str, str]]]


def check_pack(source: BinaryIO, inspectors: Mapping[str, Inspector] | None = None, bounds: Bounds = ANY) -> PackCheck:
    """Return every fault of a pack. `inspectors` look into files by their path."""
    found = PackCheck(faults=[], bounds=bounds)
    try:
        with open_zip(source, bounds) as opened:
            _check(opened, source, found, inspectors or {})
    except NotOne as error:
        found.faults.append(PackFault("", error.message_th, error.message_en))
    except (OSError, struct.error, *_UNREADABLE) as error:
        found.faults.append(PackFault("", "ไฟล์ zip เสียหายหรือถูกตัด", f"The zip is damaged or was cut off: {error}"))
    return found


def _check(opened: zipfile.ZipFile, source: BinaryIO, found: PackCheck, inspectors: Mapping[str, Inspector]) -> None:
    entries = opened.infolist()
    swollen = _swollen(entries, found.bounds) or _too_long(entries, found.bounds, inspectors)
    if swollen is not None:
        found.faults.append(swollen)
        return
    found.faults += _names(entries)
    found.faults += [PackFault(name, thai, english) for name, thai, english in hidden_bytes(opened, source)]
    by_name = {each.filename: each for each in entries}
    manifest = _manifest(opened, by_name, found)
    if manifest is None:
        return
    twice = [path for path, count in Counter(each.path for each in manifest.files).items() if count > 1]
    found.faults += [PackFault(path, "อยู่ใน manifest สองครั้ง", "stands in the manifest twice") for path in twice]
    listed = {each.path for each in manifest.files} | {MANIFEST, SUMS}
    for name in sorted(by_name.keys() - listed):
        found.faults.append(PackFault(name, "ไฟล์นี้ไม่มีใน manifest", "was added: the manifest does not name it"))
    for each in manifest.files:
        info = by_name.get(each.path)
        if info is None:
            found.faults.append(PackFault(each.path, "ไฟล์หายไป", "is missing"))
        else:
            found.faults += _file(opened, info, each, found, inspectors)
    found.faults += _sums(opened, by_name, manifest, found)
    found.faults += _said(manifest)


def _swollen(entries: list[zipfile.ZipInfo], bounds: Bounds) -> PackFault | None:
    """Return the largest file as a fault when all files together are longer than may be unpacked; nothing was read."""
    total = sum(each.file_size for each in entries)
    if bounds.unpacked is None or total <= bounds.unpacked:
        return None
    largest = max(entries, key=lambda each: each.file_size)
    told, most = f"{total >> 20:,}", f"{bounds.unpacked >> 20:,}"
    return PackFault(
        largest.filename,
        f"เมื่อคลายแล้วทุกไฟล์รวมกันยาว {told} MB เกิน {most} MB ที่ตรวจได้ที่นี่ (ไฟล์นี้ยาวที่สุด) จึงไม่ได้คลาย",
        f"is the longest file: unpacked, all files together have {told} MB, more than the {most} MB checked here, "
        "so nothing was unpacked",
    )


def _too_long(entries: list[zipfile.ZipInfo], bounds: Bounds, inspectors: Mapping[str, Inspector]) -> PackFault | None:
    """Return a file that would be read line by line and is longer than it may be. It is no fault of the pack's, so
    nothing is said of the rest either.
    """
    most = bounds.inspected
    if most is None:
        return None
    long = next((each for each in entries if each.filename in inspectors and each.file_size > most), None)
    if long is None:
        return None
    return PackFault(
        long.filename,
        f"ยาวเกิน {most >> 20:,} MB ที่ตรวจได้ที่นี่ ใช้คำสั่ง ropa verify-pack",
        f"is longer than the {most >> 20:,} MB checked here; use the command ropa verify-pack",
    )


def _names(entries: list[zipfile.ZipInfo]) -> Iterator[PackFault]:
    """Yield names that occur twice, that could leave the folder they are unpacked in, and what is no plain file."""
    counted = Counter(each.filename for each in entries)
    for name, count in counted.items():
        if count > 1:
            yield PackFault(name, f"มีไฟล์ชื่อนี้ {count} ไฟล์", f"occurs {count} times")
        if not _SAFE_NAME.fullmatch(name) or ".." in name.split("/") or name.endswith("/"):
            yield PackFault(name, "ชื่อไฟล์ไม่ปลอดภัย", "has a name that is not safe to unpack")
    for each in entries:
        if each.flag_bits & 1:
            yield PackFault(each.filename, "ไฟล์เข้ารหัส", "is encrypted")
        if (each.external_attr >> 16) & 0o170000 == _SYMLINK:
            yield PackFault(each.filename, "เป็นลิงก์ ไม่ใช่ไฟล์", "is a link, not a file")


def _manifest(opened: zipfile.ZipFile, by_name: dict[str, zipfile.ZipInfo], found: PackCheck) -> Manifest | None:
    info = by_name.get(MANIFEST)
    if info is None:
        found.faults.append(PackFault(MANIFEST, "ไฟล์หายไป", "is missing: this is no pack, or no whole one"))
        return None
    content, problem = _content(opened, info, found.bounds.manifest)
    if content is None:
        found.faults.append(PackFault(MANIFEST, *problem))
        return None
    found.manifest_hash = hashlib.sha256(content).hexdigest()
    try:
        found.manifest = msgspec.json.decode(content, type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        found.faults.append(PackFault(MANIFEST, "อ่านไม่ได้", f"cannot be read: {error}"))
    return found.manifest


_CHANGED = ("เนื้อหาถูกแก้ไข", "was changed")


def _file(
    opened: zipfile.ZipFile,
    info: zipfile.ZipInfo,
    told: PackFile,
    found: PackCheck,
    inspectors: Mapping[str, Inspector],
) -> Iterator[PackFault]:
    if info.file_size != told.size:
        sizes = f"{info.file_size} / {told.size}"
        yield PackFault(told.path, f"ขนาดไม่ตรง ({sizes} ไบต์)", f"was changed: its size differs ({sizes} bytes)")
        return
    digest, size = hashlib.sha256(), 0
    try:
        for piece in _pieces(opened, info):
            digest.update(piece)
            size += len(piece)
            if size > told.size:
                break
    except _UNREADABLE:
        yield PackFault(told.path, *_CHANGED)
        return
    if size != told.size or digest.hexdigest() != told.sha256:
        yield PackFault(told.path, *_CHANGED)
        return
    found.files += 1
    found.size += size
    if _REVISION.fullmatch(told.path):
        yield from _revision(opened, info, told.path, found)
    if told.path in inspectors:
        with opened.open(info) as content:
            for thai, english in inspectors[told.path](cast("BinaryIO", content)):
                yield PackFault(told.path, thai, english)


def _revision(opened: zipfile.ZipFile, info: zipfile.ZipInfo, path: str, found: PackCheck) -> Iterator[PackFault]:
    content, problem = _content(opened, info, found.bounds.revision)
    if content is None:
        yield PackFault(path, *problem)
        return
    try:
        said = msgspec.json.decode(content, type=RevisionFile)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        yield PackFault(path, f"ไม่ใช่ {REVISION_FORMAT}", f"is no {REVISION_FORMAT}: {error}")
        return
    if not said.masked and hashlib.sha256(bytes(said.document)).hexdigest() != said.content_hash:
        yield PackFault(path, "เอกสารไม่ตรงกับ content_hash", "holds another document than its content_hash says")
    if found.manifest is not None and said.pack_id != found.manifest.pack_id:
        yield PackFault(path, "เป็นของชุดอื่น", "belongs to another pack")


def _sums(
    opened: zipfile.ZipFile, by_name: dict[str, zipfile.ZipInfo], manifest: Manifest, found: PackCheck
) -> Iterator[PackFault]:
    info = by_name.get(SUMS)
    if info is None:
        yield PackFault(SUMS, "ไฟล์หายไป", "is missing")
        return
    own = PackFile(path=MANIFEST, size=0, sha256=found.manifest_hash or "")
    wanted = sums([*manifest.files, own])
    content, _ = _content(opened, info, len(wanted))
    if content != wanted:
        yield PackFault(SUMS, *_CHANGED)


def _said(manifest: Manifest) -> Iterator[PackFault]:
    """Yield what the manifest says against itself."""
    told, real = manifest.counts, manifest.files
    if told.files != len(real) or told.records != len(manifest.records):
        yield PackFault(MANIFEST, "จำนวนไม่ตรงกับรายการ", "counts other than it lists")
    held = {each.path for each in real}
    for record in manifest.records:
        for number in record.revisions:
            if (path := f"{record.folder}/revisions/{number}.json") not in held:
                yield PackFault(path, "manifest อ้างถึงแต่ไม่มีไฟล์", "is named by a record of the manifest and not there")


_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)


def _content(
    opened: zipfile.ZipFile, info: zipfile.ZipInfo, most: int
) -> tuple[bytes, tuple[str, str]] | tuple[None, tuple[str, str]]:
    """Return the whole content of a file of at most so many bytes, or None and why not."""
    if info.file_size > most:
        return None, ("ไฟล์ใหญ่เกินกำหนด", "is larger than it can be")
    content = bytearray()
    try:
        for piece in _pieces(opened, info):
            content += piece
            if len(content) > most:
                return None, ("ไฟล์ใหญ่เกินกำหนด", "is larger than it can be")
    except _UNREADABLE:
        return None, _CHANGED
    return bytes(content), ("", "")


def _pieces(opened: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    with opened.open(info) as content:
        while piece := content.read(CHUNK):
            yield piece
