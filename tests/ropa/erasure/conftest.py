"""A database of somebody else, on each kind of server."""

from collections.abc import Iterator

import pytest

from ropa.erasure.target import Target
from tests.support.targets import kind_of, make_office, run


@pytest.fixture
def office_url(empty_database_url: str) -> str:
    """The address of a database with applicants of three years, their documents and pages, and a table beside."""
    make_office(empty_database_url)
    return empty_database_url


@pytest.fixture
def target(empty_database_url: str) -> Iterator[Target]:
    """The database, opened as the run opens it, without waiting between tries."""
    # The run never makes a database; a test's tables come later.
    run(empty_database_url)
    with Target(empty_database_url, kind_of(empty_database_url), lock_seconds=0.3, pause=lambda _: None) as opened:
        yield opened
