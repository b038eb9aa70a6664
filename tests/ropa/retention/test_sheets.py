"""The workbook of data sets: every fault by its cell, nothing half-saved, the same file recognised."""

import functools
import hashlib
import io
from datetime import date, datetime

import openpyxl
import pytest
from msgspec import structs

from exports.holdings_template import holdings_template
from ropa.errors import Conflict, Invalid, NotFound
from ropa.imports.service_reading import opened
from ropa.retention import service, service_sheet_file, service_sheets
from ropa.retention.holding_sheet import read_holdings
from schemas.access import Role
from schemas.holding import Carrier, CopyKind, HoldingInput
from schemas.holding_sheet import COLUMNS, SHEET
from schemas.vocabulary import Applies, StartEvent
from tests.ropa.retention.conftest import DPO
from tests.support.actors import PHETCHABURI, PRACHUAP, somebody

TODAY = date(2026, 11, 20)
RECORDER = somebody(Role.RECORDER, PHETCHABURI)
LETTER = {column.key: openpyxl.utils.get_column_letter(number) for number, column in enumerate(COLUMNS, start=1)}


@functools.cache
def template() -> bytes:
    """Return the template, made once."""
    return holdings_template()


def filled(*lines: dict[str, object]) -> io.BytesIO:
    """Return the template with lines below its example."""
    book = openpyxl.load_workbook(io.BytesIO(template()))
    for row, line in enumerate(lines, start=3):
        for key, value in line.items():
            book[SHEET][f"{LETTER[key]}{row}"] = value  # type: ignore[assignment]
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    return out


def line(ref: str, **values: object) -> dict[str, object]:
    return {"ref": ref, "title": "แฟ้มคำร้อง", **values}


def ref_of(register, now, activity_id: str) -> str:
    from ropa.activities import service as activities

    with register.read(DPO, now) as uow:
        return activities.read(uow, activity_id).ref


def sent(register, now, *lines, actor=RECORDER):
    source = filled(*lines)
    content = source.getvalue()
    # In this process: the one of its own takes a second to begin, and is tried below.
    read = service_sheet_file.SentHoldings(
        name="ชุดข้อมูล.xlsx",
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        read=read_holdings(opened(source, "ชุดข้อมูล.xlsx"), TODAY),
    )
    with register.read(actor, now) as uow:
        looked = service_sheets.look(uow, read)
    with register.write(actor, now) as uow:
        key = service_sheets.keep(uow, looked)
        return service_sheets.shown(uow, key)


def committed(register, now, key, actor=RECORDER):
    with register.write(actor, now) as uow:
        return service_sheets.save_sheet(uow, key)


def test_a_filled_template_becomes_data_sets_and_the_same_file_again_none(register, now, add_activity):
    activity_id = add_activity("5 ปี")
    ref = ref_of(register, now, activity_id)
    full = line(
        ref,
        start_event=StartEvent.COLLECTED.th,
        started_on="30 ก.ย. 2565",
        data_from=date(2021, 10, 1),
        data_through="30/09/2565",
        carrier=Carrier.BOTH.th,
        saraban=Applies.YES.th,
        location="ตู้ 3",
        volume=12,
        source_key="จ-1",
        copy1_kind=CopyKind.BACKUP.th,
        copy1_place="เทป",
        copy1_days=90,
    )
    lines = (full, line(ref, title="แฟ้มอื่น"))
    found = sent(register, now, *lines)
    assert (found.faults, found.rows, found.new, found.known) == ([], 2, 2, 0)
    done = committed(register, now, found.id)
    assert (done.new, done.committed_at is not None) == (2, True)
    assert committed(register, now, found.id).new == 2
    with register.read(DPO, now) as uow:
        first, _ = service.list_holdings(uow, activity_id, None, 50).items
    assert (first.started_on, first.data_from, first.data_through, first.due_on) == (
        date(2022, 9, 30),
        date(2021, 10, 1),
        date(2022, 9, 30),
        date(2027, 10, 1),
    )
    assert (first.carrier, first.saraban, first.volume, first.source_key) == (Carrier.BOTH, Applies.YES, "12", "จ-1")
    assert [(each.kind, each.place, each.erasable_within_days) for each in first.copies] == [
        (CopyKind.BACKUP, "เทป", 90)
    ]
    again = sent(register, now, *lines)
    assert (again.new, again.changed, again.known) == (0, 0, 2)
    assert committed(register, now, again.id).new == 0
    changed = sent(register, now, {**full, "volume": "13 แฟ้ม"}, lines[1])
    assert (changed.new, changed.changed, changed.known) == (0, 1, 1)


def test_every_fault_names_its_cell_and_nothing_is_saved(register, now, add_activity):
    activity_id = add_activity("5 ปี")
    ref = ref_of(register, now, activity_id)
    other = ref_of(register, now, add_activity("5 ปี", office_id=PRACHUAP))
    found = sent(
        register,
        now,
        line(ref),
        line("ROPA-2569-9999"),
        line(other, title="ของหน่วยงานอื่น"),
        line(
            "ROPA-2569-9998", title=None, started_on="31 ก.พ. 2565", carrier="หิน", copy1_days="มาก", copy1_place="เทป"
        ),
        line(ref, title="ก", data_from="1 ต.ค. 2565", data_through="30 ก.ย. 2565", rule="ไม่มีเกณฑ์"),
        line(ref),
        line(ref, title="ข", started_on=date(2565, 10, 1)),
        line(ref, title="ค", source_key="K"),
        line(ref, title="ง", source_key="K"),
        line(ref, title="จ", rule="ไม่มีเกณฑ์"),
    )
    places = sorted(each.pointer.removeprefix(f"{SHEET}!") for each in found.faults)
    assert places == sorted(
        [
            "A4",
            "A5",
            "A6",
            "A6",
            f"{LETTER['started_on']}6",
            f"{LETTER['carrier']}6",
            f"{LETTER['copy1_days']}6",
            f"{LETTER['data_through']}7",
            "A8",
            f"{LETTER['started_on']}9",
            f"{LETTER['source_key']}11",
            "A12",
        ]
    )
    with pytest.raises(Conflict):
        committed(register, now, found.id)
    with register.read(DPO, now) as uow:
        assert service.list_holdings(uow, activity_id, None, 50).items == []
    with pytest.raises(NotFound):
        committed(register, now, found.id, actor=structs.replace(RECORDER, id="somebody-else"))


def test_what_the_register_refuses_by_the_time_of_saving_saves_nothing(register, now, add_activity):

    from ropa.activities import service as activities
    from schemas.beyond import ItemRetention
    from tests.ropa.retention.conftest import words
    from tests.support.world import update_of

    activity_id = add_activity("5 ปี")
    said = words("5 ปี")
    ruled = structs.replace(
        said,
        form=structs.replace(
            said.form,
            beyond=structs.replace(
                said.form.beyond, retention_rules=[ItemRetention(name="สำรอง", retention_period="1 ปี")]
            ),
        ),
    )
    with register.write(DPO, now) as uow:
        activities.replace(uow, activity_id, 1, update_of(ruled))
    ref = ref_of(register, now, activity_id)
    found = sent(register, now, line(ref), line(ref, title="สำรอง", rule="สำรอง"))
    assert found.faults == []
    with register.write(DPO, now) as uow:
        activities.replace(uow, activity_id, 2, update_of(said))
    with pytest.raises(Invalid) as told:
        committed(register, now, found.id)
    assert [each.pointer for each in told.value.problems] == ["A4"]
    with register.read(DPO, now) as uow:
        assert service.list_holdings(uow, activity_id, None, 50).items == []


@pytest.mark.only_on("sqlite")
def test_other_files_are_refused_with_the_reason(register):
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = "ไม่ใช่แบบ"
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    assert [each.pointer for each in read_holdings(opened(out, "ก.xlsx"), TODAY).faults] == [""]
    read = service_sheet_file.read(filled(line("ROPA-2569-0001")), "ก.xlsx", today=TODAY).read
    assert [(each.row, each.ref) for each in read.lines] == [(3, "ROPA-2569-0001")]
    with pytest.raises(Invalid):
        service_sheet_file.read(io.BytesIO(b"PK\x03\x04 not a zip"), "ก.xlsx", today=TODAY)
    with pytest.raises(Invalid):
        opened(io.BytesIO("ข้อความ".encode()), "ก.txt")


@pytest.mark.only_on("sqlite")
def test_headings_are_found_by_their_words_wherever_they_stand_and_unknown_ones_are_told(register):
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "งาน"
    sheet["B2"] = "แบบของสำนักงาน"
    for number, words in enumerate(("ชื่อชุดข้อมูล", "activity", "หมายเหตุ", "ปริมาณ*"), start=2):
        sheet.cell(4, number, words)
    for number, words in enumerate(("แฟ้ม", "ROPA-2569-0001", "จด", "2 แฟ้ม"), start=2):
        sheet.cell(5, number, words)
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    found = read_holdings(opened(out, "ก.xlsx"), TODAY)
    assert [each.pointer for each in found.faults] == ["งาน!D4"]
    assert [(each.row, each.ref, each.data.title) for each in found.lines] == [(5, "ROPA-2569-0001", "แฟ้ม")]


@pytest.mark.only_on("sqlite")
def test_a_formula_without_a_value_and_a_year_that_a_spreadsheet_guessed_are_faults_of_their_cells(register):
    place = f"{SHEET}!{LETTER['started_on']}"
    ref = "ROPA-2569-0001"
    lines = [
        line(ref, title="ก", started_on="=DATE(2016,1,5)"),
        line(ref, title="ข", started_on=datetime(1965, 10, 1)),  # noqa: DTZ001 - a cell has no zone
        line(ref, title="ค", started_on=date(2100, 5, 1)),
        line(ref, title="ง", started_on=date(2026, 12, 1), data_through=date(2030, 9, 30)),
        line(ref, title="จ", started_on="1 ต.ค. 2508"),
        line(ref, title="ฉ", started_on=date(1999, 10, 1)),
        line(ref, title="=A1&A2"),
    ]
    found = read_holdings(opened(filled(*lines), "ก.xlsx"), TODAY)
    assert [each.pointer for each in found.faults] == [
        f"{place}3",
        f"{place}4",
        f"{place}5",
        f"{SHEET}!{LETTER['title']}9",
    ]
    assert "สูตรไม่มีค่า" in found.faults[0].message_th
    assert "2508" in found.faults[1].message_th
    assert [each.data.started_on for each in found.lines] == [date(2026, 12, 1), date(1965, 10, 1), date(1999, 10, 1)]


def test_a_line_whose_data_set_has_another_key_by_now_is_told_by_its_line(register, now, add_activity):
    activity_id = add_activity("5 ปี")
    ref = ref_of(register, now, activity_id)
    before = sent(register, now, line(ref, source_key="A"))
    later = sent(register, now, line(ref, source_key="A"))
    committed(register, now, before.id)
    with register.write(DPO, now) as uow:
        (made,) = service.list_holdings(uow, activity_id, None, 9).items
        service.replace_holding(uow, activity_id, made.id, made.version, HoldingInput(title=made.title, source_key="B"))
    found = sent(register, now, line(ref, source_key="A"))
    assert [each.pointer for each in found.faults] == [f"{SHEET}!A3"]
    assert "“B”" in found.faults[0].message_th
    with pytest.raises(Invalid) as told:
        committed(register, now, later.id)
    assert [each.pointer for each in told.value.problems] == ["A3"]
