"""What changed between two texts, word by word."""

import os
import subprocess
import sys
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ropa.activities import thai_words
from ropa.activities.rules_words import WordDiff
from ropa.activities.thai_words import words_in


def runs(before: str, after: str):
    return [(run.op, run.text) for run in WordDiff(words_in).runs(before, after)]


def test_one_thai_word_in_a_sentence_without_spaces_is_the_whole_change():
    assert runs("เก็บข้อมูลห้าปี", "เก็บข้อมูลสิบปี") == [
        ("same", "เก็บข้อมูล"),
        ("removed", "ห้า"),
        ("added", "สิบ"),
        ("same", "ปี"),
    ]


def test_words_that_came_in_and_numbers_that_changed_are_told_apart():
    assert runs("เก็บไว้ 5 ปี นับแต่สิ้นสุดสัญญา", "เก็บไว้ 10 ปี นับแต่วันที่สิ้นสุดสัญญา") == [
        ("same", "เก็บไว้ "),
        ("removed", "5"),
        ("added", "10"),
        ("same", " ปี นับแต่"),
        ("added", "วันที่"),
        ("same", "สิ้นสุดสัญญา"),
    ]


def test_an_item_put_into_a_list_is_one_added_line():
    assert runs("ชื่อ\nที่อยู่", "ชื่อ\nเลขประจำตัวประชาชน\nที่อยู่") == [
        ("same", "ชื่อ\n"),
        ("added", "เลขประจำตัวประชาชน\n"),
        ("same", "ที่อยู่"),
    ]


def test_texts_with_nothing_in_common_are_replaced_whole():
    assert runs("abc def", "ทำลายโดยการเผา") == [("removed", "abc def"), ("added", "ทำลายโดยการเผา")]


def test_markup_and_formulas_are_words_like_others():
    assert runs("<b>ก</b>", '=HYPERLINK("x")')[-1] == ("added", '=HYPERLINK("x")')


def test_nothing_and_something():
    assert runs("", "") == []
    assert runs("ก", "ก") == [("same", "ก")]
    assert runs("", "ก") == [("added", "ก")]
    assert runs("ก", "") == [("removed", "ก")]


_TEXT = st.text(alphabet="กขคาิ่ ab1\n\u200b😀", max_size=40)


@given(before=_TEXT, after=_TEXT)
def test_either_text_can_be_read_out_of_the_runs_again(before, after):
    found = WordDiff(words_in).runs(before, after)

    assert "".join(run.text for run in found if run.op != "added") == before
    assert "".join(run.text for run in found if run.op != "removed") == after
    assert all(run.text for run in found)
    assert all(one.op != two.op for one, two in pairwise(found))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("ก ข " * 20_000, "ข ก " * 20_000),
        ("ข้อมูลของประชาชน" * 2_000, "ข้อมูลประชาชน" * 2_000),
        ("ข้อมูล ประชาชน " * 3_000, "ประชาชน ข้อมูล ใหม่ " * 3_000),
        ("ก" * 100_000, "ข" * 100_000),
    ],
)
def test_long_texts_take_no_longer_than_a_reader_waits(before, after):
    words_in("ก")  # the dictionary is loaded once for each process
    start = time.perf_counter()
    found = WordDiff(words_in).runs(before, after)
    assert time.perf_counter() - start < 2  # takes 0.1 s on a quiet machine
    assert "".join(run.text for run in found if run.op != "added") == before


def test_many_long_texts_share_one_budget():
    words_in("ก")
    diff = WordDiff(words_in)
    start = time.perf_counter()
    for number in range(200):
        diff.runs(f"{number} ก ข " * 500, f"ข {number} ก " * 500)
    assert time.perf_counter() - start < 5


def test_what_the_dictionary_cannot_cut_stays_whole(monkeypatch):
    monkeypatch.setattr(thai_words, "_segment", lambda: lambda _: ["other"])
    assert words_in("ข้อความ") == ["ข้อความ"]


def test_the_dictionary_needs_neither_a_home_nor_the_network_and_waits_for_the_first_text(tmp_path):
    script = (
        "import sys\n"
        "import ropa.activities.service_history\n"
        "assert not any(name.startswith('pythainlp') for name in sys.modules)\n"
        "import socket\n"
        "def refused(*_):\n    raise AssertionError\n"
        "socket.socket.connect = refused\n"
        "from ropa.activities.thai_words import words_in\n"
        "assert words_in('เก็บข้อมูลห้าปี') == ['เก็บ', 'ข้อมูล', 'ห้า', 'ปี']\n"
    )
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHAINLP")}
    home = tmp_path / "nowhere"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script], env={**kept, "HOME": str(home)}, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    assert not home.exists()
