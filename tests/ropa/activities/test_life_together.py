"""A hundred people press the same button: exactly one wins each step, and nothing that was decided is lost."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import msgspec
import pytest
from sqlalchemy import func, select

from ropa.activities import service, service_life
from ropa.activities.tables_life import approvals, life_steps
from ropa.audit.tables import audit_events
from ropa.errors import Busy, Conflict, PreconditionFailed
from ropa.samples import filled_forms
from schemas.access import Role
from schemas.document import ActivityInput
from schemas.life import LifeStep
from tests.support.actors import PHETCHABURI, person
from tests.support.lives import OFFICER, RECORDER

PEOPLE = 100
AT_ONCE = 16


@pytest.mark.parametrize("seen", [True, False], ids=["with the version seen", "by the state alone"])
def test_a_hundred_people_take_each_step_and_one_wins(register, now, seen):
    data = msgspec.json.decode(filled_forms()[0].read_bytes(), type=ActivityInput)
    with register.write(RECORDER, now) as uow:
        key = service.create(uow, msgspec.structs.replace(data, office_id=PHETCHABURI)).id

    for number, (role, step) in enumerate(
        ((Role.RECORDER, LifeStep.SUBMIT), (Role.REVIEWER, LifeStep.REVIEW), (Role.APPROVER, LifeStep.APPROVE)), 1
    ):
        start = Barrier(AT_ONCE)

        def press(
            name: int, step=step, role=role, start=start, version=number if seen else None
        ) -> type[Exception] | None:
            if name < AT_ONCE:
                start.wait()
            while True:
                try:
                    with register.write(person(f"{role}{name}", role, PHETCHABURI), now) as uow:
                        service_life.take_step(uow, key, step, version=version)
                except Busy:
                    continue
                except (Conflict, PreconditionFailed) as error:
                    return type(error)
                return None

        with ThreadPoolExecutor(AT_ONCE) as pool:
            said = list(pool.map(press, range(PEOPLE)))
        assert said.count(None) == 1, step
        assert len(said) == PEOPLE

    with register.read(OFFICER, now) as uow:
        steps = uow.connection.execute(select(life_steps.c.step, func.count()).group_by(life_steps.c.step)).all()
        told = uow.connection.scalar(select(func.count()).where(audit_events.c.action == "activity.approved"))
        assert uow.connection.scalar(select(func.count()).select_from(approvals)) == 1
        assert service.read(uow, key).version == 4
    assert {tuple(each) for each in steps} == {("submit", 1), ("review", 1), ("approve", 1)}
    assert told == 1
