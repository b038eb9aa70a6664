"""What clients get wrong, by accident or on purpose: a clear problem answer, and nothing half-saved."""

import json
import tracemalloc
from typing import Any

import pytest

from tests.support.answers import nothing_saved, problem
from tests.support.hostile import FITTING
from tests.support.world import ACTIVITIES, activity_input, bearer, body_of, make_app

JSON = {"Content-Type": "application/json"}


def post(client, content: bytes | str, **headers):
    return client.post(ACTIVITIES, content=content, headers={**JSON, **headers})


@pytest.mark.only_on("sqlite")  # the body is read before a database is asked
def test_what_is_no_json_is_refused_in_words(signed_in, register, now):
    bodies = {
        "empty": b"",
        "cut": b'{"office_id": 4',
        "trailing": b'{"office_id": 4} x',
        "not utf-8": b'{"office_id": 4, "form": {"header": {"main_process": "\xe0\xb8"}}}',
        "latin-1": '{"form": {"header": {"main_process": "é"}}, "office_id": 4}'.encode("latin-1"),
        "utf-16": '{"office_id": 4}'.encode("utf-16"),
        "byte order mark": b'\xef\xbb\xbf{"office_id": 4}',
        "lone surrogate": b'{"office_id": 4, "form": {"header": {"main_process": "\\ud800x"}}}',
        "NaN": b'{"office_id": NaN}',
        "infinity": b'{"office_id": Infinity}',
        "too large a number": b'{"office_id": 1e999}',
        "five thousand digits": b'{"office_id": ' + b"9" * 5_000 + b"}",
        "deep lists": b"[" * 100_000,
        "deep objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
        "a key twice": b'{"office_id": 4, "office_id": 5}',
        "a key twice inside": b'{"office_id": 4, "form": {"header": {}, "header": {}}}',
        "null": b"null",
        "a list": b"[]",
        "a number": b"4",
    }
    for name, body in bodies.items():
        said = problem(post(signed_in, body), 422)
        assert said["errors"], name
    assert nothing_saved(register, now)


@pytest.mark.only_on("sqlite")
def test_every_fault_of_a_body_is_listed_with_its_place(signed_in):
    body = {
        "office_id": "4",
        "unknown": 1,
        "id": "x",
        "status": "approved",
        "form": {
            "header": {"main_process": 5, "nope": {}, "responsible_persons": "คนเดียว"},
            "data_category": {"personal_data_items": [1, "ชื่อ", None]},
            "a/b~c": 1,
        },
        "steps": [{"title": "x", "seq": 0}, {"seq": 10**30, "title": "y"}, "z"],
        "systems": [{"seq": 1}],
        "marks": {"no-slash": "-", "/form/header/main_process": "whatever"},
    }
    said = problem(post(signed_in, json.dumps(body)), 422)
    found = {each["pointer"]: (each["message_th"], each["message_en"]) for each in said["errors"]}

    assert set(found) == {
        "/office_id",
        "/unknown",
        "/id",
        "/status",
        "/form/header/main_process",
        "/form/header/nope",
        "/form/header/responsible_persons",
        "/form/data_category/personal_data_items/0",
        "/form/data_category/personal_data_items/2",
        "/form/a~1b~0c",
        "/steps/0/seq",
        "/steps/1/seq",
        "/steps/2",
        "/systems/0/system_name",
        "/marks/no-slash",
        "/marks/~1form~1header~1main_process",
    }
    assert all(th and en for th, en in found.values())
    assert found["/form/header/nope"] == ("ไม่รู้จักช่องข้อมูล nope", "Unknown field nope")


@pytest.mark.only_on("sqlite")
def test_a_thousand_faults_give_a_short_answer_soon(signed_in):
    for body in (
        {f"x{number}": 1 for number in range(100_000)},
        {"office_id": 4, "steps": [{}] * 100_000},
        {"office_id": 4, "k" * 2_000_000: 1},
        {"office_id": 4, "form": {"header": {"recorder_name": ["x" * 2_000_000]}}},
        {"office_id": 4, "steps": [{"seq": 1, "title": "x", "kind": "y" * 1_000_000}]},
    ):
        answer = post(signed_in, json.dumps(body))
        said = problem(answer, 422)
        assert 1 <= len(said["errors"]) <= 201
        assert len(answer.content) < 200_000
        assert answer.elapsed.total_seconds() < 10


@pytest.mark.parametrize("name", ["nul", "controls", "terminal", "noncharacters"])
def test_control_characters_are_refused_by_name_and_place(signed_in, register, now, name):
    body = body_of(activity_input(items=["ชื่อ", FITTING[name]]))
    body["sources"] = {"/form": {"raw": FITTING[name]}}
    said = problem(signed_in.post(ACTIVITIES, json=body), 422)

    assert [each["pointer"] for each in said["errors"]] == [
        "/form/data_category/personal_data_items/1",
        "/sources/~1form/raw",
    ]
    assert "U+" in said["errors"][0]["message_th"]
    assert nothing_saved(register, now)


def test_hostile_texts_come_back_letter_by_letter(signed_in):
    refused = {"nul", "controls", "terminal", "noncharacters", "line_separators"}
    texts = [text for name, text in FITTING.items() if name not in refused and len(text) <= 5_000]
    body = body_of(activity_input(items=texts, systems=texts[:20], main_process=texts[0]))
    made = signed_in.post(ACTIVITIES, json=body)

    assert made.status_code == 201, made.text
    read = signed_in.get(made.headers["location"])
    assert read.json()["form"]["data_category"]["personal_data_items"] == texts
    assert [system["system_name"] for system in read.json()["systems"]] == texts[:20]
    line = signed_in.get(ACTIVITIES).json()["items"][0]
    assert line["main_process"] == texts[0]
    assert read.headers["content-type"] == "application/json"


def test_an_answer_is_never_taken_for_a_page(signed_in):
    made = signed_in.post(ACTIVITIES, json=body_of(activity_input(main_process="</svg><script>alert(1)</script>")))
    for answer in (made, signed_in.get(ACTIVITIES), signed_in.get(f"{ACTIVITIES}/<script>")):
        assert answer.headers["content-type"] in ("application/json", "application/problem+json")
        assert answer.headers.get("x-content-type-options") == "nosniff"


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"])
def test_another_kind_of_body_is_refused(signed_in, kind):
    problem(signed_in.post(ACTIVITIES, content=b"office_id=4", headers={"Content-Type": kind}), 415)


# --- size -------------------------------------------------------------------------------------------------------


@pytest.mark.only_on("sqlite")
def test_40_megabytes_are_refused_by_their_announced_length(signed_in, register, now):
    problem(post(signed_in, b" " * (40 << 20)), 413)
    assert nothing_saved(register, now)


@pytest.mark.only_on("sqlite")
def test_40_megabytes_without_an_announced_length_are_not_read_to_the_end(register, now):
    """Asked of the application itself: the test client would join the pieces first."""
    from anyio import run

    app = make_app(register)
    head = bearer(register)["Authorization"].encode()
    piece = b" " * (1 << 20)
    given = 0
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        nonlocal given
        given += 1
        return {"type": "http.request", "body": piece, "more_body": given < 40}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": ACTIVITIES,
        "raw_path": ACTIVITIES.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"content-type", b"application/json"), (b"authorization", head)],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
        "state": {},
        "extensions": {},
    }
    tracemalloc.start()
    try:
        run(app, scope, receive, send)  # type: ignore[arg-type]
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert sent[0]["status"] == 413
    assert given <= 6
    assert peak < 16 << 20
    assert nothing_saved(register, now)


@pytest.mark.only_on("sqlite")
def test_a_stranger_cannot_make_the_server_read(client):
    answer = client.post(ACTIVITIES, content=b"{" * (5 << 20), headers=JSON)
    problem(answer, 401)


@pytest.mark.parametrize(
    ("path", "body", "pointer"),
    [
        ("breaches", {"office_id": 4, "title": "ก\0", "aware_at": "2026-01-01T00:00:00+07:00"}, "/title"),
        (
            "breaches",
            {"office_id": 4, "title": "ก", "aware_at": "2026-01-01T00:00:00+07:00", "activity_ids": ["\0" * 36]},
            "/activity_ids/0",
        ),
        ("retention/holds", {"kind": "audit", "reason": "ก\x1b"}, "/reason"),
        ("retention/holds", {"kind": "audit", "reason": "ก", "activity_id": "\0" * 36}, "/activity_id"),
        ("retention/runs", {"month": "2026-0\0"}, "/month"),
    ],
)
def test_no_route_takes_control_characters(signed_in, path, body, pointer):
    said = problem(signed_in.post(f"/api/v1/{path}", json=body), 422)
    assert pointer in {each["pointer"] for each in said["errors"]}
