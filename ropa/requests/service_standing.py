"""What was decided on each right of a request and stands now, as far as what is done to data asks."""

import msgspec

from ropa.db.unit_of_work import UnitOfWork
from ropa.requests import store_decisions
from schemas.request_decisions import DecisionInput


def by_right(uow: UnitOfWork, request_id: str) -> dict[int, DecisionInput]:
    """Return the decisions that stand by the numbers of their rights, without sealed words.

    Says nothing about rights.
    """
    return {
        row.right_seq: msgspec.json.decode(row.content, type=DecisionInput)
        for row in store_decisions.decisions(uow, request_id)
        if row.superseded_by is None
    }
