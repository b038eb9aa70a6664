"""Files as people send them: whole, half, hostile."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from ropa.db.unit_of_work import Database
from ropa.imports import rules, service
from ropa.samples import sample_files
from schemas.access import Role
from schemas.imports import Outcome
from tests.support.actors import somebody
from tests.support.world import open_register


@pytest.fixture
def register(database_url: str, now) -> Iterator[Database]:
    """An empty register."""
    database = open_register(database_url, now)
    yield database
    database.close()


def _read(tmp_path: Path, content: bytes | str, name: str = "file.json", office: int | None = None):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(service.read_file(path, office))


def _refusal(read) -> list[str]:
    assert [record.outcome for record, _ in read] == [Outcome.REFUSED]
    assert read[0][1] is None
    return [problem.message_en for problem in read[0][0].problems]


@pytest.mark.parametrize(
    "content", [b"", b"{", b"\xff\xfe\x00", b"[" * 200_000, b"[]", b'{"activities": []}', b"1", b"null", b'"text"']
)
def test_what_is_no_record_is_refused(tmp_path: Path, content: bytes):
    assert _refusal(_read(tmp_path, content))


def test_a_huge_file_is_refused_without_reading_it(tmp_path: Path):
    path = tmp_path / "huge.json"
    with path.open("wb") as file:
        file.truncate(rules.LARGEST_FILE + 1)

    assert "32 MB" in _refusal(list(service.read_file(path, None)))[0]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff\xfe" + "{}".encode("utf-16-le"), "UTF-16"),
        ("{}".encode("utf-16-be") + b"\xe0", "not valid JSON"),
        (b'{"form": {"header": {"sub_process": "a", "sub_process": "b"}}}', "sub_process stands in one object twice"),
        (b'{"activities": [{}], "version": 3}', "Unknown field activities"),
        (b'{"activities": {}}', "Unknown field activities"),
        (b'{"office_id": ' + b"9" * 5000 + b"}", ""),
    ],
)
def test_nothing_of_a_file_is_dropped_without_a_word(tmp_path: Path, content: bytes, words: str):
    assert any(words in message for message in _refusal(_read(tmp_path, content)))


def test_a_device_is_not_read_for_ever(tmp_path: Path):
    endless = tmp_path / "endless.json"
    endless.symlink_to("/dev/zero")

    assert "32 MB" in _refusal(list(service.read_file(endless, None)))[0]


def test_a_file_that_cannot_be_opened_is_one_refused_record(tmp_path: Path):
    for path in (tmp_path / "none.json", tmp_path / "folder.json"):
        (tmp_path / "folder.json").mkdir(exist_ok=True)
        assert "Cannot be opened" in _refusal(list(service.read_file(path, None)))[0]


def test_plain_words_of_closed_lists_are_kept_as_written(tmp_path: Path):
    said = {"systems": [{"seq": 1, "system_name": "ก", "hosting": "On Cloud"}]}
    ((_, data),) = _read(tmp_path, json.dumps(said))

    assert data.systems[0].hosting.raw == "On Cloud"


def test_every_fault_of_every_record_is_listed(tmp_path: Path):
    records = [{"office_id": 59}, {"office_id": "x", "form": {"header": {"nonsense": 1}}, "status": "approved"}]
    read = _read(tmp_path, json.dumps({"activities": records}))

    assert [record.outcome for record, _ in read] == [Outcome.SAVED, Outcome.REFUSED]
    assert [problem.pointer for problem in read[1][0].problems] == ["/office_id", "/form/header/nonsense", "/status"]
    assert read[1][0].number == 2


def test_state_cannot_be_brought_along(tmp_path: Path):
    (message,) = _refusal(_read(tmp_path, json.dumps({"ref": "ROPA-2569-0001"})))

    assert "belong to the register" in message


def test_a_byte_order_mark_and_a_plain_list_are_fine(tmp_path: Path):
    read = _read(tmp_path, b"\xef\xbb\xbf[{}, {}]")

    assert [data.office_id for _, data in read] == [0, 0]


def test_the_office_of_the_command_wins_over_the_files(tmp_path: Path):
    content = json.dumps({"office_id": 4})

    assert _read(tmp_path, content)[0][1].office_id == 4
    assert _read(tmp_path, content, office=59)[0][1].office_id == 59


def test_the_same_name_with_other_content_is_kept_and_said(register: Database, now, tmp_path: Path):
    sample = json.loads(sample_files()[0].read_bytes())
    changed = json.loads(json.dumps(sample))
    changed["form"]["data_category"]["data_volume"] = "400 รายการ"
    changed["marks"].pop("/form/data_category/data_volume", None)
    read = [
        *_read(tmp_path, json.dumps(sample)),
        *_read(tmp_path, json.dumps(changed)),
        *_read(tmp_path, json.dumps(sample)),
    ]

    with register.write(somebody(Role.RECORDER), now) as uow:
        for record, data in read:
            service.take(uow, record, data)

    assert [record.outcome for record, _ in read] == [Outcome.SAVED, Outcome.SAVED, Outcome.UNCHANGED]
    assert read[0][0].ref in read[1][0].notes[0]
    assert read[2][0].ref == read[0][0].ref


def test_an_office_that_is_not_there_is_a_fault_of_the_record(register: Database, now, tmp_path: Path):
    ((record, data),) = _read(tmp_path, json.dumps({"office_id": 99999}))

    with register.write(somebody(Role.RECORDER), now) as uow:
        service.take(uow, record, data)

    assert record.outcome is Outcome.REFUSED
    assert record.problems[0].pointer == "/office_id"
