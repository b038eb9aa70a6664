"""What was refused, and what went out, stands in the trail."""

import asyncio
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from ropa.web.denials import Denials
from ropa.web.running import Runner
from schemas.access import COMMAND_LINE, Role
from tests.support.actors import PHETCHABURI, somebody
from tests.support.web import browser
from tests.support.world import create

pytestmark = pytest.mark.only_on("sqlite")


def entries(database, action):
    with database.read(COMMAND_LINE, datetime.now(UTC)) as uow:
        query = text("SELECT actor_id, subject, details FROM audit_events WHERE action = :action ORDER BY id")
        return [
            (row.actor_id, row.subject, bytes(row.details).decode())
            for row in uow.connection.execute(query, {"action": action})
        ]


def test_a_person_who_tries_what_is_not_theirs_leaves_a_trace(register):
    with browser(register, (Role.RECORDER, PHETCHABURI)) as client:
        for _ in range(3):
            assert client.get("/people").status_code == 403
        assert client.get("/trail").status_code == 403
    found = entries(register, "access.denied")

    assert {subject for _, subject, _ in found} == {"GET /people", "GET /trail"}
    assert all(actor.startswith("person:") for actor, _, _ in found)


def test_a_thousand_tries_make_a_handful_of_entries(register):
    async def try_hard():
        denials = Denials(Runner(register, 2))
        for _ in range(1000):
            denials.note(somebody(Role.RECORDER, PHETCHABURI), "GET /people")
            await asyncio.sleep(0)
        await denials.close()

    asyncio.run(try_hard())
    found = entries(register, "access.denied")
    assert len(found) <= 3
    assert sum(int(details.removeprefix('{"count":').removesuffix("}")) for _, _, details in found) == 1000


def test_what_goes_out_of_the_register_is_told(register, now):
    made = create(register, now, office_id=PHETCHABURI)
    with browser(register, (Role.AUDITOR, 0)) as client:
        for file in (f"activities/{made.id}/form.xlsx", "register.xlsx"):
            assert client.get(f"/api/v1/{file}").status_code == 200
    found = entries(register, "register.exported")

    assert [subject for _, subject, _ in found] == [made.ref, "register"]
    assert '"file":"form.xlsx"' in found[0][2]


def test_a_drawing_that_is_downloaded_is_told_and_one_that_a_page_shows_is_not(register, now):
    made = create(register, now, office_id=PHETCHABURI, steps=1)
    path = f"/api/v1/activities/{made.id}/dfd.svg"
    with browser(register, (Role.AUDITOR, 0)) as client:
        assert client.get(path, headers={"Sec-Fetch-Dest": "image"}).status_code == 200
        assert entries(register, "register.exported") == []
        assert client.get(path, headers={"Sec-Fetch-Dest": "document"}).status_code == 200
        assert client.get(path).status_code == 200
    found = entries(register, "register.exported")

    assert [subject for _, subject, _ in found] == [made.ref, made.ref]
