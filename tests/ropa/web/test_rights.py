"""Every route, every role, against the one table of rights (ropa/access/rules.py)."""

import re
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute
from litestar.testing import TestClient
from sqlalchemy import text

from ropa.access.rules import NOT_BY_MACHINE, RULES, Permission
from ropa.access.service import create_token
from ropa.app import create_app
from ropa.attachments import service as attachments
from ropa.db.unit_of_work import Database
from schemas.access import Role
from schemas.attachments import AttachmentInput, AttachmentKind
from schemas.system_keys import system_key
from tests.support.actors import ABOVE_PHETCHABURI, GROUP_IN_PHETCHABURI, PHETCHABURI, PRACHUAP, somebody
from tests.support.request_bodies import REQUEST_BODIES, SUBJECT_REQUEST
from tests.support.subject_requests import asked as asked_for
from tests.support.web import keys_for
from tests.support.world import ACTIVITIES, DPO, activity_input, bearer, body_of, create, make_app, settings_for

#: Routes that any stranger may call. A new one is a decision, so it is written down here too.
OPEN_TO_ALL = {("GET", "/healthz"), ("GET", "/readyz"), ("GET", "/api/v1/calendar.ics")}
#: For grants at office 0 only: the check lists what ended in every office, the trail tells of all.
WHOLE_MINISTRY = {
    ("POST", "/api/v1/retention/runs"),
    ("GET", "/api/v1/audit"),
    ("GET", "/api/v1/audit/check"),
    ("GET", "/api/v1/offices/changes"),
    ("POST", "/api/v1/offices/changes"),
    ("GET", "/api/v1/offices/changes/{change_id}"),
    ("GET", "/api/v1/offices/changes/{change_id}/worklist"),
    *(("POST", f"/api/v1/offices/changes/{{change_id}}/{what}") for what in ("preview", "commit", "cancel")),
    ("GET", "/api/v1/health"),
    ("GET", "/api/v1/notices"),
    ("POST", "/api/v1/notices/retry"),
    ("GET", "/api/v1/notices/webhooks"),
    ("POST", "/api/v1/notices/webhooks"),
    ("POST", "/api/v1/notices/webhooks/{webhook_id}/end"),
}
#: The office stands in the body.
BY_BODY = {
    ("POST", ACTIVITIES),
    ("POST", f"{ACTIVITIES}/clone"),
    ("POST", "/api/v1/breaches"),
    ("POST", "/api/v1/breach-links"),
    ("POST", "/api/v1/grants"),
    ("POST", "/api/v1/retention/destruction-lists"),
    ("POST", "/api/v1/exchange-requests"),
    ("POST", "/api/v1/exchange-log/sources"),
    ("POST", "/api/v1/requests"),
    ("POST", "/api/v1/procedures"),
    ("PUT", "/api/v1/contact-details/{office_id}"),  # of an office that everybody may see
}

#: A right body for each route that takes one, by a part of its path.
_DISCLOSURE: dict[str, Any] = {
    "recipient": "ก",
    "items": ["ก"],
    "ground": "public_task",
    "purpose": "ก",
    "happened_from": "2026-01-01",
    "decided_by": "ก",
}
_EXCHANGE: dict[str, Any] = {
    **dict.fromkeys(("agency", "contact", "purpose", "law", "service", "security"), "ก"),
    "ground": "public_task",
    "items": ["ก"],
    "wanted_from": "2026-01-01",
    "wanted_to": "2026-12-31",
}
BODIES: tuple[tuple[str, dict[str, Any]], ...] = (
    *REQUEST_BODIES,
    ("/contact-details/*", {"version": 0}),
    ("/bulk/*/terms", {"kind": "submit"}),
    ("/bulk/*/confirm", {"seen": 1}),
    ("/bulk/*/stop", {}),
    ("/bulk/*/undo", {}),
    ("/v1/bulk", {"query": {}}),
    ("/steward", {}),
    # Of breaches: a star stands for what differs.
    ("/breaches/*/timeline", {"note": "ก"}),
    ("/breaches/*/tasks/*/done", {"note": "ก"}),
    ("/breaches/*/tasks/*/drop", {"reason": "ก"}),
    ("/breaches/*/tasks/*/reopen", {"reason": "ก"}),
    ("/breaches/*/reopen", {"reason": "ก"}),
    ("/breaches/*/close", {"reason": "ก"}),
    ("/breaches/*/tasks", {"title": "ก", "owner_id": "nobody"}),
    ("/breaches/*/lessons", {"cause_kind": "error", "cause": "ก", "change": "ข"}),
    ("/breaches/*/relations/*/end", {"reason": "ก"}),
    ("/breaches/*/relations", {"other_id": "nobody", "kind": "similar"}),
    ("/breaches/*/evidence", {"reason": "ก"}),
    ("/breaches/*/files", {}),
    ("/keeping", {"keep_days": 90, "reason": "ก"}),
    ("/exchange-log/sources", {"office_id": PHETCHABURI, "code": "a", "name": "ก"}),
    *((f"/exchange-log/{each}", {}) for each in ("batches", "")),
    ("/exchange-requests/", {"step": "check"}),
    ("/exchange-requests", {"office_id": PHETCHABURI, "asked": _EXCHANGE}),
    ("/disclosures/", {"reason": "ก"}),
    ("/disclosures", _DISCLOSURE),
    ("/items/remove", {"items": [1], "reason": "ก"}),
    ("/items/extend", {"items": [1], "reason": "ก"}),
    ("/extend", {"through": "2040-01-01", "reason": "ก"}),
    ("/items", {}),
    ("/committee", {"order_no": "1", "ordered_on": "2026-01-01", "seats": []}),
    ("/imports/", {}),
    ("/commit", {"hash": "0" * 64}),
    ("/imports", {}),
    ("/worklist", {"items": [{"activity_id": "0" * 36, "office_id": 1}]}),
    ("/offices/changes", {}),
    ("/move", {"office_id": PRACHUAP, "reason": "ก"}),
    ("/holdings/proposals", {}),
    ("/holdings/batch", {"items": [{"title": "แฟ้ม", "source_key": "1"}]}),
    ("/holdings", {"title": "แฟ้ม"}),
    ("/lift", {"reason": "ก"}),
    ("/confirm", {"words": "10 ปี", "reason": "ตามบันทึก"}),
    ("/retention/preview", {"words": "10 ปี", "reason": "ตามบันทึก"}),
    ("/holds", {"kind": "audit", "reason": "ก"}),
    ("/verify-file", {}),
    ("/verify", {"sha256": "0" * 64}),
    ("/checks", {"outcome": "gone", "checked_on": "2026-01-01", "words": "ก"}),
    (
        "/evidence",
        {
            "destroyed_at": "2026-01-01T00:00:00+07:00",
            "methods": [{"method": "shredded"}],
            "executor": {"name": "ก", "position": "ก"},
            "witnesses": [{"name": "ข", "position": "ข"}],
            "items": [{"item_id": "0" * 36, "scope": "ก"}],
        },
    ),
    ("/note", {}),
    ("/retention/runs", {"dry_run": True}),
    ("/erasure/order", {"position": "ก", "witnesses": [{"name": "ก", "position": "ข"}]}),
    ("/retention/targets", {"holding_id": "0" * 36, "binding": {}}),
    ("/end", {}),
    ("/notices/retry", {}),
    ("/notices/webhooks", {"address": "https://hooks.example/"}),
    ("/findings/accept", {"key": "0" * 64, "reason": "ก", "valid_through": "2026-12-31"}),
    ("/findings/assign", {"activity_id": "x"}),
    ("/grants", {"national_id": "1000000000050", "role": "recorder", "office_id": PHETCHABURI}),
    ("/notices/1/sent", {"sent_at": "2026-01-01T00:00:00+07:00", "channel": "paper", "sent_by": "ก"}),
    ("/notices/1/receipt", {"receipt_ref": "1", "receipt_at": "2026-01-01T00:00:00+07:00"}),
    ("/notices/1/recipients/change", {"act": "retry", "state": "failed"}),
    ("/notices/1/published", {"where": "ก"}),
    *((each, {}) for each in ("/notices/1", "/notices")),
    ("/excuse", {"is_excused": True, "reference": "1", "answered_on": "2026-01-01"}),
    ("/companions", {"office_id": GROUP_IN_PHETCHABURI, "aware_at": "2026-01-01T00:00:00+07:00"}),
    ("/assessment/draft", {}),
    ("/assessment", {"level": "high", "reason": "ก"}),
    ("/breach-links", {"office_id": PHETCHABURI, "processor_name": "ก"}),
    ("/breach-reports/", {}),
    ("/breaches", {"office_id": PHETCHABURI, "title": "ก", "aware_at": "2026-01-01T00:00:00+07:00"}),
    ("/signings", {"items": [{"id": "x", "version": 1}]}),
    ("/procedures/*/comments", {"pointer": "/scope", "text": "ก"}),
    ("/comments", {"pointer": "/form/header/sub_process", "text": "ก"}),
    ("/separation-exceptions", {"office_id": PHETCHABURI, "reason": "ก", "valid_through": "2026-12-31"}),
    *((f"/{step}", {}) for step in ("submit", "withdraw", "review", "approve", "return", "retire")),
    # A kind that is none: no process is started for a walk over the rights.
    ("/downloads", {"kind": "none"}),
    ("/clone", {"template": "payroll", "office_id": PHETCHABURI}),
    ("/shares", {"reason": "ตรวจสอบประจำปี", "valid_through": "2026-12-31", "national_id": "1000000000050"}),
    ("/packs", {"reason": "ตรวจสอบประจำปี"}),
    ("/destruction-lists", {"office_id": PHETCHABURI, "year": 2025}),
    ("/rounds/steps/*/files", {}),
    *((f"/rounds/steps/*/{act}", {"version": 1} | more) for act, more in (("end", {}), ("cause", {"cause": "other"}))),
    ("/rounds/steps/*/hand", {"version": 1, "reason": "ก", "office_id": PHETCHABURI}),
    ("/rounds/hand-over", {"to_person_id": "0" * 36, "reason": "ก"}),
    ("/activities/reviewed", {"records": [{"activity_id": "0" * 36, "revision": 1}]}),
    *((each, {"reason": "ก"}) for each in ("/due-dates", "/rounds/*/")),
    ("/rounds", {"title": "ก", "starts_on": "2026-11-20", "office_ids": [PHETCHABURI]}),
    ("/v1/procedures", {"office_id": PHETCHABURI}),
    # Last of all: it is a part of every path of a request.
    ("/v1/requests", SUBJECT_REQUEST),
    ("/activities", body_of(activity_input())),
)


def operations(app: Litestar) -> list[tuple[str, str, Permission | None]]:
    """Return method, path and permission of every route that is no page (tests/ropa/web/test_page_rights.py).

    The framework's own OPTIONS answers are left out.
    """
    return [
        (method, route.path_format, handler.opt.get("permission"))
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for handler in _handlers(route)
        for method in sorted(handler.http_methods)
        if method != "OPTIONS" and not handler.opt.get("page")
    ]


def _handlers(route: HTTPRoute) -> list[HTTPRouteHandler]:
    return list(route.route_handlers)


def at(path: str, ids: dict[str, str]) -> str:
    for name, value in ids.items():
        path = path.replace(f"{{{name}}}", value)
    path = path.replace("{term}", "lawful-basis").replace("s/{office_id}", f"s/{PHETCHABURI}")
    return re.sub(r"\{\w+_id\}", lambda _: str(uuid.uuid4()), path)


@pytest.fixture
def record(register: Database, now: datetime) -> dict[str, str]:
    """The ids of things of the office of Phetchaburi."""
    from ropa.breaches import service, service_notices
    from ropa.procedures import service as procedures
    from ropa.requests import service as requests
    from ropa.retention import service as holdings
    from schemas.breach import BreachInput
    from schemas.breach_notice import NoticeAudience, NoticeInput
    from schemas.holding import HoldingInput
    from schemas.procedure import ProcedureInput

    made = create(register, now, office_id=PHETCHABURI, systems=["ระบบทดสอบ"])
    with register.write(DPO, now) as uow:
        breach = service.report(uow, BreachInput(office_id=PHETCHABURI, title="ก", aware_at=now - timedelta(hours=1)))
        for audience in NoticeAudience:
            service_notices.draft(uow, breach.id, NoticeInput(audience=audience))
        asked = requests.receive(uow, keys_for(register), asked_for()).id
        procedure = procedures.create(uow, ProcedureInput(office_id=PHETCHABURI))
    with register.write(DPO, now) as uow:
        said = AttachmentInput(title="ก", kind=AttachmentKind.OTHER)
        file = attachments.NewFile(sha256="0" * 64, size=1, media_type="text/plain", name="ก.txt")
        document = attachments.attach(uow, made.id, said, file)
    with register.write(DPO, now) as uow:
        holding = holdings.create_holding(uow, made.id, HoldingInput(title="ก"))
    return {
        "activity_id": made.id,
        "breach_id": breach.id,
        "procedure_id": procedure.id,
        "request_id": asked,
        "holding_id": holding.id,
        "attachment_id": document.id,
        "number": "1",
        "template": "payroll",
        "source_code": "none",
        "system_key": system_key("ระบบทดสอบ", None, PHETCHABURI),
    }


def ask(client: TestClient[Litestar], method: str, path: str, headers: dict[str, str]) -> int:
    """Return the status of a call whose body, if it needs one, is right."""
    sent: dict[str, Any] = {}
    if method in {"POST", "PUT"}:
        sent["json"] = next(body for part, body in BODIES if _fits(part, path))
    if method == "PATCH":
        sent["json"] = {} if "/requests/" in path else {"title": "ก"}
    return client.request(method, path, headers={"If-Match": '"77"', **headers}, **sent).status_code


def _fits(part: str, path: str) -> bool:
    return re.search(re.escape(part).replace(r"\*", "[^/]+"), path) is not None


@pytest.mark.only_on("sqlite")
def test_every_route_says_who_may_call_it(register):
    found = operations(make_app(register))
    assert len(found) > 20
    assert [each for each in found if each[2] is None] == []
    assert {each[:2] for each in found if each[2] is Permission.PUBLIC} == OPEN_TO_ALL
    assert {each[2] for each in found} <= {*RULES, Permission.PUBLIC}


@pytest.mark.only_on("sqlite")
def test_a_route_that_does_not_say_so_stops_the_start(register, monkeypatch):
    from litestar import get

    from ropa.web import health

    @get("/forgotten")
    async def forgotten() -> None: ...

    monkeypatch.setattr(health, "handlers", [*health.handlers, forgotten])
    with pytest.raises(RuntimeError, match="/forgotten"):
        create_app(settings_for(register.url), register)


@pytest.mark.only_on("sqlite")
def test_nobody_gets_in_without_a_token_that_counts(register, client, record):
    expired = bearer(register)
    with register.write(somebody(Role.SYSTEM_ADMIN), datetime.now(UTC)) as uow:
        uow.connection.execute(text("UPDATE api_tokens SET expires_at = created_at"))
        good = create_token(uow, Role.DPO, 0, 1).secret
    strangers: list[dict[str, str]] = [
        {},
        expired,
        {"Authorization": "Bearer ropa_" + "x" * 43},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer "},
        {"Authorization": f"Basic {good}"},
        {"Authorization": good},
        {"Authorization": f"Bearer {good[:-1]}"},
        {"Authorization": f"Bearer {good} {good}"},
        {"Authorization": "Bearer " + "x" * 5_000},
        {"Authorization": "Bearer \xff\xfe"},
        {"Cookie": f"session={good}"},
        {"X-Authorization": f"Bearer {good}"},
    ]
    for method, path, permission in operations(client.app):
        if permission is Permission.PUBLIC:
            continue
        for headers in strangers:
            coded = {name: value.encode("latin-1") for name, value in headers.items()}
            answer = client.request(method, at(path, record), headers=coded)
            assert answer.status_code == 401, (method, path, headers)
            assert answer.headers["www-authenticate"] == "Bearer"
        secret_in_query = client.request(method, at(path, record), params={"token": good, "access_token": good})
        assert secret_in_query.status_code == 401


#: Where a right is held, seen from the record: in its office, above it, beside it, below it.
PLACES = {"own": PHETCHABURI, "above": ABOVE_PHETCHABURI, "elsewhere": PRACHUAP, "below": GROUP_IN_PHETCHABURI}
REACHES = {"own", "above"}
#: What is not there for somebody whose right does not reach the record.
OF_AN_OFFICE = ("{activity_id}", "{breach_id}", "{procedure_id}", "{request_id}", "{system_key}")


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("role", list(Role), ids=str)
def test_a_role_may_call_exactly_what_the_table_gives_it(register, client, record, role, place):
    _walk(register, client, record, role, place)


@pytest.mark.only_on("postgresql")  # the table is the same; what differs is the query of the reach
@pytest.mark.parametrize("place", PLACES)
def test_the_reach_of_a_right_is_the_same_on_postgresql(register, client, record, place):
    _walk(register, client, record, Role.DPO, place)


def _walk(register, client, record, role, place):
    headers = bearer(register, role, PLACES[place])
    for method, path, permission in operations(client.app):
        if permission in {None, Permission.PUBLIC} or path.endswith((".png", ".pdf", ".svg", ".xlsx")):
            continue
        # A bearer token never takes the steps that need a person (the pages' matrix walks those).
        allowed = role in RULES[permission] and permission not in NOT_BY_MACHINE
        url = at(path, record)
        status = ask(client, method, url, headers)
        where = (str(role), place, method, url)
        if not allowed:
            # 403 even for what does not exist: the route itself is not for this role.
            assert status == 403, (*where, status)
        elif place not in REACHES and any(name in path for name in OF_AN_OFFICE):
            assert status == 404, (*where, status)
        elif (method, path) in WHOLE_MINISTRY or (place not in REACHES and (method, path) in BY_BODY):
            # The right is there, but not at the office that the body names.
            assert status == 403, (*where, status)
        else:
            assert status not in {401, 403, 405, 500}, (*where, status)
        if status == 204:
            # What was deleted has to be there for the next route.
            record["activity_id"] = create(register, datetime.now(UTC), office_id=PHETCHABURI).id


def test_downloads_are_for_the_roles_of_the_table(register, client, record):
    for role in Role:
        own, elsewhere = bearer(register, role, PHETCHABURI), bearer(register, role, PRACHUAP)
        for method, path, permission in operations(client.app):
            if permission is None or not path.endswith((".xlsx", ".svg")):
                continue
            if role not in RULES[permission]:
                assert ask(client, method, at(path, record), own) == 403
            elif "{activity_id}" in path:
                assert ask(client, method, at(path, record), elsewhere) == 404


def test_the_list_and_the_tree_show_no_more_than_the_grant(register, client, record):
    elsewhere = bearer(register, Role.AUDITOR, PRACHUAP)
    assert client.get("/api/v1/activities", headers=elsewhere).json()["items"] == []
    assert client.get("/api/v1/activities?office=0", headers=elsewhere).json()["items"] == []
    assert client.get("/api/v1/breaches", headers=elsewhere).json()["items"] == []


def test_me_tells_role_office_and_permissions(register, client):
    for role in Role:
        said = client.get("/api/v1/me", headers=bearer(register, role, PHETCHABURI)).json()
        assert said["grants"] == [{"role": str(role), "office_id": PHETCHABURI}]
        given = {str(each) for each, roles in RULES.items() if role in roles}
        assert set(said["permissions"]) == given - {str(each) for each in NOT_BY_MACHINE}


def test_an_unknown_path_tells_nobody_anything(client):
    assert client.get("/api/v1/secret").status_code == 404
    assert client.get("/schema").status_code == 404
    assert client.get("/schema/openapi.json").status_code == 401
    for path in ("/docs", "/redoc", "/schema/swagger", "/schema/elements", "/schema/openapi.yaml"):
        assert client.get(path).status_code == 404
