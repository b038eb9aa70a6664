"""A new draft from a template or from another record: what goes along, who may, and that a form makes one."""

import uuid

import msgspec
import pytest
from sqlalchemy import select

from ropa.activities import service, service_clone, service_sections, store
from ropa.activities.rules_findings import findings_of
from ropa.audit.tables import audit_events
from ropa.errors import Forbidden, Invalid, NotFound
from ropa.samples import filled_forms
from schemas.access import Role
from schemas.document import ActivityInput
from schemas.findings import Severity
from schemas.templates import CloneInput
from schemas.vocabulary import RevisionStatus
from tests.support.actors import GROUP_IN_PHETCHABURI, PHETCHABURI, PRACHUAP, somebody
from tests.support.page_forms import form_of
from tests.support.web import browser
from tests.support.world import ACTIVITIES, DPO, activity_input, approve, bearer, client_of, create, update_of

RECORDER = somebody(Role.RECORDER, PHETCHABURI)
USE = "/activities/templates/payroll/use"


def make(register, now, actor, **wanted):
    with register.write(actor, now) as uow:
        return service_clone.clone(uow, CloneInput(**wanted))


def count(register, now):
    with register.read(DPO, now) as uow:
        return store.count_activities(uow)


def whole_record(register, now, office_id=PHETCHABURI):
    """Return a record with every part, at an office."""
    data = msgspec.json.decode(filled_forms()[1].read_bytes(), type=ActivityInput)
    with register.write(DPO, now) as uow:
        return service.create(uow, msgspec.structs.replace(data, office_id=office_id))


def test_a_template_becomes_a_draft_that_waits_for_its_controller(register, now):
    made = make(register, now, RECORDER, template="payroll", office_id=PHETCHABURI)

    document = service.document_of(made)
    errors = [each.pointer for each in findings_of(document) if each.severity is Severity.ERROR]
    assert (made.status, made.revision, made.office_id) == (RevisionStatus.DRAFT, 1, PHETCHABURI)
    assert document.form.header.sub_process == service_clone.template("payroll").document.form.header.sub_process
    assert len(document.steps) == len(service_clone.template("payroll").document.steps)
    # An approver must never sign a placeholder in the place of the controller.
    assert errors == ["/form/header/parent_org_unit"]


def test_the_controller_can_be_named_at_once_and_the_library_stays_as_it_is(register, now):
    before = service_clone.template("cctv").document.form.header.parent_org_unit
    made = make(register, now, RECORDER, template="cctv", office_id=PHETCHABURI, parent_org_unit=" กรมทดสอบ ")

    assert service.document_of(made).form.header.parent_org_unit == "กรมทดสอบ"
    assert service_clone.template("cctv").document.form.header.parent_org_unit == before


def test_the_sources_and_the_trail_say_what_it_was_made_from(register, now):
    made = make(register, now, RECORDER, template="payroll", office_id=PHETCHABURI)
    copy = make(register, now, RECORDER, from_activity=made.id, office_id=PHETCHABURI)

    sources = service_sections.sources_of(copy)
    with register.read(DPO, now) as uow:
        rows = uow.connection.execute(
            select(audit_events.c.subject, audit_events.c.details).where(audit_events.c.action == "activity.cloned")
        ).all()
    told = {
        row.subject: row.details if isinstance(row.details, dict) else msgspec.json.decode(row.details) for row in rows
    }
    assert {(each.file, each.place) for each in sources.values()} == {(made.ref, "ฉบับที่ 1")}
    assert "/form/safeguards" in sources
    assert told[f"activity:{made.id}"]["template"] == "payroll"
    assert told[f"activity:{copy.id}"]["from_ref"] == made.ref
    assert told[f"activity:{copy.id}"]["from_revision"] == 1


def test_within_the_office_names_go_along_and_what_the_source_did_stays_behind(register, now):
    source = whole_record(register, now)
    copy = service.document_of(make(register, now, DPO, from_activity=source.id, office_id=PHETCHABURI))
    was = service.document_of(source)

    assert copy.form.header.responsible_persons == was.form.header.responsible_persons
    assert copy.form.header.recorder_name is None
    assert copy.form.data_category.data_volume is None
    assert copy.form.beyond.rejected_requests is None
    assert copy.steps == was.steps
    assert copy.systems == was.systems


def test_at_another_office_no_name_of_the_first_one_goes_along(register, now):
    source = whole_record(register, now)
    was = service.document_of(source)
    copy = service.document_of(make(register, now, DPO, from_activity=source.id, office_id=PRACHUAP))

    header = copy.form.header
    assert (header.agency_name, header.parent_org_unit, header.responsible_persons) == (None, None, None)
    assert copy.form.safeguards.breach_pdpc_liaisons is None
    people = [name.split()[-1] for name in was.form.header.responsible_persons or []]
    assert people
    said = msgspec.json.encode(copy).decode()
    assert not [name for name in people if name in said]
    assert copy.form.data_category.collection_purposes == was.form.data_category.collection_purposes


def test_a_clone_is_made_of_the_approved_revision_by_who_may_not_see_the_draft(register, now):
    source = create(register, now, office_id=PHETCHABURI, sub_process="ฉบับอนุมัติ")
    with register.write(DPO, now) as uow:
        approve(uow, source.id)
        read = service.read(uow, source.id)
        service.replace(uow, source.id, read.version, update_of(activity_input(sub_process="ร่างใหม่")))
    # A recorder of one office who reads another: an auditor's eyes, and a pen at home.
    elsewhere = msgspec.structs.replace(
        somebody(Role.AUDITOR, PHETCHABURI),
        grants=somebody(Role.AUDITOR, PHETCHABURI).grants + somebody(Role.RECORDER, PRACHUAP).grants,
    )
    made = make(register, now, elsewhere, from_activity=source.id, office_id=PRACHUAP)
    assert service.document_of(made).form.header.sub_process == "ฉบับอนุมัติ"
    with pytest.raises(NotFound):
        make(register, now, elsewhere, from_activity=source.id, revision=2, office_id=PRACHUAP)


def test_one_writes_at_ones_own_office_and_clones_what_one_may_read(register, now):
    theirs = create(register, now, office_id=PRACHUAP)
    with pytest.raises(Forbidden):
        make(register, now, RECORDER, template="payroll", office_id=PRACHUAP)
    with pytest.raises(NotFound):
        make(register, now, RECORDER, from_activity=theirs.id, office_id=PHETCHABURI)
    with pytest.raises(NotFound):
        make(register, now, RECORDER, template="nothing", office_id=PHETCHABURI)
    with pytest.raises(NotFound):
        make(register, now, RECORDER, from_activity="not-an-id", office_id=PHETCHABURI)
    assert count(register, now) == 1


@pytest.mark.parametrize(
    "wanted", [{}, {"template": "payroll", "from_activity": str(uuid.uuid4())}, {"template": "payroll", "revision": 1}]
)
def test_a_request_that_says_too_little_or_too_much_is_refused(register, now, wanted):
    with pytest.raises(Invalid):
        make(register, now, RECORDER, office_id=PHETCHABURI, **wanted)


@pytest.mark.only_on("sqlite")
def test_the_routes_list_show_and_use_a_template(register):
    head = bearer(register, Role.RECORDER, PHETCHABURI)
    with client_of(register) as client:
        listed = client.get("/api/v1/templates", headers=head).json()
        found = client.get("/api/v1/templates?q=กล้อง", headers=head).json()
        shown = client.get("/api/v1/templates/cctv", headers=head)
        made = client.post(f"{ACTIVITIES}/clone", json={"template": "cctv", "office_id": PHETCHABURI}, headers=head)
        again = client.post(
            f"{ACTIVITIES}/clone", json={"from_activity": made.json()["id"], "office_id": PHETCHABURI}, headers=head
        )
        missing = client.get("/api/v1/templates/none", headers=head)
        wrong = client.post(f"{ACTIVITIES}/clone", json={"office_id": PHETCHABURI, "x": 1}, headers=head)

    assert len(listed["items"]) >= 24
    assert listed["next_cursor"] is None
    assert "cctv" in {each["key"] for each in found["items"]}
    assert shown.json()["notes"]
    assert (made.status_code, again.status_code, missing.status_code, wrong.status_code) == (201, 201, 404, 422)
    assert made.headers["location"].endswith(made.json()["id"])


@pytest.fixture
def recorder(register):
    with browser(register, (Role.RECORDER, PHETCHABURI)) as client:
        yield client


def test_the_gallery_shows_and_finds_templates(recorder):
    everything = recorder.get("/activities/templates")
    some = recorder.get("/activities/templates?q=ลายนิ้วมือ")
    none = recorder.get("/activities/templates?q=<script>")

    assert everything.text.count("/use") >= 24
    assert "การลงเวลาปฏิบัติราชการและการลา" in some.text
    assert "การจัดซื้อจัดจ้าง</a>" not in some.text
    assert "&lt;script&gt;" in none.text
    assert "<script>" not in none.text.split("<main", 1)[1]


def test_a_template_is_shown_in_the_layout_of_the_form(recorder):
    page = recorder.get("/activities/templates/payroll")
    picture = recorder.get("/activities/templates/payroll/flow.svg")

    assert "โปรดปรับ: ชื่อสหกรณ์ออมทรัพย์" in page.text
    assert "ระบุข้อมูลส่วนบุคคลที่มีการเก็บรวบรวม" in page.text
    assert picture.headers["content-type"].startswith("image/svg")
    assert recorder.get("/activities/templates/none").status_code == 404


def test_a_form_that_is_sent_twice_makes_one_draft(recorder, register, now):
    form = form_of(recorder.get(USE)) | {"office": str(PHETCHABURI), "parent_org_unit": "กรมทดสอบ"}
    answers = [recorder.post(USE, data=form) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert len({answer.headers["location"] for answer in answers}) == 1
    assert count(register, now) == 1


def test_a_form_without_an_office_or_with_another_key_makes_nothing(recorder, register, now):
    form = form_of(recorder.get(USE))
    blank = recorder.post(USE, data=form | {"office": "", "parent_org_unit": "พิมพ์ไว้แล้ว"})
    long = recorder.post(USE, data=form | {"office": str(PHETCHABURI), "parent_org_unit": "ก" * 600})
    forged = recorder.post(USE, data=form | {"office": str(PHETCHABURI), "form_key": f"{uuid.uuid4()}.x"})
    elsewhere = recorder.post(USE, data=form | {"office": str(PRACHUAP)})

    assert (blank.status_code, long.status_code, forged.status_code, elsewhere.status_code) == (422, 422, 409, 422)
    assert "พิมพ์ไว้แล้ว" in blank.text
    assert count(register, now) == 0


def test_a_record_is_cloned_on_its_page(recorder, register, now):
    source = create(register, now, office_id=PHETCHABURI, sub_process="งานต้นทาง")
    path = f"/activities/{source.id}/clone"
    assert path in recorder.get(f"/activities/{source.id}").text
    page = recorder.get(path)
    answer = recorder.post(path, data=form_of(page) | {"office": str(GROUP_IN_PHETCHABURI)})

    assert source.ref in page.text
    made = answer.headers["location"].split("/")[2]
    with register.read(DPO, now) as uow:
        copy = service.read(uow, made)
    assert copy.office_id == GROUP_IN_PHETCHABURI
    assert service.document_of(copy).form.header.sub_process == "งานต้นทาง"
