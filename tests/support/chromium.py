"""Debian's Chromium, driven by Playwright. No browser is ever downloaded."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
MISSING = "no Chromium here: apt install chromium, or set CHROMIUM to the path of a Chromium or Chrome"


def find() -> str | None:
    """Return the browser's path, if there is one."""
    return os.environ.get("CHROMIUM") or next((path for name in NAMES if (path := shutil.which(name))), None)


def skip_or_fail(what: str) -> None:
    """Skip the test, saying what is missing; in CI nothing may be skipped."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"in CI every test runs, but: {what}")
    pytest.skip(what)


@contextmanager
def launched() -> Iterator[Browser]:
    """Give a running browser without a window; skips, or in CI fails, where there is none."""
    path = find()
    if path is None:
        skip_or_fail(MISSING)
    # Chromium's own sandbox refuses root, as which a build machine's container runs.
    options = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            args=[*options, "--disable-dev-shm-usage", "--font-render-hinting=none"],
        )
        yield browser
        browser.close()
