"""Questioners of the portal."""

from datetime import UTC, datetime

import pytest

from ropa.access.oidc_provider import KEYS_SECONDS
from ropa.access.portal_check import PortalCheck
from ropa.access.portal_names import NONE_SET, Names
from tests.support.openid import OpenIdProvider, openid_provider, settings_of
from tests.support.portal import CLIENT_ID, register_at
from tests.support.world import open_register


@pytest.fixture
def portal_at():
    """Makes questioners of portals, and closes their connections afterwards."""
    made = []

    def make(wsdl_url: str, client_id: str = CLIENT_ID, names: Names = NONE_SET) -> PortalCheck:
        made.append(PortalCheck(wsdl_url, client_id, names))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture(scope="module")
def shared_provider(databases):
    """One register for all the tests in which nobody comes in, or only the answer counts."""
    url = databases.make("sqlite")
    database = open_register(url, datetime.now(UTC))
    with openid_provider() as made, register_at(database, "", **settings_of(made.origin)) as visitor:
        yield made, visitor
    database.close()
    databases.drop(url)


@pytest.fixture
def provider(shared_provider):
    """A good provider, until the test makes it a bad one."""
    made, _ = shared_provider
    made.__dict__.update(vars(OpenIdProvider(origin=made.origin)))
    return made


@pytest.fixture
def stranger(shared_provider, provider):
    """A browser nobody has signed in with, before a register that has not asked the provider anything."""
    _, visitor = shared_provider
    visitor.cookies.clear()
    known = visitor.app.state["openid"].provider
    known._known = known._keys = None
    known.keys_again_after = KEYS_SECONDS
    return visitor
