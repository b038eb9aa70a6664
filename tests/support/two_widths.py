"""Somebody who sees every page at a desk and on a telephone, and what the page's own clock says."""

import re
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import expect

from tests.support.visitor import Visitor


@dataclass
class Both:
    """Somebody at a desk and with a telephone."""

    desk: Visitor
    telephone: Visitor

    @property
    def page(self) -> Any:
        """The page at the desk."""
        return self.desk.page

    def look(self, name: str, path: str | None = None) -> None:
        """See the page at both widths, without barriers, and take its pictures."""
        if path is not None:
            self.desk.open(path)
        self.desk.has_no_barriers()
        self.desk.shot(name)
        self.telephone.open(re.sub(r"^https?://[^/]+", "", self.desk.page.url))
        # What axe finds does not depend on the width: the desk has asked it.
        assert self.telephone.overflow() == 0, f"{self.desk.page.url} is wider than a telephone"
        self.telephone.shot(name)

    def fill(self, label: str, words: str) -> None:
        """Type into the first field of a label."""
        self.page.get_by_label(label, exact=False).first.fill(words)

    def press(self, name: str) -> None:
        """Press the first button of a name."""
        self.page.get_by_role("button", name=name, exact=True).first.click()

    def hears(self, words: str) -> None:
        """See that the page says so at its top."""
        expect(self.page.get_by_role("status").get_by_text(words)).to_be_visible()


def today_of(page: Any) -> str:
    """Return the day of the page's clock as people write it here."""
    now = page.locator("[data-server-now]").get_attribute("data-server-now")
    day = page.evaluate("(at) => new Date(at).toLocaleDateString('en-CA', {timeZone: 'Asia/Bangkok'})", now)
    year, month, date = day.split("-")
    return f"{int(date)}/{int(month)}/{int(year) + 543}"


def just_now(page: Any) -> str:
    """Return the time of the page's clock, to the minute."""
    now = page.locator("[data-server-now]").get_attribute("data-server-now")
    time: str = page.evaluate(
        "(at) => new Date(at).toLocaleTimeString('en-GB', {timeZone: 'Asia/Bangkok'}).slice(0, 5)", now
    )
    return time
