"""Which rows lie in a span of days: days are days in Bangkok, whatever the column keeps."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import ColumnElement

from schemas.erasure import TargetDialect
from schemas.erasure_catalogue import ColumnKind

Condition = ColumnElement[bool]
_BANGKOK = ZoneInfo("Asia/Bangkok")
_UTC = ZoneInfo("UTC")
# A day, or a day and a time of it; without a zone (wall clock), with Bangkok's, or with UTC's.
_LOCAL = r"^[0-9]{4}-[0-1][0-9]-[0-3][0-9]([T ][0-2][0-9]:[0-5][0-9](:[0-5][0-9](\.[0-9]+)?)?(\+07(:?00)?)?)?$"
_UNIVERSAL = r"^[0-9]{4}-[0-1][0-9]-[0-3][0-9][T ][0-2][0-9]:[0-5][0-9](:[0-5][0-9](\.[0-9]+)?)?(Z|\+00(:?00)?)$"
_BUDDHIST_FROM = "2400"
"""An ISO text whose year is 2400 or later has a Buddhist year in it."""


def bound(value: Any) -> ColumnElement[Any]:
    """Return a value as a parameter without a type: the database takes it for what it is compared with.

    With a type SQLAlchemy writes a cast, and text would no longer be compared as `char(n)` is.
    """
    return sa.bindparam(None, value, type_=sa.types.NULLTYPE, unique=True)


def kept_as_text(dialect: TargetDialect, kind: ColumnKind) -> bool:
    """Whether the column's dates are texts. SQLite has no other dates."""
    return dialect is TargetDialect.SQLITE or kind is ColumnKind.TEXT


def within(
    dialect: TargetDialect, kind: ColumnKind, column: ColumnElement[Any], first: date | None, last: date
) -> Condition:
    """Return the condition that a date lies from `first` (None: any) through `last`."""
    if kept_as_text(dialect, kind):
        return _text_within(dialect, column, first, last)
    begin, end = (first, last + timedelta(days=1))
    zone = {ColumnKind.TIMESTAMPTZ: _BANGKOK}.get(kind)
    if kind is ColumnKind.DATE:
        edges: tuple[Any, Any] = (begin, end)
    else:
        edges = (begin and datetime.combine(begin, time(), zone), datetime.combine(end, time(), zone))
    before = column < bound(edges[1])
    return before if edges[0] is None else sa.and_(column >= bound(edges[0]), before)


def unreadable(dialect: TargetDialect, kind: ColumnKind, column: ColumnElement[Any]) -> Condition | None:
    """Return the condition that a text is no date that `within` understands; None where the type says it all."""
    if not kept_as_text(dialect, kind):
        return None
    year = _part(dialect, column, 4)
    shapes = sa.or_(column.regexp_match(_LOCAL), column.regexp_match(_UNIVERSAL))
    wrong = sa.or_(sa.not_(shapes), year >= bound(_BUDDHIST_FROM))
    if dialect is TargetDialect.SQLITE:
        # A number of seconds or a Julian day is a date to some programs only. CASE, so that no number is matched.
        wrong = sa.case((sa.func.typeof(column) != sa.literal_column("'text'"), sa.true()), else_=wrong)
    return sa.and_(column.is_not(None), wrong)


def _part(dialect: TargetDialect, text: ColumnElement[Any], length: int) -> ColumnElement[Any]:
    """Return the first characters of a text, compared character by character and not by a language's order."""
    part = sa.func.substr(text, sa.literal_column("1"), sa.literal_column(str(length)))
    return part if dialect is TargetDialect.SQLITE else sa.collate(part, "C")


def _text_within(dialect: TargetDialect, column: ColumnElement[Any], first: date | None, last: date) -> Condition:
    day = _part(dialect, column, 10)
    local = [day <= bound(last.isoformat())]
    moment = _part(dialect, sa.func.replace(column, sa.literal_column("' '"), sa.literal_column("'T'")), 16)
    universal = [moment < bound(_in_utc(last + timedelta(days=1)))]
    if first is not None:
        local.append(day >= bound(first.isoformat()))
        universal.append(moment >= bound(_in_utc(first)))
    numbers = [(sa.func.typeof(column) != sa.literal_column("'text'"), sa.false())]
    return sa.case(
        *(numbers if dialect is TargetDialect.SQLITE else ()),
        (column.regexp_match(_LOCAL), sa.and_(*local)),
        (column.regexp_match(_UNIVERSAL), sa.and_(*universal)),
        else_=sa.false(),
    )


def _in_utc(day: date) -> str:
    """Return the moment at which a day begins in Bangkok, as the text of UTC to the minute."""
    return datetime.combine(day, time(), _BANGKOK).astimezone(_UTC).strftime("%Y-%m-%dT%H:%M")
