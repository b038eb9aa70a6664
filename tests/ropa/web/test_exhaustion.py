"""Requests that cost more than they are worth: whoever sends one keeps nobody else waiting."""

import io
import time
import zipfile
from datetime import date

import openpyxl
import pytest

from ropa.access.people_sheet import read_sheet
from schemas.access import Role
from tests.support.actors import PHETCHABURI
from tests.support.web import HTML, browser, mark_of
from tests.support.world import client_of, create

pytestmark = pytest.mark.only_on("sqlite")
FORM = {**HTML, "Content-Type": "application/x-www-form-urlencoded"}
#: Generous for a busy machine; before there was a limit it was 2 s to more than a minute.
SECONDS = 1.5


@pytest.fixture
def recorder(register):
    with browser(register, (Role.RECORDER, PHETCHABURI)) as client:
        yield client


@pytest.mark.parametrize("field", [b"a&", b"a=b&"])
def test_a_form_of_a_million_fields_is_refused_before_it_is_taken_apart(register, field):
    with client_of(register) as stranger:
        begun = time.perf_counter()
        answer = stranger.post("/rights", content=field * 1_000_000, headers=FORM)

    assert answer.status_code == 413
    assert time.perf_counter() - begun < SECONDS


@pytest.mark.parametrize("table", ["rejected_requests", "lawful_basis_code_per_purpose"])
def test_ten_thousand_rows_are_refused_at_once(register, now, recorder, table):
    path = f"/activities/{create(register, now).id}/edit/beyond"
    fields = {f"{table}.{row}.reason": "x" for row in range(10_000)}
    fields["csrf_token"] = mark_of(recorder.get(path))
    begun = time.perf_counter()
    answer = recorder.post(path, data=fields)

    assert answer.status_code in {412, 422}
    assert time.perf_counter() - begun < 2 * SECONDS


def test_a_row_number_without_end_is_no_row(register, now, recorder):
    path = f"/activities/{create(register, now).id}/edit/beyond"
    fields = {f"rejected_requests.{'9' * 5000}.reason": "x", "csrf_token": mark_of(recorder.get(path))}

    assert recorder.post(path, data=fields).status_code < 500


def unpacking_to(megabytes):
    """Return a small workbook whose styles unpack to many megabytes."""
    book, bomb = io.BytesIO(), io.BytesIO()
    openpyxl.Workbook().save(book)
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        new.writestr("xl/more.xml", b" " * (megabytes * 1024 * 1024))
    return bomb.getvalue()


def test_a_list_of_people_that_unpacks_without_end_is_refused_unread():
    content = unpacking_to(megabytes=20)

    assert len(content) < 100_000
    with pytest.raises(ValueError, match="far more than a list"):
        read_sheet(content, [], date(2026, 11, 20))
