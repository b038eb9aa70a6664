"""Creating, reading, replacing and deleting records on a real database."""

from datetime import UTC, datetime

import msgspec
import pytest
from sqlalchemy import func, select

from ropa.activities import service, service_listing, service_lookups
from ropa.activities.tables import activities, revision_index, revisions
from ropa.errors import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed
from schemas import upcast
from schemas.access import Role
from schemas.choices import HostingChoice
from schemas.document import SCHEMA_VERSION, content_hash
from schemas.exchange import InformationSystem
from schemas.flow import NextStep, Step
from schemas.listing import ActivityFilter
from schemas.vocabulary import Hosting, Mark, RevisionStatus
from tests.support.actors import GROUP_IN_PHETCHABURI, PHETCHABURI, PRACHUAP, somebody
from tests.support.world import DPO, activity_input, approve, create, projections, update_of

MISSING = "01a1fd10-aecd-776b-b014-9709876f4851"


def pointers(error) -> list[str]:
    return sorted(problem.pointer for problem in error.value.problems)


def test_a_created_record_is_read_back_as_it_was_sent(register, now):
    sent = activity_input(items=["ชื่อ", "น้ำหนัก"], systems=["ระบบ ก"], steps=2, recipients=["กรม ก"])
    with register.write(DPO, now) as uow:
        made = service.create(uow, sent)
    with register.read(DPO, now) as uow:
        read = service.read(uow, made.id)

    assert read == made
    assert (read.ref, read.version, read.revision, read.status) == ("ROPA-2569-0001", 1, 1, RevisionStatus.DRAFT)
    assert service.document_of(read) == sent.document()
    assert read.content_hash == content_hash(read.document)
    assert read.created_at == read.updated_at == now


def test_a_blank_create_stays_unknown(register, now):
    made = create(register, now, main_process=None)
    document = service.document_of(made)

    assert document.form.data_category.local_third_parties is None
    assert document.form.roles == type(document.form.roles)()
    assert document.marks == {}


def test_the_answer_is_the_envelope_then_the_stored_bytes(register, now):
    made = create(register, now)
    answer = service.record_bytes(made)

    assert answer.endswith(made.document[1:])
    assert msgspec.json.decode(answer)["ref"] == made.ref
    assert list(msgspec.json.decode(answer))[:3] == ["id", "ref", "office_id"]


@pytest.mark.parametrize(
    ("moment", "ref"),
    [
        ("2026-12-31T16:59:59.999+00:00", "ROPA-2569-0001"),
        ("2026-12-31T17:00:00+00:00", "ROPA-2570-0001"),
        ("2026-12-31T17:30:00+00:00", "ROPA-2570-0001"),
    ],
)
def test_references_count_in_the_buddhist_year_of_bangkok(register, moment, ref):
    assert create(register, datetime.fromisoformat(moment)).ref == ref


def test_references_go_on_within_a_year_and_begin_again_in_the_next(register, now):
    later = datetime(2027, 1, 1, tzinfo=UTC)
    refs = [create(register, moment).ref for moment in (now, now, later, now, later)]

    assert refs == ["ROPA-2569-0001", "ROPA-2569-0002", "ROPA-2570-0001", "ROPA-2569-0003", "ROPA-2570-0002"]


def test_a_refused_create_uses_up_no_reference(register, now):
    with pytest.raises(Invalid), register.write(DPO, now) as uow:
        service.create(uow, activity_input(office_id=999_999))
    with pytest.raises(PreconditionFailed), register.write(DPO, now) as uow:
        service.delete(uow, service.create(uow, activity_input()).id, 2)

    assert create(register, now).ref == "ROPA-2569-0001"


def test_a_record_is_found_by_its_reference(register, now):
    made = create(register, now)
    with register.read(DPO, now) as uow:
        assert service.read_by_ref(uow, made.ref).id == made.id
        with pytest.raises(NotFound, match="ROPA-2569-0009"):
            service.read_by_ref(uow, "ROPA-2569-0009")


def test_replacing_raises_the_version_and_keeps_the_revision(register, now):
    made = create(register, now)
    with register.write(DPO, now) as uow:
        saved = service.replace(uow, made.id, 1, update_of(activity_input(main_process="ใหม่")))
    with register.read(DPO, now) as uow:
        assert service.read(uow, made.id) == saved

    assert (saved.version, saved.revision, saved.ref) == (2, 1, made.ref)
    assert saved.content_hash != made.content_hash


@pytest.mark.parametrize("version", [0, 2, 3, 999_999_999])
def test_an_outdated_or_invented_version_changes_nothing(register, now, version):
    made = create(register, now)
    for act in (
        lambda uow: service.replace(uow, made.id, version, update_of(activity_input(main_process="ใหม่"))),
        lambda uow: service.delete(uow, made.id, version),
    ):
        with pytest.raises(PreconditionFailed), register.write(DPO, now) as uow:
            act(uow)
    with register.read(DPO, now) as uow:
        assert service.read(uow, made.id) == made


def test_what_was_read_may_come_back_whole(register, now):
    made = create(register, now, steps=1)
    envelope = {"id": made.id, "ref": made.ref, "status": made.status, "revision": 1, "version": 1}
    with register.write(DPO, now) as uow:
        assert service.replace(uow, made.id, 1, update_of(activity_input(), **envelope)).version == 2


def test_every_fault_of_a_write_is_listed_at_once(register, now):
    made = create(register, now)
    wrong = activity_input(office_id=999_999)
    wrong.steps = [
        Step(seq=1, title="ก", next=[NextStep(to=2), NextStep(to=9)]),
        Step(seq=1, title="ข\x07"),
    ]
    wrong.systems = [InformationSystem(seq=3, system_name="ก"), InformationSystem(seq=3, system_name="ข")]
    wrong.marks = {"/form/header/main_process": Mark.DASH, "/form/nowhere": Mark.DASH, "/steps/²/title": Mark.DASH}
    everywhere = [
        "/marks/~1form~1header~1main_process",
        "/marks/~1form~1nowhere",
        "/marks/~1steps~1²~1title",
        "/office_id",
        "/steps/0/next/0/to",
        "/steps/0/next/1/to",
        "/steps/1/seq",
        "/steps/1/title",
        "/systems/1/seq",
    ]
    with pytest.raises(Invalid) as error, register.write(DPO, now) as uow:
        service.create(uow, wrong)
    assert pointers(error) == everywhere

    with pytest.raises(Invalid) as error, register.write(DPO, now) as uow:
        service.replace(uow, made.id, 1, update_of(wrong, ref="ROPA-2569-0007", status=RevisionStatus.APPROVED))
    assert pointers(error) == sorted([*everywhere, "/ref", "/status"])


def test_closed_values_are_completed_from_their_words_and_their_words_from_them(register, now):
    sent = activity_input()
    sent.systems = [
        InformationSystem(seq=1, system_name="ก", hosting=HostingChoice(raw="On Cloud")),
        InformationSystem(seq=2, system_name="ข", hosting=HostingChoice(code=Hosting.ON_PREMISE)),
        InformationSystem(seq=3, system_name="ค", hosting=HostingChoice(raw="ที่บ้าน")),
    ]
    with register.write(DPO, now) as uow:
        kept = service.document_of(service.create(uow, sent)).systems

    hosting = [(system.hosting.code, system.hosting.raw) for system in kept if system.hosting]
    assert hosting == [
        (Hosting.ON_CLOUD, "On Cloud"),
        (Hosting.ON_PREMISE, Hosting.ON_PREMISE.th),
        (None, "ที่บ้าน"),
    ]


def test_a_deleted_draft_is_gone_with_everything_computed_from_it(register, now):
    made = create(register, now, items=["ชื่อ"], systems=["ก"], recipients=["ข"])
    with register.write(DPO, now) as uow:
        service.delete(uow, made.id, 1)
    with register.read(DPO, now) as uow:
        assert not any(projections(uow).values())
        assert service_lookups.is_empty(uow)
        with pytest.raises(NotFound):
            service.read(uow, made.id)


def test_what_does_not_exist_is_not_found_by_any_door(register, now):
    for act in (
        lambda uow: service.read(uow, MISSING),
        lambda uow: service.replace(uow, MISSING, 1, update_of(activity_input())),
        lambda uow: service.delete(uow, MISSING, 1),
        lambda uow: service.findings(uow, MISSING),
    ):
        with pytest.raises(NotFound), register.write(DPO, now) as uow:
            act(uow)


# --- offices ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("holder", "record", "seen"),
    [
        (PHETCHABURI, PHETCHABURI, True),
        (PHETCHABURI, GROUP_IN_PHETCHABURI, True),
        (GROUP_IN_PHETCHABURI, PHETCHABURI, False),
        (PHETCHABURI, PRACHUAP, False),
        (PHETCHABURI, 0, False),
        (0, PRACHUAP, True),
        (0, 0, True),
    ],
)
def test_a_grant_reaches_its_office_and_all_below_it(register, now, holder, record, seen):
    made = create(register, now, office_id=record)
    recorder = somebody(Role.RECORDER, holder)
    changed = update_of(activity_input(office_id=record))
    with register.write(recorder, now) as uow:
        listed = service_listing.page(uow, ActivityFilter(), None, 10).items
        assert [item.id for item in listed] == ([made.id] if seen else [])
        if seen:
            assert service.read(uow, made.id).id == made.id
            assert service.replace(uow, made.id, 1, changed).version == 2
            assert service.create(uow, activity_input(office_id=record)).version == 1
            return
    for act in (
        lambda uow: service.read(uow, made.id),
        lambda uow: service.replace(uow, made.id, 1, changed),
        lambda uow: service.delete(uow, made.id, 1),
    ):
        with pytest.raises(NotFound), register.write(recorder, now) as uow:
            act(uow)
    with pytest.raises(Forbidden), register.write(recorder, now) as uow:
        service.create(uow, activity_input(office_id=record))


def test_whoever_sees_a_record_but_may_not_write_it_is_told_so(register, now):
    made = create(register, now)
    for act in (
        lambda uow: service.replace(uow, made.id, 1, update_of(activity_input())),
        lambda uow: service.delete(uow, made.id, 1),
    ):
        with pytest.raises(Forbidden), register.write(somebody(Role.AUDITOR, PHETCHABURI), now) as uow:
            act(uow)


def test_a_record_moves_only_between_offices_that_one_may_both_write(register, now):
    made = create(register, now, office_id=GROUP_IN_PHETCHABURI)
    recorder = somebody(Role.RECORDER, PHETCHABURI)
    with pytest.raises(Forbidden), register.write(recorder, now) as uow:
        service.replace(uow, made.id, 1, update_of(activity_input(office_id=PRACHUAP)))
    with register.write(recorder, now) as uow:
        assert service.replace(uow, made.id, 1, update_of(activity_input(office_id=PHETCHABURI))).office_id == 4


# --- revisions --------------------------------------------------------------------------------------------------


def test_an_approved_revision_never_changes_and_the_next_draft_stands_beside_it(register, now):
    made = create(register, now, main_process="อนุมัติแล้ว")
    with register.write(DPO, now) as uow:
        approve(uow, made.id)
    with register.write(DPO, now) as uow:
        draft = service.replace(uow, made.id, 2, update_of(activity_input(main_process="ร่างใหม่")))

    assert (draft.revision, draft.version, draft.status) == (2, 3, RevisionStatus.DRAFT)
    with register.read(somebody(Role.RECORDER, PHETCHABURI), now) as uow:
        assert service.read(uow, made.id).revision == 2
        assert [item.main_process for item in _page(uow)] == ["ร่างใหม่"]
    with register.read(somebody(Role.AUDITOR), now) as uow:
        shown = service.read(uow, made.id)
        assert (shown.revision, shown.status, shown.document) == (1, RevisionStatus.APPROVED, made.document)
        assert [item.main_process for item in _page(uow)] == ["อนุมัติแล้ว"]


def _page(uow):
    return service_listing.page(uow, ActivityFilter(), None, 10).items


def test_deleting_the_next_draft_leaves_the_approved_revision_current(register, now):
    made = create(register, now, main_process="อนุมัติแล้ว")
    with register.write(DPO, now) as uow:
        approve(uow, made.id)
        service.replace(uow, made.id, 2, update_of(activity_input(main_process="ร่างใหม่")))
        service.delete(uow, made.id, 3)
    with register.read(DPO, now) as uow:
        shown = service.read(uow, made.id)
        assert (shown.revision, shown.version, shown.document) == (1, 4, made.document)
        assert [item.main_process for item in _page(uow)] == ["อนุมัติแล้ว"]
        assert uow.connection.scalar(select(func.count()).select_from(revisions)) == 1
    with pytest.raises(Conflict), register.write(DPO, now) as uow:
        service.delete(uow, made.id, 4)


@pytest.mark.parametrize("status", ["submitted", "reviewed"])
def test_a_draft_under_review_is_neither_edited_nor_deleted(register, now, status):
    made = create(register, now)
    with register.write(DPO, now) as uow:
        uow.connection.execute(revisions.update().values(status=status))
    for act in (
        lambda uow: service.replace(uow, made.id, 1, update_of(activity_input())),
        lambda uow: service.delete(uow, made.id, 1),
    ):
        with pytest.raises(Conflict), register.write(DPO, now) as uow:
            act(uow)


def test_a_retired_activity_is_not_edited(register, now):
    made = create(register, now)
    with register.write(DPO, now) as uow:
        approve(uow, made.id)
        uow.connection.execute(activities.update().values(retired_at=now))
    with pytest.raises(Conflict), register.write(DPO, now) as uow:
        service.replace(uow, made.id, 2, update_of(activity_input()))
    with register.read(DPO, now) as uow:
        assert service.read(uow, made.id).status is RevisionStatus.RETIRED


def test_the_office_of_an_approved_record_and_of_its_draft_is_one(register, now):
    made = create(register, now, office_id=PHETCHABURI)
    with register.write(DPO, now) as uow:
        approve(uow, made.id)
        service.replace(uow, made.id, 2, update_of(activity_input(office_id=PRACHUAP)))
    with register.read(DPO, now) as uow:
        assert set(uow.connection.scalars(select(revision_index.c.office_id))) == {PRACHUAP}


def test_the_same_document_of_the_same_office_is_recognised(register, now):
    made = create(register, now)
    with register.read(DPO, now) as uow:
        assert service_lookups.find_same(uow, activity_input()) == made.ref
        assert service_lookups.find_same(uow, activity_input(office_id=PRACHUAP)) is None
        assert service_lookups.find_same(uow, activity_input(main_process="อื่น")) is None


# --- older shapes -----------------------------------------------------------------------------------------------


def test_an_older_document_is_lifted_when_it_is_read_and_stays_as_it_was(register, now, monkeypatch):
    def lifted(raw):
        raw["form"]["header"]["main_process"] = raw["form"]["header"].pop("process")
        return raw

    monkeypatch.setitem(upcast.UPCASTERS, 0, lifted)
    made = create(register, now, main_process="x")
    old = b'{"form":{"header":{"process":"\xe0\xb8\x81\xe0\xb8\x81\xe0\xb8\x81"}}}'
    with register.write(DPO, now) as uow:
        uow.connection.execute(
            revisions.update().values(document=old, schema_version=0, content_hash=content_hash(old))
        )
        service_listing.reindex(uow)

    with register.read(DPO, now) as uow:
        read = service.read(uow, made.id)
        assert [item.main_process for item in _page(uow)] == ["กกก"]
        assert service.findings(uow, made.id)
    answer = msgspec.json.decode(service.record_bytes(read))
    assert (read.document, read.schema_version, answer["schema_version"]) == (old, 0, 0)
    assert answer["form"]["header"]["main_process"] == "กกก"
    assert answer["content_hash"] == content_hash(old)

    with register.write(DPO, now) as uow:
        saved = service.replace(uow, made.id, 1, update_of(activity_input()))
    assert saved.schema_version == SCHEMA_VERSION
