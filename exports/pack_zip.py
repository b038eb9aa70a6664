"""Opens a zip of unknown origin within bounds; `pack_zip_bytes` looks at what it carries beside its files."""

import struct
import zipfile
from typing import BinaryIO

from msgspec import Struct

_END, _END_BYTES = b"PK\x05\x06", 22
_LOCATOR_BYTES, _END64_BYTES = 20, 56
_MAX_COMMENT = 1 << 16
_UNKNOWN_32 = 0xFFFFFFFF
_STORED_OR_DEFLATED = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}


class Bounds(Struct, frozen=True, kw_only=True):
    """How much of a pack is taken into memory or unpacked, in bytes. These are those of the command line."""

    directory: int = 256 << 20
    """The list of files of a pack with 100,000 records has less than half of it."""
    manifest: int = 256 << 20
    """That of 100,000 records has a quarter of it."""
    revision: int = 64 << 20
    """A stored document has at most some megabytes."""
    inspected: int | None = None
    """How long a file may be that is read line by line: the trail's excerpt."""
    unpacked: int | None = None
    """What all files together may say that they are long; None: nobody else waits for the answer."""


ANY = Bounds()


class NotOne(Exception):
    """What was given is no zip that can be looked at."""

    def __init__(self, message_th: str, message_en: str) -> None:
        self.message_th, self.message_en = message_th, message_en
        super().__init__(f"{message_th} / {message_en}")


def open_zip(source: BinaryIO, bounds: Bounds = ANY) -> zipfile.ZipFile:
    """Return an opened zip; nothing of its files was read.

    Raises: NotOne for what is none, for half of one, and for one whose list of files is endless; zipfile.BadZipFile.
    """
    if _directory_size(source) > bounds.directory:
        raise NotOne("รายชื่อไฟล์ใน zip ยาวเกินกำหนด", "The zip's list of files is longer than it may be")
    source.seek(0)
    opened = zipfile.ZipFile(source)
    strange = next((each for each in opened.infolist() if each.compress_type not in _STORED_OR_DEFLATED), None)
    if strange is not None:
        opened.close()
        raise NotOne(
            f"{strange.filename}: วิธีบีบอัดที่ชุดเอกสารไม่ใช้", f"{strange.filename}: compressed in a way that no pack is"
        )
    return opened


def _directory_size(source: BinaryIO) -> int:
    size = source.seek(0, 2)
    start = max(0, size - _MAX_COMMENT - _END_BYTES - _LOCATOR_BYTES - _END64_BYTES)
    source.seek(start)
    tail = source.read()
    place = tail.rfind(_END)
    if place < 0 or len(tail) - place < _END_BYTES:
        raise NotOne("ไม่ใช่ไฟล์ zip หรือไฟล์ไม่ครบ (ถูกตัดท้าย)", "This is no zip, or only the beginning of one")
    told: int = struct.unpack_from("<I", tail, place + 12)[0]
    if told == _UNKNOWN_32:
        end64 = tail.rfind(b"PK\x06\x06", 0, place)
        if end64 < 0:
            raise NotOne("ไฟล์ zip เสียหาย", "The end of the zip is damaged")
        told = struct.unpack_from("<Q", tail, end64 + 40)[0]
    return told
