"""The revisions of a record, and what changed between two of them: who may see which, and what they are told."""

import io
import time
from datetime import timedelta

import openpyxl
import pytest

from ropa.activities import service, service_history
from ropa.activities.rules_comparison import field_changes
from ropa.activities.rules_words import WordDiff
from ropa.activities.thai_words import words_in
from ropa.errors import NotFound
from schemas.access import Role
from schemas.diff import ChangeKind
from schemas.vocabulary import RevisionStatus
from tests.support.actors import PHETCHABURI, PRACHUAP
from tests.support.histories import approved, drafted, redrafted, revised
from tests.support.hostile import FORMULAS, MARKUP
from tests.support.lives import APPROVER, AUDITOR, RECORDER
from tests.support.world import ACTIVITIES, bearer


def keep(years):
    def change(document):
        document.form.storage.retention_period = f"เก็บข้อมูล{years}ปี"

    return change


@pytest.fixture
def record(register, now):
    """Three revisions: one superseded, one approved, an open draft."""
    made = approved(register, now)
    revised(register, now + timedelta(days=1), made.id, keep("ห้า"))
    return redrafted(register, now + timedelta(days=2), made.id, keep("สิบ"))


def compared(register, now, actor, key, start=None, end=None):
    with register.read(actor, now) as uow:
        return service_history.compared(service_history.read_pair(uow, key, start, end))


def test_revisions_are_listed_with_who_approved_them(register, now, record):
    with register.read(RECORDER, now) as uow:
        found = service_history.history(uow, record.id).revisions

    assert [(each.revision, str(each.status)) for each in found] == [(3, "draft"), (2, "approved"), (1, "superseded")]
    assert found[0].approval is None
    second, first = found[1].approval, found[2].approval
    assert first is not None
    assert second is not None
    assert second.approved_by_name == APPROVER.name
    assert first.superseded_at == second.approved_at == now + timedelta(days=1)


def test_an_open_draft_is_for_those_who_may_read_drafts(register, now, record):
    with register.read(AUDITOR, now) as uow:
        assert [each.revision for each in service_history.history(uow, record.id).revisions] == [2, 1]
        with pytest.raises(NotFound):
            service_history.read_pair(uow, record.id, 2, 3)
        assert service_history.read_pair(uow, record.id, None, None).after.revision == 2


def test_a_first_draft_is_what_everybody_sees_and_compares_with_itself(register, now):
    made = drafted(register, now)
    found = compared(register, now, AUDITOR, made.id)
    assert (found.before.revision, found.after.revision, found.changes) == (1, 1, [])


def test_the_newest_is_compared_with_the_last_approved_word_by_word(register, now, record):
    found = compared(register, now, RECORDER, record.id)

    (change,) = found.changes
    assert (found.before.revision, found.after.revision, found.counts.changed) == (2, 3, 1)
    assert found.before.status is RevisionStatus.APPROVED
    assert (change.pointer, change.kind, change.section) == (
        "/form/storage/retention_period",
        ChangeKind.CHANGED,
        "storage",
    )
    assert [(run.op, run.text) for run in change.words] == [
        ("same", "เก็บข้อมูล"),
        ("removed", "ห้า"),
        ("added", "สิบ"),
        ("same", "ปี"),
    ]


def test_any_two_revisions_can_be_compared_in_either_direction(register, now, record):
    there = compared(register, now, RECORDER, record.id, 1, 3)
    back = compared(register, now, RECORDER, record.id, 3, 1)
    assert [(each.before_text, each.after_text) for each in there.changes] == [
        (each.after_text, each.before_text) for each in back.changes
    ]


def test_rows_are_matched_and_told_in_words(register, now):
    made = approved(register, now)

    def change(document):
        document.steps.insert(0, type(document.steps[0])(seq=1, title="รับเรื่องจากช่องทางใหม่", use="บันทึกข้อมูล"))
        for number, row in enumerate(document.steps, 1):
            row.seq = number
            row.next = None
        document.marks = {key: mark for key, mark in document.marks.items() if key.startswith("/form/")}
        document.systems[0].exchanges.reverse()

    redrafted(register, now, made.id, change)
    found = compared(register, now, RECORDER, made.id)

    added = next(each for each in found.changes if each.kind is ChangeKind.ADDED)
    assert (added.pointer, added.before_pointer, added.section_en) == ("/steps/0", None, "Data-flow steps")
    assert "ขั้นตอน: รับเรื่องจากช่องทางใหม่" in added.after_text
    moved = [each for each in found.changes if each.kind is ChangeKind.MOVED]
    assert [(each.pointer, each.from_en) for each in moved] == [
        ("/systems/0/exchanges/1", "System 1 › Exchange line 1")
    ]
    assert (found.counts.moved, found.counts.added) == (1, 1)


def test_the_api_lists_reads_and_compares(register, client, now, record):
    head = bearer(register, Role.RECORDER, PHETCHABURI)
    url = f"{ACTIVITIES}/{record.id}"
    listed = client.get(f"{url}/revisions", headers=head).json()
    assert [each["revision"] for each in listed["items"]] == [3, 2, 1]
    assert listed["next_cursor"] is None

    one = client.get(f"{url}/revisions/2", headers=head)
    assert (one.json()["revision"], one.json()["status"]) == (2, "approved")
    again = client.get(f"{url}/revisions/2", headers={**head, "If-None-Match": one.headers["etag"]})
    assert again.status_code == 304
    for wrong in ("9", "0", "99999999999999999999"):
        assert client.get(f"{url}/revisions/{wrong}", headers=head).status_code == 404

    said = client.get(f"{url}/diff?from=2&to=3", headers=head).json()
    assert said["changes"][0]["words"][1] == {"op": "removed", "text": "ห้า"}
    assert client.get(f"{url}/diff?from=2&to=8", headers=head).status_code == 404
    assert client.get(f"{url}/diff?from=0", headers=head).status_code == 400


def test_who_does_not_see_the_record_sees_nothing_of_its_history(register, client, record):
    elsewhere = bearer(register, Role.RECORDER, PRACHUAP)
    reader = bearer(register, Role.AUDITOR, PHETCHABURI)
    for path in ("revisions", "revisions/1", "diff", "diff.xlsx"):
        assert client.get(f"{ACTIVITIES}/{record.id}/{path}", headers=elsewhere).status_code == 404
        assert client.get(f"{ACTIVITIES}/{record.id}/{path}", headers=reader).status_code == 200
    assert client.get(f"{ACTIVITIES}/{record.id}/revisions/3", headers=reader).status_code == 404
    assert client.get(f"{ACTIVITIES}/{record.id}/diff?to=3", headers=reader).status_code == 404


def test_the_workbook_holds_every_difference_as_text(register, client, now):
    made = approved(register, now)
    traps = [
        each
        for each in (*FORMULAS.values(), *MARKUP.values())
        if each.replace("\n", "").replace("\t", "").isprintable()
    ]

    def change(document):
        document.form.data_category.personal_data_items = traps
        document.form.storage.retention_period = "=1+1"

    redrafted(register, now, made.id, change)
    answer = client.get(f"{ACTIVITIES}/{made.id}/diff.xlsx", headers=bearer(register))
    assert answer.status_code == 200
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content), rich_text=True).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in cells if cell.data_type == "f"]
    texts = [str(cell.value) for cell in cells]
    assert "=1+1" in texts
    assert any("=HYPERLINK" in text and "<script>" in text for text in texts)


def test_two_large_records_are_compared_before_a_reader_notices(register, now):
    made = drafted(register, now)
    with register.read(RECORDER, now) as uow:
        before = service.document_of(service.read(uow, made.id))
        after = service.document_of(service.read(uow, made.id))
    text = "เจ้าหน้าที่ตรวจสอบเอกสารคำขอของประชาชนและบันทึกลงในระบบ "
    for number in range(10):
        before.steps.append(type(before.steps[0])(seq=50 + number, title=f"ขั้น {number}", use=text * 12))
        after.steps.append(type(before.steps[0])(seq=50 + number, title=f"ขั้น {number}", use=text * 11 + "ใหม่ " + text))
    words_in("ก")
    start = time.perf_counter()
    found = field_changes(before, after, WordDiff(words_in))
    taken = time.perf_counter() - start
    assert len(found) == 10
    assert taken < 1  # 0.05 s on a quiet machine
