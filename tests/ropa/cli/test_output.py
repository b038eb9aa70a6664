"""Files that are whole or not there, lines that no terminal obeys, and progress that stays out of the way."""

import io
import sys
from pathlib import Path

import pytest

from ropa.cli.output import Progress, UsageError, complain, say, shown, written
from tests.support.hostile import HOSTILE


def test_a_file_takes_its_place_when_it_is_whole(tmp_path: Path):
    path = tmp_path / "new folder" / "out.txt"
    for text in ("first", "second"):
        with written(path) as beside:
            beside.write_text(text)
            assert not path.exists() or path.read_text() == "first"

    assert path.read_text() == "second"
    assert list(path.parent.iterdir()) == [path]


def test_what_fails_half_way_leaves_the_file_that_was_there(tmp_path: Path):
    path = tmp_path / "out.txt"
    path.write_text("good")

    def interrupted() -> None:
        with written(path) as beside:
            beside.write_text("ba")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert path.read_text() == "good"
    assert list(tmp_path.iterdir()) == [path]


def test_the_longest_thai_name_is_fine(tmp_path: Path):
    path = tmp_path / ("ก" * 83 + ".xlsx")
    with written(path) as beside:
        beside.write_bytes(b"x")

    assert path.exists()


def test_a_folder_is_not_written_over(tmp_path: Path):
    with pytest.raises(UsageError), written(tmp_path):
        pass


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_stored_text_stays_one_line_that_no_terminal_obeys(text: str, capsys):
    say(text)
    complain("x", text)

    for printed, lines in zip(capsys.readouterr(), (1, 2), strict=True):
        assert printed.count("\n") == lines
        assert not [char for char in printed.replace("\n", "") if ord(char) < 32 or 127 <= ord(char) < 160]
        assert not set(printed) & set("\u202e\u2066\u2028")


def test_what_is_replaced_can_still_be_seen():
    assert shown("a\x1b[31m\x9b\u202eb\tc") == "a\\x1b[31m\\x9b\\x202eb c"


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_ends_with_the_last_number(monkeypatch):
    terminal = _Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with Progress("import") as progress:
        for number in range(1, 1001):
            progress.done(number, 1000)

    drawn = terminal.getvalue().split("\r")
    assert drawn[-1] == f"import [{'#' * 20}] 1,000/1,000\n"
    assert len(drawn) < 100


def test_progress_is_silent_where_nobody_watches(capsys):
    with Progress("import") as progress:
        progress.done(1)

    assert capsys.readouterr().err == ""


def test_progress_that_did_nothing_draws_nothing(monkeypatch):
    terminal = _Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with Progress("check", wanted=False) as hidden:
        hidden.done(1)
    with Progress("check"):
        pass

    assert terminal.getvalue() == ""
