"""Every page, every role, against the one table of rights; and no page that changes anything without its mark."""

import pytest
from litestar.routes import HTTPRoute
from litestar.testing import TestClient

from ropa.access.rules import RULES, Permission
from ropa.requests import service_letters
from schemas.access import Role
from schemas.request_letters import LetterInput, LetterKind
from tests.ropa.web.test_rights import OF_AN_OFFICE, PLACES, REACHES, at
from tests.ropa.web.test_rights import record as plain_record
from tests.support.actors import PHETCHABURI
from tests.support.subject_requests import OFFICER
from tests.support.web import HTML, browser, keys_for, mark_of
from tests.support.world import make_app

pytestmark = pytest.mark.only_on("sqlite")
__all__ = ["plain_record"]
#: Pages that any stranger may open. A new one is a decision, so it is written down here too.
OPEN_TO_ALL = {
    ("GET", "/sign-in"),
    ("GET", "/language/{code}"),
    ("GET", "/static/{name}"),
    ("GET", "/sso/diw"),
    ("POST", "/sso/diw"),
    ("GET", "/auth/oidc/login"),
    ("GET", "/auth/oidc/callback"),
    ("GET", "/auth/break-glass"),
    ("POST", "/auth/break-glass"),
    # Shown where ROPA_PUBLIC_REPORTS says so; and for whoever has the token of a processor's link.
    ("GET", "/report-breach"),
    ("POST", "/report-breach"),
    ("GET", "/report/{token}"),
    ("POST", "/report/{token}"),
    # Shown where ROPA_PUBLIC_REQUESTS says so.
    ("GET", "/request-rights"),
    ("POST", "/request-rights"),
    ("GET", "/request-rights/form.pdf"),
    ("GET", "/request-rights/status"),
    ("POST", "/request-rights/status"),
    # Shown where ROPA_PUBLIC_REGISTER says so.
    ("GET", "/register-public"),
    ("GET", "/register-public/extract.csv"),
    ("GET", "/register-public/extract.json"),
    *(("GET", f"/register-public/{{activity_id}}{more}") for more in ("", "/notice", "/notice.pdf", "/notice.docx")),
    ("GET", "/notices/unsubscribe/{token}"),
    ("POST", "/notices/unsubscribe/{token}"),
}
#: For rights over the whole ministry only.
WHOLE_MINISTRY = {
    "/offices/changes",
    "/offices/changes/{change_id}",
    "/trail",
    "/trail/check",
    "/trail/copy",
    "/notices",
    "/health",
}
PEOPLE = [role for role in Role if role is not Role.SERVICE]


@pytest.fixture
def record(plain_record, register, now):
    """The things that addresses name, with a letter of the request, whose number is 1."""
    given = LetterInput(kind=LetterKind.RECEIPT)
    with register.write(OFFICER, now) as uow:
        service_letters.make(uow, keys_for(register), plain_record["request_id"], given)
    return plain_record


def pages(app):
    """Return method, path and permission of every page."""
    return [
        # An agency's request for data is no request of a data subject: there is none.
        (
            method,
            route.path_format.replace("exchange-requests/{request", "exchange-requests/{agency_request"),
            handler.opt["permission"],
        )
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        for method in sorted(handler.http_methods - {"OPTIONS", "HEAD"})
        if handler.opt.get("page")
    ]


def address(path, ids):
    # The first notice of the record's breach is for the Office, the second for data subjects.
    path = path.replace("/notices/{number}/recipients", "/notices/2/recipients")
    path = path.replace("/help/{role}", "/help/recorder").replace("{task}", "new-record")
    return at(path, ids).replace("{section}", "header").replace("{code}", "en").replace("{name}", "app.css")


def test_every_page_says_who_may_open_it(register):
    found = pages(make_app(register))

    assert {each[:2] for each in found if each[2] is Permission.PUBLIC} == OPEN_TO_ALL
    assert {each[2] for each in found} <= {*RULES, Permission.PUBLIC, Permission.ENTER}


def test_a_stranger_opens_no_page(register, record):
    app = make_app(register)
    with TestClient(app) as client:
        for method, path, permission in pages(app):
            if permission is not Permission.PUBLIC:
                answer = client.request(method, address(path, record), headers=HTML, follow_redirects=False)
                assert answer.status_code == (303 if method == "GET" else 401), (method, path)


def may_open(role, permission):
    return permission is Permission.ENTER or role in RULES[permission]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("role", PEOPLE, ids=str)
def test_a_role_opens_exactly_the_pages_of_the_table(register, record, role, place):
    with browser(register, (role, PLACES[place])) as client:
        for method, path, permission in pages(client.app):
            if method != "GET" or permission is Permission.PUBLIC:
                continue
            status = client.get(address(path, record)).status_code
            where = (str(role), place, path, status)
            if not may_open(role, permission) or path in WHOLE_MINISTRY:
                assert status == 403, where
            elif path == "/contact-details/{office_id}":
                assert status == 200, where  # everybody is told it, of any office
            elif any(name in path for name in OF_AN_OFFICE):
                # 404 outside one's offices; 403 inside them, for what the role may not do there.
                assert status in ({200, 303} if place in REACHES else {404}), where
            elif "_id}" in path or "{ref}" in path:
                assert status == 404, where
            else:
                assert status in {200, 303}, where


@pytest.mark.parametrize("role", PEOPLE, ids=str)
def test_a_form_is_refused_without_the_right_or_without_its_mark(register, record, role):
    with browser(register, (role, PHETCHABURI)) as client:
        mark = mark_of(client.get("/"))  # one a session
        for method, path, permission in pages(client.app):
            if method != "POST" or permission is Permission.PUBLIC or path == "/auth/logout":
                continue
            where = (str(role), path)
            assert client.post(address(path, record), data={"title": "ก"}).status_code == 403, where
            status = client.post(address(path, record), data={"csrf_token": mark}).status_code
            refused = not may_open(role, permission) or path in WHOLE_MINISTRY
            assert (status == 403) == refused, (*where, status)
