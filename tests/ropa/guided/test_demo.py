"""A demonstration: filled, begun anew under people's hands, and never a real register."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from ropa import demonstration
from ropa.access.service_sessions import find_session
from ropa.audit import service_seals
from ropa.db.all_tables import metadata
from ropa.demonstration import BeingMade
from ropa.guided import service_demo_mark
from ropa.guided.service_demo_mark import NotADemonstration
from ropa.jobs import service_turns
from ropa.jobs.deliveries import Deliverer, Indoors
from ropa.jobs.subject_mails import SubjectMails
from ropa.notices.service import post
from ropa.settings import Environment, Settings
from ropa.wiring import carriers_of, wire
from schemas.access import COMMAND_LINE, Role
from schemas.notices import Notice, NoticeChannel, NoticeKind
from tests.support.web import keys_for, start
from tests.support.world import create

#: Beside the three offices of the portal's people.
FEW = 2


def fill(database, now, *, may_mark=False):
    return demonstration.fill(database, keys_for(database), now, may_mark=may_mark, provinces=FEW if may_mark else None)


def counted(database, now, table, *where):
    with database.read(COMMAND_LINE, now) as uow:
        query = sa.select(sa.func.count()).select_from(metadata.tables[table]).where(*where)
        return uow.connection.scalar(query)


@pytest.fixture
def demo(database, now):
    wire()
    fill(database, now, may_mark=True)
    return database


def test_it_has_every_state_and_all_the_work_beside_the_records(demo, now):
    revisions = metadata.tables["revisions"].c
    with demo.read(COMMAND_LINE, now) as uow:
        states = set(uow.connection.scalars(sa.select(revisions.status).distinct()))
        marked, loaded = service_demo_mark.is_marked(uow), service_demo_mark.loaded_at(uow)

    assert {"draft", "submitted", "reviewed", "approved"} <= states
    assert marked
    assert loaded == now
    for table in ("breaches", "subject_requests", "holdings", "destruction_lists", "exchange_lines", "disclosures"):
        assert counted(demo, now, table), table
    assert counted(demo, now, "review_comments")
    assert counted(demo, now, "retention_due")
    assert counted(demo, now, "notices")


def test_beginning_anew_takes_what_people_did_and_leaves_them_signed_in(demo, now):
    before = counted(demo, now, "activities")
    secret = start(demo, (Role.RECORDER, 59), number=7, now=now)
    created = create(demo, now, office_id=59).id
    assert counted(demo, now, "activities") == before + 1

    fill(demo, now + timedelta(minutes=5))

    with demo.read(COMMAND_LINE, now) as uow:
        assert find_session(uow, secret) is not None
    activities = metadata.tables["activities"].c
    assert counted(demo, now, "activities", activities.id == created) == 0
    assert counted(demo, now, "activities") == before


def test_beginning_anew_leaves_the_guards_of_the_trail_and_of_approvals_in_place(demo, now):
    fill(demo, now + timedelta(minutes=5))

    for table in ("audit_events", "approvals", "breach_events"):
        with pytest.raises(sa.exc.DatabaseError), demo.engine.begin() as connection:
            connection.execute(sa.delete(metadata.tables[table]))


def test_work_goes_on_after_beginning_anew(demo, now):
    fill(demo, now + timedelta(minutes=5))

    made = create(demo, now + timedelta(minutes=6), office_id=59)

    assert made.ref
    with demo.read(COMMAND_LINE, now + timedelta(minutes=7)) as uow:
        assert service_seals.verify(uow, keys_for(demo)).broken is None


def test_a_register_that_somebody_worked_in_is_never_filled_and_never_wiped(register, now):
    made = create(register, now, office_id=59).id

    for may_mark in (False, True):
        with pytest.raises(NotADemonstration):
            fill(register, now, may_mark=may_mark)

    assert counted(register, now, "activities", metadata.tables["activities"].c.id == made) == 1


def test_an_empty_register_is_marked_only_by_who_says_so(database, now):
    with pytest.raises(NotADemonstration):
        fill(database, now)


def test_two_who_begin_anew_at_once_are_told_apart_whatever_process_they_are(demo, now):
    turn = demonstration.begin(demo, now, COMMAND_LINE)
    before = counted(demo, now, "audit_events")
    with pytest.raises(BeingMade, match="made anew already"):
        fill(demo, now)
    assert counted(demo, now, "audit_events") == before, "nothing was begun"
    with demo.read(COMMAND_LINE, now) as uow:
        assert demonstration.is_being_made(uow)
    # The process that had the turn has died: after ten minutes it is free.
    later = now + timedelta(minutes=11)
    other = demonstration.begin(demo, later, COMMAND_LINE)
    assert other != turn
    with demo.write(COMMAND_LINE, later) as uow:
        service_turns.give_back(uow, demonstration.TURN, turn)
        assert demonstration.is_being_made(uow), "who lost the turn gives back nothing"


def test_a_fault_gives_the_turn_back_and_leaves_all_as_it_was(demo, now, monkeypatch):
    def fail(*_):
        raise ValueError

    before = counted(demo, now, "activities")
    monkeypatch.setattr(demonstration, "_build", fail)
    with pytest.raises(ValueError):  # noqa: PT011  # its own
        fill(demo, now)
    assert counted(demo, now, "activities") == before
    with demo.read(COMMAND_LINE, now) as uow:
        assert not demonstration.is_being_made(uow)


def test_nothing_of_a_demonstration_leaves_whatever_is_set(demo, now):
    settings = Settings(
        env=Environment.TEST,
        database_url=demo.url,
        demo=True,
        smtp_url="smtp://127.0.0.1:9",
        mail_from="ropa@example.invalid",
        line_channel_token="token",
    )
    carriers = carriers_of(settings)
    assert set(carriers) == set(NoticeChannel)
    assert all(isinstance(each, Indoors) for each in carriers.values())
    with demo.write(COMMAND_LINE, now) as uow:
        person = uow.connection.scalar(sa.select(metadata.tables["people"].c.id).limit(1))
        uow.connection.execute(sa.update(metadata.tables["people"]).values(email="somebody@example.invalid"))
        post(
            uow, [Notice(cause="test:1", kind=NoticeKind.ASSIGNED, person_id=person, title_th="ทดสอบ", title_en="Test")]
        )
    later = now + timedelta(days=1)
    told = Deliverer(demo, keys_for(demo), COMMAND_LINE, later).run(carriers)
    assert told.startswith("dropped ")
    outbox = metadata.tables["notice_outbox"].c
    assert counted(demo, later, "notice_outbox", outbox.cause == "test:1", outbox.reason == "demonstration") == 1
    assert counted(demo, later, "notice_outbox", outbox.state.in_(["waiting", "sent", "failed"])) == 0
    assert SubjectMails(demo, keys_for(demo), COMMAND_LINE, later).run(carriers) == ""
