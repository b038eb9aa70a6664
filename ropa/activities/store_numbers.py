"""Counts over the lines of a list: by office and status, and by what they are marked with."""

from collections import defaultdict

from sqlalchemy import func, select

from ropa.activities.store_index import Test
from ropa.activities.tables import revision_bases, revision_index
from ropa.db.unit_of_work import UnitOfWork


def by_office(uow: UnitOfWork, tests: list[Test]) -> dict[int, dict[str, int]]:
    """Return how many lines of each status every office has."""
    index = revision_index.c
    query = select(index.office_id, index.status, func.count()).where(*tests).group_by(index.office_id, index.status)
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for office_id, status, count in uow.connection.execute(query):
        found[office_id][status] = count
    return found


def by_code(uow: UnitOfWork, tests: list[Test]) -> dict[str, int]:
    """Return how many lines have each lawful basis and each mark."""
    query = (
        select(revision_bases.c.basis, func.count().label("number"))
        .join(revision_index, revision_index.c.revision_id == revision_bases.c.revision_id)
        .where(*tests)
        .group_by(revision_bases.c.basis)
    )
    return {row.basis: row.number for row in uow.connection.execute(query)}
