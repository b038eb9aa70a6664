"""Finds what a zip carries beside the content of its files: where a changed pack would hide something.

The manifest vouches for contents and names only. So nothing else may be there: no comment, no further field, no byte
between the files or behind the end, no mode but that of a plain file.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

_LOCAL = struct.Struct("<4sHHHHHIIIHH")
_END, _END_BYTES = b"PK\x05\x06", 22
_END64, _END64_BYTES, _LOCATOR, _LOCATOR_BYTES = b"PK\x06\x06", 56, b"PK\x06\x07", 20
#: What stands in an end record of the large kind behind its own length.
_END64_REST = 44
_STREAMED, _UTF8, _LEVELS = 8, 0x800, 6
_PLAIN = {0, 0o100644}
#: DOS: nothing, or "to be archived".
_ATTRIBUTES = {0, 0x20}
_LARGE = 0x0001
_UNKNOWN_32 = 0xFFFFFFFF
_DESCRIPTOR = b"PK\x07\x08"
_CHUNK = 1 << 18

#: (file, Thai, English)
Found = tuple[str, str, str]


def hidden_bytes(opened: zipfile.ZipFile, source: BinaryIO) -> Iterator[Found]:
    """Yield what the zip carries beside its files; the file is empty for the zip as a whole.

    A program that reads a zip from its beginning, or believes its further fields, would find something else there.
    """
    expected = 0
    for each in sorted(opened.infolist(), key=lambda info: info.header_offset):
        if each.header_offset != expected:
            yield each.filename, "มีข้อมูลแทรกก่อนหน้าไฟล์นี้ใน zip", "follows bytes in the zip that belong to no file"
        yield from _entry(each)
        source.seek(each.header_offset)
        header = source.read(_LOCAL.size)
        if len(header) < _LOCAL.size:
            return
        told = _LOCAL.unpack(header)
        name, extra = source.read(told[9]), source.read(told[10])
        yield from _local(each, told, name, extra)
        begins = each.header_offset + _LOCAL.size + told[9] + told[10]
        if _is_padded(each, source, begins):
            yield each.filename, "มีข้อมูลแทรกท้ายเนื้อหาที่บีบอัด", "has bytes behind its compressed content"
        expected = begins + each.compress_size
        if each.flag_bits & _STREAMED:
            expected += _descriptor(each, source, expected)
    if opened.start_dir != expected:
        yield "", "มีข้อมูลแทรกท้ายไฟล์ใน zip", "the zip has bytes after its last file that belong to no file"
    yield from _ending(opened, source)


def _entry(info: zipfile.ZipInfo) -> Iterator[Found]:
    if info.comment:
        yield info.filename, "มีข้อความแนบใน zip", "carries a comment in the zip"
    if not _is_plain(info.extra):
        yield info.filename, "มีข้อมูลเพิ่มเติมในรายชื่อไฟล์ของ zip", "carries a further field in the zip's list of files"
    if info.external_attr >> 16 not in _PLAIN or info.external_attr & 0xFFFF not in _ATTRIBUTES:
        mode = f"{info.external_attr >> 16:o}"
        yield (
            info.filename,
            f"ชนิดหรือสิทธิของไฟล์ไม่ใช่ไฟล์ธรรมดา ({mode})",
            f"is no plain file, or has a strange mode ({mode})",
        )
    if info.filename != info.orig_filename:
        yield info.filename, "ชื่อใน zip มีส่วนที่ซ่อนอยู่", "has a name in the zip of which a part is hidden"
    if info.flag_bits & ~(_STREAMED | _UTF8 | _LEVELS | 1):
        yield info.filename, "มีเครื่องหมายที่ไม่รู้จักใน zip", "has strange flags in the zip"


def _local(info: zipfile.ZipInfo, told: tuple[int, ...], name: bytes, extra: bytes) -> Iterator[Found]:
    """Yield how what stands before a file differs from what the list says of it."""
    _, _, flags, method, _, _, crc, packed, size, _, _ = told
    if name != info.orig_filename.encode("utf-8" if flags & _UTF8 else "cp437", "replace"):
        yield info.filename, "ชื่อหน้าไฟล์ไม่ตรงกับรายชื่อของ zip", "has another name before its content than in the list"
    if not _is_plain(extra):
        yield info.filename, "มีข้อมูลเพิ่มเติมหน้าไฟล์ใน zip", "carries a further field before its content"
    differs = [flags != info.flag_bits, method != info.compress_type]
    if not flags & _STREAMED:  # else they follow the content
        differs += [crc != info.CRC, packed not in {info.compress_size, _UNKNOWN_32}]
        differs += [size not in {info.file_size, _UNKNOWN_32}]
    if any(differs):
        yield info.filename, "ข้อมูลหน้าไฟล์ไม่ตรงกับรายชื่อของ zip", "is told otherwise before its content than in the list"


def _is_plain(extra: bytes) -> bool:
    """Tell whether there is no further field but the sizes of a large file."""
    if not extra:
        return True
    sizes = {4 + 8 * count for count in (1, 2, 3)}
    return len(extra) in sizes and struct.unpack_from("<HH", extra) == (_LARGE, len(extra) - 4)


def _is_padded(info: zipfile.ZipInfo, source: BinaryIO, begins: int) -> bool:
    """Tell whether a file takes more bytes of the zip than its content needs. What is no content is told elsewhere."""
    if info.compress_type == zipfile.ZIP_STORED:
        return info.compress_size != info.file_size
    source.seek(begins)
    left, made, reader = info.compress_size, 0, zlib.decompressobj(-zlib.MAX_WBITS)
    while left and not reader.eof and made <= info.file_size:
        piece = source.read(min(left, _CHUNK))
        if not piece:
            return False
        left -= len(piece)
        while piece and made <= info.file_size:
            try:
                made += len(reader.decompress(piece, _CHUNK))
            except zlib.error:
                return False
            piece = reader.unconsumed_tail  # empty at the end of the content
    return reader.eof and (left > 0 or bool(reader.unused_data))


def _descriptor(info: zipfile.ZipInfo, source: BinaryIO, place: int) -> int:
    """Return how many bytes the sizes take that follow a file which was written as a stream; 0 for anything else."""
    source.seek(place)
    said = source.read(24)
    for signature in (_DESCRIPTOR, b""):
        for form in ("<III", "<IQQ"):
            try:
                whole = signature + struct.pack(form, info.CRC, info.compress_size, info.file_size)
            except struct.error:
                continue
            if said.startswith(whole):
                return len(whole)
    return 0


def _ending(opened: zipfile.ZipFile, source: BinaryIO) -> Iterator[Found]:
    """Yield what stands between the list of files and the end of the zip, or behind it."""
    if opened.comment:
        yield "", "zip มีข้อความแนบท้าย", "the zip carries a comment"
    end = source.seek(0, 2)
    source.seek(max(0, end - _END_BYTES - _LOCATOR_BYTES - _END64_BYTES))
    tail = source.read()
    last = tail[-_END_BYTES:]
    if not last.startswith(_END) or last[20:] != b"\0\0":
        if not opened.comment:
            yield "", "มีข้อมูลต่อท้าย zip", "the zip has bytes behind its end"
        return
    size, start = struct.unpack_from("<II", last, 12)
    gone = _END_BYTES
    large, locator = tail[:_END64_BYTES], tail[_END64_BYTES:-_END_BYTES]
    if large.startswith(_END64) and locator.startswith(_LOCATOR):
        rest, size, start = *struct.unpack_from("<Q", large, 4), *struct.unpack_from("<QQ", large, 40)
        gone += _LOCATOR_BYTES + _END64_BYTES if rest == _END64_REST else 0
    if (start, start + size + gone) != (opened.start_dir, end):
        yield "", "มีข้อมูลแทรกระหว่างรายชื่อไฟล์กับท้าย zip", "the zip has bytes between its list of files and its end"
