"""What the register's exchange lines tell, put together from all records: rows between the queries and the map."""

from typing import NamedTuple


class KnownSystem(NamedTuple):
    """A system that some record lists."""

    key: str
    name: str
    owner: str | None
    owner_key: str
    """Key of its owner as a body; empty where none is named."""
    office: int | None = None
    """Of the first record that lists it."""


class Told(NamedTuple):
    """All lines of one system to one partner, told for one body, with one direction and mode."""

    system: str
    body: str
    """The body whose line it is; empty where none is named."""
    partner: str
    """Empty where the line does not say with whom."""
    meant: str | None
    """Key of the system of the same record that the partner means."""
    direction: str | None
    mode: str | None
    lines: int
    seen: int
    """How many of them stand in records that the reader may read."""
    chosen: int
    """How many of those seen were asked for."""
    is_abroad: int
    """One of those seen names the partner as abroad."""


Ends = tuple[str, str, str, str | None, str | None, str | None]
"""The first six fields of `Told`: they tell apart what is told."""


class Words(NamedTuple):
    """What lines say that the reader may read and that were asked for."""

    ends: Ends
    data: str | None
    kinds: str
    """Kinds of personal data, each between two `SIGN`s; empty where there are none."""
    is_special: bool


#: Stands before, between and after the kinds of a row, so that each is found as a whole.
SIGN = "|"


def kinds_of(kinds: str) -> list[str]:
    """Return the kinds of a row."""
    return [kind for kind in kinds.split(SIGN) if kind]
