"""The two pages without an account, through the whole application, as somebody without JavaScript sends them."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from httpx import Response
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import text

from ropa.breaches import service_links
from ropa.db.unit_of_work import Database
from schemas.access import Role
from schemas.breach_reports import LinkInput
from tests.support.actors import PHETCHABURI, somebody
from tests.support.quick_apps import quick_app
from tests.support.web import HTML, form_key_of
from tests.support.world import settings_for

PUBLIC = "/report-breach"


@contextmanager
def visitor(register: Database, **settings: Any) -> Iterator[TestClient[Litestar]]:
    """Somebody without an account; the public form is shown unless `settings` say otherwise."""
    made = replace(settings_for(register.url), **{"public_reports": True} | settings)
    with TestClient(quick_app(made, register), raise_server_exceptions=False) as client:
        client.headers.update(HTML)
        client.follow_redirects = False
        yield client


def send(client: TestClient[Litestar], path: str, key: str | None = None, **fields: str) -> Response:
    key = key or form_key_of(client.get(path))
    return client.post(path, data={"form_key": key, **fields})


def count(register: Database, table: str) -> int:
    with register.engine.connect() as connection:
        return int(connection.scalar(text(f"SELECT count(*) FROM {table}")) or 0)  # noqa: S608 - names from this file


def path_of_link(register: Database) -> str:
    with register.write(somebody(Role.DPO), datetime.now(UTC)) as uow:
        return service_links.make(uow, LinkInput(office_id=PHETCHABURI, processor_name="บริษัท <ก>", days=30)).path


def processor(**more: str) -> dict[str, str]:
    said = {"knew_at_day": "1 ม.ค. 2569", "knew_at_time": "09:30:15", "what": "แฟ้มหาย", "contact": "02 000 0000"}
    return said | more


def test_the_public_form_is_there_only_where_the_settings_show_it(register):
    with visitor(register, public_reports=False) as client:
        assert client.get(PUBLIC).status_code == 404
        assert client.post(PUBLIC, data={"what": "ก"}).status_code == 404
    with visitor(register) as client:
        page = client.get(PUBLIC)
        assert page.status_code == 200
        assert "แจ้งเหตุข้อมูลส่วนบุคคลรั่วไหล" in page.text
        assert page.headers["x-robots-tag"] == "noindex"


def test_anybody_reports_and_it_waits_without_a_clock(register):
    with visitor(register) as client:
        key = form_key_of(client.get(PUBLIC))
        first = send(client, PUBLIC, key, what="พบรายชื่อ <b>ผู้สมัคร</b>", contact="081 000 0000")
        again = send(client, PUBLIC, key, what="พบรายชื่อ <b>ผู้สมัคร</b>", contact="081 000 0000")

    assert [each.status_code for each in (first, again)] == [200, 200]
    assert "ได้รับรายงานแล้ว" in again.text
    assert (count(register, "breach_reports"), count(register, "breaches")) == (1, 0)
    assert count(register, "breach_reports WHERE count = 1") == 1


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"what": " "}, "เขียนสั้น ๆ ว่าเกิดอะไรขึ้น"),
        ({"what": "ก" * 2_001}, "2000"),
        ({"what": "ก", "leave_empty": "x"}, "ช่องนี้ต้องเว้นว่าง"),
        ({"what": "ก", "office_id": "999999"}, ""),
        ({"what": "ก", "office_id": "x"}, ""),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(register, fields, fault):
    with visitor(register) as client:
        answer = send(client, PUBLIC, contact="081 000 0000", **fields)

    assert answer.status_code == 422
    assert fault in answer.text
    assert "081 000 0000" in answer.text
    assert count(register, "breach_reports") == 0


def test_too_many_from_one_place_are_told_when_to_come_again_and_keep_their_words(register):
    with visitor(register) as client:
        key = form_key_of(client.get(PUBLIC))
        send(client, PUBLIC, key, what="เรื่องแรก")
        with register.engine.begin() as connection:
            connection.execute(text("UPDATE public_rates SET count = 10 WHERE who != '*'"))
        refused = send(client, PUBLIC, what="เรื่องที่สอง")

    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= 3600
    assert "เรื่องที่สอง" in refused.text
    assert count(register, "breach_reports") == 1


def test_a_form_of_another_site_is_refused(register):
    link = path_of_link(register)
    with visitor(register) as client:
        for path, fields in ((PUBLIC, {"what": "ก"}), (link, processor())):
            answer = client.post(path, data=fields, headers={"Origin": "https://elsewhere.example"})
            assert answer.status_code == 403
    assert (count(register, "breach_reports"), count(register, "breaches")) == (0, 0)


def test_a_body_that_is_no_form_of_ours_is_refused(register):
    with visitor(register) as client:
        assert client.post(PUBLIC, data={f"f{number}": "x" for number in range(40)}).status_code == 413
        assert client.post(PUBLIC, data={"what": "ก" * 40_000}).status_code == 413
        assert client.post(
            PUBLIC, content=b"\xff\xfe=%ff", headers={"content-type": "application/x-www-form-urlencoded"}
        ).status_code in {400, 422}


def test_a_processor_reports_by_its_link_once_to_the_second_and_gets_its_proof(register):
    path = path_of_link(register)
    with visitor(register, public_reports=False) as client:
        page = client.get(path)
        key = form_key_of(page)
        answers = [send(client, path, key, **processor()) for _ in range(2)]

    assert "บริษัท &lt;ก&gt;" in page.text
    assert all("BREACH-" in each.text and each.status_code == 200 for each in answers)
    assert count(register, "breaches WHERE phase = 'suspected' AND source = 'processor' AND aware_at IS NULL") == 1
    with register.engine.connect() as connection:
        details = str(connection.scalar(text("SELECT details FROM breaches")))
    assert "2026-01-01T02:30:15Z" in details or "2026-01-01T09:30:15+07:00" in details


def test_other_words_of_the_same_form_are_another_report_and_none_is_lost(register):
    path = path_of_link(register)
    with visitor(register) as client:
        key = form_key_of(client.get(PUBLIC))
        public = [send(client, PUBLIC, key, what=words) for words in ("เรื่องแรก", "เรื่องที่สอง", "เรื่องที่สอง")]
        key = form_key_of(client.get(path))
        told = [send(client, path, key, **processor(what=words)) for words in ("แฟ้มหาย", "แฟ้มถูกขาย", "แฟ้มถูกขาย")]

    assert [each.status_code for each in public + told] == [200] * 6
    assert count(register, "breach_reports") == count(register, "breach_reports WHERE count = 1") == 2
    assert count(register, "breaches") == 2
    proofs = [re.findall(r"BREACH-\d+-\d+", each.text)[0] for each in told]
    assert proofs[0] != proofs[1] == proofs[2]


@pytest.mark.case("F.1", 9)
def test_a_buddhist_year_is_read_in_a_form_and_a_future_one_refused(register):
    path = path_of_link(register)
    with visitor(register) as client:
        future = send(client, path, **processor(knew_at_day="1 ม.ค. 2999"))
        missing = send(client, path, **processor(knew_at_time=""))

    assert [future.status_code, missing.status_code] == [422, 422]
    assert "กรอกทั้งวันที่และเวลา" in missing.text
    assert count(register, "breaches") == 0


def test_a_link_that_counts_no_more_is_not_there_and_no_token_is_logged(register, caplog, monkeypatch):
    path = path_of_link(register)

    def broken(*_: object) -> None:
        raise RuntimeError("a fault of the program")

    with visitor(register) as client, caplog.at_level(logging.DEBUG):
        assert client.get("/report/" + "x" * 43).status_code == 404
        monkeypatch.setattr(service_links, "report", broken)
        assert send(client, path, **processor()).status_code == 500
    assert "fault in POST /report/…" in caplog.text
    token = path.removeprefix("/report/")
    assert token not in "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("ropa"))


def test_a_refused_report_does_not_hand_the_link_on_in_another_address(register):
    path = path_of_link(register)
    with visitor(register) as client:
        refused = client.post(path, data={"form_key": "not one of ours", "what": "แฟ้มหาย"})
        missing = client.get(path + "x")

    for answer in (refused, missing):
        assert answer.status_code >= 400
        assert path.removeprefix("/report/") not in answer.text.replace(f'action="{path}"', "")


def test_the_pages_speak_english_and_the_link_stays_out_of_other_addresses(register):
    path = path_of_link(register)
    with visitor(register) as client:
        for at, words in ((path, "A processor reports a breach"), (PUBLIC, "Report a leak of personal data")):
            client.cookies.clear()
            assert f"next={at.replace('/', '%2F')}" not in client.get(at).text
            chosen = client.get(f"{at}?lang=en")
            assert (chosen.status_code, chosen.headers["location"]) == (303, at)
            client.cookies.update(chosen.cookies)
            assert words in client.get(at).text
        assert client.get(f"{PUBLIC}?lang=xx").status_code == 404
