"""Rows of a table as form fields: any form makes a table, arrows follow their steps, values stay what they were."""

import msgspec
import pytest

from ropa.activities.rules import completed
from ropa.errors import Invalid
from ropa.samples import sample_files
from ropa.web import rows_flow, rows_systems
from ropa.web.rows import Row, fields_of, id_at, read_rows
from ropa.web.rows_table import Table, merged, paired
from schemas.choices import ProcessingByChoice
from schemas.document import ActivityDocument, ActivityInput
from schemas.exchange import ExchangeLine, InformationSystem
from schemas.field import LIST_LIMIT
from schemas.flow import NextStep, Step
from schemas.vocabulary import Mark, ProcessingBy

FLOW, SYSTEMS = rows_flow.TABLE, rows_systems.TABLE


def samples() -> list[ActivityDocument]:
    return [completed(msgspec.json.decode(path.read_bytes(), type=ActivityInput).document()) for path in sample_files()]


def flow(*arrows: list[NextStep] | None) -> list[Row]:
    steps = [Step(seq=number, title=f"ขั้น {number}", next=to) for number, to in enumerate(arrows, 1)]
    return FLOW.rows_of(ActivityDocument(steps=steps))


def targets(rows: list[Row]) -> list[list[str]]:
    return [[arrow.text("to") for arrow in row.inner] for row in rows]


def to(*numbers: int) -> list[NextStep]:
    return [NextStep(to=number) for number in numbers]


@pytest.mark.parametrize("table", [FLOW, SYSTEMS], ids=["flow", "systems"])
def test_the_samples_come_back_from_their_form_as_they_were(table: Table) -> None:
    for document in samples():
        rows = read_rows(list(fields_of(table.rows_of(document), table.shape)), table.shape)
        read = table.read(table.tidy(rows))
        root = f"/{table.shape.name}/"
        assert read.problems == []
        assert read.value == getattr(document, table.shape.name)
        assert read.marks == {at: mark for at, mark in document.marks.items() if at.startswith(root)}


def test_words_that_read_otherwise_keep_what_was_stored_until_they_change() -> None:
    slip = ProcessingByChoice(code=ProcessingBy.OTHER, raw="ผู้ยื่นประมวลผล")
    system = InformationSystem(seq=1, system_name="ก", exchanges=[ExchangeLine(processing_by=slip)])
    rows = SYSTEMS.rows_of(ActivityDocument(systems=[system]))
    assert SYSTEMS.read(rows).value == [system]
    rows[0].inner[0].cells["processing_by"] = "คำอื่น"
    (read,) = SYSTEMS.read(rows).value or []
    assert read.exchanges[0].processing_by == ProcessingByChoice(code=None, raw="คำอื่น")
    rows[0].inner[0].cells["processing_by_kept"] = "{broken"
    assert SYSTEMS.read(rows).problems == []


@pytest.mark.parametrize(
    ("typed", "value", "mark"),
    [
        ("", None, None),
        ("true", True, None),
        ("false", False, None),
        ("mark:-", None, Mark.DASH),
        ("falsemark:NO", False, Mark.NO),
    ],
)
def test_blank_none_and_some_are_three_answers(typed: str, value: object, mark: Mark | None) -> None:
    rows = [Row({"system_name": "ก"}, [Row({"data_exchange_applied": typed, "remark": "x"})])]
    read = SYSTEMS.read(rows)
    assert read.value is not None
    assert read.value[0].exchanges[0].data_exchange_applied is value
    assert list(read.marks.values()) == ([] if mark is None else [mark])
    again = SYSTEMS.rows_of(ActivityDocument(systems=read.value, marks=read.marks))
    assert again[0].inner[0].text("data_exchange_applied") == typed


@pytest.mark.parametrize("token", ["-", "NO", "no", "ไม่มี", " N/A "])
def test_a_token_in_a_cell_is_a_mark_and_no_text(token: str) -> None:
    read = FLOW.read([Row({"title": "ก", "use": token, "it_systems": token})])
    assert read.value is not None
    assert (read.value[0].use, read.value[0].it_systems) == (None, None)
    assert set(read.marks) == {"/steps/0/use", "/steps/0/it_systems"}


def test_arrows_follow_their_steps_when_rows_move_or_come_in_between() -> None:
    rows = flow(to(3), to(1), to(2, 1))
    moved = FLOW.change(rows, "up:3")
    assert moved is not None
    assert [row.text("title") for row in moved.rows] == ["ขั้น 1", "ขั้น 3", "ขั้น 2"]
    assert targets(moved.rows) == [["2"], ["3", "1"], ["1"]]
    added = FLOW.change(rows, "add:1")
    assert added is not None
    assert added.at == "steps-1"
    assert targets(added.rows) == [["4"], [], ["1"], ["3", "1"]]


def test_an_arrow_to_a_removed_step_says_so_until_the_step_comes_back() -> None:
    rows = flow(to(2), to(3), [])
    removed = FLOW.change(rows, "remove:2")
    assert removed is not None
    assert removed.removed is not None
    assert targets(removed.rows) == [["gone"], ["end"]]
    assert removed.rows[0].inner[0].text("was") == "2. ขั้น 2"
    (problem,) = FLOW.read(removed.rows).problems
    assert problem.pointer == "/steps/0/next/0/to"
    assert "ขั้น 2" in problem.message_th
    assert FLOW.restored(removed.rows, removed.removed, removed.place) == rows


def test_a_table_with_holes_forged_indexes_and_double_numbers_is_only_a_shorter_table() -> None:
    fields = [
        ("steps-7-title", "สอง"),
        ("steps-7-seq", "5"),
        ("steps-2-title", "หนึ่ง"),
        ("steps-2-seq", "5"),
        ("steps-2-title", "ซ้ำ"),
        ("steps-999999-title", "สาม"),
        ("steps-9999999-title", "ยาวไป"),
        ("steps-02-title", "ศูนย์นำ"),
        ("steps--1-title", "ลบ"),
        ("steps-3-unknown", "x"),
        ("steps-2-next-99-to", "๕"),
        ("steps-7-next-0-to", "6"),
    ]
    rows = read_rows(fields, FLOW.shape)
    assert [row.text("title") for row in rows] == ["หนึ่ง", "สอง", "สาม"]
    read = FLOW.read(rows)
    # The first of two rows numbered 5 is meant; nobody has the number 6.
    assert [problem.pointer for problem in read.problems] == ["/steps/1/next/0/to"]


def test_more_rows_than_a_list_holds_are_refused() -> None:
    fields = [(f"steps-{number}-title", "ก") for number in range(LIST_LIMIT + 1)]
    with pytest.raises(Invalid):
        read_rows(fields, FLOW.shape)
    with pytest.raises(Invalid):
        read_rows([(f"systems-0-exchanges-{n}-remark", "ก") for n in range(LIST_LIMIT + 1)], SYSTEMS.shape)
    full = read_rows(fields[:-1], FLOW.shape)
    assert FLOW.change(full, f"add:{LIST_LIMIT}") is None


@pytest.mark.parametrize(
    "do", ["", "add", "add:9", "remove:0", "remove:9", "up:-1", "add:1.9", "add:๑", "drop:1", "up:9.1"]
)
def test_a_button_that_is_none_changes_nothing(do: str) -> None:
    assert FLOW.change(flow(None, None), do) is None


def test_every_fault_of_a_table_is_found_with_its_cell() -> None:
    rows = [
        Row({"title": "ก", "kind": "nonsense", "use": "x\x00y"}, [Row({"to": "9"}), Row({"to": "", "label": "ถ้าใช่"})]),
        Row({"title": "x" * 20_001}, [Row({"to": "end"}), Row({"to": "1"})]),
    ]
    found = {problem.pointer for problem in FLOW.read(rows).problems}
    assert found == {
        "/steps/0/kind",
        "/steps/0/use",
        "/steps/0/next/0/to",
        "/steps/0/next/1/to",
        "/steps/1/title",
        "/steps/1/next/0/to",
    }


def test_a_pointer_finds_its_cell_or_what_is_around_it() -> None:
    known = {"steps-0", "steps-0-title", "systems-1-hosting"}
    assert id_at("/steps/0/title", known) == "steps-0-title"
    assert id_at("/systems/1/hosting/raw", known) == "systems-1-hosting"
    assert id_at("/steps/0/it_systems/4", known) == "steps-0"
    assert id_at("/marks/~1steps~10~1title", known) == "steps-0-title"
    assert id_at("/form/header", known) is None


def test_two_versions_are_merged_row_by_row_and_arrows_lead_where_they_led() -> None:
    mine = flow(to(2), to(3), [])
    mine[1].cells["title"] = "ขั้น 2 ของฉัน"
    theirs = flow(to(2), to(3), to(4), [])
    theirs[0].cells["use"] = "ของเขา"
    pairs = paired(FLOW, mine, theirs)
    assert [pair.same for pair in pairs] == [False, False, False, False]
    assert pairs[3].mine is None
    both = merged(FLOW, pairs, {0, 2, 3})
    assert [row.text("title") for row in both] == ["ขั้น 1", "ขั้น 2 ของฉัน", "ขั้น 3", "ขั้น 4"]
    assert both[0].text("use") == "ของเขา"
    assert targets(both) == [["2"], ["3"], ["4"], ["end"]]
    without = merged(FLOW, pairs, {0, 2})
    assert targets(without) == [["2"], ["3"], ["gone"]]
