"""Drafts with every kind of fault: each is refused with its reasons, or shown, drawn and printed."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ropa import clock
from schemas.access import Role
from tests.support.actors import PHETCHABURI
from tests.support.procedure_steps import seed_steps
from tests.support.procedures import approved
from tests.support.web import browser, mark_of

pytestmark = pytest.mark.only_on("sqlite")
LONG = "ขั้นตอนที่ยาวมากจนไม่มีที่ให้ตัดคำ" * 60
WORDS = st.sampled_from(
    ["", " ", "-", "ตรวจ", "<b>&'\"", LONG, "a" * 700, "=1+1", "ก\u0e4d\u200bข\n\nค", "x\u2028y", "😀" * 9]
)
NUMBERS = st.sampled_from([1, 2, 3, 3, 4, 7, 60, 9_999])
DAYS = st.sampled_from([None, 0, -1, 1, 3, 250, 10**6, 10**6 + 1, 2**31, 2**63, -(2**63)])
BRANCHES = st.fixed_dictionaries(
    {},
    optional={
        "to": st.none() | NUMBERS,
        "answer": st.sampled_from([None, "agreed", "not_agreed"]),
        "label": WORDS,
        "is_own_reading": st.booleans(),
    },
)
STEPS = st.fixed_dictionaries(
    {"number": NUMBERS, "title": WORDS},
    optional={
        "shape": st.sampled_from(["activity", "decision", "terminal"]),
        "detail": WORDS,
        "responsible": st.lists(WORDS, max_size=3),
        "doer": st.sampled_from(["office", "dpo", "outside"]),
        "act": st.sampled_from(["records_confirmed", "register_published"]),
        "working_days": DAYS,
        "starts_month": st.sampled_from([1, 6, 60]),
        "join": st.sampled_from(["all", "any"]),
        "forms": st.lists(NUMBERS, max_size=3),
        "next": st.none() | st.lists(BRANCHES, max_size=4),
    },
)
DRAFTS = st.fixed_dictionaries(
    {"title": WORDS, "steps": st.lists(STEPS, max_size=9), "office_id": st.just(PHETCHABURI)},
    optional={
        "subtitle": WORDS,
        "scope": WORDS,
        "purposes": st.lists(WORDS, max_size=3),
        "definitions": st.lists(st.fixed_dictionaries({"term": WORDS, "meaning": WORDS}), max_size=2),
        "duties": st.lists(st.fixed_dictionaries({"responsible": WORDS, "duty": WORDS}), max_size=2),
        "forms": st.lists(WORDS, max_size=3),
        "stated_days": DAYS,
    },
)


def one(number, **more):
    return {"number": number, "title": f"ขั้นตอน {number}", **more}


#: Each a list of steps.
FAULTY: dict[str, list[dict[str, Any]]] = {
    "no steps": [],
    "one step": [one(1)],
    "one step that leads to itself": [one(1, next=[{"to": 1}])],
    "one number twice": [one(2), one(2), one(2, next=[{"to": 2}])],
    "arrows to steps that are not there": [one(1, next=[{"to": 9}, {"to": 9_999}]), one(2, next=[{}])],
    "nobody comes to it": [one(1, next=[]), one(2, next=[{"to": 3}]), one(3, next=[{"to": 2}])],
    "all lead to all": [one(a, next=[{"to": b} for b in range(1, 9)]) for a in range(1, 9)],
    "decisions of no, one and three branches": [
        one(1, shape="decision", next=[]),
        one(2, shape="decision", next=[{"to": 3}]),
        one(3, shape="decision", next=[{"to": each, "answer": "agreed"} for each in (1, 2, 3)]),
    ],
    "no words": [{"number": each, "title": "", "responsible": [""]} for each in range(1, 5)],
    "sixty steps": [one(each) for each in range(1, 61)],
    "sixty steps in no order": [one(61 - each, next=[{"to": each * 7 % 60 + 1}]) for each in range(1, 61)],
    "long words": [one(each, detail=LONG, responsible=[LONG] * 3) | {"title": LONG} for each in range(1, 4)],
}


def shown(client, place, *, printed):
    """Return what does not answer as it should of a draft that was taken."""
    key = place.rsplit("/", 1)[-1]
    files = f"/api/v1/procedures/{key}"
    wrong = []
    for path in (place, f"{place}/edit", f"{place}/comments"):
        for language in ("th", "en"):
            client.cookies.set("ropa_language", language)
            found = client.get(path)
            wrong += [] if found.status_code == 200 else [(path, language, found.status_code)]
    papers = ["chart.svg", "procedure.xlsx", "findings", "changes", *(["manual.pdf", "chart.pdf"] if printed else [])]
    for paper in papers:
        # One that is too large to draw says so.
        found = client.get(f"{files}/{paper}")
        wrong += [] if found.status_code in {200, 409} else [(paper, found.status_code, found.text[:300])]
    return wrong


def taken(client, mark, draft):
    """Send a draft to the API; return its page, None where it was refused with reasons."""
    answer = client.post("/api/v1/procedures", json=draft, headers={"x-csrf-token": mark})
    assert answer.status_code in {201, 422, 400}, (answer.status_code, answer.text[:500])
    if answer.status_code != 201:
        assert answer.json()["problems"] if "problems" in answer.json() else answer.json(), answer.text[:300]
        return None
    return f"/procedures/{answer.json()['id']}"


@pytest.mark.parametrize("fault", FAULTY)
def test_a_draft_with_a_fault_is_shown_drawn_and_printed(register, fault):
    with browser(register, (Role.RECORDER, PHETCHABURI)) as client:
        mark = mark_of(client.get("/"))
        place = taken(client, mark, {"office_id": PHETCHABURI, "title": fault, "steps": FAULTY[fault]})
        assert place is not None
        assert shown(client, place, printed=True) == []


def test_no_draft_beside_a_revision_in_force_breaks_its_pages_changes_or_comments(register):
    stored = approved(register, clock.now(), steps=seed_steps())
    path = f"/api/v1/procedures/{stored.id}"
    with browser(register, (Role.RECORDER, PHETCHABURI)) as client:
        mark = {"x-csrf-token": mark_of(client.get("/"))}
        count = 0

        @settings(max_examples=25, suppress_health_check=list(HealthCheck))
        @given(DRAFTS, st.integers(0, 9))
        def each(draft, place):
            nonlocal count
            version = client.get(path).headers["etag"]
            answer = client.put(path, json=draft, headers=mark | {"if-match": version})
            assert answer.status_code in {200, 400, 422}, answer.text[:500]
            if answer.status_code == 200:
                count += 1
                said = {"pointer": f"/steps/{place}/title", "text": "ดูอีกครั้ง"}
                assert client.post(f"{path}/comments", json=said, headers=mark).status_code in {201, 422}
                assert shown(client, f"/procedures/{stored.id}", printed=False) == []

        each()
        assert count, "every draft was refused"


CELLS = st.sampled_from(
    ["", "0", "-1", "1", "2", "๓", "99999", "9" * 30, "1, 2", "?", "จบ", "end", "1e9", "²", "-", "x" * 9, "²³, 1"]
)
CELL_NAMES = (
    "number",
    "title",
    "shape",
    "working_days",
    "starts_month",
    "to",
    "agreed_to",
    "refused_to",
    "forms",
    "was",
    "join",
)


def test_nothing_that_is_typed_into_its_form_breaks_it(register):
    with browser(register, (Role.RECORDER, PHETCHABURI)) as client:
        mark = mark_of(client.get("/"))
        place = taken(client, mark, {"office_id": PHETCHABURI, "title": "ร่าง", "steps": FAULTY["one number twice"]})
        names = st.sampled_from([f"steps_{row}_{name}" for row in range(3) for name in CELL_NAMES])
        acts = st.sampled_from(
            ["", "", "", "up:1", "down:0", "remove:1", "add:2", "move:2:0", "undo", "draw", "more_steps"]
        )

        @settings(max_examples=40, suppress_health_check=list(HealthCheck))
        @given(st.dictionaries(names, CELLS, max_size=20), acts, CELLS, CELLS)
        def each(cells, act, days, rows):
            said = {"csrf_token": mark, "version": "1", "title": "ร่าง", "do": act, "stated_days": days}
            version = client.get(f"/api/v1{place}").headers["etag"].strip('"')
            found = client.post(f"{place}/edit", data=said | {"steps_rows": rows or "3", "version": version} | cells)
            assert found.status_code in {200, 303, 409, 412, 422}, (found.status_code, found.text[:300])
            if found.status_code == 303:
                assert shown(client, place, printed=False) == []

        each()
