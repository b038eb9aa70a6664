"""Templates cut at the places of their values, for what stands on a page hundreds of times.

To call a template's macro takes fifteen microseconds, which was half of a page with hundreds of cells. Here a macro is
called once with a sign in the place of each value; what it gives is cut at the signs and put around the values.
"""

import re
from collections.abc import Sequence

from markupsafe import Markup, escape

#: Stands for a value; no text of a person has it (control characters are refused).
SLOT = Markup("\x00value\x00")


class Cut:
    """HTML with places for values."""

    __slots__ = ("_form", "_pieces")

    def __init__(self, html: object) -> None:
        """Cut what a macro gave for `SLOT`s."""
        self._pieces = str(html).split(SLOT)
        self._form = "%s".join(piece.replace("%", "%%") for piece in self._pieces)

    def each(self, values: Sequence[str]) -> str:
        """Return the HTML, which has one place, once for each value; values are HTML themselves.

        Raises: ValueError for HTML that has another number of places.
        """
        before, after = self._pieces
        return before + (after + before).join(values) + after if values else ""

    def __call__(self, *values: str) -> str:
        """Return the HTML with these values, themselves HTML, in its places.

        Raises: TypeError when they are not as many as the places.
        """
        return self._form % values


#: Signs that mean something in HTML.
_SIGN = re.compile("[&<>'\"]").search


def escaped(value: object) -> str:
    """Return a value as HTML that shows it as it is."""
    # Most texts have none of them, and to make markup of a text and text of it again takes five times as long.
    return value if type(value) is str and _SIGN(value) is None else str(escape(value))
