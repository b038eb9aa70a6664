"""One record moves alone, with everything of it, for who has the right at both offices."""

import pytest
from sqlalchemy import select

from ropa.activities import service as activities
from ropa.activities.tables_offices import activity_offices
from ropa.audit.tables import audit_events
from ropa.errors import Forbidden, NotFound
from ropa.reorganisations import service_moves
from schemas.access import Role
from schemas.reorganisation import MoveInput
from tests.support.actors import PHETCHABURI, PRACHUAP, person, somebody
from tests.support.world import activity_input, create, update_of

DPO = person("ดีพีโอ", Role.DPO)


def test_one_record_moves_with_its_draft_its_reading_and_a_reason(register, now):
    made = create(register, now)

    with register.write(DPO, now) as uow:
        moved = service_moves.move(uow, made.id, MoveInput(office_id=PRACHUAP, reason="โอนงาน"))

    assert (moved.office_id, moved.version) == (PRACHUAP, made.version + 1)
    with register.read(DPO, now) as uow:
        past = uow.connection.execute(select(activity_offices)).one()
        said = uow.connection.execute(select(audit_events).where(audit_events.c.action == "activity.moved")).one()
    assert (past.office_id, past.until_at, past.reason) == (PHETCHABURI, now, "โอนงาน")
    assert said.subject == f"activity:{made.id}"
    with register.write(somebody(Role.RECORDER, PRACHUAP), now) as uow:
        activities.replace(uow, made.id, moved.version, update_of(activity_input(office_id=PRACHUAP)))


@pytest.mark.parametrize("held", [PHETCHABURI, PRACHUAP])
def test_a_record_moves_only_for_who_has_the_right_at_both_offices(register, now, held):
    made = create(register, now)

    with register.write(person("ก", Role.DPO, held), now) as uow, pytest.raises((Forbidden, NotFound)):
        service_moves.move(uow, made.id, MoveInput(office_id=PRACHUAP, reason="โอนงาน"))
    with register.write(somebody(Role.DPO), now) as uow, pytest.raises(Forbidden):
        service_moves.move(uow, made.id, MoveInput(office_id=PRACHUAP, reason="ด้วยโทเคน"))
