"""A register that no single PDF holds: volumes in a zip, nothing lost, nothing twice."""

import zipfile
from datetime import date
from io import BytesIO

import msgspec
import pytest

from exports import register_volumes
from exports.record_pdf import PdfOptions
from exports.records import ExportCancelled
from schemas.document import ActivityDocument
from tests.support.pdf_records import pdf_record

OPTIONS = PdfOptions(printed_on=date(2026, 11, 21), exporter="ผู้ตรวจสอบ")


def small(number: int):
    """Return a record without answers."""
    return pdf_record(
        ActivityDocument(), ref=f"ROPA-2569-{number:04}", office_name=f"หน่วยงาน {number % 2}", findings=()
    )


@pytest.fixture
def made(monkeypatch):
    """The records of each volume, in place of its pages; a volume takes three records."""
    seen = []

    def set_pages(records, options):
        read = list(records)
        if options.progress:
            options.progress(len(read))
        if options.cancelled and options.cancelled():
            raise ExportCancelled
        seen.append((options.volume, [each.ref for each in read]))
        return b"%PDF " + ",".join(each.ref for each in read).encode()

    monkeypatch.setattr(register_volumes, "register_pdf", set_pages)
    monkeypatch.setattr(register_volumes, "MOST_RECORDS", 3)
    return seen


def test_a_register_that_fits_one_document_is_one_pdf(made):
    out = BytesIO()
    assert register_volumes.write_volumes((small(n) for n in range(3)), out, OPTIONS) == (".pdf", 1, 3)
    assert out.getvalue().startswith(b"%PDF")
    assert register_volumes.write_volumes(iter(()), BytesIO(), OPTIONS) == (".pdf", 1, 0)


def test_a_larger_one_comes_in_volumes_with_every_record_once_and_progress_that_rises(made):
    out = BytesIO()
    told: list[int] = []
    options = msgspec.structs.replace(OPTIONS, progress=told.append)
    assert register_volumes.write_volumes((small(n) for n in range(7)), out, options) == (".zip", 3, 7)
    with zipfile.ZipFile(out) as bundle:
        assert bundle.namelist() == ["register-001.pdf", "register-002.pdf", "register-003.pdf"]
        assert bundle.testzip() is None
    assert [volume for volume, _ in made] == [1, 2, 3]
    assert [ref for _, refs in made for ref in refs] == [f"ROPA-2569-{n:04}" for n in range(7)]
    assert told == [3, 6, 7]


def test_a_volume_is_full_by_its_words_too(made, monkeypatch):
    monkeypatch.setattr(register_volumes, "_ROOM", 1)
    assert register_volumes.write_volumes((small(n) for n in range(3)), BytesIO(), OPTIONS)[1] == 3


def test_the_same_register_gives_the_same_bytes_and_cancelling_stops_it(made):
    first, second = BytesIO(), BytesIO()
    for out in (first, second):
        register_volumes.write_volumes((small(n) for n in range(4)), out, OPTIONS, zipped=True)
    assert first.getvalue() == second.getvalue()
    with pytest.raises(ExportCancelled):
        register_volumes.write_volumes(
            (small(n) for n in range(4)), BytesIO(), msgspec.structs.replace(OPTIONS, cancelled=lambda: True)
        )


def test_real_volumes_say_their_number(monkeypatch):
    monkeypatch.setattr(register_volumes, "MOST_RECORDS", 1)
    out = BytesIO()
    assert register_volumes.write_volumes((small(n) for n in range(2)), out, OPTIONS)[:2] == (".zip", 2)
    with zipfile.ZipFile(out) as bundle:
        assert all(bundle.read(name).startswith(b"%PDF") for name in bundle.namelist())
