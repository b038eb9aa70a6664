"""Which texts of a record are the name that is to be changed, and what they become. Pure.

A text is the name when it is the whole text (or the whole line of a list), whatever its spaces; on demand also where
the name is a part of a text. A part that ends before a Thai vowel or tone mark is another word and is left.
"""

import re
import unicodedata
from collections.abc import Iterator

from schemas.bulk import Place
from schemas.document import ActivityDocument
from schemas.unit_names import unit_names

#: Marks that stand above or below the letter before them: whoever cuts there, cuts a letter in two.
_NO_MARK = "(?![\u0e31\u0e33-\u0e3a\u0e47-\u0e4e])"
Piece = tuple[str, bool]
"""Some text, and whether it is what was looked for."""


def tidy(text: str) -> str:
    """Return a name as names are compared: composed, without spaces around it, one space where there were more."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _looked_for(find: str) -> re.Pattern[str]:
    words = [re.escape(word) for word in tidy(find).split(" ")]
    return re.compile(r"\s+".join(words) + _NO_MARK)


def places_of(document: ActivityDocument, find: str, put: str, *, in_part: bool) -> list[Place]:
    """Return every place of a document that changes, in the order of the form."""
    wanted, new = tidy(find), tidy(put)
    pattern = _looked_for(find)
    found = []
    for pointer, text in unit_names(document):
        if tidy(text) == wanted:
            after = new
        elif in_part:
            after = pattern.sub(lambda _: new, unicodedata.normalize("NFC", text))
            if after == unicodedata.normalize("NFC", text):
                continue
        else:
            continue
        if after != text:
            found.append(Place(pointer=pointer, before=text, after=after))
    return found


def pieces(text: str, looked_for: str) -> list[Piece]:
    """Return a text in pieces, with those marked that are the name: for showing what changes."""
    return list(_pieces(text, _looked_for(looked_for))) if looked_for.strip() else [(text, False)]


def _pieces(text: str, pattern: re.Pattern[str]) -> Iterator[Piece]:
    at = 0
    for match in pattern.finditer(text):
        if match.start() > at:
            yield text[at : match.start()], False
        yield match.group(), True
        at = match.end()
    if at < len(text):
        yield text[at:], False
