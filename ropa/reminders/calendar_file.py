"""Writes an iCalendar file (RFC 5545): days as whole days, deadlines of hours as moments in UTC. Pure."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta

from msgspec import Struct

#: Octets of a line without its end (RFC 5545, 3.1).
_LINE = 75
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


class Event(Struct, frozen=True, kw_only=True):
    """One event. `when` is a day (a whole day) or an aware moment."""

    uid: str
    stamp: datetime
    """When what the event says was last changed."""
    when: date | datetime
    summary: str
    url: str
    alarms: tuple[timedelta, ...]
    """How long before the event (before the day's begin) it reminds."""


def calendar(name: str, events: Iterable[Event]) -> bytes:
    """Return the file. The same events give the same bytes."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//ROPA register//deadlines//TH",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
        "X-WR-TIMEZONE:Asia/Bangkok",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        *(line for event in events for line in _event(event)),
        "END:VCALENDAR",
    ]
    return "".join(f"{part}\r\n" for line in lines for part in folded(line)).encode()


def _event(event: Event) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{event.uid}"
    yield f"DTSTAMP:{_moment(event.stamp)}"
    if isinstance(event.when, datetime):
        yield f"DTSTART:{_moment(event.when)}"
    else:
        yield f"DTSTART;VALUE=DATE:{event.when:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{event.when + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{escaped(event.summary)}"
    yield f"URL:{event.url}"
    yield "TRANSP:TRANSPARENT"
    yield "CLASS:PRIVATE"
    for before in event.alarms:
        yield from (
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            f"DESCRIPTION:{escaped(event.summary)}",
            f"TRIGGER:-{_duration(before)}",
            "END:VALARM",
        )
    yield "END:VEVENT"


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _duration(span: timedelta) -> str:
    hours = span // timedelta(hours=1)
    return f"P{hours // 24}D" if hours % 24 == 0 else f"PT{hours}H"


def escaped(text: str) -> str:
    """Return a text as a value; control characters, which no value may hold, are left out."""
    kept = "".join(sign for sign in text if sign in "\n\t" or (ord(sign) >= ord(" ") and ord(sign) != 0x7F))  # noqa: PLR2004 - DEL
    return kept.translate(_ESCAPES)


def folded(line: str) -> Iterator[str]:
    """Yield a line in parts of at most 75 octets of UTF-8; no character is broken, later parts begin with a space."""
    part, size = "", 0
    for sign in line:
        width = len(sign.encode())
        if size + width > _LINE:
            yield part
            part, size = " ", 1
        part, size = part + sign, size + width
    yield part
