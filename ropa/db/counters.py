"""Numbers for references: one row per kind and Buddhist year, so no number is given twice."""

from sqlalchemy.dialects import postgresql, sqlite

from ropa.db.tables import counters
from ropa.db.unit_of_work import UnitOfWork


def next_number(uow: UnitOfWork, kind: str, be_year: int) -> int:
    """Return the next number of a kind in a Buddhist year, from 1. A rolled-back number is given again."""
    insert = (sqlite if uow.dialect == "sqlite" else postgresql).insert(counters)
    statement = insert.values(kind=kind, be_year=be_year, value=1).on_conflict_do_update(
        index_elements=[counters.c.kind, counters.c.be_year], set_={"value": counters.c.value + 1}
    )
    return int(uow.connection.execute(statement.returning(counters.c.value)).scalar_one())
