"""Searching the exchange log, and excerpts of it for evidence."""

from ropa.db.unit_of_work import UnitOfWork
from schemas.exchange_log import ExchangeExcerpt, ExchangeFilter


def excerpt(uow: UnitOfWork, wanted: ExchangeFilter) -> ExchangeExcerpt:
    """Return every line that fits and that the actor may read, oldest first, with its hash.

    Raises: Forbidden; Invalid when more than `MOST_EXCERPT` lines fit: evidence is whole or is none.
    """
    raise NotImplementedError
