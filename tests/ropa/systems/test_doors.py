"""The systems by API, as pages and from the command line."""

from pathlib import Path

import pytest
from sqlalchemy import delete, update

from ropa.activities import service_listing
from ropa.activities.tables import revision_exchanges, revision_systems
from ropa.cli import main
from schemas.access import Role
from schemas.office import WHOLE_MINISTRY
from schemas.system_keys import system_key
from tests.ropa.systems.conftest import RECEIVE, line, system
from tests.support.actors import PHETCHABURI, PRACHUAP
from tests.support.web import browser
from tests.support.world import DPO, bearer

pytestmark = pytest.mark.only_on("sqlite")
API = "/api/v1/systems"
OWN = system_key("ระบบ ก", "กอง ก")


def test_the_api_lists_reads_and_maps(pair, client):
    register = pair()
    headers = bearer(register.database)
    listed = client.get(f"{API}/?limit=1", headers=headers).json()
    following = client.get(f"{API}/", params={"cursor": listed["next_cursor"]}, headers=headers).json()
    assert [each["name"] for each in listed["items"] + following["items"]] == ["ระบบ ก", "ระบบ ข"]
    detail = client.get(f"{API}/{OWN}", headers=headers).json()
    assert [(each["partner"], each["sends"], each["mirror"]) for each in detail["exchanges"]] == [
        ("ระบบ ข", True, "data")
    ]
    drawn = client.get(f"{API}/exchange-map", params={"system": OWN, "flow": "out", "depth": 2}, headers=headers).json()
    assert (len(drawn["systems"]), len(drawn["lines"]), drawn["focus"]) == (3, 2, OWN)
    elsewhere = bearer(register.database, Role.RECORDER, PHETCHABURI)
    assert "สุขภาพ" not in client.get(f"{API}/exchange-map", headers=elsewhere).text
    assert client.get(f"{API}/{system_key('ระบบ ข', 'กอง ข')}", headers=elsewhere).status_code == 404


@pytest.mark.parametrize(
    ("query", "status"),
    [("depth=4", 400), ("flow=up", 400), ("system=x", 400), ("office=77777", 422), (f"system={'0' * 16}", 422)],
)
def test_questions_that_cannot_be_are_refused(pair, client, query, status):
    assert client.get(f"{API}/exchange-map?{query}", headers=bearer(pair().database)).status_code == status


def test_the_pages_show_what_the_reader_may_see(pair):
    register = pair()
    hostile = '<script>alert("x")</script>'
    register.add(system(f"ระบบ {hostile}", hostile, line(RECEIVE, hostile, hostile)))
    with browser(register.database, (Role.RECORDER, PHETCHABURI)) as client:
        listed = client.get("/systems").text
        own = client.get(f"/systems/{OWN}").text
        hostile_page = client.get(f"/systems/{system_key(f'ระบบ {hostile}', hostile)}").text
        assert client.get("/systems?office=x&hosting=y").status_code == 422
        assert client.get(f"/systems/{system_key('ระบบ ข', 'กอง ข')}").status_code == 404
        assert "ไม่พบระบบที่ตรงกับเงื่อนไข" in client.get("/systems?q=ไม่มี").text
    assert f'href="/systems/{OWN}"' in listed
    assert 'href="/systems"' in listed.partition("<main")[0]
    assert "ระบบ ข" not in listed
    assert ("เลขบัตรประชาชน" in own, "สุขภาพ" in own, "อีก 1 บรรทัดอยู่ในรายการที่ท่านไม่มีสิทธิ์อ่าน" in own) == (True, False, True)
    assert (hostile in hostile_page, hostile_page.count("&lt;script&gt;") > 3) == (False, True)
    with browser(register.database, (Role.AUDITOR, PRACHUAP), number=2) as client:
        assert "ผลตรวจสุขภาพ" in client.get(f"/systems/{system_key('ระบบ ข', 'กอง ข')}").text


def test_the_command_line_draws_the_map_around_a_system(pair, tmp_path: Path, monkeypatch, capsys):
    register = pair()
    monkeypatch.setenv("ROPA_DATABASE_URL", register.database.url)
    register.add(system("ระบบ ก", "กอง อื่น"))
    out = ["--out", str(tmp_path / "map.dot")]
    assert main(["diagram", "--register", "--system", "ระบบ ก", *out]) == 2
    assert OWN in capsys.readouterr().err
    for wrong in (["--system", "ไม่มีระบบนี้"], ["--flow", "out"], ["ROPA-2569-0001"]):
        assert main(["diagram", "--register", *wrong, *out]) == 2
    assert main(["diagram", "--item", "x", "ROPA-2569-0001", *out]) == 2
    assert list(tmp_path.iterdir()) == []
    assert main(["diagram", "--register", "--system", OWN, "--flow", "out", "--item", "รหัสบัตรประชาชน", *out]) == 0
    drawn = (tmp_path / "map.dot").read_text(encoding="utf-8")
    assert ("เลขบัตรประชาชน" in drawn, "บริษัทลับ" in drawn) == (True, False)


def test_a_register_of_an_older_version_says_that_it_waits_for_reindexing(
    pair, client, tmp_path: Path, monkeypatch, capsys
):
    register = pair()
    monkeypatch.setenv("ROPA_DATABASE_URL", register.database.url)
    headers = bearer(register.database)
    waits = "ต้องสั่ง ropa reindex"

    def said() -> list[bool]:
        out = tmp_path / "map.dot"
        assert main(["diagram", "--register", "--out", str(out)]) == 0
        assert main(["db", "upgrade"]) == 0
        with browser(register.database, (Role.DPO, WHOLE_MINISTRY), number=3) as reader:
            pages = [reader.get(path).text for path in ("/systems", "/systems/map")]
        svg = client.get(f"{API}/exchange-map.svg", headers=headers).text
        answers = [
            client.get(f"{API}/{path}", headers=headers).json()["needs_reindex"] for path in ("", "exchange-map")
        ]
        return [*answers, *(waits in page for page in pages), waits in svg, capsys.readouterr().err.count(waits) == 2]

    assert not any(said())
    with register.database.write(DPO, register.now) as uow:
        uow.connection.execute(delete(revision_exchanges))
        uow.connection.execute(update(revision_systems).values(system_key="", owner_key="", sort=""))
    assert all(said())
    with register.database.write(DPO, register.now) as uow:
        service_listing.reindex(uow)
    assert not any(said())
