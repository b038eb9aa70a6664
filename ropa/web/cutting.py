"""Templates cut at the places of their values, for what stands on a page hundreds of times.

To call a template's macro takes fifteen microseconds, which was half of a page with hundreds of cells. Here a macro is
called once with a sign in the place of each value; what it gives is cut at the signs and put around the values.
"""

from collections.abc import Sequence

from markupsafe import Markup, escape

from schemas.vocabulary import Term

#: Stands for a value; no text of a person has it (control characters are refused).
SLOT = Markup("\x00value\x00")


class Cut:
    """HTML with places for values."""

    __slots__ = ("_form", "_pieces", "_places")

    def __init__(self, html: object) -> None:
        """Cut what a macro gave for `SLOT`s."""
        self._pieces = str(html).split(SLOT)
        self._places = len(self._pieces) - 1
        #: The pieces with a place between each two: joined, a row of a table takes a third of what filling in takes.
        self._form = [part for piece in self._pieces for part in (piece, "")][:-1]

    @property
    def around(self) -> tuple[str, str]:
        """What stands before and after the only place, for whoever puts values there hundreds of times.

        Raises: ValueError for HTML that has another number of places.
        """
        before, after = self._pieces
        return before, after

    def each(self, values: Sequence[str]) -> str:
        """Return the HTML, which has one place, once for each value; values are HTML themselves.

        Raises: ValueError for HTML that has another number of places.
        """
        before, after = self.around
        return before + (after + before).join(values) + after if values else ""

    def __call__(self, *values: str) -> str:
        """Return the HTML with these values, themselves HTML, in its places.

        Raises: TypeError when they are not as many as the places.
        """
        if len(values) != self._places:
            raise TypeError(len(values))
        form = self._form.copy()
        form[1::2] = values
        return "".join(form)


def escaped(value: object) -> str:
    """Return a value as HTML that shows it as it is."""
    if type(value) is not str:
        if not isinstance(value, (Term, int)):
            return str(escape(value))
        value = str(value)
    # Most texts have no sign that means something in HTML, and to make markup of a text and text of it again takes
    # three times as long. Looking for one sign after the other takes a third of a regular expression's time.
    if "&" in value or "<" in value or ">" in value or '"' in value or "'" in value:
        return str(escape(value))
    return value
