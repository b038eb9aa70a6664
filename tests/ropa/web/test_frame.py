"""The frame around every page belongs to its reader, whatever the page itself is about."""

import re
from datetime import UTC, datetime

import pytest

from ropa.web import pages
from ropa.web.navigation import NAV, present
from schemas.access import Role
from tests.support.web import HTML, start
from tests.support.world import client_of

pytestmark = pytest.mark.only_on("sqlite")


@pytest.fixture
def client(register):
    with client_of(register) as client:
        client.headers.update(HTML)
        client.cookies.set("ropa_session", start(register, (Role.SYSTEM_ADMIN, 0), now=datetime.now(UTC)))
        yield client


def test_a_page_that_lists_roles_says_the_readers_own_at_its_top(client):
    answer = client.get("/people/new")
    assert answer.status_code == 200
    card = re.search(r'<div class="who-card">.*?</ul>', answer.text, re.DOTALL)
    assert card is not None
    assert card[0].count("<li>") == 1
    assert f"<li>{Role.SYSTEM_ADMIN.th}</li>" in card[0]
    assert answer.text.count('type="radio" name="role"') > 1, "the page itself offers several"


def test_a_page_cannot_take_the_name_of_what_its_frame_needs(client, monkeypatch):
    whole = pages._context

    def with_roles(request, language):
        return whole(request, language) | {"roles": "of the frame"}

    monkeypatch.setattr(pages, "_context", with_roles)
    assert client.get("/people/new").status_code == 500


@pytest.mark.parametrize(
    "path",
    ["/", "/activities", "/activities/", "/activities/x/edit/header", "/activitiesx", "/holdings/1", "/nowhere", ""],
)
def test_a_page_belongs_to_the_places_whose_address_it_begins_with(path):
    def begins(place: str) -> bool:
        return path == place or (place != "/" and path.startswith(f"{place}/"))

    assert set(present(path)) == {item.key for item in NAV if any(map(begins, (item.path, *item.also)))}


def test_every_place_of_the_menu_holds_its_own_page():
    for item in NAV:
        for place in (item.path, *item.also):
            assert item.key in present(place)
            assert place == "/" or item.key in present(f"{place}/x")
