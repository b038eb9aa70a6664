"""Creating, reading, replacing and deleting records on a real database."""

from datetime import UTC, datetime

import msgspec
import pytest

from ropa.activities import service, service_findings, service_lookups
from ropa.errors import Invalid, NotFound, PreconditionFailed
from schemas.choices import HostingChoice
from schemas.document import content_hash
from schemas.exchange import InformationSystem
from schemas.flow import NextStep, Step
from schemas.vocabulary import Hosting, Mark, RevisionStatus
from tests.support.actors import PRACHUAP
from tests.support.world import DPO, activity_input, create, projections, update_of

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
        lambda uow: service_findings.findings_by_id(uow, MISSING),
    ):
        with pytest.raises(NotFound), register.write(DPO, now) as uow:
            act(uow)


def test_the_same_document_of_the_same_office_is_recognised(register, now):
    made = create(register, now)
    with register.read(DPO, now) as uow:
        assert service_lookups.find_same(uow, activity_input()) == made.ref
        assert service_lookups.find_same(uow, activity_input(office_id=PRACHUAP)) is None
        assert service_lookups.find_same(uow, activity_input(main_process="อื่น")) is None
