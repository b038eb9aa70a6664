"""The ministry's form as people filled it (.xlsx, .docx, the text of a converted PDF) becomes records to look at. Pure.

Labels are found, not places; every value keeps where it came from; corrections are proposed and never made.
"""

from collections.abc import Sequence
from datetime import date

import msgspec
from msgspec import Struct
from msgspec import field as default

from ropa.imports.rules_paper_blocks import Block, Parts, take_apart
from ropa.imports.rules_paper_exchange import read_exchange
from ropa.imports.rules_paper_flow import read_flow
from ropa.imports.rules_paper_form import FormRead, read_form
from ropa.imports.rules_paper_labels import Known, known
from ropa.imports.rules_paper_table import Table, number_in
from ropa.imports.rules_paper_values import Taken
from ropa.imports.rules_paper_words import letters
from ropa.imports.rules_sheets import SentFile
from ropa.imports.rules_slips import Evidence, evidence
from schemas.document import ActivityInput
from schemas.findings import Problem
from schemas.imports import ReadRecord, Remark, RemarkKind
from schemas.reading import Unreadable, read_value

#: A file with fewer of the form's labels than this share is no such form.
_SHARE = 3
_MOST_HIDDEN = 20


class _Record(Struct, kw_only=True):
    taken: Taken
    form: FormRead
    place: str
    flows: list[Table] = default(default_factory=list)
    exchanges: list[Table] = default(default_factory=list)


def read_paper(file: SentFile, *, today: date) -> list[ReadRecord]:
    """Return the records of a filled form, in reading order; [] when the file is no such form.

    `today` (Bangkok) tells dates with a Buddhist year from dates that lie far ahead. Tables without a form are a record
    with problems and no data.
    """
    printed = known()
    parts = take_apart(file, printed)
    proof = evidence(token.text for line in _all_lines(parts) for token in line.tokens)
    records: list[_Record | None] = []
    made: list[ReadRecord] = []
    for block in parts.forms:
        record = _form(block, printed, file, proof, today)
        records.append(record)
    orphans = _give_tables(parts, records)
    made = [_finish(record) for record in records if record is not None]
    if made:
        made[0].remarks += _about_file(parts, records)
    return made + [_orphan(table) for table in orphans]


def _all_lines(parts: Parts) -> list:  # type: ignore[type-arg]
    tables = [table for _, table in (*parts.flows, *parts.exchanges)]
    return [line for block in parts.forms for line in block.lines] + [line for table in tables for line in table.rows]


def _form(block: Block, printed: Known, file: SentFile, proof: Evidence, today: date) -> _Record | None:
    if not block.lines or len(block.seen) * _SHARE < len(printed.fields):
        return None
    named = (token for line in block.lines for token in line.tokens if token.reading is not None)
    place = next(named, block.lines[0].tokens[0]).place
    taken = Taken(file=file.name, known=Evidence(text=proof.text), today=today)
    form = read_form(block.lines, printed, taken)
    return _Record(taken=taken, form=form, place=place)


def _give_tables(parts: Parts, records: Sequence[_Record | None]) -> list[Table]:
    """Give each table to its form; return those of which nothing tells whose they are."""
    orphans: list[Table] = []
    for tables, kind in ((parts.flows, "flows"), (parts.exchanges, "exchanges")):
        runs = _runs([(begun, table) for begun, table in tables if table.rows])
        owners = _owners(runs, records)
        for owner, (_, run) in zip(owners, runs, strict=True):
            if owner is None or getattr(owner, kind):
                orphans.append(run[0])
            else:
                getattr(owner, kind).extend(run)
    return orphans


def _runs(tables: Sequence[tuple[int, Table]]) -> list[tuple[int, list[Table]]]:
    """Return the tables with those that go on with them: after a page break the numbering goes on."""
    runs: list[tuple[int, list[Table]]] = []
    for begun, table in tables:
        numbers = _numbers(table)
        if runs and (not numbers or numbers[0] > 1) and runs[-1][0] == begun:
            runs[-1][1].append(table)
        else:
            runs.append((begun, [table]))
    return runs


def _owners(runs: Sequence[tuple[int, list[Table]]], records: Sequence[_Record | None]) -> list[_Record | None]:
    """Return the form of each table: whose process its caption names; else as many tables as forms go in order; else
    the form right before it.
    """
    owners = [_named(run[0], records) for _, run in runs]
    free = [record for record in records if record is not None and not any(record is owner for owner in owners)]
    open_ = [number for number, owner in enumerate(owners) if owner is None]
    if len(open_) == len(free):
        for number, record in zip(open_, free, strict=True):
            owners[number] = record
        return owners
    before = [records[begun - 1] if 0 < begun <= len(records) else None for begun, _ in runs]
    for number in open_:
        alone = sum(before[other] is before[number] for other in open_) == 1
        if alone and any(before[number] is record for record in free):
            owners[number] = before[number]
    return owners


def _named(table: Table, records: Sequence[_Record | None]) -> _Record | None:
    said = {letters(words) for key, words in table.captions.items() if key in {"flow", "main", "sub"} and words}
    named = [record for record in records if record is not None and said & _processes(record)]
    return named[0] if len(named) == 1 else None


def _processes(record: _Record) -> set[str]:
    header = record.form.form.header
    return {letters(words) for words in (header.main_process, header.sub_process) if words}


def _numbers(table: Table) -> list[int]:
    found = [number_in(line.tokens[0].text)[0] for line in table.rows]
    return [number for number in found if number is not None]


def _finish(record: _Record) -> ReadRecord:
    taken = record.taken
    steps = read_flow(record.flows, taken)
    systems = read_exchange(record.exchanges, taken)
    for there, what_th, what_en, pointer in (
        (record.flows, "ตารางขั้นตอน", "flow table", "/steps"),
        (record.exchanges, "ตารางระบบ", "exchange table", "/systems"),
    ):
        if not there:
            taken.say(RemarkKind.LOST, (f"ไม่พบ{what_th}", f"there is no {what_en}"), pointer)
        if any(table.guessed for table in there):
            said = (
                f"หัว{what_th}ไม่ครบ อ่านคอลัมน์ตามลำดับ",
                f"the {what_en} lacks headings: its columns are read in their order",
            )
            taken.say(RemarkKind.ASSUMED, said, pointer, place=there[0].head.tokens[0].place)
    form = record.form.form
    unit = form.header.responsible_org_unit or form.header.parent_org_unit
    if unit:
        said = (
            f"ไฟล์ระบุส่วนงาน “{unit[:120]}” โปรดเลือกหน่วยงานในทะเบียน",
            f"the file names the unit {unit[:120]!r}: choose the office",
        )
        taken.say(RemarkKind.UNCERTAIN, said, "/office_id", raw=unit[:500])
    data = ActivityInput(office_id=0, form=form, steps=steps, systems=systems, marks=taken.marks, sources=taken.sources)
    return ReadRecord(data=data, problems=taken.problems + _faults(data), remarks=taken.remarks, place=record.place)


def _faults(data: ActivityInput) -> list[Problem]:
    """Return what the types refuse, each with its place in the file."""
    try:
        read_value(msgspec.to_builtins(data), ActivityInput)
    except Unreadable as error:
        return [_with_place(problem, data) for problem in error.problems]
    return []


def _with_place(problem: Problem, data: ActivityInput) -> Problem:
    source = data.sources.get(problem.pointer)
    where = f"{source.place}: " if source is not None and source.place else ""
    return Problem(
        pointer=problem.pointer,
        message_th=where + problem.message_th,
        message_en=where + problem.message_en,
        law=problem.law,
    )


def _about_file(parts: Parts, records: Sequence[_Record | None]) -> list[Remark]:
    said = [
        Remark(
            kind=RemarkKind.IGNORED,
            message_th="ข้อความนอกแบบฟอร์มและตาราง",
            message_en="words outside the form and its tables",
            place=token.place,
            raw=token.text,
        )
        for _, token in parts.outside[:_MOST_HIDDEN]
    ]
    said += [
        Remark(
            kind=RemarkKind.UNCERTAIN,
            message_th="เซลล์นี้ซ่อนอยู่ในไฟล์ แต่อ่านด้วย",
            message_en="this cell is hidden in the file, and was read all the same",
            place=token.place,
            raw=token.text,
        )
        for token in parts.hidden[:_MOST_HIDDEN]
    ]
    if None in records:
        said.append(
            Remark(
                kind=RemarkKind.IGNORED,
                message_th="มีแบบฟอร์มอีกชุดที่หัวข้อไม่ครบหนึ่งในสาม ไม่นำเข้า",
                message_en="there is another form with less than a third of its labels: not taken",
            )
        )
    return said


def _orphan(table: Table) -> ReadRecord:
    """Return the record of a table whose form is missing: nothing can be saved of it."""
    place = table.head.tokens[0].place
    return ReadRecord(
        data=None,
        place=place,
        problems=[
            Problem(
                pointer="",
                message_th=f"{place}: มีตารางแต่ไม่มีแบบฟอร์มของรายการนี้ (หรือรายการมีตารางเดียวกันอยู่แล้ว)",
                message_en=f"{place}: a table without its form, or a second one of a form that has it already",
            )
        ],
    )
