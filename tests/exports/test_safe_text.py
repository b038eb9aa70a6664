"""Text on its way into a cell."""

import pytest

from exports.safe_text import (
    CELL_LIMIT,
    HEADER_LIMIT,
    header_text,
    is_plain,
    one_line,
    safe_text,
    units,
)
from tests.support.hostile import CHARACTERS, HOSTILE, LONG, UNENCODABLE

WHOLE = "ROPA-2569-0001"


def test_an_ordinary_text_stays_as_it_was_typed():
    typed = "1. ดำเนินการ\n2. น้ำ “ทำลาย” _x_ 100%"
    assert safe_text(typed, whole=WHOLE).value == typed


@pytest.mark.parametrize("text", [*HOSTILE.values(), UNENCODABLE], ids=[*HOSTILE, "unencodable"])
def test_nothing_leaves_that_xml_forbids_or_a_cell_cannot_hold(text: str):
    value = safe_text(text, whole=WHOLE).value
    assert all(char in "\t\n" or " " <= char != "\x7f" for char in value)
    assert not any("\ud800" <= char <= "\udfff" or char in "\ufffe\uffff" for char in value)
    assert units(value) <= CELL_LIMIT
    value.encode()


def test_controls_become_their_pictures_and_are_counted():
    safe = safe_text("a\x00b\x1bc\x7fd\x85e", whole=WHOLE)
    assert (safe.value, safe.replaced) == ("a␀b␛c␡d\ufffde", 4)


def test_line_ends_of_other_systems_become_line_feeds_without_a_note():
    assert safe_text("a\r\nb\rc", whole=WHOLE).value == "a\nb\nc"
    assert safe_text("a\r\nb", whole=WHOLE).replaced == 0


def test_what_a_spreadsheet_would_read_as_an_escape_is_escaped():
    assert safe_text("_x0041_", whole=WHOLE).value == "_x005F_x0041_"
    assert safe_text("_x41_ _xyz", whole=WHOLE).value == "_x41_ _xyz"


@pytest.mark.parametrize("name", ["long_thai", "long_word", "long_emoji"])
def test_a_text_over_the_limit_is_cut_and_says_where_the_whole_is(name: str):
    safe = safe_text(LONG[name], whole=WHOLE)
    head, _, note = safe.value.rpartition(" … [")
    assert WHOLE in note
    assert f"{units(LONG[name]):,}" in note
    assert LONG[name].startswith(head)
    assert safe.cut == len(LONG[name]) - len(head)
    assert CELL_LIMIT - 2 <= units(safe.value) <= CELL_LIMIT


def test_a_text_of_exactly_the_limit_is_not_cut():
    assert safe_text("ก" * CELL_LIMIT, whole=WHOLE).cut == 0
    assert safe_text("ก" * (CELL_LIMIT + 1), whole=WHOLE).cut > 0


def test_a_cut_does_not_part_a_consonant_from_its_marks():
    safe = safe_text("ที่" * 20_000, whole=WHOLE)
    assert safe.value.partition(" … [")[0].endswith("ที่")


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_the_quick_question_never_lets_a_text_through_that_must_change(text: str):
    if is_plain(text):
        assert safe_text(text, whole=WHOLE).value == text
        assert not set("&<>") & set(text)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_header_line_holds_no_field_codes_and_keeps_excels_limit(text: str):
    line = header_text(text, longest=80)
    assert "\n" not in line
    assert "&" not in line.replace("&&", "")
    assert len(line) <= HEADER_LIMIT


def test_a_long_property_ends_in_an_ellipsis():
    assert one_line("ก" * 300, longest=10) == "ก" * 9 + "…"


def test_the_fixture_covers_every_control_character():
    assert set(CHARACTERS["controls"]) == {*map(chr, range(32)), "\x7f"}
