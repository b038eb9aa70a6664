"""Cells that were copied from a spreadsheet become rows: under headings, from a cell on, and back out as they were."""

import contextlib
import time

import msgspec
import pytest

from ropa.activities.rules import completed
from ropa.errors import Invalid
from ropa.imports.rules_pasted import block_of, text_of
from ropa.imports.rules_pasted import cells_of as cells_within
from ropa.imports.service_pasted import MOST_LETTERS, read_pasted
from ropa.samples import sample_files
from ropa.web import rows_flow, rows_systems
from ropa.web.rows import Row
from ropa.web.rows_paste import Columns, Laid, lay
from ropa.web.rows_paste_tables import FLOW, SYSTEMS
from ropa.web.rows_table import Table
from schemas.document import ActivityDocument, ActivityInput
from schemas.field import LIST_LIMIT
from schemas.flow import NextStep

BOTH = pytest.mark.parametrize(("table", "columns"), [(rows_flow.TABLE, FLOW), (rows_systems.TABLE, SYSTEMS)])


def cells_of(text: str) -> list[list[str]]:
    return cells_within(text, LIST_LIMIT, 60)


def samples() -> list[ActivityDocument]:
    return [completed(msgspec.json.decode(path.read_bytes(), type=ActivityInput).document()) for path in sample_files()]


def pasted(table: Table, columns: Columns, text: str, rows: list[Row] = [], at: str = "", how: str = "") -> Laid:  # noqa: B006
    return lay(table, columns, rows, read_pasted(text, table.section), at, how)


@BOTH
def test_a_table_that_is_copied_and_pasted_is_the_same_table(table: Table, columns: Columns) -> None:
    for document in samples():
        rows = table.rows_of(document)
        laid = pasted(table, columns, text_of(columns.copied(rows)))
        read = table.read(table.tidy(laid.rows))
        assert laid.strange == []
        assert read.problems == []
        again = columns.copied(table.tidy(laid.rows))
        assert again == columns.copied(rows)
        if not laid.doubts:
            assert read.value == getattr(document, table.shape.name)


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("a\tb\n1\t2\n", [["a", "b"], ["1", "2"]]),
        ('"a\nb ""c"""\td', [['a\nb "c"', "d"]]),
        ('"พูดว่า" x\td', [['"พูดว่า" x', "d"]]),
        ('"ไม่ปิด\td\ne', [['"ไม่ปิด', "d"], ["e", ""]]),
        ("a\r\nb", [["a"], ["b"]]),
    ],
)
def test_cells_are_read_as_spreadsheets_write_them(text: str, cells: list[list[str]]) -> None:
    assert cells_of(text) == cells
    assert cells_of(text_of(cells)) == cells


def test_headings_are_known_on_two_levels_and_in_english() -> None:
    upper = "ลำดับ\tชื่อระบบ (System Name)\tการแลกเปลี่ยนข้อมูลกับหน่วยงานอื่น\t"
    lower = "\t\tข้อมูลที่แลกเปลี่ยนกับภายนอกหน่วยงาน (Exchanged Data)\tลักษณะการแลกเปลี่ยนข้อมูล"
    block = block_of(cells_of(f"{upper}\n{lower}\n1\tก\tชื่อ\tx"), "systems")
    assert block.keys == ["seq", "system_name", "exchanged_data", "data_exchange_type"]
    assert block_of(cells_of("Step\tUse\tColour\nก\tข\tค"), "flow").strange == ["Colour"]
    assert block_of(cells_of("ขั้นตอนที่หนึ่ง\tหน่วยงานของเรา\nก\tข"), "flow").keys == []


def test_without_headings_cells_go_from_the_chosen_one_on_and_over_what_stands_there() -> None:
    rows = [Row({"seq": str(n), "title": f"ขั้น {n}", "use": "เดิม"}) for n in (1, 2)]
    laid = pasted(rows_flow.TABLE, FLOW, "ก\tข\nค\tง", rows, "steps-1-use")
    assert laid.how == "at"
    assert [row.text("use") for row in laid.rows] == ["เดิม", "ก", "ค"]
    assert laid.rows[2].text("disclosure") == "ง"
    assert rows[1].text("use") == "เดิม"


def test_a_column_pasted_into_a_list_is_offered_as_its_lines() -> None:
    laid = pasted(rows_flow.TABLE, FLOW, "ระบบ ก\nระบบ ข", [Row({"title": "x"})], "steps-0-it_systems")
    assert (laid.how, laid.rows[0].text("it_systems")) == ("cell", "ระบบ ก\nระบบ ข")


def test_arrows_follow_their_rows_below_those_that_stand_there() -> None:
    laid = pasted(rows_flow.TABLE, FLOW, "ลำดับ\tขั้นตอน\tขั้นตอนถัดไป\n1\tก\t2: ผ่าน\n2\tข\tสิ้นสุด", [Row({"title": "เดิม"})])
    read = rows_flow.TABLE.read(laid.rows).value or []
    assert [step.next for step in read] == [None, [NextStep(to=3, label="ผ่าน")], []]


def test_words_that_no_list_has_stay_and_are_told_at_their_cell() -> None:
    laid = pasted(rows_flow.TABLE, FLOW, "ขั้นตอน\tวิธีดำเนินการ\nก\tแฟกซ์\nข\tเอกสาร")
    assert [row.text("mode") for row in laid.rows] == ["แฟกซ์", "paper"]
    assert [doubt.at for doubt in laid.doubts] == ["steps-0-mode"]
    assert [each.pointer for each in rows_flow.TABLE.read(laid.rows).problems] == ["/steps/0/mode"]


@pytest.mark.parametrize(
    "text", ["", " \n", "ขั้นตอน\tหน่วยงาน", "ก\n" * (LIST_LIMIT + 1), "ก" * (MOST_LETTERS + 1), "ก\t" * 61]
)
def test_what_no_table_can_take_is_refused_in_words(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        pasted(rows_flow.TABLE, FLOW, text)
    assert refused.value.problems[0].pointer == "/paste_text"


def bombs() -> dict[str, str]:
    """Return texts that are small to send and were dear to read: each fills what may be pasted."""
    half = MOST_LETTERS // 2
    shapes = {
        "padded": "x" + "\t" * (half - 1) + "\n" * half,
        "padded small": "x" + "\t" * 8_000 + "\n" * 8_000,
        "tall": "ก\n" * half,
        "blank below": "ก\tข" + "\n" * (MOST_LETTERS - 3),
        "blank lines between": "ก" + "\n" * (MOST_LETTERS - 2) + "ข",
        "wide": "ก\t" * half,
        "tabs": "ก" + "\t" * (MOST_LETTERS - 1),
        "long cell": "ก" * MOST_LETTERS,
        "long cells": ("ก" * 50_000 + "\t") * 19,
        "long heading": "ขั้นตอน" + "ก" * (MOST_LETTERS - 7),
        "quotes": '"' * MOST_LETTERS,
        "open quotes": '"ก\t' * (MOST_LETTERS // 3),
        "one open quote": '"' + "ก\t" * (half - 1),
        "doubled quotes": '""\t' * (MOST_LETTERS // 3),
        "quoted line ends": '"' + "\n" * (MOST_LETTERS - 2) + '"',
        "spaces": "ก\t" + " " * (MOST_LETTERS - 3) + "ข",
        "arrows": "ขั้นตอน\tขั้นตอนถัดไป\nก\t" + "2" * (MOST_LETTERS - 100),
        "many arrows": "ขั้นตอน\tขั้นตอนถัดไป\nก\t" + "2;" * (half - 100),
        "table": ("\t".join(["ก" * 30] * 30) + "\n") * LIST_LIMIT,
    }
    return {name: text[:MOST_LETTERS] for name, text in shapes.items()}


@BOTH
@pytest.mark.parametrize("name", bombs())
def test_a_million_signs_are_read_or_refused_in_a_second(table: Table, columns: Columns, name: str) -> None:
    text = bombs()[name]
    began = time.process_time()
    with contextlib.suppress(Invalid):
        pasted(table, columns, text)
    assert time.process_time() - began < 1


def test_blank_rows_and_columns_at_the_edges_are_no_rows_and_columns() -> None:
    whole_columns = "ก\tข" + "\t" * 40 + ("\n" + "\t" * 41) * 20_000
    assert read_pasted(whole_columns, "flow").rows == [["ก", "ข", *[""] * 40]]
    assert len(read_pasted("ก" + "\t" * 16_384, "flow").rows[0]) == 60


def test_a_place_in_a_line_that_no_table_has_makes_no_lines() -> None:
    laid = pasted(rows_systems.TABLE, SYSTEMS, "ก", [Row()], "systems-0-exchanges-99999-exchanged_data")
    assert len(laid.rows[0].inner) == 1
