"""Along every page in Thai: years are of the Buddhist Era, and a list with nothing in it says what to do next."""

import html
import re
from datetime import UTC, datetime

import pytest

from tests.support.every_page import places
from tests.support.full_register import fill
from tests.support.web import HTML
from tests.support.world import client_of

pytestmark = [pytest.mark.only_on("sqlite"), pytest.mark.timeout(300)]
NOT_SEEN = re.compile(r"<(script|style|template|head|pre|code|textarea|option)\b.*?</\1>|<!--.*?-->|<[^>]*>", re.DOTALL)
GREGORIAN = re.compile(r"(?<![\d./:-])20[12]\d(?![\d./:-])")
#: Ids and digests: four of their digits may happen to be those of a year, and stand between letters.
MADE_OF_CHANCE = re.compile(r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b(?=[0-9]*[a-f])[0-9a-f]{12,}\b")
#: Pages that quote a Gregorian year on purpose.
QUOTED: dict[str, str] = {}
#: Pages that an office with nothing in it sees, and that are more than a list.
NO_LIST = {
    "/": "the home page shows the parts that have something",
    "/dashboard": "numbers: each is nought",
    "/today": "each part of it says for itself that it has nothing",
}


@pytest.fixture
def walked(register):
    """Who looked, the route, the address and the answer, for every page in Thai."""
    made = fill(register, datetime.now(UTC))
    found, routes = [], set[str]()
    with client_of(register) as client:
        client.headers.update(HTML)
        client.follow_redirects = False
        for place in places(made.ids):
            # Each page once, and whatever the office sees that has nothing in it.
            if place.path in routes and place.who != "elsewhere":
                continue
            routes.add(place.path)
            client.cookies.clear()
            if place.who != "stranger":
                client.cookies.set("ropa_session", made.sessions[place.who])
            found.append((place, client.get(place.address)))
    return found


def seen(page: str) -> str:
    """Return the words that a reader sees."""
    return MADE_OF_CHANCE.sub(" ", html.unescape(NOT_SEEN.sub(" ", page)))


def test_a_year_is_found_beside_thai_letters_and_not_within_an_id_or_a_digest():
    for said in ("ปี2024", "พ.ศ. 2024", "(2024)", "ROPA 2024 a", "1 มีนาคม 2024 เวลา"):
        assert GREGORIAN.search(seen(f"<p>{said}</p>")), said
    for chance in ("01a206d6-ef4d-715c-bd2c-e2024efced1c", "a2024bcdef01", "9f2024e4" * 8):
        assert not GREGORIAN.search(seen(f"<p>holding:{chance} ชุดข้อมูล</p>")), chance


def test_every_year_is_of_the_buddhist_era_and_every_empty_list_says_what_to_do(walked):
    years, silent = [], []
    for place, answer in walked:
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        words = seen(answer.text)
        if place.path not in QUOTED and (found := GREGORIAN.search(words)):
            years.append(f"{place.address}: …{words[max(0, found.start() - 40) : found.end() + 20]!r}…")
        if place.who == "elsewhere" and place.path not in NO_LIST and 'class="empty"' not in answer.text:
            silent.append(f"{place.path}: {answer.status_code}")

    assert years == [], "show days by the filters of docs/pages.md"
    assert silent == [], "parts.empty with a call block that says what to do next (docs/design.md)"
