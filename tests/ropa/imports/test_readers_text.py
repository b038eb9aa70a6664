"""The text of a converted PDF, in whatever coding it was saved."""

import pytest

from tests.support.office_files import opened, refusal, said

_LINES = "\n\f \nชื่อหน่วยงาน\t\tสำนักงาน ก\t\r\nสังกัด\tกรม\x0bข\n"


def _cells(content: bytes) -> list[tuple[int, int, str]]:
    return [(cell.row, cell.column, cell.text) for cell in opened(content, "form.txt").sheets[0].cells]


@pytest.mark.parametrize(
    ("coding", "remark"),
    [
        ("utf-8", None),
        ("utf-8-sig", None),
        ("cp874", "the file was read as Thai TIS-620 (Windows-874)"),
        ("utf-16", "the file was read as UTF-16"),
        ("utf-16-le", "the file was read as UTF-16"),
        ("utf-16-be", "the file was read as UTF-16"),
    ],
)
def test_lines_are_rows_and_tabs_part_cells_in_any_thai_coding(coding: str, remark: str | None):
    content = _LINES.encode(coding)
    assert _cells(content) == [(3, 1, "ชื่อหน่วยงาน"), (3, 3, "สำนักงาน ก"), (4, 1, "สังกัด"), (4, 2, "กรม\nข")]
    assert [words for _, _, words in said(opened(content))] == ([] if remark is None else [remark])


def test_paragraph_marks_become_line_breaks_and_nothing_else_is_touched():
    content = "<p>หนึ่ง</p> <p>สอง</p>\t<P>สาม</P>\tก < ข <b>\n"
    assert _cells(content.encode()) == [(1, 1, "หนึ่ง\nสอง"), (1, 2, "สาม"), (1, 3, "ก < ข <b>")]


def test_control_characters_are_kept_out_and_said_with_their_line():
    content = ("ก\x07ข\n" + "ค" * 500).encode()
    assert _cells(content)[0] == (1, 1, "กข")
    assert said(opened(content)) == [("ignored", "line 1, column 1", "invisible control characters were left out")]


def test_a_text_cut_in_the_middle_of_a_letter_or_with_damaged_letters_is_refused_with_its_line():
    whole = ("บรรทัดแรก\n" * 3).encode()
    assert refusal(whole + "ก".encode()[:2]).startswith("line 4: the file is cut off")
    assert refusal(whole + b"\xff\n" + whole).startswith("line 4: has bytes that are no UTF-8")
    assert "UTF-16 file is cut off" in refusal("ก ข".encode("utf-16")[:-1])


def test_a_text_without_words_or_longer_than_any_form_is_refused():
    assert "holds no words" in refusal(b" \n\t\n")
    assert "line 2, column 1: the text is longer" in refusal(("ก\n" + "ข" * 100_001).encode())
    assert "line 1000001: more than 1,000,000 lines" in refusal(b"a" + b"\n" * 1_000_001)
