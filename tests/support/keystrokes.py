"""How many keys and clicks a person needs, and how long: counted at the real pages, timed by the keystroke-level model.

Operators of Card, Moran and Newell: K a key of a Thai typist of middling speed, P pointing and clicking, H a hand
between keys and mouse, M making up one's mind. Reading is added, which their model leaves out: a newcomer reads every
word of every screen once, and what already stands in its fields.
"""

import re
from dataclasses import dataclass, field

import msgspec
from playwright.sync_api import Locator, Page

from ropa.activities.rules_sections import part_of
from ropa.web import rows_flow, rows_systems
from ropa.web.forms import typed_values
from schemas.document import ActivityDocument
from schemas.form import Kind, sections

K, P, H, M = 0.28, 1.1, 0.4, 1.35
WORDS_A_MINUTE = 240
#: Thai is written without gaps: so many letters are a word (Sarabun texts of this register have 4.6).
LETTERS_A_WORD = 4.6
_IN_FIELDS = """at => [...at.querySelectorAll('textarea, input:not([type=hidden], [type=radio], [type=checkbox])')]
    .filter(each => each.checkVisibility()).map(each => each.value)"""
_TYPED = {Kind.TEXT, Kind.LINES, Kind.NUMBER, Kind.DATE}


@dataclass
class Hands:
    """Somebody at a page. What they do is done there, and counted."""

    page: Page
    keys: int = 0
    clicks: int = 0
    seconds: float = 0.0
    read: float = 0.0
    on_keys: bool = field(default=False)

    @property
    def sum(self) -> int:
        """Keys and clicks together."""
        return self.keys + self.clicks

    def looks(self, at: Locator | None = None) -> None:
        """Read the page once, or the part of it that is read before the next act, and decide what to do."""
        self.read_only(at or self.page.get_by_role("main"))
        self.seconds += M

    def read_only(self, at: Locator) -> None:
        """Read something once, with what stands in its fields."""
        words = at.inner_text() + "".join(at.evaluate(_IN_FIELDS))
        seconds = len(re.sub(r"\s", "", words)) / LETTERS_A_WORD * 60 / WORDS_A_MINUTE
        self.read += seconds
        self.seconds += seconds

    def click(self, at: Locator) -> None:
        """Point and click."""
        at.click()
        self.clicks += 1
        self.seconds += M + P + (H if self.on_keys else 0)
        self.on_keys = False

    def press(self, *names: str) -> None:
        """Press keys that write nothing."""
        for name in names:
            self.page.keyboard.press(name)
        self.keys += len(names)
        self._typed(len(names))

    def onwards(self) -> None:
        """Go to the next field by Tab, and think what belongs there."""
        self.press("Tab")
        self.seconds += M

    def type(self, text: str) -> None:
        """Type a text, one key a letter."""
        self.page.keyboard.type(text)
        self.keys += len(text)
        self._typed(len(text))

    def _typed(self, count: int) -> None:
        self.seconds += count * K + (0 if self.on_keys else M + H)
        self.on_keys = True


def typed_by_hand(document: ActivityDocument) -> int:
    """Return how many keys and clicks the whole form takes when everything is typed, as on paper or in Excel.

    One for each letter, one for each choice, and one to come to each field and cell that is answered. What the pages
    need besides (rows added, sections saved) is left out, so the number flatters typing.
    """
    count = 0
    for section in sections():
        for info in section.fields:
            said = typed_values([info], part_of(document, section.key), document.marks)
            for name, values in said.items():
                letters = [value for value in values if value]
                is_text = info.kind in _TYPED or name.endswith((".lines", ".other", ".raw")) or "." in name
                count += sum(len(value) + 1 for value in letters) if is_text else len(letters)
    for table in (rows_flow.TABLE, rows_systems.TABLE):
        for row in table.rows_of(document):
            for cells in (row.cells, *(line.cells for line in row.inner)):
                said_here = [text for key, text in cells.items() if text and key != "seq"]
                count += sum(len(text) + 1 for text in said_here)
    return count


def same_answers(one: ActivityDocument, other: ActivityDocument, *besides: str) -> bool:
    """Tell whether two records say the same, besides these `section.field`s."""
    plain = [msgspec.to_builtins(each) for each in (one, other)]
    for each in plain:
        for place in besides:
            section, _, key = place.partition(".")
            each["form"][section][key] = None
            prefix = f"/form/{section}/{key}"
            each["marks"] = {at: mark for at, mark in each["marks"].items() if not at.startswith(prefix)}
    return bool(plain[0] == plain[1])
