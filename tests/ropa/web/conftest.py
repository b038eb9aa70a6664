"""A client that is the data protection officer of the whole ministry."""

import pytest

from tests.support.world import bearer


@pytest.fixture
def signed_in(client, register):
    client.headers.update(bearer(register))
    return client
