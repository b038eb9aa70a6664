"""Where a request came from, as the trail keeps it."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from sqlalchemy import text

from ropa.errors import SettingsError
from ropa.web.origins import address_of, trusted
from schemas.access import COMMAND_LINE, Role
from tests.support.actors import PHETCHABURI
from tests.support.web import browser, send

PROXIES = trusted("10.0.0.1, 192.168.4.0/24, fd00::/8")


def request(peer, forwarded=None):
    headers = {} if forwarded is None else {"x-forwarded-for": forwarded}
    return SimpleNamespace(client=peer and SimpleNamespace(host=peer), headers=headers)


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("203.0.113.9", None, "203.0.113.9"),
        ("203.0.113.9", "1.2.3.4", "203.0.113.9"),
        ("10.0.0.1", "1.2.3.4", "1.2.3.4"),
        ("10.0.0.1", "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        ("10.0.0.1", "6.6.6.6, 1.2.3.4, 192.168.4.77", "1.2.3.4"),
        ("10.0.0.1", "192.168.4.7", "10.0.0.1"),
        ("10.0.0.1", "1.2.3.4, <script>", "10.0.0.1"),
        ("fd00::1", "2001:db8::5", "2001:db8::5"),
        ("10.0.0.1", "", "10.0.0.1"),
        (None, "1.2.3.4", None),
    ],
)
def test_only_proxies_that_are_trusted_are_believed(peer, forwarded, address):
    assert address_of(request(peer, forwarded), PROXIES) == address


def test_without_trusted_proxies_nobody_is_believed():
    assert address_of(request("127.0.0.1", "1.2.3.4"), trusted("")) == "127.0.0.1"


def test_a_proxy_that_is_no_address_is_refused():
    with pytest.raises(SettingsError, match="ROPA_TRUSTED_PROXIES"):
        trusted("10.0.0.0/99")


@pytest.mark.only_on("sqlite")
def test_the_entries_of_one_request_share_its_id_and_address(register):
    with browser(register, (Role.RECORDER, PHETCHABURI)) as client:
        send(client, "/auth/logout", {}, at="/")
    with register.read(COMMAND_LINE, datetime.now(UTC)) as uow:
        entry = uow.connection.execute(
            text("SELECT address, request_id FROM audit_events WHERE action = 'session.ended'")
        ).one()

    assert entry.address == "testclient"
    assert len(entry.request_id) == 36
