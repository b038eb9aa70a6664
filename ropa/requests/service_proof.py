"""Whether data may be handed out or changed for whoever asked: only for somebody proven, or as somebody decided to.

A check of identity may fall after the decision (a false document), so it is asked again where data leave or change.
Legal source: PDPA s.30; an agency that hands data to the wrong person has a breach of its own.
"""

from collections.abc import Collection

import msgspec

from ropa.db.unit_of_work import UnitOfWork
from ropa.requests import rules_decisions, store_decisions
from schemas.findings import Problem
from schemas.request_decisions import DecisionInput
from schemas.request_terms import RightOutcome
from schemas.requests import SubjectRequest

_GIVES = frozenset({RightOutcome.GRANTED, RightOutcome.PARTLY})


def problems(
    uow: UnitOfWork, found: SubjectRequest, seqs: Collection[int], pointer: str, *, takes_data_away: bool = False
) -> list[Problem]:
    """Return the fault of carrying out rights of a request whose identity is not proven, none where nothing stands
    against it: the decision that stands says why it is done all the same, or the rights ask for no proof.

    `takes_data_away`: data are erased or changed by it, which asks for proof whatever the right.
    """
    if not found.identity_gaps:
        return []
    outcomes = {each.seq: each for each in found.rights}
    asked = [
        seq
        for seq in seqs
        if (right := outcomes.get(seq)) is not None
        and (takes_data_away or (right.outcome in _GIVES and right.right not in rules_decisions.WITHOUT_PROOF))
    ]
    if not asked or set(asked) <= _despite(uow, found.id):
        return []
    return [rules_decisions.unproven(pointer)]


def _despite(uow: UnitOfWork, request_id: str) -> set[int]:
    """Return the rights whose standing decision says why, although identity is not proven."""
    return {
        row.right_seq
        for row in store_decisions.decisions(uow, request_id)
        if row.superseded_by is None
        and (msgspec.json.decode(row.content, type=DecisionInput).despite_gaps or "").strip()
    }
