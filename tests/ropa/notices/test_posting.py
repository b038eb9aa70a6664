"""Posting: with what caused it or not at all; once for a cause, a person and a way."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import event, insert, select, update

from ropa.access.tables import people
from ropa.errors import NotFound
from ropa.notices import service
from ropa.notices.tables import notice_outbox, notice_preferences, notices
from schemas.notices import NoticeKind
from tests.support.notices import add_people, notice_for
from tests.support.world import DPO


def rows(database, now, table=notice_outbox):
    with database.read(DPO, now) as uow:
        return uow.connection.execute(select(table)).all()


def test_a_notice_stands_in_the_inbox_and_waits_for_its_mail(register, now):
    one, two = add_people(register, now, 2)
    with register.write(DPO, now) as uow:
        assert service.post(uow, [notice_for(one), notice_for(two)]) == 2

    with register.read(DPO, now) as uow:
        found = service.inbox(uow, one)
    assert [(each.title_th, each.read_at) for each in found.items] == [("ถึงกำหนดทบทวน", None)]
    assert found.unread == 1
    assert {(row.addressee, row.channel, row.state) for row in rows(register, now)} == {
        (one, "email", "waiting"),
        (two, "email", "waiting"),
    }


def test_what_is_undone_is_told_to_nobody(register, now):
    (one,) = add_people(register, now, 1)

    def post_and_fail():
        with register.write(DPO, now) as uow:
            service.post(uow, [notice_for(one)])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        post_and_fail()

    assert rows(register, now) == []
    assert rows(register, now, notices) == []


def test_the_same_cause_is_told_once(register, now):
    one, two = add_people(register, now, 2)
    with register.write(DPO, now) as uow:
        assert service.post(uow, [notice_for(one), notice_for(one)]) == 1
    with register.write(DPO, now) as uow:
        assert service.post(uow, [notice_for(one), notice_for(two)]) == 1
        assert service.post(uow, []) == 0

    assert len(rows(register, now)) == 2


def test_two_who_post_the_same_at_once_tell_it_once(register, now):
    ids = add_people(register, now, 20)
    counts = []

    def post(order):
        with register.write(DPO, now) as uow:
            counts.append(service.post(uow, [notice_for(each) for each in order]))

    threads = [threading.Thread(target=post, args=(order,)) for order in (ids, ids[::-1], ids, ids[::-1])]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert sum(counts) == 20
    assert len(rows(register, now)) == 20


def test_a_thousand_notices_take_few_statements(register, now):
    ids = add_people(register, now, 1000)
    seen = []
    with register.write(DPO, now) as uow:
        event.listen(uow.connection, "before_cursor_execute", lambda *args: seen.append(args[2]))
        assert service.post(uow, [notice_for(each) for each in ids]) == 1000

    assert len(seen) < 20
    assert len(rows(register, now)) == 1000


def test_who_has_no_address_or_wants_no_mail_reads_it_in_the_inbox_only(register, now):
    silent, unreached = add_people(register, now, 2)
    with register.write(DPO, now) as uow:
        uow.connection.execute(update(people).where(people.c.id == unreached).values(email=None))
        values = {"digest": True, "quiet_from": now.time(), "quiet_until": now.time(), "language": "th"}
        uow.connection.execute(
            insert(notice_preferences), {"person_id": silent, "by_email": False, "changed_at": now, **values}
        )
        assert service.post(uow, [notice_for(silent), notice_for(unreached)]) == 2

    assert rows(register, now) == []


def test_quiet_hours_shift_the_mail_but_not_of_a_breach(register, now):
    (one,) = add_people(register, now, 1)
    night = now.replace(hour=22)
    with register.write(DPO, night) as uow:
        later = now + timedelta(days=3)
        service.post(
            uow,
            [
                notice_for(one, "review:1"),
                notice_for(one, "breach:1", kind=NoticeKind.BREACH_CLOCK, is_urgent=True),
                notice_for(one, "later:1", not_before=later),
            ],
        )

    due = {row.cause: row.due_at for row in rows(register, night)}
    assert due["review:1"] == (now + timedelta(days=1)).replace(hour=7)
    assert due["breach:1"] == night
    assert due["later:1"] == later


@pytest.mark.parametrize("path", ["//evil.example", "https://evil.example", "/\\evil.example", "", "/a\nb"])
def test_a_link_leads_nowhere_else(register, now, path):
    (one,) = add_people(register, now, 1)
    with pytest.raises(ValueError, match="review"), register.write(DPO, now) as uow:
        service.post(uow, [notice_for(one, path=path)])


def test_a_notice_is_read_by_its_person_only(register, now):
    one, two = add_people(register, now, 2)
    with register.write(DPO, now) as uow:
        service.post(uow, [notice_for(one), notice_for(one, "other:1")])
        found = service.inbox(uow, one)
        assert service.unread(uow, two) == 0
        with pytest.raises(NotFound):
            service.open_notice(uow, two, found.items[0].id)
        assert service.open_notice(uow, one, found.items[0].id).path == "/activities"
        assert service.unread(uow, one) == 1
        assert service.mark_all_read(uow, one) == 1
        assert service.unread(uow, one) == 0


def test_an_inbox_is_read_page_by_page(register, now):
    (one,) = add_people(register, now, 1)
    with register.write(DPO, now) as uow:
        service.post(uow, [notice_for(one, f"review:{number}") for number in range(5)])
        first = service.inbox(uow, one, limit=3)
        second = service.inbox(uow, one, first.next_cursor, limit=3)

    assert [len(first.items), len(second.items), second.next_cursor] == [3, 2, None]
    assert len({each.id for each in [*first.items, *second.items]}) == 5


def test_notices_of_two_years_ago_are_forgotten_unless_they_wait(register, now):
    (one,) = add_people(register, now, 1)
    long_ago = now - service.KEPT - timedelta(days=1)
    with register.write(DPO, long_ago) as uow:
        service.post(uow, [notice_for(one, "sent:1"), notice_for(one, "waits:1")])
        uow.connection.execute(update(notice_outbox).where(notice_outbox.c.cause == "sent:1").values(state="sent"))
    with register.write(DPO, now) as uow:
        service.post(uow, [notice_for(one, "new:1")])
        assert service.forget_old(uow) == 1

    assert {row.cause for row in rows(register, now)} == {"waits:1", "new:1"}
