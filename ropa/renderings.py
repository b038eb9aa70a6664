"""Stored records handed to the renderers: what the API, the command line and the demo share.

Reading needs the database, drawing does not: `prepare_*` reads and returns something whose `render` may run later, in
another thread, with no transaction open.
"""

import io
from collections.abc import Callable, Iterator
from datetime import date
from itertools import islice
from typing import BinaryIO

from msgspec import Struct, structs

from exports import breach_register as breach_workbook
from exports.breach_situation import situation_pdf
from exports.form_workbook import write_form
from exports.pdf_errors import PdfError, PdfTooLarge
from exports.record_pdf import MOST_RECORDS, WHOLE, PdfOptions, record_pdf, too_large
from exports.record_pdf import register_pdf as write_register_pdf
from exports.record_pdf_parts import PdfRecord
from exports.records import FormRecord, RegisterOptions, RegisterRow, RegisterSummary
from exports.register_volumes import write_volumes
from exports.register_workbook import write_register
from exports.retention_report_pdf import retention_report_pdf
from ropa import clock
from ropa.activities import service, service_as_of, service_findings, service_listing, service_revisions
from ropa.breaches import service_notices_sent
from ropa.breaches import service_register as breaches_of_register
from ropa.db.unit_of_work import UnitOfWork
from ropa.disclosures import service as disclosures
from ropa.errors import Conflict, RopaError, Unavailable
from ropa.files import Files
from ropa.findings import service_register as findings_of_register
from ropa.offices import service as offices
from ropa.pictures import Prepared, dfd, drawn, title_block
from ropa.requests import service_refusals as refusals
from ropa.retention import service_register as holdings_of_register
from schemas.breach_notice import NoticePaper
from schemas.breach_register import RegisterFilter
from schemas.breach_situation import SituationFacts
from schemas.disclosures import DisclosureLine
from schemas.listing import ActivityFilter, StoredRevision
from schemas.masking import masked_document
from schemas.refusals import RefusalLine
from schemas.retention_report import RetentionReport
from schemas.thai_dates import format_thai_date


def prepare_form(uow: UnitOfWork, activity_id: str, revision: int | None = None) -> Prepared:
    """Read what the form workbook of the activity needs; `render` gives the .xlsx.

    Raises: NotFound; `render` raises what the one of `prepare_diagram` raises.
    """
    stored = service.read_revision(uow, activity_id, revision)
    document = service.document_of(stored)
    today, picture = clock.bangkok(uow.now).date(), dfd(uow, stored, document, "png")
    found = tuple(service_findings.findings(uow, stored))
    office = offices.office_name(uow, stored.office_id) or str(stored.office_id)
    logged = tuple(disclosures.standing(uow, [stored.id]).get(stored.id, ()))
    refused = tuple(refusals.standing(uow, [stored.id]).get(stored.id, ()))

    def render() -> bytes:
        record = FormRecord(
            document=document,
            ref=stored.ref,
            revision=stored.revision,
            version=stored.version,
            status=stored.status,
            office_name=office,
            content_hash=stored.content_hash,
            printed_on=today,
            findings=found,
            disclosures=logged,
            refusals=refused,
            dfd_png=picture() if document.steps else None,
        )
        out = io.BytesIO()
        write_form(record, out)
        return out.getvalue()

    return Prepared(stored.ref, render)


def prepare_form_pdf(
    uow: UnitOfWork, activity_id: str, revision: int | None = None, *, masked: bool = False, watermark: str = ""
) -> Prepared:
    """Read what the PDF of the activity needs; `render` gives it. `masked`: nobody's name stands in it or its picture.

    Raises: NotFound; `render` raises Conflict for a record too large for one PDF, Unavailable when drawing fails.
    """
    stored = service.read_revision(uow, activity_id, revision)
    document = service.document_of(stored)
    shown = masked_document(document) if masked else document
    block, today = title_block(uow, stored), clock.bangkok(uow.now).date()
    own = dfd(uow, stored, document, "print")
    record = PdfRecord(
        document=document,
        ref=stored.ref,
        revision=stored.revision,
        version=stored.version,
        status=stored.status,
        office_name=offices.office_name(uow, stored.office_id) or str(stored.office_id),
        content_hash=stored.content_hash,
        findings=tuple(service_findings.findings(uow, stored)),
        disclosures=tuple(disclosures.standing(uow, [stored.id]).get(stored.id, ())),
        refusals=tuple(refusals.standing(uow, [stored.id]).get(stored.id, ())),
    )
    options = PdfOptions(printed_on=today, masked=masked, watermark=watermark)

    def render() -> bytes:
        # Whose names are hidden has a picture of its own: the approved one may name people.
        picture = None
        if shown.steps:
            picture = drawn("dfd", shown, block, "print") if masked else own()
        return _set(lambda: record_pdf(structs.replace(record, dfd_svg=picture), options))

    return Prepared(stored.ref, render)


class RegisterVolumes(Struct, frozen=True):
    """How a register was written as PDF: its ending (`.zip` for several volumes), volumes and activities."""

    ending: str
    volumes: int
    activities: int


def register_volumes(
    uow: UnitOfWork,
    wanted: ActivityFilter,
    out: BinaryIO,
    progress: Callable[[int, int], None] | None = None,
    *,
    cancelled: Callable[[], bool] | None = None,
    zipped: bool = False,
) -> RegisterVolumes:
    """Write the register that the actor may see, however large, as one PDF or as volumes in a zip.

    Raises: Forbidden; Invalid for a status that no record of a past day has; Conflict for a single record that fills
    more than a volume; Unavailable; exports.records.ExportCancelled.
    """
    records, options = _pdf_register(uow, wanted, progress, cancelled=cancelled)
    try:
        return RegisterVolumes(*write_volumes(records, out, options, zipped=zipped))
    except PdfError as error:
        raise _told(error) from None


class RegisterPdf(Struct, frozen=True):
    """A register as a PDF, and how many activities stand in it."""

    content: bytes
    activities: int


def register_pdf(
    uow: UnitOfWork,
    wanted: ActivityFilter,
    progress: Callable[[int, int], None] | None = None,
    *,
    cancelled: Callable[[], bool] | None = None,
    masked: bool = False,
    watermark: str = "",
) -> RegisterPdf:
    """Return the register that the actor may see, with today's findings; that of a past day has none.

    Raises: Forbidden; Invalid for a status that no record of a past day has; Conflict for one too large for a PDF;
    Unavailable; exports.records.ExportCancelled.
    """
    records, options = _pdf_register(uow, wanted, progress, cancelled=cancelled, most=MOST_RECORDS)
    if masked or watermark:
        options = structs.replace(options, masked=masked, watermark=watermark)
    read = list(records)
    return RegisterPdf(_set(lambda: write_register_pdf(read, options)), len(read))


def _pdf_register(
    uow: UnitOfWork,
    wanted: ActivityFilter,
    progress: Callable[[int, int], None] | None,
    *,
    cancelled: Callable[[], bool] | None,
    most: int | None = None,
) -> tuple[Iterator[PdfRecord], PdfOptions]:
    if wanted.as_of is None:
        total, records = service_listing.register(uow, wanted)
        names = {office.id: office.name for office in offices.list_offices(uow)}
    else:
        total, records, names = service_as_of.register(uow, wanted, wanted.as_of)
    if most is not None and total > most:
        raise _told(too_large(total))
    options = PdfOptions(
        printed_on=clock.bangkok(uow.now).date(),
        scope=_scope(names, wanted) or WHOLE,
        exporter=uow.actor.name,
        as_of=wanted.as_of,
        progress=(lambda done: progress(done, total)) if progress else None,
        cancelled=cancelled,
    )
    return _pdf_records(uow, records, names, wanted.as_of), options


def _pdf_records(
    uow: UnitOfWork, records: Iterator[StoredRevision], names: dict[int, str], day: date | None
) -> Iterator[PdfRecord]:
    rows = (
        service_findings.checked(uow, records)
        if day is None
        else ((stored, service.document_of(stored), []) for stored in records)
    )
    while batch := list(islice(rows, _TOGETHER)):
        keys = [stored.id for stored, _, _ in batch]
        logged, refused = _logged(uow, keys, day), _refused(uow, keys, day)
        for stored, document, found in batch:
            yield PdfRecord(
                document=document,
                ref=stored.ref,
                revision=stored.revision,
                version=stored.version if day is None else None,
                status=stored.status,
                office_name=names.get(stored.office_id, str(stored.office_id)),
                content_hash=stored.content_hash,
                findings=tuple(found),
                disclosures=tuple(logged.get(stored.id, ())),
                refusals=tuple(refused.get(stored.id, ())),
            )


def _logged(uow: UnitOfWork, keys: list[str], day: date | None) -> dict[str, list[DisclosureLine]]:
    """Return the log of s.27 paragraph 3 of records as it stands, or as it stood at the end of a day."""
    return disclosures.standing(uow, keys, None if day is None else service_as_of.end_of(day))


def _refused(uow: UnitOfWork, keys: list[str], day: date | None) -> dict[str, list[RefusalLine]]:
    """Return the refused requests (s.39(7)) of records as they stand, or as they stood at the end of a day."""
    return refusals.standing(uow, keys, None if day is None else service_as_of.end_of(day))


def _set(make: Callable[[], bytes]) -> bytes:
    try:
        return make()
    except PdfError as error:
        raise _told(error) from None


def retention_pdf(report: RetentionReport) -> bytes:
    """Return the monthly report as a PDF; its tables are in memory, so no transaction need be open.

    Raises: Conflict for one too large for a PDF; Unavailable when setting the pages fails.
    """
    return _set(lambda: retention_report_pdf(report))


def breach_notice_pdf(paper: NoticePaper) -> bytes:
    """Return a notice to the Office as PDF. Raises: Conflict for one too large for a PDF; Unavailable."""
    from exports.breach_notice import notice_pdf  # here: few processes print notices

    return _set(lambda: notice_pdf(paper))


def breach_notice_docx(paper: NoticePaper) -> bytes:
    """Return a notice to the Office as a Word file."""
    from exports.breach_notice_docx import notice_docx

    return notice_docx(paper)


def keep_breach_notice(paper: NoticePaper, files: Files) -> service_notices_sent.Printed:
    """Return both files of a notice that is about to be recorded as sent, put into the file store.

    Raises: Conflict, StorageFull, Unavailable.
    """
    pdf, docx = breach_notice_pdf(paper), breach_notice_docx(paper)
    return service_notices_sent.Printed(pdf=files.put(io.BytesIO(pdf)), docx=files.put(io.BytesIO(docx)))


def _told(error: PdfError) -> RopaError:
    said = str(error).split(" / ", 1)
    return Conflict(*said) if isinstance(error, PdfTooLarge) else Unavailable(*said)


#: Records whose findings, holdings and revisions are asked for together.
_TOGETHER = 200


def register_workbook(
    uow: UnitOfWork,
    wanted: ActivityFilter,
    out: BinaryIO,
    progress: Callable[[int, int], None] | None = None,
    *,
    cancelled: Callable[[], bool] | None = None,
    masked: bool = False,
    watermark: str | None = None,
) -> RegisterSummary:
    """Write the register that the actor may see; a few records are in memory at a time. `progress(done, of)`.

    `masked`: nobody's name stands in it; `watermark` is printed on every sheet.

    Raises: Forbidden; Invalid for a status that no record of a past day has; exports.records.ExportCancelled when
    `cancelled` says so, with nothing written to `out`.
    """
    if wanted.as_of is None:
        total, records = service_listing.register(uow, wanted)
        names = {office.id: office.name for office in offices.list_offices(uow)}
    else:
        total, records, names = service_as_of.register(uow, wanted, wanted.as_of)
    options = RegisterOptions(
        printed_on=clock.bangkok(uow.now).date(),
        scope=_scope(names, wanted),
        as_of=wanted.as_of,
        progress=(lambda done: progress(done, total)) if progress else None,
        cancelled=cancelled,
        masked=masked,
        watermark=watermark,
    )
    return write_register(_register_rows(uow, records, names, wanted.as_of), out, options=options)


def _register_rows(
    uow: UnitOfWork, records: Iterator[StoredRevision], names: dict[int, str], day: date | None
) -> Iterator[RegisterRow]:
    """Yield records with what stands beside them: a handful of queries for each 200."""
    while batch := list(islice(records, _TOGETHER)):
        keys = [stored.id for stored in batch]
        revisions = service_revisions.of_records(uow, batch, day)
        # Findings and holdings are kept as they stand now: a past day has none.
        found = findings_of_register.of_records(uow, keys) if day is None else {}
        held = holdings_of_register.of_activities(uow, keys) if day is None else {}
        logged, refused = _logged(uow, keys, day), _refused(uow, keys, day)
        for stored in batch:
            yield RegisterRow(
                document=service.document_of(stored),
                ref=stored.ref,
                office_name=names.get(stored.office_id, str(stored.office_id)),
                status=stored.status,
                revision=stored.revision,
                version=stored.version if day is None else None,
                updated_at=stored.updated_at,
                content_hash=stored.content_hash,
                holdings=held.get(stored.id, ()),
                disclosures=logged.get(stored.id, ()),
                refusals=refused.get(stored.id, ()),
                findings=found.get(stored.id, ()),
                revisions=revisions[stored.id],
            )


def _scope(names: dict[int, str], wanted: ActivityFilter) -> str:
    office = names.get(wanted.office or 0, "")
    return f"{office} สถานะ{wanted.status.th}" if wanted.status else office


def breach_situation(facts: SituationFacts) -> bytes:
    """Return the situation of a breach as one page; no transaction need be open. Raises: Unavailable."""
    return _set(lambda: situation_pdf(facts))


def breach_register(
    uow: UnitOfWork, wanted: RegisterFilter, out: BinaryIO, progress: Callable[[int], None] | None = None
) -> int:
    """Write the register of breaches that the actor may see; return how many it lists. `progress(done)`.

    Raises: Forbidden; Invalid with every fault of the filter.
    """
    name = None if wanted.office is None else offices.office_name(uow, wanted.office)
    days = [f"{word} {format_thai_date(day)}" for word, day in (("ตั้งแต่", wanted.since), ("ถึง", wanted.until)) if day]
    options = breach_workbook.RegisterOptions(
        printed_at=uow.now,
        printed_by=uow.actor.name or uow.actor.id,
        scope=" · ".join([name or "ทุกหน่วยงานที่เห็นได้", *days]),
        progress=progress,
    )
    return breach_workbook.write_breach_register(
        breaches_of_register.lines(uow, wanted),
        breaches_of_register.lines(uow, wanted, drills=True) if wanted.drills else None,
        breaches_of_register.statistics(uow, wanted),
        out,
        options,
    )
