"""Nobody learns or stops by a run what they may not read or do: drafts, other people's runs, names."""

import pytest
from sqlalchemy import select, update

from ropa.activities import service as activities
from ropa.activities.service import document_of
from ropa.activities.tables import activities as activity_table
from ropa.activities.tables import revisions
from ropa.bulk import service, service_preview, service_run, service_undo
from ropa.errors import Conflict, Forbidden
from schemas.access import Role
from schemas.bulk import BulkInput, BulkKind, BulkState, BulkTerms, ItemState
from tests.ropa.bulk.test_rename import NEW, OLD, carried_out, listed, made, previewed, read, said, writer
from tests.support.actors import PHETCHABURI, PRACHUAP, person
from tests.support.lives import OFFICER, RECORDER
from tests.support.world import approve, bearer, update_of

SECRET = "กลุ่มงานที่ยังไม่ประกาศ"
RECORDERS_ELSEWHERE = person("x", Role.RECORDER, PRACHUAP).grants
READERS = [(Role.AUDITOR, 0), (Role.OFFICE_ADMIN, PHETCHABURI)]


def drafted(register, now):
    """A record that is approved, and a draft beside it with other texts."""
    one = made(register, now, name="ชื่อที่อนุมัติ")
    with register.write(OFFICER, now) as uow:
        approve(uow, one.id)
    stored = read(register, now, one.id)
    with register.write(OFFICER, now) as uow:
        activities.replace(uow, one.id, stored.version, update_of(said(unit=SECRET, name="ชื่อในร่าง")))
    return one


def submitting(register, now, ids, actor):
    with register.write(actor, now) as uow:
        run = service.choose(uow, BulkInput(activity_ids=ids))
    with register.read(actor, now) as uow:
        looked = service_preview.prepare(uow, run.id, BulkTerms(kind=BulkKind.SUBMIT))
    with register.write(actor, now) as uow:
        return service_preview.keep(uow, looked)


@pytest.mark.parametrize(("role", "office"), READERS)
def test_a_preview_judges_and_shows_what_its_reader_may_read_and_no_draft(register, now, role, office):
    one = drafted(register, now)
    reader = person("ผู้อ่าน", role, office)
    for find in ("กลุ่มงาน", SECRET):
        run = previewed(register, now, [one.id], actor=reader, find=find, put="หน่วยอื่น", in_part=True)
        (item,) = listed(register, now, run, actor=reader)
        assert item.state is (ItemState.NOTHING if find == SECRET else ItemState.REFUSED), (
            "a draft is not found, either"
        )
        assert (item.places, item.title) == ([], "ชื่อที่อนุมัติ")

    (item,) = listed(register, now, submitting(register, now, [one.id], reader), actor=reader)
    assert (item.title, item.state) == ("ชื่อที่อนุมัติ", ItemState.REFUSED)


def test_who_writes_there_sees_the_draft(register, now):
    one = drafted(register, now)
    run = previewed(register, now, [one.id], actor=RECORDER, find=SECRET)
    (item,) = listed(register, now, run, actor=RECORDER)
    assert (item.title, item.state) == ("ชื่อในร่าง", ItemState.READY)
    assert item.places[0].before == SECRET


def test_who_may_write_elsewhere_sees_the_approved_text_here(register, now):
    one = drafted(register, now)
    elsewhere = person("x", Role.RECORDER, PRACHUAP)
    reader = person("x", Role.AUDITOR, 0)
    both = type(reader)(id="สองที่", name="สองที่", channel=reader.channel, grants=(*elsewhere.grants, *reader.grants))
    run = previewed(register, now, [one.id], actor=both, find=SECRET)
    assert run.counts == {"nothing": 1}


def test_who_reads_the_trail_sees_anothers_run_without_the_texts_of_drafts(register, now):
    one = drafted(register, now)
    run = carried_out(register, now, previewed(register, now, [one.id], find=SECRET))
    (own,) = listed(register, now, run)
    (item,) = listed(register, now, run, actor=person("ผู้ตรวจ", Role.AUDITOR, 0))

    assert (own.title, len(own.places)) == ("ชื่อในร่าง", 3)
    assert (item.state, item.title, item.places) == (ItemState.DONE, "ชื่อที่อนุมัติ", [])


@pytest.mark.only_on("sqlite")
def test_the_api_keeps_drafts_to_itself_too(register, now, client):
    one = drafted(register, now)
    headers = bearer(register, Role.AUDITOR, 0)
    terms = {"kind": "replace", "find": "กลุ่มงาน", "put": NEW, "in_part": True}
    made_run = client.post("/api/v1/bulk", json={"activity_ids": [one.id], "terms": terms}, headers=headers)
    items = client.get(made_run.headers["location"] + "/items", headers=headers)
    assert made_run.json()["counts"] == {"refused": 1}
    assert SECRET not in items.text
    assert "ชื่อในร่าง" not in items.text
    assert document_of(one).form.header.responsible_org_unit == OLD


def undone(register, now, run, actor=OFFICER):
    with register.write(actor, now) as uow:
        return service_undo.start(uow, run.id)


def units(register, now, ids):
    return [document_of(read(register, now, key)).form.header.responsible_org_unit for key in ids]


def test_who_only_reads_the_trail_takes_nothing_back_and_stops_nobody(register, now):
    ids = [made(register, now, name=f"งาน {number}").id for number in range(3)]
    run = carried_out(register, now, previewed(register, now, ids))
    with pytest.raises(Forbidden):
        undone(register, now, run, person("ผู้ตรวจ", Role.AUDITOR, 0))
    back = carried_out(register, now, undone(register, now, run))
    assert back.counts == {"done": 3}
    assert units(register, now, ids) == [OLD] * 3


def test_an_undoing_that_failed_may_be_tried_again(register, now):
    ids = [made(register, now, name=f"งาน {number}").id for number in range(2)]
    run = carried_out(register, now, previewed(register, now, ids))
    failed = undone(register, now, run)
    powerless = type(OFFICER)(id=OFFICER.id, name=OFFICER.name, channel=OFFICER.channel, grants=RECORDERS_ELSEWHERE)
    assert carried_out(register, now, failed, actor=powerless).counts == {"failed": 2}
    with register.read(OFFICER, now) as uow:
        assert service.read(uow, run.id).undone_by is None, "nothing was taken back"
    assert carried_out(register, now, undone(register, now, run)).counts == {"done": 2}


def test_what_an_undoing_left_is_taken_back_by_the_next(register, now):
    ids = [made(register, now, name=f"งาน {number}").id for number in range(3)]
    run = carried_out(register, now, previewed(register, now, ids))
    first, second = undone(register, now, run), undone(register, now, run)
    once = iter([True, False])
    carried_out(register, now, first, going=lambda: next(once))
    with register.write(OFFICER, now) as uow:
        assert service_run.stop(uow, first.id).counts == {"done": 1, "failed": 2}
        with pytest.raises(Conflict):
            service_run.confirm(uow, second.id, 1)
    rest = undone(register, now, run)
    assert rest.total == 2
    assert carried_out(register, now, rest).counts == {"done": 2}
    assert units(register, now, ids) == [OLD] * 3
    with pytest.raises(Conflict):
        undone(register, now, run)


def test_a_run_that_goes_on_is_stopped_before_it_is_taken_back(register, now):
    ids = [made(register, now, name=f"งาน {number}").id for number in range(5)]
    left = iter([True, True, False])
    half = carried_out(register, now, previewed(register, now, ids), going=lambda: next(left))
    with pytest.raises(Conflict) as error:
        undone(register, now, half)
    assert "not finished" in error.value.message_en
    with register.write(OFFICER, now) as uow:
        stopped = service_run.stop(uow, half.id)
        with pytest.raises(Conflict):
            service_run.stop(uow, half.id)
    assert (stopped.state, stopped.counts) == (BulkState.DONE, {"done": 2, "failed": 3})
    assert service_run.work(writer(register, now), half.id).counts == {"done": 2, "failed": 3}

    assert carried_out(register, now, undone(register, now, half)).counts == {"done": 2}
    assert units(register, now, ids) == [OLD] * 5


def test_an_undoing_that_was_prepared_in_the_middle_of_a_run_is_refused(register, now):
    ids = [made(register, now, name=f"งาน {number}").id for number in range(4)]
    said_no: list[object] = []

    def going():
        if len(said_no) == 0:
            with pytest.raises(Conflict):
                undone(register, now, run)
            said_no.append(True)
        return True

    run = previewed(register, now, ids)
    done = carried_out(register, now, run, going=going)
    assert (said_no, done.counts) == ([True], {"done": 4})


def broken(register, now, activity_id, **values):
    with register.write(OFFICER, now) as uow:
        of = select(activity_table.c.draft_revision_id).where(activity_table.c.id == activity_id).scalar_subquery()
        uow.connection.execute(update(revisions).where(revisions.c.id == of).values(**values))


@pytest.mark.parametrize("values", [{"document": b"{"}, {"schema_version": 9_999}])
@pytest.mark.parametrize("kind", [BulkKind.REPLACE, BulkKind.SUBMIT])
def test_a_record_that_the_program_cannot_read_keeps_no_other_back(register, now, values, kind):
    ids = [made(register, now, name=f"งาน {number}").id for number in range(3)]
    broken(register, now, ids[0], **values)
    terms = BulkTerms(kind=kind, find=OLD, put=NEW)
    with register.write(RECORDER, now) as uow:
        run = service.choose(uow, BulkInput(activity_ids=ids))
        run = service_preview.keep(uow, service_preview.prepare(uow, run.id, terms))
    assert run.counts == {"refused": 1, "ready": 2}

    broken(register, now, ids[1], **values)
    done = carried_out(register, now, run, RECORDER)
    (failed,) = listed(register, now, run, ItemState.FAILED, actor=RECORDER)
    assert (done.state, done.counts) == (BulkState.DONE, {"refused": 1, "failed": 1, "done": 1})
    assert failed.activity_id == ids[1]
    assert failed.message_en
