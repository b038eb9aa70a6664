"""Opens a zip of unknown origin within bounds, and finds bytes in it that belong to no file."""

import struct
import zipfile
from collections.abc import Iterator
from typing import BinaryIO

#: The list of files of a pack with 100,000 records has less than half of it.
MOST_OF_DIRECTORY = 256 << 20
_END, _END_BYTES = b"PK\x05\x06", 22
_LOCATOR_BYTES, _END64_BYTES = 20, 56
_MAX_COMMENT = 1 << 16
_UNKNOWN_32 = 0xFFFFFFFF
_LOCAL = struct.Struct("<4s22xHH")
_STREAMED = 8
_DESCRIPTORS = {0, 12, 16, 20, 24}
_STORED_OR_DEFLATED = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}


class NotOne(Exception):
    """What was given is no zip that can be looked at."""

    def __init__(self, message_th: str, message_en: str) -> None:
        self.message_th, self.message_en = message_th, message_en
        super().__init__(f"{message_th} / {message_en}")


def open_zip(source: BinaryIO) -> zipfile.ZipFile:
    """Return an opened zip; nothing of its files was read.

    Raises: NotOne for what is none, for half of one, and for one whose list of files is endless; zipfile.BadZipFile.
    """
    if _directory_size(source) > MOST_OF_DIRECTORY:
        raise NotOne("รายชื่อไฟล์ใน zip ยาวเกินกำหนด", "The zip's list of files is longer than any pack's")
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


def hidden_bytes(opened: zipfile.ZipFile, source: BinaryIO) -> Iterator[tuple[str, str, str]]:
    """Yield (file, Thai, English) for bytes between the files, before the first, or in a comment of the zip.

    A program that reads a zip from its beginning would find a file there that its list does not name.
    """
    if opened.comment:
        yield "", "zip มีข้อความแนบท้าย", "the zip carries a comment"
    entries = sorted(opened.infolist(), key=lambda each: each.header_offset)
    expected, before = 0, ""
    for each in entries:
        if each.header_offset != expected and not _is_descriptor(each.header_offset - expected, before):
            yield each.filename, "มีข้อมูลแทรกก่อนหน้าไฟล์นี้ใน zip", "follows bytes in the zip that belong to no file"
        source.seek(each.header_offset)
        header = source.read(_LOCAL.size)
        if len(header) < _LOCAL.size:
            return
        _, name, extra = _LOCAL.unpack(header)
        expected = each.header_offset + _LOCAL.size + name + extra + each.compress_size
        before = "streamed" if each.flag_bits & _STREAMED else ""
    begins = opened.start_dir
    if begins != expected and not _is_descriptor(begins - expected, before):
        yield "", "มีข้อมูลแทรกท้ายไฟล์ใน zip", "the zip has bytes after its last file that belong to no file"


def _is_descriptor(gap: int, before: str) -> bool:
    """Tell whether a gap is the sizes that follow a file which was written as a stream."""
    return bool(before) and gap in _DESCRIPTORS
