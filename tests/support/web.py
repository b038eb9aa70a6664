"""People at a browser: `with browser(database, Role.DPO) as client: client.get("/")`, without the portal in between."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from httpx import Response
from litestar import Litestar
from litestar.testing import TestClient

from ropa.access.service_grants import add_grant
from ropa.access.service_sessions import start_session
from ropa.db.unit_of_work import Database
from ropa.keys import Keys, read_keys
from schemas.access import COMMAND_LINE, Identity, Role
from tests.support.world import make_app, settings_for

HTML = {"Accept": "text/html"}
OWN = "http://testserver.local"


def national_id(number: int) -> str:
    """Return an invented national ID with a right check digit."""
    digits = f"1{number:011d}"
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(13, 1, -1), strict=True))
    return digits + str((11 - total % 11) % 10)


def keys_for(database: Database) -> Keys:
    """Return the keys that the application of a test has."""
    return read_keys(settings_for(database.url))


def start(
    database: Database, *grants: tuple[Role, int], number: int = 1, now: datetime | None = None, minutes: int = 60
) -> str:
    """Return the secret of a new session of person `number`, who gets the grants. The server has its own clock."""
    now = now or datetime.now(UTC)
    keys = keys_for(database)
    with database.write(COMMAND_LINE, now) as uow:
        for role, office_id in grants:
            # An auditor's right is always for a time.
            through = (now + timedelta(days=90)).date() if role is Role.AUDITOR else None
            add_grant(uow, keys, national_id(number), role, office_id, through)
        identity = Identity(
            national_id=national_id(number),
            username=f"person.{number}",
            given_name="เจ้าหน้าที่",
            family_name=f"ทดสอบ {number}",
            expires_at=now + timedelta(minutes=minutes),
        )
        return start_session(uow, keys, identity, f"{now.timestamp()}-{number}").secret


@contextmanager
def browser(database: Database, *grants: tuple[Role, int], number: int = 1) -> Iterator[TestClient[Litestar]]:
    """Give a client that is signed in as person `number` and asks for pages. Redirects are not followed."""
    secret = start(database, *grants, number=number)
    with TestClient(make_app(database), raise_server_exceptions=False) as client:
        client.follow_redirects = False
        client.headers.update(HTML)
        client.cookies.set("ropa_session", secret)
        yield client


def mark_of(page: Response) -> str:
    """Return the mark that the forms of a page carry."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert found is not None, page.text[:400]
    return found.group(1)


def send(client: TestClient[Litestar], path: str, fields: dict[str, Any], *, at: str | None = None) -> Response:
    """Send a form as its page does: with the mark of the page at `at` (default: the same address)."""
    page = client.get(at or path)
    return client.post(path, data={**fields, "csrf_token": mark_of(page)})


def found_in(page: Response, pattern: str) -> str:
    """Return what the first group of a pattern is in a page."""
    found = re.search(pattern, page.text)
    assert found is not None, f"{pattern} is not in the page"
    return found.group(1)


def form_key_of(page: Response) -> str:
    """Return the one-time key of a page's form."""
    return found_in(page, r'name="form_key" value="([^"]+)"')
