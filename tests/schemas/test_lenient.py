"""Files are read as people write them; what cannot be read is refused with its place."""

from datetime import date

import pytest

from schemas.document import ActivityInput
from schemas.lenient import read_file_value
from schemas.reading import Unreadable, read_value


def _file(**beyond: object) -> dict[str, object]:
    return {"office_id": 59, "form": {"beyond": beyond}}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("20 พฤศจิกายน พ.ศ. 2569", date(2026, 11, 20)),
        ("๒๐ พ.ย. ๒๕๖๙", date(2026, 11, 20)),
        ("23 ส.ค. 65", date(2022, 8, 23)),
        ("29 ก.พ. 2567", date(2024, 2, 29)),
        ("2026-11-20", date(2026, 11, 20)),
    ],
)
def test_a_thai_date_in_a_file_is_understood(written: str, meant: date) -> None:
    read = read_file_value(_file(rejected_requests=[{"rejected_on": written}]), ActivityInput)

    assert read.form.beyond.rejected_requests is not None
    assert read.form.beyond.rejected_requests[0].rejected_on == meant


def test_a_day_that_does_not_exist_is_refused_with_its_place() -> None:
    with pytest.raises(Unreadable) as refused:
        read_file_value(_file(rejected_requests=[{"rejected_on": "29 ก.พ. 2568"}]), ActivityInput)

    assert [problem.pointer for problem in refused.value.problems] == ["/form/beyond/rejected_requests/0/rejected_on"]


def test_the_api_takes_iso_dates_only() -> None:
    with pytest.raises(Unreadable):
        read_value(_file(rejected_requests=[{"rejected_on": "20 พ.ย. 2569"}]), ActivityInput)


def test_plain_words_of_a_closed_list_keep_their_words() -> None:
    system = {
        "seq": 1,
        "system_name": "ระบบ",
        "hosting": "On Cloud",
        "exchanges": [{"processing_by": "สปอ.ประมวลผลเอง"}],
    }

    read = read_file_value({"office_id": 59, "systems": [system]}, ActivityInput)

    hosting = read.systems[0].hosting
    assert hosting is not None
    assert (hosting.code, hosting.raw) == (None, "On Cloud")  # the code is read when the record is saved
