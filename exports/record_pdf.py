"""One record, or the whole register, as a PDF: the content of the workbooks, set for paper and for reading on a screen.

Tagged for screen readers (PDF/UA-1), in Sarabun, with bookmarks. Years are of the Buddhist Era.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from itertools import groupby
from typing import Any

from msgspec import Struct

from exports.pdf_errors import PdfTooLarge
from exports.pdf_picture import picture
from exports.pdf_text import visible
from exports.pdf_typesetting import TIME_LIMIT_SECONDS, typeset
from exports.record_pdf_parts import PdfRecord, all_documents, day_words, masked, record_data, short
from exports.records import ExportCancelled
from exports.register_pdf_parts import register_data
from schemas.masking import Masker
from schemas.vocabulary import RevisionStatus

#: Most records of one PDF. Large ones meet `pdf_typesetting.MOST_DATA` before: eighty like the ministry's samples.
MOST_RECORDS = 1_000
WHOLE = "ทั้งกระทรวง"
TITLE = "ทะเบียนบันทึกรายการกิจกรรมการประมวลผลข้อมูลส่วนบุคคล (ROPA)"
_WATERMARK = 120
_STRIDE = 20


class PdfOptions(Struct, frozen=True, kw_only=True):
    """How a PDF is headed, and how its caller follows and stops it."""

    printed_on: date
    """Day of printing in Bangkok; also the date in the file's properties."""
    watermark: str = ""
    """Laid across every page, e.g. who took the copy. A record that is not approved has its own besides."""
    masked: bool = False
    """Names of people and national IDs are hidden, and the pages say so."""
    scope: str = WHOLE
    """Whose activities a register lists."""
    exporter: str = ""
    """Who had a register printed."""
    as_of: date | None = None
    """The day at whose end (Bangkok) the register stood as listed. The day of printing is then left out."""
    progress: Callable[[int], None] | None = None
    """Called with the number of records that were read; the setting of the pages comes after the last."""
    cancelled: Callable[[], bool] | None = None
    """Asked between records and while pages are set; True ends the export with `ExportCancelled`."""
    volume: int | None = None
    """Number of a register's volume, from 1; None: it is whole."""
    time_limit: float = TIME_LIMIT_SECONDS


def record_pdf(record: PdfRecord, options: PdfOptions) -> bytes:
    """Return one record as a PDF: the form, its diagram, both tables, the findings.

    The same record and options give the same bytes. Raises: PdfError (see `exports.pdf_errors`), ExportCancelled.
    """
    if options.masked:
        record = masked(record, Masker.of([record.document]))
    shown = record_data(record)
    given = {
        **_common(options),
        "title": f"{shown['heading']} ฉบับที่ {record.revision}",
        "author": short(record.office_name, 200),
        "cover": None,
        "offices": [{"name": "", "records": [{**shown, "picture": _picture(record)}]}],
    }
    return typeset(given, options.printed_on, cancelled=options.cancelled, time_limit=options.time_limit)


def register_pdf(records: Iterable[PdfRecord], options: PdfOptions) -> bytes:
    """Return a register as a PDF: cover, contents by office, and each record with its tables and findings.

    Offices come in the order in which they first appear, records in theirs. Diagrams are left to the PDF of a record.
    Raises: PdfTooLarge for more than MOST_RECORDS, and what `record_pdf` raises.
    """
    read = list(_followed(records, options))
    if options.masked:
        masker = Masker.of(all_documents(read))
        read = [masked(record, masker) for record in read]
    places = {name: place for place, name in enumerate(dict.fromkeys(record.office_name for record in read))}
    read.sort(key=lambda record: places[record.office_name])
    offices = [
        {"name": short(name, 150), "records": [register_data(record) for record in run]}
        for name, run in groupby(read, key=lambda record: record.office_name)
    ]
    day = options.as_of or options.printed_on
    given = {
        **_common(options),
        "title": TITLE,
        "author": short(options.exporter, 200),
        "cover": _cover(read, options),
        "offices": offices,
    }
    return typeset(given, day, cancelled=options.cancelled, time_limit=options.time_limit)


def too_large(count: int) -> PdfTooLarge:
    """Return the refusal of a register of so many records, with what to do instead."""
    return PdfTooLarge(
        f"ทะเบียน {count:,} รายการพิมพ์เป็น PDF ไฟล์เดียวไม่ได้ รับได้ไม่เกิน {MOST_RECORDS:,} รายการ"
        " โปรดเลือกทีละหน่วยงาน ขอเป็นหลายเล่ม (.zip) หรือใช้ Excel"
        f" / a register of {count:,} records is too large for one PDF, at most {MOST_RECORDS:,}:"
        " choose one office at a time, ask for volumes (.zip), or for Excel"
    )


def _followed(records: Iterable[PdfRecord], options: PdfOptions) -> Iterable[PdfRecord]:
    done = 0
    for record in records:
        if done >= MOST_RECORDS:
            raise too_large(done + 1)
        yield record
        done += 1
        if done % _STRIDE == 0:
            _ask(options, done)
    _ask(options, done)


def _ask(options: PdfOptions, done: int) -> None:
    if options.progress is not None:
        options.progress(done)
    if options.cancelled is not None and options.cancelled():
        raise ExportCancelled(f"stopped after {done} records")


def _common(options: PdfOptions) -> dict[str, Any]:
    return {
        "printed": _moment(options),
        "watermark": short(options.watermark, _WATERMARK),
        "masked": options.masked,
    }


def _moment(options: PdfOptions) -> str:
    if options.as_of is not None:
        return f"ข้อมูล ณ สิ้นวันที่ {day_words(options.as_of)}"
    return f"พิมพ์วันที่ {day_words(options.printed_on)}"


def _cover(records: list[PdfRecord], options: PdfOptions) -> dict[str, Any]:
    counts = Counter(record.status for record in records)
    offices = len({record.office_name for record in records})
    facts = [
        ("ขอบเขต", visible(options.scope)),
        ("ข้อมูล ณ", f"สิ้นวันที่ {day_words(options.as_of)}" if options.as_of else day_words(options.printed_on)),
        ("จำนวน", f"{len(records):,} รายการ ใน {offices:,} หน่วยงาน"),
        *([("เล่มที่", f"{options.volume:,}")] if options.volume is not None else []),
        ("สถานะ", " · ".join(f"{status.th} {counts[status]:,}" for status in RevisionStatus if counts[status]) or "-"),
        ("ปี", "ปีทุกแห่งในเอกสารนี้เป็นพุทธศักราช (พ.ศ.)"),
        ("ผู้ส่งออก", visible(options.exporter) or "-"),
    ]
    return {"facts": facts, "empty": not records}


def _picture(record: PdfRecord) -> dict[str, Any] | None:
    return None if record.dfd_svg is None else picture(record.dfd_svg, "แผนภาพการไหลของข้อมูล")
