"""Zip containers that can be read without harm: each is checked before any part of it is unpacked."""

import struct
import zipfile
from typing import IO, BinaryIO

from ropa.imports.said import cut, refuse
from ropa.imports.xml_walk import DAMAGED, refuse_declarations
from schemas.reading import Unreadable

MEGABYTE = 1024 * 1024
LARGEST_UNPACKED = 256 * MEGABYTE
MOST_PARTS = 2000
#: Repeated rows of a register shrink to a fortieth; only a bomb shrinks to a three hundredth.
LARGEST_RATIO = 300
_RATIO_COUNTS_FROM = 4 * MEGABYTE
_LARGEST_DIRECTORY = MEGABYTE
_END = b"PK\x05\x06"
_END_SIZE = 22
_LONGEST_COMMENT = 65_535
_LOCAL_SIZE = 30

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = (b"PK\x03\x04", _END)


class Container:
    """A zip file that may be unpacked: its parts together are bounded and none hides behind another."""

    def __init__(self, source: BinaryIO) -> None:
        """Raises: Unreadable with what is wrong with the container."""
        start = _directory_start(source)
        try:
            self._zip = zipfile.ZipFile(source)
            infos = self._zip.infolist()
            _check_places(source, infos, start)
        except Unreadable:
            raise
        except (*DAMAGED, struct.error) as error:
            refuse(
                f"ไฟล์เสียหาย ({type(error).__name__}) โปรดเปิดด้วยโปรแกรมเดิมแล้วบันทึกใหม่",
                f"The file is damaged ({type(error).__name__}); open it in its program and save it again",
            )
        _check_sizes(infos)
        self._infos = _by_name(infos)
        for name in self._infos:
            self._check_content(name)

    def names(self) -> list[str]:
        """Return the names of all parts, in the order of the file, without a leading slash."""
        return [_plain(info) for info in self._infos.values()]

    def holds(self, name: str) -> bool:
        return _key(name) in self._infos

    def open(self, name: str) -> IO[bytes]:
        """Return a part's unpacked bytes as a stream, which never gives more than the part declared.

        Raises: Unreadable when there is no such part or it cannot be unpacked.
        """
        info = self._infos.get(_key(name))
        if info is None:
            refuse(f"ไฟล์ไม่ครบ: ไม่มีส่วน {cut(name)}", f"The file is not whole: {cut(name)} is missing")
        try:
            return self._zip.open(info)
        except DAMAGED as error:
            refuse(
                f"{cut(name)}: ข้อมูลเสียหาย ({type(error).__name__})", f"{cut(name)}: damaged ({type(error).__name__})"
            )

    def _check_content(self, key: str) -> None:
        name = _plain(self._infos[key])
        if name.endswith("/"):
            return
        with self.open(name) as stream:
            if key.endswith((".xml", ".rels", ".vml")):
                refuse_declarations(stream, cut(name))
                return
            try:
                head = stream.read(len(OLE))
            except DAMAGED as error:
                refuse(
                    f"{cut(name)}: ข้อมูลเสียหาย ({type(error).__name__})",
                    f"{cut(name)}: damaged ({type(error).__name__})",
                )
        if head.startswith(ZIP) or (head.startswith(OLE) and not key.endswith("vbaproject.bin")):
            refuse(
                f"มีไฟล์อื่นฝังอยู่ในไฟล์ ({cut(name)}) โปรดลบวัตถุที่ฝัง หรือวางเป็นรูปภาพแทน แล้วบันทึกใหม่",
                f"Another file is embedded ({cut(name)}); remove the object, or paste it as a picture, and save",
            )


def _numbers(form: str, content: bytes) -> tuple[int, ...]:
    found: tuple[int, ...] = struct.unpack(form, content)
    return found


def _key(name: str) -> str:
    # Part names are the same part in any case (ECMA-376 part 2).
    return name.replace("\\", "/").removeprefix("/").lower()


def _plain(info: zipfile.ZipInfo) -> str:
    return info.filename.replace("\\", "/").removeprefix("/")


def _directory_start(source: BinaryIO) -> int:
    """Return where the zip's directory starts, having seen that it is small before zipfile reads all of it.

    Raises: Unreadable
    """
    size = source.seek(0, 2)
    source.seek(max(0, size - _END_SIZE - _LONGEST_COMMENT))
    tail = source.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_SIZE:
        refuse(
            "ไฟล์ไม่ครบ (อาจคัดลอกหรือดาวน์โหลดไม่เสร็จ) โปรดส่งไฟล์ใหม่",
            "The file is cut off (copied or downloaded only in part); send it again",
        )
    end = size - len(tail) + at
    count, directory, offset = _numbers("<HII", tail[at + 10 : at + 20])
    if tail.count(_END) != 1 or tail[max(0, at - 20) : at].startswith(b"PK\x06\x07") or directory + offset > end:
        refuse(
            "สารบัญของไฟล์ผิดปกติ โปรดเปิดด้วยโปรแกรมเดิมแล้วบันทึกใหม่",
            "The file's directory is not as office programs write it; open the file in its program and save it again",
        )
    if count > MOST_PARTS or directory > _LARGEST_DIRECTORY:
        refuse(
            f"ไฟล์มีส่วนประกอบมากผิดปกติ (เกิน {MOST_PARTS} ส่วน)",
            f"The file has more than {MOST_PARTS} parts, which no form has",
        )
    return end - directory


def _check_places(source: BinaryIO, infos: list[zipfile.ZipInfo], directory: int) -> None:
    """Raises: Unreadable when two parts share bytes (a bomb whose parts are few bytes read often), or one is cut."""
    if len(infos) > MOST_PARTS:
        refuse(
            f"ไฟล์มีส่วนประกอบมากผิดปกติ (เกิน {MOST_PARTS} ส่วน)",
            f"The file has more than {MOST_PARTS} parts, which no form has",
        )
    before, last = 0, ""
    for info in sorted(infos, key=lambda each: each.header_offset):
        source.seek(info.header_offset)
        local = source.read(_LOCAL_SIZE)
        name_size, extra_size = struct.unpack("<HH", local[26:30])
        if info.header_offset < before:
            refuse(
                f"ส่วน {cut(info.filename)} ซ้อนทับส่วน {cut(last)} ในไฟล์ (ระเบิดบีบอัด) จึงไม่อ่าน",
                f"The parts {cut(info.filename)} and {cut(last)} overlap in the file (a zip bomb); it is not read",
            )
        before = info.header_offset + _LOCAL_SIZE + name_size + extra_size + info.compress_size
        last = info.filename
    if before > directory:
        refuse(f"ส่วน {cut(last)} ไม่ครบ โปรดส่งไฟล์ใหม่", f"The part {cut(last)} is cut off; send the file again")


def _check_sizes(infos: list[zipfile.ZipInfo]) -> None:
    """Raises: Unreadable when what is declared is too much; what a part gives beyond that is never unpacked."""
    for info in infos:
        name = cut(info.filename)
        if info.flag_bits & 1:
            refuse(
                f"ส่วน {name} มีรหัสผ่าน จึงอ่านไม่ได้ โปรดลบรหัสผ่านแล้วบันทึกใหม่",
                f"The part {name} is protected by a password; remove it and save the file again",
            )
        if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            refuse(
                f"ส่วน {name} บีบอัดด้วยวิธีที่โปรแกรมสำนักงานไม่ใช้ โปรดเปิดแล้วบันทึกใหม่",
                f"The part {name} is packed in a way that no office program uses; open the file and save it again",
            )
        if info.file_size > max(_RATIO_COUNTS_FROM, info.compress_size * LARGEST_RATIO):
            refuse(
                f"ส่วน {name} ขยายจาก {info.compress_size} เป็น {info.file_size} ไบต์ (ระเบิดบีบอัด) จึงไม่อ่าน",
                f"The part {name} swells from {info.compress_size} to {info.file_size} bytes (a zip bomb); not read",
            )
    if sum(info.file_size for info in infos) > LARGEST_UNPACKED:
        most = LARGEST_UNPACKED // MEGABYTE
        refuse(
            f"เนื้อหาของไฟล์เมื่อขยายแล้วเกิน {most} MB โปรดแบ่งเป็นหลายไฟล์",
            f"The file's content is more than {most} MB unpacked; split it",
        )


def _by_name(infos: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    found: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        key = _key(info.filename)
        if key in found:
            refuse(
                f"มีส่วน {cut(info.filename)} สองชุดในไฟล์ จึงไม่แน่ชัดว่าชุดใดจริง โปรดเปิดแล้วบันทึกใหม่",
                f"The part {cut(info.filename)} stands in the file twice; open it and save it again",
            )
        found[key] = info
    return found
