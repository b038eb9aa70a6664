"""Taking in a request: clocks by right, what is sealed, what is refused, the same request twice, who sees it."""

import dataclasses
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from sqlalchemy import func, select, text

from ropa.audit.tables import audit_events
from ropa.db.ids import new_id
from ropa.errors import Conflict, Forbidden, Invalid, NotFound
from ropa.requests import service, service_events, service_identity, service_person, service_submissions
from ropa.requests.tables import request_events, subject_requests
from schemas.access import Channel, Role
from schemas.request_terms import IdentityLevel, RequestChannel, RequestEventKind, RequestState
from schemas.requests import (
    AgeBand,
    IdentityInput,
    PersonChange,
    PersonSearch,
    RequesterKind,
    RequestFilter,
    Right,
)
from tests.support.actors import PHETCHABURI, PRACHUAP, person, somebody
from tests.support.subject_requests import HEAD, OFFICER, REQUESTER, a_parent, an_agent, asked, take_in, who
from tests.support.web import keys_for, national_id


def everything(database):
    """Return every text and blob of the tables of requests and of the trail, as a thief of the file would read it."""
    with database.engine.connect() as connection:
        rows = [
            *connection.execute(select(subject_requests)),
            *connection.execute(select(request_events)),
            *connection.execute(select(audit_events)),
        ]
    return b"\n".join(
        cell if isinstance(cell, bytes) else str(cell).encode() for row in rows for cell in row if cell is not None
    )


def test_each_right_has_its_own_last_day_and_the_earliest_is_that_of_the_request(register):
    # 31 January in Bangkok, still 30 January in London.
    received = datetime(2026, 1, 30, 18, 0, tzinfo=UTC)

    made = take_in(register, received + timedelta(days=2), Right.ACCESS, Right.ERASURE, received_at=received)

    assert made.ref == "DSR-2569-0001"
    assert made.received_on == date(2026, 1, 31)
    assert [(each.seq, each.limit_days, each.due_on) for each in made.rights] == [
        (1, 30, date(2026, 3, 2)),
        (2, 90, date(2026, 5, 1)),
    ]
    assert (made.due_on, made.days_left, made.is_late) == (date(2026, 3, 2), 28, False)
    assert (made.state, made.identity_level) == (RequestState.RECEIVED, IdentityLevel.CLAIMED)


def test_nothing_in_the_database_tells_who_asked(register, now):
    made = take_in(register, now, Right.ACCESS, person=who(email="somebody@example.org", address="บ้านเลขที่ 99"))
    with register.write(OFFICER, now) as uow:
        found = service_person.person(uow, keys_for(register), made.id, "โทรนัดรับเอกสาร")

    assert found.name == REQUESTER
    assert found.wishes[0].text == "ขอเข้าถึงและขอรับสำเนาข้อมูล"
    kept = everything(register)
    for word in (REQUESTER, national_id(900), "somebody@example.org", "บ้านเลขที่ 99", "ขอเข้าถึง", "020000000"):
        assert word.encode() not in kept
    with register.read(HEAD, now) as uow:
        last = service_events.read(uow, made.id).items[-1]
    assert (last.kind, last.note) == (RequestEventKind.PERSON_READ, "โทรนัดรับเอกสาร")


def test_a_sealed_person_opens_for_no_other_request_and_with_no_other_key(register, now):
    one, other = take_in(register, now), take_in(register, now, number=901)
    with register.engine.begin() as connection:
        query = select(subject_requests.c.sealed).where(subject_requests.c.id == one.id)
        moved = {"sealed": connection.scalar(query)}
        connection.execute(subject_requests.update().where(subject_requests.c.id == other.id).values(moved))

    with register.read(HEAD, now) as uow, pytest.raises(Conflict):
        service_person.opened(uow, keys_for(register), other.id)


def test_every_fault_is_told_and_nothing_is_half_saved(register, now):
    given = asked(
        person=who(national_id="1234567890123"),
        requester=RequesterKind.AGENT,
        received_at=now + timedelta(days=1),
        activity_ids=["nothing"],
        owner_id="nobody",
    )

    with register.write(OFFICER, now) as uow, pytest.raises(Invalid) as refused:
        service.receive(uow, keys_for(register), given)

    assert {each.pointer for each in refused.value.problems} == {
        "/received_at",
        "/person/agent",
        "/person/national_id",
        "/activity_ids/0",
        "/owner_id",
    }
    assert "1234567890123" not in str(refused.value)
    with register.engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(subject_requests)) == 0
        assert connection.scalar(select(func.count()).select_from(request_events)) == 0
    # The number of the refused one is given again.
    assert take_in(register, now).ref == "DSR-2569-0001"


def test_only_who_takes_in_requests_of_the_office_may(register, now):
    for actor in (person("elsewhere", Role.RECORDER, PRACHUAP), person("auditor", Role.AUDITOR, PHETCHABURI)):
        with register.write(actor, now) as uow, pytest.raises(Forbidden):
            service.receive(uow, keys_for(register), asked())
    made = take_in(register, now)
    with register.read(person("elsewhere", Role.DPO, PRACHUAP), now) as uow:
        assert service.page(uow).items == []
        with pytest.raises(NotFound):
            service.read(uow, made.id)
    with register.write(person("auditor", Role.AUDITOR, PHETCHABURI), now) as uow:
        assert service.read(uow, made.id).ref == made.ref
        with pytest.raises(Forbidden):
            service.person(uow, keys_for(register), made.id, "อยากรู้")


def test_a_system_sends_by_its_channel_and_vouches_for_no_document(register, now):
    machine = somebody(Role.SERVICE, PHETCHABURI)
    made = take_in(register, now, actor=machine, channel=RequestChannel.COUNTER)
    assert made.channel is RequestChannel.API
    for level in (IdentityLevel.VERIFIED, IdentityLevel.DOCUMENT_SEEN, IdentityLevel.PORTAL):
        seen = IdentityInput(level=level, how="ระบบ")
        with register.write(machine, now) as uow, pytest.raises(Invalid) as refused:
            service.receive(uow, keys_for(register), asked(identity=seen))
        assert [each.pointer for each in refused.value.problems] == ["/identity/level"]
    program = msgspec.structs.replace(OFFICER, channel=Channel.TOKEN)
    seen = IdentityInput(level=IdentityLevel.VERIFIED, how="ระบบ", representative_checked_on=now.date())
    with register.write(program, now) as uow, pytest.raises(Invalid) as refused:
        service_identity.check(uow, made.id, seen)
    assert [each.pointer for each in refused.value.problems] == ["/level", "/representative_checked_on"]
    with register.write(OFFICER, now) as uow, pytest.raises(Invalid) as refused:
        service.receive(uow, keys_for(register), asked(channel=RequestChannel.PUBLIC_FORM))
    assert [each.pointer for each in refused.value.problems] == ["/channel"]


def test_the_same_request_sent_twice_is_one_and_another_day_it_is_another(register, now):
    keys = keys_for(register)
    machine = somebody(Role.SERVICE, PHETCHABURI)

    def send(moment, key=None, **more):
        with register.write(machine, moment) as uow:
            made, new = service_submissions.receive_once(uow, keys, asked(**more), key)
        return made.id, new

    first, new = send(now)
    assert new
    assert send(now + timedelta(minutes=9)) == (first, False)
    assert send(now + timedelta(minutes=11))[1]
    keyed, _ = send(now, "a-key")
    assert send(now + timedelta(hours=23), "a-key") == (keyed, False)
    with pytest.raises(Invalid):
        send(now, "a-key", number=905)
    with register.write(machine, now + timedelta(days=5)) as uow:
        assert service_submissions.forget_old(uow) == 2


def test_a_form_sent_twice_is_one_request_and_with_other_words_another(register, now):
    keys, form_id = keys_for(register), new_id(now)

    def send(moment, number=900, actor=OFFICER, **more):
        with register.write(actor, moment) as uow:
            return service.receive(uow, keys, asked(number=number), **more).id

    first = send(now, request_id=form_id)
    assert send(now + timedelta(hours=1), request_id=form_id) == first
    assert send(now, 901, request_id=form_id) != first
    elsewhere = send(now, submission_id="form-1")
    assert send(now, 902, submission_id="form-1") == elsewhere
    with pytest.raises(NotFound):
        send(now, actor=HEAD, submission_id="form-1")


def test_earlier_requests_of_the_same_person_are_found_without_a_name(register, now):
    one = take_in(register, now, number=910)
    two = take_in(register, now, Right.ERASURE, number=910)
    take_in(register, now, number=911)
    keys = keys_for(register)

    with register.write(OFFICER, now) as uow:
        assert service.read(uow, two.id).earlier == 1
        found = service.page(uow, RequestFilter(same_person_as=two.id))
        searched = service_person.search(uow, keys, PersonSearch(national_id=national_id(910), why="โทรมาติดตามเรื่อง"))
    assert [each.id for each in found.items] == [one.id]
    assert {each.id for each in searched.items} == {one.id, two.id}
    assert national_id(910).encode() not in everything(register)
    elsewhere = person("elsewhere", Role.DPO, PRACHUAP)
    with register.write(elsewhere, now) as uow:
        assert service_person.search(uow, keys, PersonSearch(national_id=national_id(910), why="ก")).items == []


def test_the_list_begins_with_what_is_due_first_page_by_page(register, now):
    made = [
        take_in(register, now, right, received_at=now - timedelta(days=days), number=number)
        for number, (right, days) in enumerate(
            [(Right.ERASURE, 0), (Right.ACCESS, 40), (Right.ACCESS, 10), (Right.ERASURE, 80)], 920
        )
    ]
    with register.read(HEAD, now) as uow:
        first = service.page(uow, limit=3)
        rest = service.page(uow, cursor=first.next_cursor, limit=3)
        late = service.page(uow, RequestFilter(is_late=True))
        erasures = service.page(uow, RequestFilter(right=Right.ERASURE, newest_first=True), limit=1)
        with pytest.raises(Invalid):
            service.page(uow, cursor="\x00")
    assert [each.id for each in first.items + rest.items] == [made[index].id for index in (1, 3, 2, 0)]
    assert rest.next_cursor is None
    assert [each.id for each in late.items] == [made[1].id]
    assert [each.id for each in erasures.items] == [made[3].id]


def test_identity_that_is_proven_begins_the_work_and_a_false_document_takes_it_back(register, now):
    made = take_in(register, now, person=who(agent=an_agent(Right.ACCESS)), requester=RequesterKind.AGENT)
    assert made.identity_gaps == ["identity", "age", "authority"]
    seen = IdentityInput(level=IdentityLevel.DOCUMENT_SEEN, how="เห็นบัตร", age_band=AgeBand.ADULT)

    with register.write(OFFICER, now) as uow:
        half = service_identity.check(uow, made.id, seen)
        assert (half.identity_gaps, half.state) == (["authority"], RequestState.RECEIVED)
        checked = IdentityInput(level=IdentityLevel.VERIFIED, how="โทรกลับ", representative_checked_on=now.date())
        done = service_identity.check(uow, made.id, checked, half.version)
        assert (done.identity_gaps, done.state) == ([], RequestState.WORKING)
        false = service_identity.check(uow, made.id, IdentityInput(level=IdentityLevel.NONE, how="บัตรปลอม"))
        assert false.identity_gaps == ["identity", "authority"]
        with pytest.raises(Invalid) as refused:
            service_identity.check(
                uow,
                made.id,
                IdentityInput(
                    level=IdentityLevel.PORTAL,
                    how="ก",
                    age_band=AgeBand.UNDER_10,
                    representative_checked_on=now.date() + timedelta(days=2),
                ),
            )
    assert {each.pointer for each in refused.value.problems} == {"/level", "/age_band", "/representative_checked_on"}


def test_another_representative_is_checked_again_and_the_trail_names_fields_alone(register, now):
    parent = a_parent(checked_on=now.date())
    made = take_in(
        register, now, person=who(guardian=parent), requester=RequesterKind.GUARDIAN, age_band=AgeBand.UNDER_10
    )
    assert made.representative_checked_on == now.date()
    corrected = PersonChange(
        person=who(guardian=a_parent(name="ผู้ปกครอง อีกคน")),
        requester=RequesterKind.GUARDIAN,
        age_band=AgeBand.UNDER_10,
        why="แก้ชื่อผู้แทน",
    )

    with register.write(OFFICER, now) as uow:
        saved = service_person.change_person(uow, keys_for(register), made.id, corrected, made.version)
        told = service_events.read(uow, made.id).items[-1]

    assert saved.representative_checked_on is None
    assert saved.identity_gaps == ["identity", "guardian"]
    assert told.details == {"fields": ["guardian"]}
    assert "อีกคน".encode() not in everything(register)


def test_the_timeline_is_written_once_and_requests_stay(register, now):
    made = take_in(register, now)
    for statement in (
        "UPDATE request_events SET note = 'x'",
        "DELETE FROM request_events",
        f"DELETE FROM subject_request_rights WHERE request_id = '{made.id}'",  # noqa: S608 - a constant id
        f"DELETE FROM subject_requests WHERE id = '{made.id}'",  # noqa: S608 - as above
        "UPDATE subject_requests SET ref = 'DSR-2569-9999'",
    ):
        with pytest.raises(Exception, match=r"kept|fixed|frozen|evidence"), register.engine.begin() as connection:
            connection.execute(text(statement))


def test_notes_hide_numbers_and_names_that_slip_in(register, now):
    made = take_in(register, now)
    with register.write(OFFICER, now) as uow:
        service_events.add(uow, made.id, RequestEventKind.NOTE, f"นายสมมุติ ตัวอย่าง เลข {national_id(900)} โทรมา")
        note = service_events.read(uow, made.id).items[-1].note
    assert note is not None
    assert national_id(900) not in note
    assert "สมมุติ" not in note


def test_a_request_sent_again_is_shown_to_who_may_read_it_and_no_change_of_keys_makes_a_second(register, now):
    keys = keys_for(register)
    with register.write(OFFICER, now) as uow:
        made, _ = service_submissions.receive_once(uow, keys, asked(), "k1")
    moved = person("officer", Role.RECORDER, PRACHUAP)
    with register.write(moved, now) as uow, pytest.raises(NotFound):
        service_submissions.receive_once(uow, keys, asked(), "k1")
    with register.write(OFFICER, now) as uow:
        service.receive(uow, keys, asked(number=901), submission_id="f" * 36)
    with register.write(moved, now) as uow, pytest.raises(NotFound):
        service.receive(uow, keys, asked(number=901), submission_id="f" * 36)
    with register.write(OFFICER, now) as uow:
        rekeyed = dataclasses.replace(keys, id=b"n" * 32)
        assert service_submissions.receive_once(uow, rekeyed, asked(), "k1")[0].id == made.id
        with pytest.raises(Invalid, match="another body"):
            service_submissions.receive_once(uow, dataclasses.replace(keys, secret=b"n" * 32), asked(), "k1")
