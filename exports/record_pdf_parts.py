"""What stands on the pages of one record, as plain data for record.typ: the paper's order, its words, its tables."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from msgspec import Struct

from exports import disclosure_log, refusal_log
from exports.form_sheet import BEYOND_KEY
from exports.form_tables import EXCHANGE_TITLE
from exports.pdf_text import COMMON, NARROW, printed, visible
from exports.register_columns import Value
from exports.register_masking import masked_disclosure, masked_refusal
from exports.safe_text import one_line
from schemas.activity import Form
from schemas.disclosures import DisclosureLine
from schemas.document import ActivityDocument
from schemas.exchange import ExchangeLine, InformationSystem
from schemas.findings import Finding, Severity
from schemas.flow import Step
from schemas.form import FieldInfo, Kind, SectionInfo, exchange_columns, flow_columns, sections, value_at
from schemas.masking import Masker
from schemas.refusals import RefusalLine
from schemas.shown import flow_title, members, place_of, shown
from schemas.thai_dates import format_thai_date
from schemas.vocabulary import RevisionStatus

_TONES = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.HINT: "hint"}
#: What lies across the pages of a record that nobody has approved, or that no longer holds.
_STAMPS = {
    RevisionStatus.DRAFT: "ร่าง",
    RevisionStatus.SUBMITTED: "ยังไม่อนุมัติ",
    RevisionStatus.REVIEWED: "ยังไม่อนุมัติ",
    RevisionStatus.SUPERSEDED: "มีฉบับใหม่แทน",
    RevisionStatus.RETIRED: "เลิกใช้",
}
_HASH_SHOWN = 16
_TITLE, _NAME, _REF = 150, 70, 40


class PdfRecord(Struct, frozen=True, kw_only=True):
    """One activity as a PDF prints it."""

    document: ActivityDocument
    ref: str
    revision: int
    version: int | None
    """None in a register as of a past day."""
    status: RevisionStatus
    office_name: str
    content_hash: str
    """SHA-256 of the document, 64 hexadecimal digits."""
    findings: tuple[Finding, ...] = ()
    disclosures: tuple[DisclosureLine, ...] = ()
    """Use and disclosure without consent that stand in the log (s.39(6)); none: no table of them."""
    refusals: tuple[RefusalLine, ...] = ()
    """Refused requests of data subjects that stand in the record (s.39(7)); none: no table of them."""
    dfd_svg: bytes | None = None
    """The data flow diagram as `kind="print"` of `diagrams` gives it. With names hidden: drawn without them."""


def masked(record: PdfRecord, masker: Masker) -> PdfRecord:
    """Return the record without the names and numbers that `masker` hides; its picture stays as it is."""
    said = tuple(
        Finding(
            code=each.code,
            severity=each.severity,
            pointer=each.pointer,
            message_th=masker.text(each.message_th),
            message_en=masker.text(each.message_en),
            law=each.law,
            suggestion=masker.text(each.suggestion) if each.suggestion else None,
        )
        for each in record.findings
    )
    return PdfRecord(
        document=masker.document(record.document),
        ref=record.ref,
        revision=record.revision,
        version=record.version,
        status=record.status,
        office_name=record.office_name,
        content_hash=record.content_hash,
        findings=said,
        disclosures=tuple(masked_disclosure(line, masker) for line in record.disclosures),
        refusals=tuple(masked_refusal(line, masker) for line in record.refusals),
        dfd_svg=record.dfd_svg,
    )


def envelope(record: PdfRecord) -> dict[str, Any]:
    """Return what stands above and below the pages of a record, and at its beginning."""
    header = record.document.form.header
    return {
        "ref": short(record.ref, _REF),
        "heading": short(f"{record.ref} {header.sub_process or header.main_process or ''}", _TITLE),
        "status": record.status.th,
        "approved": record.status is RevisionStatus.APPROVED,
        "stamp": _STAMPS.get(record.status, ""),
        "revision": f"ฉบับที่ {record.revision}",
        "office": short(record.office_name, _NAME),
        "hash": record.content_hash[:_HASH_SHOWN],
        "facts": _facts(record),
    }


def record_data(record: PdfRecord, form: type[Struct] = Form) -> dict[str, Any]:
    """Return everything that stands on the pages of a record of its own."""
    head, *others = sections(form)
    header = record.document.form.header
    return {
        **envelope(record),
        "title": printed(head.label_th),
        "head": {"title": printed(head.label_th), "runs": _runs(record, head)},
        "sections": [_section(record, part) for part in others],
        "processes": [printed(header.main_process or "-"), printed(header.sub_process or "-")],
        "flow": _flow(record),
        "exchange": _exchange(record),
        "logs": [each for each in (_disclosures(record), _refusals(record)) if each["rows"]],
        "findings": [_finding(each, form) for each in record.findings],
    }


def short(text: str, longest: int) -> str:
    """Return one line for a header or a bookmark; what is cut there stands whole on the page."""
    return visible(one_line(text, longest=longest))


def _facts(record: PdfRecord) -> list[tuple[str, str]]:
    saved = f" บันทึกครั้งที่ {record.version}" if record.version is not None else ""
    return [
        ("เลขที่อ้างอิง", printed(record.ref)),
        ("หน่วยงาน", printed(record.office_name)),
        ("ฉบับที่", f"{record.revision} ({record.status.th}){saved}"),
        ("SHA-256 ของเอกสาร", printed(record.content_hash)),
    ]


def _section(record: PdfRecord, part: SectionInfo) -> dict[str, Any]:
    beyond = part.key == BEYOND_KEY
    return {"title": printed(section_title(part)), "beyond": beyond, "runs": _runs(record, part)}


def section_title(part: SectionInfo) -> str:
    """Return the name of a section, and of what is not on paper that it is not."""
    return f"{part.label_th} (ไม่มีในแบบฟอร์มกระดาษ)" if part.key == BEYOND_KEY else part.label_th


def _runs(record: PdfRecord, part: SectionInfo) -> list[dict[str, Any]]:
    """Return the rows of a section, those of one sub-section together."""
    names = {info.note.subsection_th for info in part.fields}
    made = []
    for name, fields in groupby(part.fields, key=lambda info: info.note.subsection_th):
        # การทบทวน is section, sub-section and label at once: the paper prints it once.
        inner = name if name is not None and names != {part.label_th} else ""
        made.append({"name": printed(inner), "rows": [_answer(record, info, name) for info in fields]})
    return made


def _answer(record: PdfRecord, info: FieldInfo, above: str | None) -> list[str]:
    """Return label, hint and value of a field below a heading `above`, whose words the paper does not repeat."""
    note = info.note
    words = note.label_th if note.label_th != above else None
    hint = f"({note.hint_th})" if note.hint_th else ""
    value = shown(info, value_at(record.document, info.pointer), record.document.marks.get(info.pointer))
    return [printed(words or ("" if hint else info.label)), printed(hint), printed(value)]


def cell(record: PdfRecord, info: FieldInfo, row: Struct, pointer: str) -> str:
    """Return the words of a field of a row; `pointer` is the row's."""
    return shown(info, getattr(row, info.key), record.document.marks.get(f"{pointer}{info.pointer}"))


def _flow(record: PdfRecord) -> dict[str, Any]:
    """Return the table of steps; what the paper has no column for stands below a step's title."""
    columns = flow_columns()
    beside = [info for info in members(Step) if info.note.column is None and info.key != "seq"]
    rows = []
    for at, step in enumerate(record.document.steps):
        pointer = f"/steps/{at}"
        texts = [printed(cell(record, info, step, pointer)) for info in columns]
        texts[0] = printed(flow_title(step.seq, step.title))
        said = ((info.label, cell(record, info, step, pointer)) for info in beside)
        rows.append({"cells": texts, "beside": [[label, printed(words)] for label, words in said if words]})
    return {"columns": [printed(info.label) for info in columns], "rows": rows}


def _exchange(record: PdfRecord) -> dict[str, Any]:
    """Return the table of systems under its two header levels; a system's own cells stand in its first line."""
    columns = exchange_columns()
    own = {info.key for info in members(InformationSystem)}
    groups = [
        {"name": printed(group or ""), "labels": [printed(info.label, NARROW) for info in run]}
        for group, infos in groupby(columns, key=lambda info: info.note.group_th)
        if (run := list(infos))
    ]
    rows = []
    for at, system in enumerate(record.document.systems):
        for place, line in enumerate(system.exchanges or [ExchangeLine()]):
            base = f"/systems/{at}"
            cells = [
                _own(record, info, system, base, first=place == 0)
                if info.key in own
                else printed(cell(record, info, line, f"{base}/exchanges/{place}"), _room(info))
                for info in columns
            ]
            rows.append({"first": place == 0, "cells": cells})
    return {
        "title": printed(EXCHANGE_TITLE),
        "groups": groups,
        "own": [info.key in own for info in columns],
        "rows": rows,
    }


def _room(info: FieldInfo) -> int:
    return COMMON if info.kind is Kind.TEXT else NARROW


def _own(record: PdfRecord, info: FieldInfo, system: InformationSystem, base: str, *, first: bool) -> str:
    # The number is in every line, so that a line at the top of a page says whose it is.
    return printed(cell(record, info, system, base), _room(info)) if first or info.key == "seq" else ""


def _disclosures(record: PdfRecord) -> dict[str, Any]:
    """Return the table of the log of s.27 paragraph 3; without rows it is not printed."""
    rows = [disclosure_log.line_cells(line) for line in record.disclosures]
    return _log(disclosure_log.HEADING, disclosure_log.LABELS, disclosure_log.WIDTHS, rows)


def _refusals(record: PdfRecord) -> dict[str, Any]:
    """Return the table of refused requests (s.39(7)); without rows it is not printed."""
    rows = [refusal_log.line_cells(line) for line in record.refusals]
    return _log(refusal_log.HEADING, refusal_log.LABELS, refusal_log.WIDTHS, rows)


def _log(title: str, labels: Sequence[str], widths: Sequence[float], rows: list[list[Value]]) -> dict[str, Any]:
    return {
        "title": printed(title),
        "columns": [printed(label, NARROW) for label in labels],
        "widths": widths,
        "rows": [[printed(str(value), NARROW) for value in cells] for cells in rows],
    }


def _finding(finding: Finding, form: type[Struct]) -> dict[str, Any]:
    return {
        "tone": _TONES[finding.severity],
        "severity": finding.severity.th,
        "code": finding.code,
        "place": printed(place_of(finding.pointer, form)),
        "message": printed(f"{finding.message_th}\n{finding.message_en}"),
        "law": finding.law or "",
        "suggestion": printed(finding.suggestion or ""),
    }


def day_words(day: date) -> str:
    """Return a day in the Buddhist Era, in full."""
    return format_thai_date(day, style="long")


def all_documents(records: Iterable[PdfRecord]) -> list[ActivityDocument]:
    """Return the documents, for a masker that must know everybody who is named in any of them."""
    return [record.document for record in records]
