"""Ten thousand wrong sign-ins: each refused, told in the trail in a handful of entries, and nobody else waits."""

from datetime import UTC, datetime

import pytest
from litestar.testing import TestClient
from sqlalchemy import text

from schemas.access import COMMAND_LINE, Role
from tests.support.actors import PHETCHABURI
from tests.support.web import HTML, browser
from tests.support.world import make_app


def flood(register, count):
    """Send wrong tokens and return how the trail tells of them."""
    with TestClient(make_app(register)) as client:
        for number in range(count):
            answer = client.post("/sso/diw", data={"diwtoken": f"a.b.{number}"}, headers=HTML)
            assert answer.status_code == 400
    with register.read(COMMAND_LINE, datetime.now(UTC)) as uow:
        return uow.connection.execute(text("SELECT details FROM audit_events WHERE action = 'sign_in.refused'")).all()


@pytest.mark.only_on("sqlite")
def test_a_flood_of_wrong_sign_ins_is_refused_and_told_in_few_entries(register):
    entries = flood(register, 300)

    assert len(entries) <= 5
    assert sum(int(bytes(row.details).rpartition(b":")[2].rstrip(b"}")) for row in entries) == 300
    with browser(register, (Role.RECORDER, PHETCHABURI)) as person:
        assert person.get("/").status_code == 200


@pytest.mark.campaign
@pytest.mark.only_on("sqlite")
def test_ten_thousand_wrong_sign_ins(register):
    entries = flood(register, 10_000)

    assert len(entries) <= 60
    assert sum(int(bytes(row.details).rpartition(b":")[2].rstrip(b"}")) for row in entries) == 10_000
