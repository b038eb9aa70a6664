"""If-Match, If-None-Match, query parameters and paths."""

import msgspec
import pytest

from schemas.document import ActivityRecord
from tests.support.answers import problem
from tests.support.world import ACTIVITIES, activity_input, body_of, create


def test_a_write_names_the_version_it_edited(signed_in, register, now):
    url = f"{ACTIVITIES}/{create(register, now).id}"
    body = body_of(activity_input(main_process="ใหม่"))
    for method in ("PUT", "DELETE"):
        sent = {"json": body} if method == "PUT" else {}
        for header, status in (
            (None, 428),
            ("*", 428),
            ("", 412),
            ('"2"', 412),
            ('"0"', 412),
            ("1", 412),
            ('W/"1"', 412),
            ('"1", "2"', 412),
            ('"1e0"', 412),
            ('"99999999999999999999"', 412),
            ('"١"', 412),
        ):
            headers = {} if header is None else {"If-Match": header.encode()}
            problem(signed_in.request(method, url, headers=headers, **sent), status)
    assert signed_in.get(url).headers["etag"] == '"1"'
    assert signed_in.put(url, json=body, headers={"If-Match": '"1"'}).headers["etag"] == '"2"'
    assert signed_in.delete(url, headers={"If-Match": '"2"'}).status_code == 204


def test_an_unchanged_record_is_not_sent_again(signed_in, register, now):
    url = f"{ACTIVITIES}/{create(register, now).id}"
    answer = signed_in.get(url, headers={"If-None-Match": '"1"'})
    assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", '"1"')
    for header in ('W/"1"', '"7", "1"', "*"):
        assert signed_in.get(url, headers={"If-None-Match": header}).status_code == 304, header
    assert signed_in.get(url, headers={"If-None-Match": '"2"'}).status_code == 200


# --- parameters -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("limit=0", 400),
        ("limit=201", 400),
        ("limit=x", 400),
        ("limit=", 400),
        ("limit=1.5", 400),
        ("limit=null", 400),
        ("office=-1", 400),
        ("office=2147483648", 400),
        ("office=99999999999999999999999", 400),
        ("office=null", 400),
        ("status=NULL", 400),
        ("q=null", 200),
        ("q=a&q=b", 400),
        ("office=1&office=0", 400),
        ("nothing=1&nothing=2", 200),
        ("status=unknown", 400),
        ("lawful_basis=x", 400),
        ("cursor=x", 422),
        ("cursor=" + "x" * 121, 400),
        ("q=" + "x" * 201, 400),
        ("q=%00", 200),
        ("q=%ff%fe", 200),
        ("system=%00", 200),
        ("q=%ed%a0%80", 200),
        ("q=", 200),
        ("q=%22%25_'--", 200),
    ],
)
def test_parameters_that_do_not_fit_are_refused_and_any_text_may_be_looked_for(signed_in, query, status):
    answer = signed_in.get(f"{ACTIVITIES}?{query}")
    assert answer.status_code == status, answer.text
    if status != 200:
        assert problem(answer, status)["errors"][0]["pointer"] == "/" + query.partition("=")[0]


def test_what_was_looked_for_is_not_repeated_in_a_refusal(signed_in):
    answer = signed_in.get(f"{ACTIVITIES}?q=1-2345-67890-12-3&limit=x")
    assert "67890" not in answer.text


@pytest.mark.parametrize("path", ["activities", "breaches", "retention/runs", "retention/due", "retention/holds"])
def test_no_list_takes_a_cursor_that_it_did_not_give_out(signed_in, path):
    for cursor in ("\x00", "x", "'", "\x00" * 36, "2026-11_\x00", "01a1fd10-aecd-776b-b014-9709876f485\x00", "ก"):
        problem(signed_in.get(f"/api/v1/{path}", params={"cursor": cursor}), 422)


@pytest.mark.only_on("sqlite")
def test_unknown_paths_ids_and_methods_are_told_as_such(signed_in):
    problem(signed_in.get("/api/v1/nothing"), 404)
    problem(signed_in.get(f"{ACTIVITIES}/not-an-id"), 404)
    problem(signed_in.get(f"{ACTIVITIES}/01a1fd10-aecd-776b-b014-9709876f4851"), 404)
    answer = signed_in.patch(ACTIVITIES)
    problem(answer, 405)
    assert {"GET", "POST"} <= {method.strip() for method in answer.headers["allow"].split(",")}


def test_answers_are_the_types_that_the_document_promises(signed_in, register, now):
    made = create(register, now, systems=["ก"], steps=2)
    msgspec.json.decode(signed_in.get(f"{ACTIVITIES}/{made.id}").content, type=ActivityRecord)


@pytest.mark.only_on("sqlite")
def test_options_and_refused_methods_name_every_method_of_a_path(signed_in):
    for path, methods in (
        (ACTIVITIES, {"GET", "POST", "OPTIONS"}),
        (f"{ACTIVITIES}/01a1fd10-aecd-776b-b014-9709876f4851", {"GET", "PUT", "DELETE", "OPTIONS"}),
    ):
        for method in ("OPTIONS", "PATCH"):
            answer = signed_in.request(method, path)
            assert {each.strip() for each in answer.headers["allow"].split(",")} == methods, (method, path)
