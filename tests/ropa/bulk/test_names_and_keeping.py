"""Names only of whom the rights let one name; what a run keeps, for how long, and what the trail says of it."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from ropa.access.tables import people as people_table
from ropa.activities import service_listing, service_stewards
from ropa.audit.tables import audit_events
from ropa.bulk import service, service_preview, service_single, service_sweep, service_undo, store
from ropa.bulk.tables import bulk_items, bulk_runs
from ropa.errors import Conflict, Invalid
from ropa.notices import service as notices
from schemas.access import Role
from schemas.bulk import MOST_RECORDS, BulkInput, BulkKind, BulkTerms
from schemas.downloads_register import RegisterQuery
from schemas.listing import ActivityFilter
from tests.ropa.bulk.test_rename import NEW, OLD, carried_out, made, previewed
from tests.support.actors import PHETCHABURI, person
from tests.support.lives import OFFICER, RECORDER
from tests.support.staff import hire, key
from tests.support.web import browser, send


@pytest.fixture
def people(register, now):
    return {
        "recorder": hire(register, now, 1, (Role.RECORDER, PHETCHABURI)),
        "other": hire(register, now, 2, (Role.RECORDER, PHETCHABURI)),
        "reviewer": hire(register, now, 3, (Role.REVIEWER, PHETCHABURI)),
        "auditor": person("ผู้ตรวจ", Role.AUDITOR, 0),
    }


def chosen(register, now, actor, ids):
    with register.write(actor, now) as uow:
        return service.choose(uow, BulkInput(activity_ids=ids))


def offered(register, now, actor, run):
    with register.read(actor, now) as uow:
        return {who for who, _ in service_preview.people(uow, run.id)}


def test_only_those_are_offered_whom_the_rights_let_one_name(register, now, people):
    one = made(register, now)
    recorder, other = people["recorder"], people["other"]
    for actor, wanted in (
        (people["auditor"], set()),
        (recorder, {key(recorder)}),
        (people["reviewer"], {key(recorder), key(other)}),
    ):
        assert offered(register, now, actor, chosen(register, now, actor, [one.id])) == wanted
    with register.write(people["reviewer"], now) as uow:
        service_stewards.assign(uow, one.id, key(recorder))
    # Their own record they hand on.
    assert offered(register, now, recorder, chosen(register, now, recorder, [one.id])) == {key(recorder), key(other)}


@pytest.mark.parametrize("who", ["other", "nobody at all"])
def test_no_id_is_turned_into_a_name_by_asking(register, now, people, who):
    one = made(register, now)
    actor = people["auditor"]
    run = chosen(register, now, actor, [one.id])
    terms = BulkTerms(kind=BulkKind.ASSIGN, person_id=key(people[who]) if who in people else who)
    with register.read(actor, now) as uow, pytest.raises(Invalid) as error:
        service_preview.prepare(uow, run.id, terms)
    assert [(each.pointer, "There is no such person, or" in each.message_en) for each in error.value.problems] == [
        ("/person_id", True)
    ]


@pytest.mark.only_on("sqlite")
def test_an_address_names_a_steward_only_beside_a_record_of_theirs(register, now, people):
    one = made(register, now)
    who = key(people["other"])
    name = "ผู้ดูแลคนนั้น"
    with register.write(OFFICER, now) as uow:
        uow.connection.execute(update(people_table).where(people_table.c.id == who).values(display_name=name))
    with browser(register, (Role.RECORDER, PHETCHABURI), number=7) as client:
        assert name not in client.get(f"/activities?steward={who}").text
        with register.write(people["reviewer"], now) as uow:
            service_stewards.assign(uow, one.id, who)
        assert name in client.get(f"/activities?steward={who}").text


def test_what_was_chosen_for_a_run_is_found_by_its_owner_and_who_reads_the_trail(register, now, people):
    one = made(register, now)
    made(register, now)
    run = chosen(register, now, people["recorder"], [one.id])

    def found(actor):
        with register.read(actor, now) as uow:
            return [each.id for each in service_listing.page(uow, ActivityFilter(chosen=run.id), None, 10).items]

    assert found(people["recorder"]) == [one.id]
    assert found(people["auditor"]) == [one.id]
    assert found(people["other"]) == []


def test_a_record_handed_to_and_fro_tells_its_steward_once_a_day(register, now, people):
    one = made(register, now)
    who = key(people["recorder"])

    def inbox(moment):
        with register.read(people["recorder"], moment) as uow:
            return len(notices.inbox(uow, who).items)

    for step in range(3):
        for given in (who, None):
            with register.write(people["reviewer"], now + timedelta(minutes=step)) as uow:
                service_single.assign(uow, one.id, given)
    assert inbox(now + timedelta(hours=1)) == 1
    with register.write(people["reviewer"], now + timedelta(days=1)) as uow:
        service_single.assign(uow, one.id, who)
    assert inbox(now + timedelta(days=1)) == 2


def told(register, now, run):
    query = select(audit_events).where(
        audit_events.c.action == "bulk.started", audit_events.c.subject == f"bulk:{run.id}"
    )
    with register.read(OFFICER, now) as uow:
        details = uow.connection.execute(query).one().details
    return json.loads(details) if isinstance(details, str | bytes) else details


def test_the_trail_says_what_was_asked(register, now, people):
    one = made(register, now)
    details = told(register, now, carried_out(register, now, previewed(register, now, [one.id])))
    assert (details["find"], details["put"], details["in_part"], details["records"]) == (OLD, NEW, False, 1)

    reviewer, who = people["reviewer"], key(people["recorder"])
    run = chosen(register, now, reviewer, [one.id])
    with register.write(reviewer, now) as uow:
        run = service_preview.keep(
            uow, service_preview.prepare(uow, run.id, BulkTerms(kind=BulkKind.ASSIGN, person_id=who))
        )
    carried_out(register, now, run, reviewer)
    assert told(register, now, run)["person_id"] == who


def rows(register, now, table, run):
    column = table.c.id if table is bulk_runs else table.c.run_id
    with register.read(OFFICER, now) as uow:
        return uow.connection.scalar(select(func.count()).select_from(table).where(column == run.id))


def swept(register, moment):
    with register.write(OFFICER, moment) as uow:
        return service_sweep.forget_old(uow)


def test_previews_that_nobody_confirmed_are_forgotten_after_seven_days_whoever_made_them(register, now):
    one = made(register, now)
    run = previewed(register, now, [one.id], actor=RECORDER)
    assert swept(register, now + timedelta(days=6)) == 0
    assert swept(register, now + timedelta(days=8)) == 1
    assert [rows(register, now, table, run) for table in (bulk_runs, bulk_items)] == [0, 0]


def test_texts_of_a_run_go_after_thirty_days_and_with_them_its_undoing(register, now):
    ids = [made(register, now, name=f"งาน {number}").id for number in range(3)]
    once = iter([True, False])
    run = carried_out(register, now, previewed(register, now, ids), going=lambda: next(once))
    assert swept(register, now + timedelta(days=29)) == 0
    later = now + timedelta(days=31)
    assert (swept(register, later), swept(register, later)) == (1, 0)

    with register.write(OFFICER, later) as uow:
        kept = store.items(uow, run.id, [], 0, 10)
        assert service.read(uow, run.id).counts == {"done": 1, "failed": 2}
        with pytest.raises(Conflict):
            service_undo.start(uow, run.id)
    assert [(each.title, each.detail.places, each.activity_id) for each in kept] == [("", [], key_) for key_ in ids]


def test_more_records_than_are_counted_are_told_as_more(register, now, monkeypatch):
    made(register, now)
    with register.write(OFFICER, now) as uow:
        run = service.choose(uow, BulkInput(query=RegisterQuery(office=PHETCHABURI)))
    monkeypatch.setattr(service, "MOST_RECORDS", 1)
    for _ in range(2):
        made(register, now)
    with register.read(OFFICER, now) as uow:
        drift = service.drift(uow, run)
    assert MOST_RECORDS == 2_000
    assert drift is not None
    assert (drift.came, drift.more) == (1, True)


@pytest.mark.only_on("sqlite")
def test_nobody_is_taken_from_a_form_in_which_nothing_was_chosen(register, now):
    one = made(register, now)
    with browser(register, (Role.REVIEWER, PHETCHABURI)) as client:
        mark = client.get("/activities").text.split('name="csrf_token" value="')[1].split('"')[0]
        sent = client.post("/activities", data={"csrf_token": mark, "pick": [one.id], "do": "assign"})
        run = sent.headers["location"].partition("?")[0]
        refused = send(client, run, {"do": "preview", "kind": "assign", "person_id": ""})
        assert refused.status_code == 422
        assert "เลือกผู้ดูแล หรือเลือก" in refused.text
        assert send(client, run, {"do": "preview", "kind": "assign", "person_id": "nobody"}).status_code == 303


@pytest.mark.only_on("sqlite")
def test_the_preview_of_a_rename_says_that_one_becomes_a_writer_for_good(register, now):
    one = made(register, now)
    with browser(register, (Role.RECORDER, PHETCHABURI)) as client:
        mark = client.get("/activities").text.split('name="csrf_token" value="')[1].split('"')[0]
        sent = client.post("/activities", data={"csrf_token": mark, "pick": [one.id], "do": "replace"})
        run = sent.headers["location"].partition("?")[0]
        send(client, run, {"do": "preview", "kind": "replace", "find": OLD, "put": NEW})
        assert "แม้เลิกทำภายหลัง" in client.get(run).text


def test_a_person_without_rights_at_all_is_offered_nobody(register, now):
    one = made(register, now)
    reader = person("ผู้อ่าน", Role.OFFICE_ADMIN, PHETCHABURI)
    assert offered(register, now, reader, chosen(register, now, reader, [one.id])) == set()
