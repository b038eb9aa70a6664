"""The list of every page, which the walks of tests/browser go along, is whole."""

from collections import Counter

import pytest
from litestar.routes import HTTPRoute

from tests.support.every_page import NO_PAGES, paths
from tests.support.world import make_app


@pytest.mark.only_on("sqlite")
def test_every_page_is_looked_at(register):
    routes = {
        route.path_format
        for route in make_app(register).routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        if handler.opt.get("page") and "GET" in handler.http_methods
    }
    listed = Counter(paths())

    assert routes - set(listed) == set(), (
        "give these an address in tests/support/every_page.py, or a reason in NO_PAGES"
    )
    assert set(listed) - routes == set(), "these are routes no more"
    assert max(listed.values()) == 1
    assert all(NO_PAGES.values())
