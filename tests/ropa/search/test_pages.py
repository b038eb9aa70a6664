"""The search in a browser without scripts: an address that can be passed on, and places that are kept by the server."""

import re

import pytest

from schemas.access import Role
from schemas.search import FoundKind
from tests.ropa.search.conftest import World
from tests.support.actors import PHETCHABURI, PRACHUAP
from tests.support.web import browser, national_id, send
from tests.support.world import bearer

pytestmark = pytest.mark.only_on("sqlite")


def hits(text: str) -> list[tuple[str, str, str]]:
    """Return (address, kind, key) of what a page lists."""
    return re.findall(r'<a class="found" href="([^"]+)" data-found="([^"]+)" data-key="([^"]+)"', text)


def test_one_address_shows_each_reader_what_is_theirs_and_every_hit_opens(world: World):
    address = "/search?q=ผิวดิน"
    with browser(world.database, (Role.DPO, PHETCHABURI), (Role.OFFICE_ADMIN, PHETCHABURI), number=1) as client:
        found = hits(client.get(address).text)
        # A sign-in brings the portal's name: this reader is no longer called after the water.
        assert len(found) == 7
        # The list and the request are rows without papers; the others are whole.
        for path, kind, _ in found:
            if kind not in {"destruction", "exchange"}:
                assert client.get(path).status_code == 200, path
        assert [kind for _, kind, _ in hits(client.get(f"{address}&kind=breach").text)] == ["breach"]
        assert client.get(f"{address}&kind=x").status_code == 422
    with browser(world.database, (Role.RECORDER, PRACHUAP), number=3) as client:
        page = client.get(address)
        assert (page.status_code, hits(page.text)) == (200, [])
        assert "ไม่พบสิ่งที่ตรงกับคำค้น" in page.text
    with browser(world.database, number=4) as client:
        assert "ท่านยังไม่มีสิทธิในระบบ" in client.get("/search").text
        assert hits(client.get("/search?q=ผิวดิน").text) == []


def test_what_was_opened_is_listed_until_it_is_forgotten(world: World):
    with browser(world.database, (Role.DPO, PHETCHABURI), number=1) as client:
        _, kind, key = hits(client.get("/search?q=ผิวดิน").text)[0]
        assert send(client, "/search/places", {"kind": kind, "key": key}, at="/search").status_code == 204
        assert client.post("/search/places", data={"kind": kind, "key": key}).status_code == 403
        assert send(client, "/search/places", {"kind": kind, "key": "0" * 36}, at="/search").status_code == 404
        assert [place[1:] for place in hits(client.get("/search").text)] == [(kind, key)]
        choices = client.get("/search/found?q=")
        assert 'role="listbox"' in choices.text
        assert "<html" not in choices.text
        assert choices.headers["cache-control"] == "no-store"
        send(client, "/search/forget", {}, at="/search")
        assert hits(client.get("/search").text) == []


def test_a_typed_national_id_stays_in_no_address_and_on_no_page(world: World):
    with browser(world.database, (Role.DPO, PHETCHABURI), number=1) as client:
        answer = client.get(f"/search?q={national_id(900)}")
        assert (answer.status_code, answer.headers["location"]) == (303, "/search?refused=id")
        assert "ห้ามค้นหาด้วยเลขประจำตัวประชาชน" in client.get("/search?refused=id").text
        assert national_id(900) not in client.get(f"/search/found?q={national_id(900)}").text
        assert client.get(f"/api/v1/search?q={national_id(900)}").status_code in {401, 422}


def test_text_of_others_is_text(world: World):
    with browser(world.database, (Role.DPO, PHETCHABURI), number=1) as client:
        page = client.get('/search?q="><script>alert(1)</script>').text
        assert "<script>alert" not in page


def test_programs_ask_the_same_and_keep_no_places(world: World):
    with browser(world.database) as client:
        answer = client.get(
            "/api/v1/search?q=ผิวดิน&limit=1", headers=bearer(world.database, Role.AUDITOR, PHETCHABURI)
        ).json()
    kinds = [group["kind"] for group in answer["groups"]]
    assert kinds == ["record", "system", "breach", "destruction", "exchange", "procedure", "round"]
    record = answer["groups"][0]["items"][0]
    assert (record["ref"], record["path"]) == (world.refs[FoundKind.RECORD], f"/activities/{record['key']}")
    assert record["note_en"] == "draft"
