"""Zip files from parts that grew side by side."""

import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest

from exports.spool import Part, write_zip

DAY = date(2026, 11, 21)


class _Pipe:
    """Takes bytes like a socket: neither seekable nor readable."""

    def __init__(self) -> None:
        self.taken = bytearray()

    def write(self, block: bytes) -> int:
        self.taken += block
        return len(block)


def _part(folder: Path, name: str, *texts: str) -> Part:
    part = Part(folder, name)
    for text in texts:
        part.write(text)
    part.close()
    return part


def test_python_reads_back_what_was_written_at_the_same_time(tmp_path: Path):
    long = ["ข้อมูล" * 1000] * 300
    one, two = Part(tmp_path, "a/one.xml"), Part(tmp_path, "two.xml")
    for text in long:
        one.write(text)
        two.write(text[::-1])
    one.close()
    two.close()
    pipe = _Pipe()
    size = write_zip([one, two, _part(tmp_path, "empty.xml")], pipe, made_on=DAY)  # type: ignore[arg-type]
    assert size == len(pipe.taken)
    with zipfile.ZipFile(BytesIO(pipe.taken)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["a/one.xml", "two.xml", "empty.xml"]
        assert archive.read("a/one.xml").decode() == "".join(long)
        assert archive.read("two.xml").decode() == "".join(text[::-1] for text in long)
        assert archive.getinfo("two.xml").date_time[:3] == (2026, 11, 21)


def test_a_file_too_large_for_its_format_is_refused_before_a_byte_is_written(tmp_path: Path):
    part = _part(tmp_path, "a.xml", "x")
    part.size = 2**32
    pipe = _Pipe()
    with pytest.raises(OverflowError):
        write_zip([part], pipe, made_on=DAY)  # type: ignore[arg-type]
    assert not pipe.taken
