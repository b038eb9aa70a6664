"""Questioners of the portal."""

import pytest

from ropa.access.portal_check import PortalCheck
from ropa.access.portal_names import NONE_SET, Names
from tests.support.portal import CLIENT_ID


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
