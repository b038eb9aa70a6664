"""The pages of destruction lists, at each stage and for each kind of reader."""

from contextlib import ExitStack

import pytest
from sqlalchemy import select

from ropa.retention.tables import holdings
from schemas.access import Role
from tests.support.actors import PHETCHABURI
from tests.support.web import browser
from tests.support.world import DPO

pytestmark = pytest.mark.only_on("sqlite")
#: The numbers that `Road` gives its people.
SECRETARY, CHAIR, HEAD, AUDITOR = 1, 2, 4, 9


def stages(road):
    """Yield the name of each stage that the list has reached."""
    activity = road.activity()
    for _ in range(3):
        road.holding(activity)
    held = road.holding(activity)
    road.make(*[each for each in _ids(road) if each != held], held)
    road.hold(holding_id=held)
    yield "draft"
    road.hand_in(leave=True)
    yield "committee"
    road.advise()
    road.sign()
    road.conclude(leave=True)
    yield "head"
    road.decide(leave_refused=True)
    yield "archives"
    road.send()
    road.answer()
    yield "approved"
    road.cancel()
    yield "cancelled"


def _ids(road):
    with road.database.read(DPO, road.now) as uow:
        return list(uow.connection.scalars(select(holdings.c.id).order_by(holdings.c.id)))


PAGES = ("", "?where=listed&held=1&opinion=destroy", "?check=1", "?cursor=1")
OF_ROLE = {
    SECRETARY: (Role.RECORDER, ("/committee", "/sign", "/archives", "/evidence")),
    CHAIR: (Role.REVIEWER, ("/sign",)),
    HEAD: (Role.APPROVER, ("/decision", "/sign")),
    AUDITOR: (Role.AUDITOR, ()),
}


def test_every_page_of_a_list_opens_at_every_stage_for_whoever_may(register, road):
    with ExitStack() as stack:
        clients = {
            number: stack.enter_context(browser(register, (role, PHETCHABURI), number=number))
            for number, (role, _) in OF_ROLE.items()
        }
        for stage in stages(road):
            ref = road.read().ref
            for number, client in clients.items():
                for path in ("/destruction", *(f"/destruction/{ref}{each}" for each in (*PAGES, *OF_ROLE[number][1]))):
                    answer = client.get(path)
                    assert answer.status_code == 200, (stage, number, path, answer.text[:3000])
            page = clients[AUDITOR].get(f"/destruction/{ref}").text
            assert 'method="post" action="/destruction' not in page
            assert clients[AUDITOR].get(f"/destruction/{ref}/decision").status_code == 403


def test_the_acts_on_a_list_never_show_the_key_of_somebody_without_a_name(register, road):
    road.holding(road.activity())
    road.make(*_ids(road))
    with browser(register, (Role.AUDITOR, PHETCHABURI), number=AUDITOR) as client:
        page = client.get(f"/destruction/{road.read().ref}").text

    assert "จัดทำบัญชี" in page
    assert "person:" not in page


def test_who_has_no_seat_in_the_committee_reads_why_there_is_nothing_to_sign(register, road):
    road.holding(road.activity())
    road.make(*_ids(road))
    road.hand_in(leave=True)
    with browser(register, (Role.REVIEWER, PHETCHABURI), number=AUDITOR) as client:
        page = client.get(f"/destruction/{road.read().ref}/sign").text

    assert "ท่านไม่ได้เป็นกรรมการของบัญชีนี้" in page
