"""Saving one section of a record beside whatever else happened to the record."""

import msgspec
import pytest

from ropa.activities import service, service_sections
from ropa.activities.rules_sections import section_hash, section_keys
from ropa.errors import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed
from schemas.access import Role
from schemas.activity_data import DataCategory, Header
from schemas.activity_keeping import Review
from schemas.document import Source
from schemas.exchange import InformationSystem
from schemas.flow import Step
from schemas.vocabulary import Mark
from tests.support.actors import PHETCHABURI, PRACHUAP, somebody
from tests.support.world import DPO, approve, create, projections


def read(register, now, made, section="header"):
    with register.read(DPO, now) as uow:
        return service_sections.read_section(uow, made.id, section)


def save(register, now, made, found, section, value, marks=None, actor=DPO):
    with register.write(actor, now) as uow:
        return service_sections.save_section(
            uow, made.id, found.stored.version, found.hash, section, value, marks or {}
        )


def test_a_section_is_saved_with_its_index(register, now):
    made = create(register, now, main_process="ก่อน")
    stored = save(register, now, made, read(register, now, made), "header", Header(main_process="งานใหม่หลังแก้"))

    assert (stored.version, service.document_of(stored).form.header.main_process) == (2, "งานใหม่หลังแก้")
    with register.read(DPO, now) as uow:
        assert "งานใหม่หลังแก้" in str(projections(uow))


def test_two_people_who_edit_two_sections_both_keep_what_they_typed(register, now):
    made = create(register, now, main_process="เดิม", steps=1)
    header, review, flow = (read(register, now, made, section) for section in ("header", "review", "flow"))
    save(register, now, made, header, "header", Header(main_process="ของคนแรก"))
    save(register, now, made, review, "review", Review(review_cycle="ปีละ 1 ครั้ง"))
    save(register, now, made, flow, "flow", [Step(seq=1, title="รับเรื่อง"), Step(seq=2, title="ตอบ")])

    document = read(register, now, made).document
    assert document.form.header.main_process == "ของคนแรก"
    assert document.form.review.review_cycle == "ปีละ 1 ครั้ง"
    assert [step.title for step in document.steps] == ["รับเรื่อง", "ตอบ"]


def test_two_people_who_edit_one_section_do_not_overwrite_each_other(register, now):
    made = create(register, now, main_process="เดิม")
    mine = read(register, now, made)
    save(register, now, made, mine, "header", Header(main_process="ของคนแรก"))

    with pytest.raises(PreconditionFailed):
        save(register, now, made, mine, "header", Header(main_process="ของคนที่สอง"))
    assert read(register, now, made).document.form.header.main_process == "ของคนแรก"


def test_a_mark_alone_is_a_change_of_its_section(register, now):
    made = create(register, now)
    mine = read(register, now, made, "roles")
    pointer = "/form/roles/role_user"
    stored = save(register, now, made, mine, "roles", mine.value, {pointer: Mark.NA})

    assert service.document_of(stored).marks == {pointer: Mark.NA}
    with pytest.raises(PreconditionFailed):
        save(register, now, made, mine, "roles", mine.value, {pointer: Mark.DASH})
    again = read(register, now, made, "roles")
    assert save(register, now, made, again, "roles", again.value).version == 3


def test_what_says_the_same_saves_nothing(register, now):
    made = create(register, now, main_process="เดิม", systems=["ระบบหนึ่ง"])
    for section in section_keys():
        found = read(register, now, made, section)
        assert save(register, now, made, found, section, found.value).version == 1


def test_marks_of_other_sections_and_sources_of_unchanged_places_stay(register, now):
    pointers = ("/form/header/agency_name", "/form/header/main_process", "/form/review/review_cycle")
    made = create(
        register,
        now,
        main_process="เดิม",
        marks={"/form/review/review_cycle": "-", "/form/header/agency_name": "ไม่มี"},
        sources={pointer: Source(file="แบบ.xlsx", place="B2") for pointer in pointers},
    )
    found = read(register, now, made)
    stored = save(register, now, made, found, "header", msgspec.structs.replace(found.value, agency_name="กรมสมมุติ"))

    assert service.document_of(stored).marks == {"/form/review/review_cycle": Mark.DASH}
    assert set(service_sections.sources_of(stored)) == set(pointers[1:])


def test_systems_are_a_section_and_their_closed_values_are_completed(register, now):
    made = create(register, now)
    value = msgspec.convert(
        [{"seq": 1, "system_name": "ก", "hosting": {"raw": "On Cloud"}}], type=list[InformationSystem]
    )
    stored = save(register, now, made, read(register, now, made, "systems"), "systems", value)
    hosting = service.document_of(stored).systems[0].hosting
    assert hosting is not None
    assert hosting.code == "on_cloud"


def test_faults_are_refused_whole(register, now):
    made = create(register, now)
    found = read(register, now, made, "flow")
    with pytest.raises(Invalid) as refused:
        save(register, now, made, found, "flow", [Step(seq=1, title="ก"), Step(seq=1, title="ข")])
    assert [problem.pointer for problem in refused.value.problems] == ["/steps/1/seq"]
    assert read(register, now, made).stored.version == 1


def test_strangers_readers_and_unknown_sections_are_turned_away(register, now):
    made = create(register, now)
    found = read(register, now, made)
    with pytest.raises(NotFound):
        save(register, now, made, found, "header", Header(), actor=somebody(Role.RECORDER, PRACHUAP))
    with pytest.raises(Forbidden):
        save(register, now, made, found, "header", Header(), actor=somebody(Role.AUDITOR))
    for section in ("steps", "form", "../header", "", "marks"):
        with pytest.raises(NotFound):
            save(register, now, made, found, section, DataCategory())
    with pytest.raises(NotFound), register.write(DPO, now) as uow:
        service_sections.save_section(uow, "nowhere", 1, found.hash, "header", Header(), {})


def test_an_approved_record_gets_its_next_draft(register, now):
    made = create(register, now, main_process="อนุมัติแล้ว")
    with register.write(DPO, now) as uow:
        approve(uow, made.id)
    found = read(register, now, made)
    stored = save(register, now, made, found, "header", Header(main_process="ร่างใหม่"))
    assert (stored.revision, stored.status) == (2, "draft")


def test_a_record_under_review_is_not_edited(register, now):
    from ropa.activities.tables import revisions

    made = create(register, now)
    found = read(register, now, made)
    with register.write(DPO, now) as uow:
        uow.connection.execute(revisions.update().values(status="submitted"))
    with pytest.raises(Conflict):
        save(register, now, made, found, "header", Header(main_process="ใหม่"))


def test_a_recorder_of_the_office_edits_it(register, now):
    made = create(register, now, office_id=PHETCHABURI)
    found = read(register, now, made)
    actor = somebody(Role.RECORDER, PHETCHABURI)
    assert save(register, now, made, found, "header", Header(main_process="ใหม่"), actor=actor).version == 2


def test_the_hash_of_a_section_is_its_own(register, now):
    made = create(register, now, main_process="ก")
    document = read(register, now, made).document
    assert len({section_hash(document, section) for section in ("header", "roles", "flow")}) == 3
