"""A sent file record by record: what saving it would do, what a person decides, and what is saved."""

from collections.abc import Iterator
from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import func, select

from ropa.activities import service as activities
from ropa.activities.tables import activities as activities_table
from ropa.db.unit_of_work import Database
from ropa.errors import Conflict, Forbidden, Invalid, NotFound
from ropa.imports import service_decide, service_open, service_preview, service_saving
from schemas.access import Role
from schemas.document import Source
from schemas.findings import Problem
from schemas.imports import (
    ImportAction,
    ImportDecision,
    Outcome,
    Reading,
    ReadRecord,
    RecordState,
    Remark,
    RemarkKind,
)
from schemas.life import LifeStep
from tests.support.actors import PHETCHABURI, PRACHUAP, somebody
from tests.support.lives import RECORDER, step
from tests.support.world import activity_input, create, open_register, update_of

SHA = "a" * 64


@pytest.fixture
def register(database_url: str, now) -> Iterator[Database]:
    """An empty register."""
    database = open_register(database_url, now)
    yield database
    database.close()


def reading(*records: ReadRecord, sha256: str = SHA) -> Reading:
    return Reading(name="แบบฟอร์ม.xlsx", kind="paper", sha256=sha256, size=10, records=list(records))


def read(ref: str | None = None, remarks=(), problems=(), **said) -> ReadRecord:
    return ReadRecord(data=activity_input(**said), ref=ref, remarks=list(remarks), problems=list(problems))


def opened(register: Database, now, sent: Reading, actor=RECORDER, office_id=PHETCHABURI, **options) -> str:
    with register.write(actor, now) as uow:
        return service_open.open_import(uow, sent, office_id, **options)


def shown(register: Database, now, import_id: str, actor=RECORDER):
    with register.read(actor, now) as uow:
        return service_preview.preview(uow, import_id, 0, 50)


def detail(register: Database, now, import_id: str, number: int = 1, actor=RECORDER):
    with register.read(actor, now) as uow:
        return service_preview.detail(uow, import_id, number)


def decided(register: Database, now, import_id: str, number: int = 1, actor=RECORDER, **said):
    with register.write(actor, now) as uow:
        return service_decide.decide(uow, import_id, number, ImportDecision(**said))


def saved(register: Database, now, import_id: str, actor=RECORDER):
    def write(work):
        with register.write(actor, now) as uow:
            return work(uow)

    with register.read(actor, now) as uow:
        wanted = service_saving.ready(uow, import_id, None)
    return list(service_saving.save_ready(write, import_id, wanted))


def document(register: Database, now, ref: str):
    with register.read(RECORDER, now) as uow:
        return activities.document_of(activities.read_by_ref(uow, ref))


def count(register: Database, now) -> int:
    with register.read(RECORDER, now) as uow:
        return uow.connection.scalar(select(func.count()).select_from(activities_table)) or 0


def test_a_new_record_is_created_once_and_the_same_file_again_changes_nothing(register, now):
    sent = reading(read(sub_process="หนึ่ง"), read(sub_process="สอง"))
    first = opened(register, now, sent)
    assert shown(register, now, first).counts == {"create": 2}

    done = saved(register, now, first)
    assert [each.outcome for each in done] == [Outcome.SAVED, Outcome.SAVED]
    assert shown(register, now, first).state == "done"
    assert saved(register, now, first) == []

    again = opened(register, now, sent)
    preview = shown(register, now, again)
    assert preview.counts == {"unchanged": 2}
    assert preview.earlier == [first]
    assert [each.target_ref for each in preview.records] == [each.ref for each in done]
    assert saved(register, now, again) == []
    assert count(register, now) == 2


def test_what_was_saved_since_the_file_was_looked_at_is_not_created_again(register, now):
    twice = reading(read(sub_process="หนึ่ง"), read(sub_process="หนึ่ง"))
    first, second = opened(register, now, twice), opened(register, now, twice)
    outcomes = [each.outcome for made in (first, second) for each in saved(register, now, made)]
    assert outcomes == [Outcome.SAVED, Outcome.UNCHANGED, Outcome.UNCHANGED, Outcome.UNCHANGED]
    assert count(register, now) == 1


def test_what_somebody_edited_after_an_import_is_not_undone_by_the_same_file(register, now):
    sent = reading(read(sub_process="หนึ่ง", items=["ชื่อ"]))
    (done,) = saved(register, now, opened(register, now, sent))
    with register.write(RECORDER, now) as uow:
        stored = activities.read_by_ref(uow, done.ref)
        activities.replace(uow, stored.id, stored.version, update_of(activity_input(sub_process="ชื่อใหม่")))

    again = opened(register, now, sent)
    (record,) = shown(register, now, again).records
    assert (record.state, record.target_why, record.target_ref) == (RecordState.SKIPPED, "file", done.ref)
    assert saved(register, now, again) == []
    assert count(register, now) == 1


def test_our_own_workbook_changes_the_draft_of_its_record_and_shows_the_fields_first(register, now):
    stored = create(register, now, RECORDER, sub_process="หนึ่ง", items=["ชื่อ"], recipients=["กรม ก"])
    sent = reading(read(stored.ref, sub_process="หนึ่ง", items=["ชื่อ", "อีเมล"], recipients=["กรม ก"]))
    made = opened(register, now, sent)

    found = detail(register, now, made)
    assert (found.action, found.target_ref, found.target_why) == (ImportAction.CHANGE, stored.ref, "ref")
    assert [each.pointer for each in found.diff] == ["/form/data_category/personal_data_items"]
    assert found.changes == 1

    (done,) = saved(register, now, made)
    assert (done.outcome, done.ref) == (Outcome.CHANGED, stored.ref)
    assert document(register, now, stored.ref).form.data_category.personal_data_items == ["ชื่อ", "อีเมล"]
    assert count(register, now) == 1


def test_what_the_file_lost_stays_as_it_is_in_the_register(register, now):
    stored = create(register, now, RECORDER, sub_process="หนึ่ง", items=["ชื่อ"], steps=2, recipients=["กรม ก"])
    lost = [
        Remark(kind=RemarkKind.LOST, message_th="-", message_en="-", pointer=pointer)
        for pointer in ("/form/data_category/personal_data_items", "/steps")
    ]
    made = opened(register, now, reading(read(stored.ref, remarks=lost, sub_process="หนึ่ง", recipients=["กรม ข"])))
    assert [each.pointer for each in detail(register, now, made).diff] == ["/form/data_category/local_third_parties"]

    saved(register, now, made)
    kept = document(register, now, stored.ref)
    assert kept.form.data_category.personal_data_items == ["ชื่อ"]
    assert len(kept.steps) == 2


def test_a_record_of_the_same_names_is_changed_or_kept_beside_as_was_asked(register, now):
    stored = create(register, now, RECORDER, sub_process="หนึ่ง")
    sent = reading(read(sub_process="หนึ่ง", items=["ชื่อ"]))

    beside = opened(register, now, sent, change_alike=False)
    assert detail(register, now, beside).action is ImportAction.CREATE
    change = opened(register, now, reading(*sent.records, sha256="b" * 64))
    found = detail(register, now, change)
    assert (found.action, found.target_ref, found.target_why) == (ImportAction.CHANGE, stored.ref, "names")

    assert decided(register, now, change, action=ImportAction.CREATE).action is ImportAction.CREATE
    saved(register, now, change)
    assert count(register, now) == 2


def test_a_record_that_changed_meanwhile_is_not_overwritten(register, now):
    stored = create(register, now, RECORDER, sub_process="หนึ่ง")
    made = opened(register, now, reading(read(stored.ref, sub_process="หนึ่ง", items=["ชื่อ"])))
    with register.write(RECORDER, now) as uow:
        activities.replace(uow, stored.id, 1, update_of(activity_input(sub_process="หนึ่ง", items=["อีเมล"])))

    (done,) = saved(register, now, made)
    assert done.outcome is Outcome.REFUSED
    assert stored.ref in done.problems[0].message_en
    assert document(register, now, stored.ref).form.data_category.personal_data_items == ["อีเมล"]
    # It shows the difference from what stands there now, and is saved once somebody has decided again.
    assert detail(register, now, made).diff[0].before == ["อีเมล"]
    assert saved(register, now, made)[0].outcome is Outcome.REFUSED
    decided(register, now, made, action=ImportAction.CHANGE)
    assert saved(register, now, made)[0].outcome is Outcome.CHANGED


def test_a_record_under_review_is_refused_in_words(register, now):
    stored = create(register, now, RECORDER, sub_process="หนึ่ง")
    made = opened(register, now, reading(read(stored.ref, sub_process="หนึ่ง", items=["ชื่อ"])))
    step(register, now, RECORDER, stored.id, LifeStep.SUBMIT)

    again = opened(register, now, reading(read(stored.ref, sub_process="หนึ่ง", items=["ชื่อ"]), sha256="c" * 64))
    assert shown(register, now, again).counts == {"faulty": 1}
    assert stored.ref in detail(register, now, again).problems[0].message_th
    (done,) = saved(register, now, made)
    assert done.outcome is Outcome.REFUSED


def test_one_faulty_record_keeps_no_other_back_and_is_mended_in_place(register, now):
    fault = Problem(
        pointer="/steps/0/title", message_th="ชีตขั้นตอน!A4: ไม่มีชื่อขั้นตอน", message_en="steps!A4: a step without a title"
    )
    made = opened(register, now, reading(read(problems=[fault], sub_process="หนึ่ง", steps=1), read(sub_process="สอง")))
    assert shown(register, now, made).counts == {"faulty": 1, "create": 1}
    assert [each.number for each in saved(register, now, made)] == [2]

    after = decided(register, now, made, mend={"/steps/0/title": "ยื่นคำขอ"})
    assert (after.problems, after.state) == ([], RecordState.READY)
    (done,) = saved(register, now, made)
    assert document(register, now, done.ref).steps[0].title == "ยื่นคำขอ"


def test_a_fault_that_only_the_whole_record_shows_names_its_cell_too(register, now):
    data = activity_input(sub_process="หนึ่ง", steps=2, sources={"/steps/1/seq": Source(file="f", place="ขั้นตอน!D7")})
    data.steps[1].seq = 1
    made = opened(register, now, reading(ReadRecord(data=data)))
    (problem,) = detail(register, now, made).problems
    assert problem.message_th.startswith("ขั้นตอน!D7: ")
    assert decided(register, now, made, mend={"/steps/1/seq": "๒"}).problems == []


@pytest.mark.parametrize(
    ("pointer", "words"),
    [("/form/nonsense/x", "ก"), ("/steps/9/title", "ก"), ("/steps/0/seq", "ศูนย์"), ("nonsense", "ก")],
)
def test_words_that_cannot_stand_at_a_place_are_refused_and_nothing_is_kept(register, now, pointer, words):
    made = opened(register, now, reading(read(sub_process="หนึ่ง", steps=1)))
    with pytest.raises(Invalid) as refused:
        decided(register, now, made, mend={"/steps/0/title": "ใหม่", pointer: words})
    assert refused.value.problems[0].pointer == pointer
    assert detail(register, now, made).data.steps[0].title == "ขั้นที่ 1"


def test_a_proposed_correction_is_taken_only_when_somebody_says_so(register, now):
    pointer = "/form/data_category/personal_data_items/0"
    source = Source(file="f.xlsx", place="แบบฟอร์ม!D4", raw="โลกเน็ต", proposed="ไลน์ไอดี")
    sent = reading(read(sub_process="หนึ่ง", items=["โลกเน็ต", "ชื่อ"], sources={pointer: source}))

    made = opened(register, now, sent)
    assert detail(register, now, made).proposals == {pointer: "ไลน์ไอดี"}
    (done,) = saved(register, now, made)
    assert document(register, now, done.ref).form.data_category.personal_data_items == ["โลกเน็ต", "ชื่อ"]

    second = opened(register, now, msgspec.structs.replace(sent, sha256="d" * 64), office_id=None)
    decided(register, now, second, action=ImportAction.CREATE, take=[pointer])
    assert detail(register, now, second).proposals == {}
    (other,) = saved(register, now, second)
    assert document(register, now, other.ref).form.data_category.personal_data_items == ["ไลน์ไอดี", "ชื่อ"]


def test_only_the_sender_sees_an_import_and_only_its_own_offices_are_written(register, now):
    made = opened(register, now, reading(read(sub_process="หนึ่ง")))
    other = somebody(Role.RECORDER, PRACHUAP)
    for act in (lambda: shown(register, now, made, other), lambda: detail(register, now, made, 1, other)):
        with pytest.raises(NotFound):
            act()
    with pytest.raises(Forbidden):
        opened(register, now, reading(read(sub_process="หนึ่ง")), other, PHETCHABURI)
    with pytest.raises(Forbidden):
        opened(register, now, reading(read()), somebody(Role.AUDITOR), None)

    # A reference of another office is no way into it: the record counts as new, at an office of the sender's own.
    stored = create(register, now, sub_process="ของเพชรบุรี")
    foreign = opened(register, now, reading(read(stored.ref, sub_process="ของเพชรบุรี")), other, PRACHUAP)
    (record,) = shown(register, now, foreign, other).records
    assert (record.target_ref, record.action) == (None, ImportAction.CREATE)


def test_the_office_that_a_file_names_is_found_by_its_name(register, now):
    with register.read(RECORDER, now) as uow:
        from ropa.offices import service as offices

        name = offices.office_name(uow, PHETCHABURI)
    named = Remark(kind=RemarkKind.ASSUMED, message_th="-", message_en="-", pointer="/office_id", raw=name)
    made = opened(register, now, reading(read(remarks=[named], office_id=0)), office_id=None)
    assert shown(register, now, made).records[0].office_id == PHETCHABURI
    # Nobody named one: the whole ministry, where this person may not record.
    made = opened(register, now, reading(read(office_id=0), sha256="e" * 64), office_id=None)
    assert detail(register, now, made).problems[0].pointer == "/office_id"
    assert decided(register, now, made, office_id=PHETCHABURI).problems == []


def test_a_dropped_import_is_gone_and_what_was_saved_stays(register, now):
    made = opened(register, now, reading(read(sub_process="หนึ่ง"), read(sub_process="สอง")))
    with register.write(RECORDER, now) as uow:
        service_saving.save_one(uow, made, 1)
        service_open.drop(uow, made)
    with pytest.raises(NotFound):
        shown(register, now, made)
    assert count(register, now) == 1


def test_a_record_is_saved_once_however_often_it_is_asked(register, now):
    made = opened(register, now, reading(read(sub_process="หนึ่ง")))
    with register.write(RECORDER, now) as uow:
        service_saving.save_one(uow, made, 1)
    with register.write(RECORDER, now) as uow, pytest.raises(Conflict):
        service_saving.save_one(uow, made, 1)
    with pytest.raises(Conflict):
        decided(register, now, made, action=ImportAction.SKIP)
    assert count(register, now) == 1


def test_what_nobody_saved_is_forgotten_after_ninety_days(register, now):
    made = opened(register, now, reading(read(sub_process="หนึ่ง")))
    for days, gone in ((90, 0), (91, 1), (92, 0)):
        with register.write(RECORDER, now + timedelta(days=days)) as uow:
            assert service_open.forget_old(uow) == gone
    with pytest.raises(NotFound):
        shown(register, now, made)
