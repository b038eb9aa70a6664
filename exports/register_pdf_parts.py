"""What stands on the pages of a record in the register: the same words as on pages of its own, as lines of text.

A cell of a table takes the compiler four times the memory of a line, and a register has hundreds of thousands of them.
What was not answered is told in one line a section.
"""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from exports import disclosure_log, refusal_log
from exports.form_tables import EXCHANGE_TITLE
from exports.pdf_text import printed, visible
from exports.record_pdf_parts import PdfRecord, cell, envelope, section_title
from schemas.activity import Form
from schemas.disclosures import DisclosureLine
from schemas.exchange import InformationSystem
from schemas.findings import Finding
from schemas.flow import Step
from schemas.form import FieldInfo, SectionInfo, sections, value_at
from schemas.refusals import RefusalLine
from schemas.shown import flow_title, members, place_of, shown

Line = tuple[str, str]


def register_data(record: PdfRecord, form: type[Struct] = Form) -> dict[str, Any]:
    """Return everything that stands on the pages of a record in the register."""
    groups = [_section(record, part) for part in sections(form)]
    groups.append(_group("ตารางขั้นตอนการไหลของข้อมูล", [_step(record, at) for at in range(len(record.document.steps))]))
    systems = record.document.systems
    groups.append(_group(EXCHANGE_TITLE, [block for at in range(len(systems)) for block in _system(record, at)]))
    if record.disclosures:
        groups.append(_group(disclosure_log.HEADING, [_disclosure(line) for line in record.disclosures]))
    if record.refusals:
        groups.append(_group(refusal_log.HEADING, [_refusal(line) for line in record.refusals]))
    found = [_finding(each, form) for each in record.findings]
    groups.append(_group("ผลการตรวจความครบถ้วนและความสอดคล้อง", found))
    return {**envelope(record), "groups": groups}


def _group(title: str, blocks: list[dict[str, Any]]) -> dict[str, Any]:
    return {"title": printed(title), "blocks": blocks, "none": "" if blocks else "ไม่มี"}


def _block(head: str, lines: list[Line]) -> dict[str, Any]:
    return {"head": printed(head), "lines": [(printed(label), printed(words)) for label, words in lines]}


def _disclosure(line: DisclosureLine) -> dict[str, Any]:
    return _block(
        f"{line.number}. {line.entry.recipient}", _labelled(disclosure_log.LABELS, disclosure_log.line_cells(line))
    )


def _refusal(line: RefusalLine) -> dict[str, Any]:
    (number, ref, right), rest = refusal_log.line_cells(line)[:3], refusal_log.line_cells(line)[3:]
    return _block(f"{number}. {ref} {right}", _labelled(refusal_log.LABELS[3:], rest))


def _labelled(labels: tuple[str, ...], cells: Sequence[object]) -> list[Line]:
    return [(label, str(value)) for label, value in zip(labels, cells, strict=True) if value != ""]


def _section(record: PdfRecord, part: SectionInfo) -> dict[str, Any]:
    lines: list[Line] = []
    missing = []
    for info in part.fields:
        words = shown(info, value_at(record.document, info.pointer), record.document.marks.get(info.pointer))
        if words:
            lines.append((_name(info), words))
        else:
            missing.append(_name(info))
    if missing:
        lines.append(("ยังไม่ได้ตอบ", " · ".join(missing)))
    return _group(visible(section_title(part)), [_block("", lines)])


def _name(info: FieldInfo) -> str:
    """Return the label with its sub-section, where the label alone does not tell which field it is."""
    above, label = info.note.subsection_th, info.note.label_th or info.note.hint_th or ""
    return f"{above} › {label}" if above and above != label else label


def _rest(record: PdfRecord, row: Struct, pointer: str, *, without: set[str]) -> list[Line]:
    said = ((info.label, cell(record, info, row, pointer)) for info in members(type(row)) if info.key not in without)
    return [(label, words) for label, words in said if words]


def _step(record: PdfRecord, at: int) -> dict[str, Any]:
    step: Step = record.document.steps[at]
    return _block(flow_title(step.seq, step.title), _rest(record, step, f"/steps/{at}", without={"seq", "title"}))


def _system(record: PdfRecord, at: int) -> list[dict[str, Any]]:
    """Return a system and its exchange lines, each a block."""
    system: InformationSystem = record.document.systems[at]
    base = f"/systems/{at}"
    own = _rest(record, system, base, without={"seq", "system_name", "exchanges"})
    made = [_block(flow_title(system.seq, system.system_name), own)]
    for place, line in enumerate(system.exchanges):
        said = _rest(record, line, f"{base}/exchanges/{place}", without=set())
        made.append(_block(f"รายการแลกเปลี่ยนที่ {system.seq}.{place + 1}", said or [("", "-")]))
    return made


def _finding(finding: Finding, form: type[Struct]) -> dict[str, Any]:
    said = [
        ("ตำแหน่ง", place_of(finding.pointer, form)),
        ("กฎหมาย", finding.law or ""),
        ("ข้อแนะนำ", finding.suggestion or ""),
        ("รหัส", finding.code),
    ]
    head = f"{finding.severity.th}: {finding.message_th}\n{finding.message_en}"
    return _block(head, [(label, words) for label, words in said if words])
