"""Anybody who signed in reports a breach, with a role or without one."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from schemas.thai_dates import format_thai_date
from tests.support.actors import PRACHUAP
from tests.support.web import browser, form_key_of, send


@pytest.mark.only_on("sqlite")  # what differs is a right, and no query
def test_who_has_no_role_yet_reports_of_any_office_and_sees_nothing_else(register):
    then = datetime.now(UTC) - timedelta(hours=3)
    with browser(register) as client:
        assert 'href="/breaches/new"' in client.get("/").text
        page = client.get("/breaches/new")
        fields = {
            "form_key": form_key_of(page),
            "title": "พบแฟ้มในที่สาธารณะ",
            "certainty": "aware",
            "aware_at_day": format_thai_date(then.date()),
            "aware_at_time": "00:00:07",
            "office_id": str(PRACHUAP),
        }
        found = send(client, "/breaches/new", {**fields, "do": "search", "q": "งาน"}, at="/breaches/new")
        made = send(client, "/breaches/new", fields, at="/breaches/new")
        drill = send(
            client, "/breaches/new", {**fields, "form_key": form_key_of(client.get("/breaches/new")), "is_drill": "1"}
        )
        assert client.get("/breaches").status_code == 403

    assert (page.status_code, found.status_code, drill.status_code) == (200, 200, 403)
    assert (made.status_code, made.headers["location"]) == (303, "/breaches/new?said=reported")
    with register.engine.connect() as connection:
        rows = connection.execute(text("SELECT office_id, aware_at FROM breaches")).all()
    assert [(office, str(aware)[17:19]) for office, aware in rows] == [(PRACHUAP, "07")]
