"""A real browser before the real product: `visit("recorder", PHONE)` is a signed-in person at a window.

Every window is watched: a script error, a breach of the Content-Security-Policy or a failed request fails the test.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.support.chromium import launched, skip_or_fail
from tests.support.databases import Databases
from tests.support.full_site import FullSite, full_site
from tests.support.site import Site, running_site
from tests.support.visitor import DESKTOP, Visitor, Way
from tools.assets import is_done

Visit = Callable[..., Visitor]


# "package", not "session": Playwright keeps an event loop running in this thread, and other tests start their own.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """A running Chromium."""
    if not is_done():
        skip_or_fail("what the pages load is not here: make assets (needs Node 20+ with npm)")
    with launched() as started:
        yield started


@pytest.fixture(scope="package")
def site(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The product on SQLite, shared by the tests of a worker: a test works on records of its own."""
    url = databases.make("sqlite")
    with running_site(url, tmp_path_factory.mktemp("site")) as started:
        yield started
    databases.drop(url)


@pytest.fixture(scope="package")
def every_page(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FullSite]:
    """The product on a register in which everything is there; its tests only look."""
    url = databases.make("sqlite")
    with full_site(url, tmp_path_factory.mktemp("every-page")) as started:
        yield started
    databases.drop(url)


@pytest.fixture(scope="package")
def kept_cookies() -> dict[tuple[str, str], Any]:
    """Cookies of people who have signed in already, so that each test need not."""
    return {}


@pytest.fixture
def visit(browser: Browser, site: Site, kept_cookies: dict[tuple[str, str], Any]) -> Iterator[Visit]:
    """Opens windows: `visit("recorder", PHONE)` signed in, `visit(None)` as a stranger; `at` names another site."""
    opened: list[Visitor] = []

    def arrive(persona: str | None, way: Way = DESKTOP, *, at: Site = site) -> Visitor:
        key = (at.address, persona or "")
        visitor = Visitor.arrive(browser, at.address, way, kept_cookies.get(key))
        opened.append(visitor)
        if persona is not None and key not in kept_cookies:
            visitor.sign_in(persona)
            kept_cookies[key] = visitor.keep()
        return visitor

    yield arrive
    faults = [fault for visitor in opened for fault in visitor.leave()]
    assert not faults, "something went wrong in a window:\n" + "\n".join(faults)


@pytest.fixture
def downloads(tmp_path: Path) -> Path:
    """A folder for what a person saves."""
    folder = tmp_path / "downloads"
    folder.mkdir()
    return folder
