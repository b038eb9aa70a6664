"""Queries on the words that records hold. The tables belong to the activities; these conditions are theirs, too."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, select

from ropa.db.tables import metadata
from ropa.db.unit_of_work import UnitOfWork

#: The newest records of a reach are looked through whole; so many take 10 ms.
RECENT = 1_500
#: So many of the most used words of the register are looked at for one that the reader may see.
_WIDE = 80
Test = ColumnElement[bool]
AnyRow = Row[*tuple[Any, ...]]


def _tables() -> tuple[Any, Any, Any]:
    found = metadata.tables
    return found["revision_index"], found["revision_words"], found["typed_words"]


def words_of(
    uow: UnitOfWork, tests: Sequence[Test], group: str, words: Sequence[str], limit: int
) -> tuple[list[AnyRow], bool]:
    """Return (value, key, uses) of the newest records that pass, the most used first; and whether those are all.

    `words` are search keys: each must stand in the word.
    """
    index, links, typed = _tables()
    newest = (
        select(index.c.revision_id).where(*tests).order_by(index.c.search_id.desc()).limit(RECENT).cte("newest")
    ).prefix_with("MATERIALIZED")
    # An outer join, so that SQLite begins with the records: it would walk all links of the register in the order of
    # their words, to spare a sort (4,300 ms at 100,000 records instead of 15). Records without such a word drop out
    # where the words are joined.
    own = and_(links.c.revision_id == newest.c.revision_id, links.c.field == group)
    counted = (
        select(links.c.word_id, func.count().label("uses"))
        .select_from(newest.outerjoin(links, own))
        .group_by(links.c.word_id)
        .subquery()
    )
    query = (
        select(typed.c.value, typed.c.word_key, counted.c.uses)
        .join(counted, counted.c.word_id == typed.c.id)
        .where(*(_holds(uow, typed, word) for word in words))
        .order_by(counted.c.uses.desc(), func.length(typed.c.value), typed.c.id)
        .limit(limit)
    )
    rows = list(uow.connection.execute(query))
    if len(rows) >= limit:
        return rows, False
    some = select(index.c.revision_id).where(*tests).limit(RECENT).subquery()
    return rows, int(uow.connection.scalar(select(func.count()).select_from(some)) or 0) < RECENT


def widely(uow: UnitOfWork, tests: Sequence[Test], group: str, words: Sequence[str], limit: int) -> list[AnyRow]:
    """Return (value, key) of words of the whole register that stand in a record that passes the tests."""
    index, links, typed = _tables()
    likely = (
        select(typed.c.id, typed.c.value, typed.c.word_key, typed.c.uses)
        .where(typed.c.field == group, *(_holds(uow, typed, word) for word in words))
        .order_by(typed.c.uses.desc())
        .limit(_WIDE)
        .subquery()
    )
    stands: Select[Any] = (
        select(links.c.word_id)
        .join(index, index.c.revision_id == links.c.revision_id)
        .where(links.c.word_id == likely.c.id, *tests)
    )
    query = (
        select(likely.c.value, likely.c.word_key)
        .where(stands.exists())
        .order_by(likely.c.uses.desc(), func.length(likely.c.value), likely.c.id)
        .limit(limit)
    )
    return list(uow.connection.execute(query))


def of_office(office_id: int) -> Test:
    """Return the condition of being a record of an office."""
    found: Test = _tables()[0].c.office_id == office_id
    return found


def alike(main_process: str | None, office_id: int, besides: str) -> list[Test]:
    """Return the conditions of records of one kind: one main process; without its name, one office."""
    index = _tables()[0].c
    same: Test = index.main_process == main_process if main_process else index.office_id == office_id
    return [same, index.activity_id != besides]


def newest_first(uow: UnitOfWork, tests: Sequence[Test], office_id: int, limit: int) -> list[str]:
    """Return the activities that pass the tests, those of the office first, then the newest."""
    index = _tables()[0].c
    query = (
        select(index.activity_id)
        .where(*tests)
        .order_by((index.office_id == office_id).desc(), index.search_id.desc())
        .limit(limit)
    )
    return list(uow.connection.scalars(query))


def _holds(uow: UnitOfWork, typed: Any, word: str) -> Test:
    # Both are search keys: nothing is left to fold, and SQLite's LIKE would fold letter by letter.
    place: Any = func.instr if uow.dialect == "sqlite" else func.strpos
    found: Test = place(typed.c.word_key, word) > 0
    return found
