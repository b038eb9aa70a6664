"""Records for PDFs, and everything that one must say."""

from collections.abc import Iterator
from typing import Any

from exports.record_pdf import PdfOptions
from exports.record_pdf_parts import PdfRecord
from schemas.document import ActivityDocument
from schemas.form import fields_of, form_fields, value_at
from schemas.shown import shown
from schemas.vocabulary import RevisionStatus
from tests.support.export_records import PRINTED_ON, form_record

OPTIONS = PdfOptions(printed_on=PRINTED_ON)


def pdf_record(of: ActivityDocument | None = None, **changes: Any) -> PdfRecord:
    """Return a record ready to print, with the finding of `form_record`."""
    made = form_record(of)
    said: dict[str, Any] = {
        "document": made.document,
        "ref": made.ref,
        "revision": made.revision,
        "version": made.version,
        "status": RevisionStatus.APPROVED,
        "office_name": made.office_name,
        "content_hash": made.content_hash,
        "findings": made.findings,
    }
    return PdfRecord(**(said | changes))


def words_of(record: PdfRecord) -> Iterator[str]:
    """Yield the words of every value: form, steps, systems, exchange lines, findings, envelope."""
    document = record.document
    marks = document.marks
    for info in form_fields():
        yield shown(info, value_at(document, info.pointer), marks.get(info.pointer))
    rows: list[tuple[Any, str]] = [(step, f"/steps/{at}") for at, step in enumerate(document.steps)]
    for at, system in enumerate(document.systems):
        rows.append((system, f"/systems/{at}"))
        rows += [(line, f"/systems/{at}/exchanges/{place}") for place, line in enumerate(system.exchanges)]
    for row, pointer in rows:
        for info in fields_of(type(row)):
            if info.key not in {"seq", "exchanges"}:
                yield shown(info, getattr(row, info.key), marks.get(f"{pointer}{info.pointer}"))
    for finding in record.findings:
        yield from (finding.code, finding.severity.th, finding.message_th, finding.message_en)
        yield from (finding.law or "", finding.suggestion or "")
    yield from (record.ref, record.office_name, record.status.th, record.content_hash)
