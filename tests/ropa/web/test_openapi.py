"""The OpenAPI document is true: it is valid, and generated calls find no answer that it does not promise."""

import os
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import schemathesis
from litestar import Litestar
from schemathesis import engine
from schemathesis.config import SchemathesisConfig
from schemathesis.engine.events import FatalError, NonFatalError, ScenarioFinished
from schemathesis.specs.openapi import converter
from schemathesis.specs.openapi.definitions import OPENAPI_31
from schemathesis.transport.serialization import Binary

from ropa.access.rules import NOT_BY_MACHINE, RULES, Permission
from ropa.settings import Environment, Settings
from schemas.access import Role
from tests.ropa.web.test_rights import operations as every_operation
from tests.support.answers import problem
from tests.support.called_runs import own_runs_to_call
from tests.support.called_things import Things, things_to_call
from tests.support.world import bearer, make_app, open_register

DOCUMENT = "/schema/openapi.json"
#: What the checks may not count as a fault, because it is the truth and documented:
#: 422 - a value fits its type and contradicts something else (no such office, a cursor of another list);
#: 412 and 428 - the version is looked at before the body.
CHECKS: dict[str, Any] = {
    "positive_data_acceptance": {"expected-statuses": ["2xx", "3xx", 401, 403, 404, 409, 412, 422]},
    "negative_data_rejection": {"expected-statuses": [400, 401, 403, 404, 405, 406, 409, 412, 413, 415, 422, 428]},
    "missing_required_header": {"expected-statuses": [400, 401, 403, 406, 415, 422, 428]},
}
#: Which database, how many generated calls of each operation and kind, and of which operations: the few calls of each
#: day are in parts, so that processes share them. The bounds of each of the form's fields, at each of the five
#: operations that take a whole form, were half of all calls: they are the campaign's.
RUNS = [
    pytest.param("sqlite", 2, "records", id="sqlite-records"),
    pytest.param("sqlite", 2, "breaches", id="sqlite-breaches"),
    pytest.param("sqlite", 2, "notices", id="sqlite-notices"),
    pytest.param("sqlite", 2, "requests", id="sqlite-requests"),
    pytest.param("sqlite", 2, "clocks", id="sqlite-clocks"),
    pytest.param("sqlite", 2, "work", id="sqlite-work"),
    pytest.param("sqlite", 2, "procedures", id="sqlite-procedures"),
    pytest.param("sqlite", 2, "others", id="sqlite-others"),
    pytest.param("sqlite", 12, "forms", id="sqlite-forms"),
    pytest.param("sqlite", 400, None, id="sqlite-many", marks=pytest.mark.campaign),
    pytest.param("postgresql", 100, None, id="postgresql-many", marks=pytest.mark.campaign),
]
RECORDS = "/api/v1/activities"
#: The parts that are not "others", by their paths.
_NOTICES = r"breaches/\{breach_id\}/(notices|tasks|relations|evidence)"
_WORK = r"requests/\{request_id\}/(tasks|where|decisions|effects|letters|keeping)"
_CLOCKS = (
    r"requests/\{request_id\}/(clock|pauses|asks|withdraw|lapse|dismiss|close|reopen)"
    "|request-limits|request-pause-grounds|holidays"
)
PARTS = {
    "records": f"^{RECORDS}",
    "breaches": f"^/api/v1/(?!{_NOTICES})breach",
    "notices": f"^/api/v1/({_NOTICES}|disclosures|exchange)",
    "requests": rf"^/api/v1/(?!{_WORK}|{_CLOCKS})(requests|request-)",
    "clocks": f"^/api/v1/({_CLOCKS})",
    "work": f"^/api/v1/{_WORK}",
    "procedures": "^/api/v1/(procedures|rounds)",
}
#: How many operations each part calls at least: a pattern that no longer fits its paths is found by it.
LEAST = {
    "records": 78,
    "breaches": 41,
    "notices": 44,
    "requests": 20,
    "clocks": 24,
    "work": 38,
    "procedures": 39,
    "others": 147,
    "forms": 5,
}
_FORMS = (
    {"method": "POST", "path": RECORDS},
    {"method": "PUT", "path": f"{RECORDS}/{{activity_id}}"},
    {"method": "PATCH", "path": "/api/v1/imports/{import_id}/records/{number}"},
    {"method": "POST", "path": "/api/v1/requests"},
    {"method": "PUT", "path": "/api/v1/requests/{request_id}/person"},
)


@pytest.fixture(autouse=True)
def short_patterns(monkeypatch):
    """A text's greatest length stays beside its pattern: in it, 20,000 times `not blank`, it takes half a second."""
    folded = getattr(converter, "update_quantifier")  # noqa: B009 - it exports nothing to type checkers
    monkeypatch.setattr(
        converter,
        "update_quantifier",
        lambda pattern, least, most: pattern if most is not None and most >= 1000 else folded(pattern, least, most),
    )


@pytest.fixture
def document(signed_in) -> dict[str, Any]:
    said: dict[str, Any] = signed_in.get(DOCUMENT).json()
    return said


def operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield f"{method.upper()} {path}", operation


@pytest.mark.only_on("sqlite")
def test_the_document_is_valid_openapi_3_1(document):
    from jsonschema_rs import validator_for

    assert document["openapi"] == "3.1.0"
    assert [error.message for error in validator_for(OPENAPI_31).iter_errors(document)] == []


@pytest.mark.only_on("sqlite")
def test_every_operation_says_who_may_call_it_and_what_can_go_wrong(document):
    ids = Counter(operation["operationId"] for _, operation in operations(document))
    assert max(ids.values()) == 1
    for name, operation in operations(document):
        answers = operation["responses"]
        assert {"400", "401", "403", "404", "405", "500", "503"} <= set(answers), name
        assert any(status.startswith("2") for status in answers), name
        assert all(answer["description"] for answer in answers.values()), name
        for status, answer in answers.items():
            if status >= "400":
                assert list(answer["content"]) == ["application/problem+json"], (name, status)
        if "requestBody" in operation:
            assert {"413", "415", "422", "507"} <= set(answers), name
        for parameter in operation["parameters"]:
            if parameter["name"] == "If-Match":
                assert ({"412", "428"} if parameter["required"] else {"412"}) <= set(answers), name
        open_to_all = f"`{Permission.PUBLIC.value}`" in operation["description"]
        assert operation["security"] == ([] if open_to_all else [{"bearer": []}]), name
        assert operation["summary"], name
        assert operation["tags"], name


@pytest.mark.only_on("sqlite")
def test_every_field_of_the_form_stands_in_it_with_its_label_and_law(document):
    schemas = document["components"]["schemas"]
    field = schemas["Header"]["properties"]["main_process"]
    described = str(field)
    assert "x-label-en" in described
    assert schemas["ActivityInput"]["additionalProperties"] is False
    assert schemas["ActivityInput"]["required"] == ["office_id"]


@pytest.mark.only_on("sqlite")
def test_the_document_is_shown_to_strangers_only_on_demand(register, client):
    from litestar.testing import TestClient

    from tests.support.quick_apps import quick_app

    problem(client.get(DOCUMENT), 401)
    shown = quick_app(Settings(env=Environment.TEST, database_url=register.url, public_schema=True), register)
    with TestClient(shown) as stranger:
        assert stranger.get(DOCUMENT).status_code == 200
        assert stranger.get("/api/v1/me").status_code == 401


WORKBOOK = "/api/v1/findings/worklist.xlsx"
IMPORTS, SHEETS = "/api/v1/imports", "/api/v1/holdings/imports"
LISTS = "/api/v1/retention/destruction-lists"
#: A right is an administrator's to give, and to a number that no generator hits (tests/ropa/access/test_api_grants.py).
#: A file of a download takes a process that these calls do not wait for (tests/ropa/downloads/test_processes.py).
#: No file of generated bytes holds a record or a data set (tests/ropa/imports, tests/ropa/retention/test_sheets.py).
#: A list and a data set go from step to step, each at the version that the one before left (tests/ropa/destruction).
NEVER = {
    *(f"POST {IMPORTS}{part}" for part in ("", "/{import_id}/commit")),
    *(f"GET {IMPORTS}/{{import_id}}{part}" for part in ("", "/records/{number}")),
    *(f"POST {SHEETS}{part}" for part in ("", "/{import_id}/commit")),
    f"GET {SHEETS}/{{import_id}}",
    *(f"POST {LISTS}/{{list_id}}/{step}" for step in ("items/extend", "items/remove", "submit", "cancel")),
    "POST /api/v1/activities/{activity_id}/holdings/{holding_id}/extend",
    f"PUT {LISTS}/{{list_id}}/committee",
    # Signings, work items and reports of a run are there once records were signed and months checked: by persons, by
    # a process (tests/ropa/activities/test_signing.py, tests/ropa/retention).
    "GET /api/v1/signings/{batch_id}",
    "POST /api/v1/retention/work/{number}/note",
    *(f"GET /api/v1/retention/runs/{{run_id}}/report.{kind}" for kind in ("pdf", "xlsx")),
    # What was just asked for is made already, or is not to be cancelled any more (tests/ropa/downloads).
    "POST /api/v1/downloads/{download_id}/cancel",
    "POST /api/v1/grants",
    "POST /api/v1/grants/{grant_id}/end",
    "GET /api/v1/downloads/{download_id}/file",
    "PATCH /api/v1/imports/{import_id}/records/{number}",
    # Nor is a pack there until a process has made it (tests/ropa/packs).
    "POST /api/v1/packs",
    *(f"GET /api/v1/packs/{{pack_id}}{part}" for part in ("", "/file", "/shares")),
}


@pytest.mark.timeout(0 if os.environ.get("ROPA_CAMPAIGN") else 120)
@pytest.mark.parametrize(("kind", "examples", "part"), RUNS)
def test_generated_calls_find_no_undocumented_answer(databases, now, kind, examples, part):
    url = databases.make(kind)
    register = open_register(url, now)
    try:
        things, headers = things_to_call(register, datetime.now(UTC)), bearer(register)
        # A run is gone on with only by who began it: here the token of the calls.
        things.ids.update(own_runs_to_call(register, datetime.now(UTC), headers, str(things.ids[""]["activity_id"])))
        app = make_app(register)
        faults, seen = generated(app, headers, examples, part=part, things=things)
    finally:
        register.close()
        databases.drop(url)

    assert faults == []
    # What only persons do, and what is not a DPO's, is refused to the token, whatever it sends.
    out_of_reach = {
        f"{method} {path}"
        for method, path, permission in every_operation(app)
        if permission is not None and (permission in NOT_BY_MACHINE or Role.DPO not in RULES.get(permission, ()))
    }
    # A run that was only ever refused would prove little: every operation succeeded at least once. (DELETE comes last,
    # when every record has been saved again and its version is no longer the one that is sent.)
    never = [
        name
        for name, statuses in seen.items()
        if not any(200 <= status < 300 for status in statuses)
        and not name.startswith("DELETE")
        and name not in NEVER
        and name not in out_of_reach
    ]
    assert never == []
    assert len(seen) >= (300 if part is None else LEAST[part])


@pytest.mark.only_on("sqlite")
def test_generated_calls_of_the_workbook_of_findings_find_no_undocumented_answer(register):
    things = things_to_call(register, datetime.now(UTC))
    faults, seen = generated(make_app(register), bearer(register), 20, only=WORKBOOK, things=things)

    assert faults == []
    assert any(200 <= status < 300 for status in seen[f"GET {WORKBOOK}"])


def _takes_a_form(operation: Any) -> bool:
    return {"method": operation.method.upper(), "path": operation.path} in _FORMS


def _hand(schema: Any, things: Things) -> None:
    """Give calls as examples what there is, and forms the files and words that go with it."""
    for path, item in schema.raw_schema["paths"].items():
        for operation in item.values():
            for parameter in operation["parameters"]:
                if parameter["in"] == "path" and (key := things.id_at(path, parameter["name"])) is not None:
                    parameter["example"] = key
    for name, body in things.bodies.items():
        method, path = name.split(" ")
        schema.raw_schema["paths"][path][method.lower()]["requestBody"]["content"]["application/json"]["example"] = body

    @schema.hook
    def map_body(context: Any, body: Any) -> Any:
        # Generated bytes are no PDF and no list. What is no file at all stays as it is.
        is_file = isinstance(body, dict) and isinstance(body.get("file"), Binary)
        form = things.forms.get(_name(context.operation))
        if is_file and form is not None:
            body |= {name: Binary(value) if isinstance(value, bytes) else value for name, value in form.items()}
        return body

    @schema.hook
    def map_headers(context: Any, headers: dict[str, Any] | None) -> dict[str, Any] | None:
        # A tag that is one at all would most likely be a wrong one; fresh records have version 1.
        if headers and str(headers.get("If-Match", "")).startswith('"'):
            headers["If-Match"] = f'"{things.versions.get(_name(context.operation), 1)}"'
        return headers


def _name(operation: Any) -> str:
    return f"{operation.method.upper()} {operation.path}"


def _called(schema: Any, only: str | None, part: str | None) -> Any:
    # By the workbook's turn the generated records would have tens of thousands of findings, each a row of it, a hundred
    # times over; so it is called by itself, on a small register.
    called = schema.include(path=only) if only else schema.exclude(path=WORKBOOK)
    if part == "forms":
        called = called.include(lambda found: _takes_a_form(found.operation))
    elif part is not None:
        called = called.exclude(lambda found: _takes_a_form(found.operation))
        if part == "others":
            called = called.exclude(path_regex="|".join(PARTS.values()))
        else:
            called = called.include(path_regex=PARTS[part])
    return called


def generated(
    app: Litestar,
    headers: dict[str, str],
    examples: int,
    *,
    only: str | None = None,
    part: str | None = None,
    things: Things,
) -> tuple[list[str], dict[str, Counter[int]]]:
    """Return what schemathesis found wrong, and the statuses that it met at each operation, by its own method.

    `things`: what stands in the register already and is handed to the calls.
    """
    config = SchemathesisConfig.from_dict(
        {
            "seed": 39,
            "headers": headers,
            "generation": {"max-examples": examples, "deterministic": True, "database": "none"},
            "phases": {"stateful": {"enabled": False}, "coverage": {"enabled": part != "forms"}},
            "checks": CHECKS,
        }
    )
    schema = schemathesis.openapi.from_asgi(DOCUMENT, app, config=config, headers=headers)

    _hand(schema, things)
    faults: list[str] = []
    seen: dict[str, Counter[int]] = defaultdict(Counter)
    for event in engine.from_schema(_called(schema, only, part)).execute():
        if isinstance(event, FatalError | NonFatalError):
            faults.append(repr(event))
        elif isinstance(event, ScenarioFinished):
            for call in event.recorder.interactions.values():
                if (
                    call.response is not None
                    and event.label is not None
                    and event.label.startswith(call.request.method)
                ):
                    seen[event.label][call.response.status_code] += 1
            faults += [
                f"{event.label}: {check.name}: {check.failure_info.failure.message}\n{check.failure_info.code_sample}"
                for checks in event.recorder.checks.values()
                for check in checks
                if check.failure_info is not None
            ]
    return faults, seen
