"""Values that words do not tell: carried exactly, and used only where their words stand."""

from typing import Any

from hypothesis import given, settings

from exports.exact import exact_rows
from schemas.cell_text import fits_a_cell
from schemas.cell_values import read_cell
from schemas.document import ActivityDocument
from schemas.exact_values import ExactValues
from schemas.exchange import ExchangeLine, InformationSystem
from schemas.flow import Step
from schemas.masking import MASK, MASK_ID
from schemas.places import places
from schemas.shown import shown
from schemas.vocabulary import Mark
from tests.support.export_records import document
from tests.support.random_documents import values

AGENCY = "/form/header/agency_name"


def _words(rows: list[Any], table: str, of: ActivityDocument) -> list[dict[str, str]]:
    cells = {place.pointer: shown(place.info, place.value, place.mark) for place in places(of)}
    keys = [key for key in type(rows[0]).__struct_fields__ if key not in {"seq", "exchanges"}] if rows else []
    return [{key: cells[f"{table}/{at}/{key}"] for key in keys} for at in range(len(rows))]


def test_a_likely_record_needs_nothing_carried():
    made = document()
    made.systems[2].exchanges = []
    assert list(exact_rows(made)) == []


def test_a_value_is_used_only_where_its_words_stand():
    made = ActivityDocument()
    made.form.header.agency_name = "-"
    carried = ExactValues(exact_rows(made))
    said = carried.take(AGENCY, "-")
    assert said is not None
    assert (said.value, said.mark) == ("-", None)
    assert carried.take(AGENCY, "กระทรวง") is None
    assert carried.take("/form/header/parent_org_unit", "-") is None


def test_what_is_masked_is_not_carried():
    made = document()
    made.form.header.agency_name, made.form.header.parent_org_unit = f"{MASK}  ", " -"
    made.steps[1].use = f"ถึง {MASK_ID}\n\n"
    assert [pointer for pointer, _ in exact_rows(made)] == ["/form/header/parent_org_unit"]
    # What an older version carried all the same counts for nothing.
    assert ExactValues([(AGENCY, f'{{"value":"{MASK} "}}')]).take(AGENCY, f"{MASK} ") is None


def test_what_somebody_else_wrote_there_is_not_believed():
    made = ActivityDocument()
    made.form.header.agency_name = " ก"
    ((pointer, _),) = exact_rows(made)
    for content in ("", "[", "[1]", '{"value": 5}', '{"value": "ข"}', '{"value": " ก", "x": 1}', '{"mark": "??"}'):
        assert ExactValues([(pointer, content)]).take(pointer, " ก") is None
    assert ExactValues([("/form/none/such", '{"value": 1}')]).take("/form/none/such", "1") is None


def test_rows_are_found_again_after_one_was_taken_out_or_put_in():
    steps = [Step(seq=at, title=f"ขั้น {at}", it_systems=[]) for at in range(1, 5)]
    made = ActivityDocument(steps=steps, marks={"/steps/2/it_systems": Mark.NONE})
    carried = ExactValues(exact_rows(made))
    now = [*_words(list(steps), "/steps", made)[1:], {"title": "ใหม่"}]
    carried.align("/steps", now)
    taken = [carried.take(f"/steps/{at}/it_systems", "ไม่มี") for at in range(4)]
    # The third row, now the second, had the paper's token, which its word tells.
    assert [(one.value, one.mark) if one else None for one in taken] == [([], None), None, ([], None), None]


def test_a_blank_line_and_marks_without_a_cell_are_kept():
    made = ActivityDocument(
        systems=[
            InformationSystem(seq=1, system_name="ก", exchanges=[ExchangeLine()]),
            InformationSystem(seq=2, system_name="ข"),
        ],
        marks={"/form/roles/role_user/0": Mark.DASH, "/x\x9f": Mark.NA, "/systems/7/remark": Mark.NO},
    )
    carried = ExactValues(exact_rows(made))
    carried.align("/systems", _words(made.systems, "/systems", made))
    assert [carried.has_blank_line(f"/systems/{at}") for at in range(2)] == [True, False]
    assert carried.other_marks({place.pointer for place in places(made)}) == made.marks


@settings(max_examples=25)
@given(values(ActivityDocument))
def test_every_value_of_any_record_comes_back(made: ActivityDocument):
    rows = list(exact_rows(made))
    assert all(fits_a_cell(pointer) and fits_a_cell(content) for pointer, content in rows)
    carried = ExactValues(rows)
    carried.align("/steps", _words(made.steps, "/steps", made))
    carried.align("/systems", _words(made.systems, "/systems", made))
    for at, system in enumerate(made.systems):
        table = f"/systems/{at}/exchanges"
        carried.align(table, _words(system.exchanges, table, made))
    for place in places(made):
        words = shown(place.info, place.value, place.mark)
        said = carried.take(place.pointer, words) or read_cell(place.info, words)
        assert (said.value, said.mark) == (place.value, place.mark)
    assert carried.other_marks({place.pointer for place in places(made)}).items() <= made.marks.items()
