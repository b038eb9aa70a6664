"""What is looked for, and where what was found has its page. Pure."""

from urllib.parse import quote, urlencode

from schemas.reading import CONTROL
from schemas.search import FoundKind
from schemas.thai_text import searchable

#: One character stands in nearly every text.
SHORTEST = 2
#: More words narrow nothing and cost a comparison each.
MOST_WORDS = 12
_PAGES = {
    FoundKind.RECORD: "/activities/",
    FoundKind.SYSTEM: "/systems/",
    FoundKind.OFFICE: "/activities?office=",
    FoundKind.PERSON: "/people/",
    FoundKind.BREACH: "/breaches/",
    FoundKind.REQUEST: "/requests/",
    FoundKind.DESTRUCTION: "/destruction/",
    FoundKind.EXCHANGE: "/exchange-requests/",
    FoundKind.PROCEDURE: "/procedures/",
    FoundKind.ROUND: "/rounds/",
}
#: Lists that take the words as their filter, with its name.
_LISTS = {
    FoundKind.RECORD: ("/activities", "q"),
    FoundKind.SYSTEM: ("/systems", "q"),
    FoundKind.PROCEDURE: ("/procedures", "q"),
}


def words_of(q: str) -> list[str]:
    """Return the words to look for; none when too little was typed, or what no stored text holds."""
    words = q.split()[:MOST_WORDS]
    if len(searchable(" ".join(words))) < SHORTEST or any(CONTROL.search(word) for word in words):
        return []
    return words


def path_of(kind: FoundKind, key: str) -> str:
    """Return the page of what was found."""
    return _PAGES[kind] + quote(key, safe="")


def list_of(kind: FoundKind, q: str) -> str:
    """Return the page with all that was found of one kind: its own list where that takes the words."""
    path, name = _LISTS.get(kind, ("/search", "q"))
    return f"{path}?{urlencode({name: q} if kind in _LISTS else {name: q, 'kind': str(kind)})}"
