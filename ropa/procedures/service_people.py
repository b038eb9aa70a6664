"""Who does a step of a round: the person to whom it was handed, or the nearest who hold the role that it names."""

from collections.abc import Iterable, Sequence

from ropa.access import service_reach
from ropa.access.service_reach import nearest
from ropa.db.unit_of_work import UnitOfWork
from ropa.procedures.store_rounds import AnyRow
from schemas.access import Role
from schemas.procedure import StepDoer

#: The role that does a step; a step that names none is whoever's who runs the round.
ROLES: dict[StepDoer, Role] = {
    StepDoer.OFFICE: Role.RECORDER,
    StepDoer.OFFICE_REVIEWER: Role.REVIEWER,
    StepDoer.OFFICE_HEAD: Role.APPROVER,
    StepDoer.DPO: Role.DPO,
}


def doers(uow: UnitOfWork, rows: Iterable[AnyRow]) -> dict[str, list[str]]:
    """Return the ids of the people who do each visit, by the visit's id; one query for 500 offices."""
    steps: Sequence[AnyRow] = list(rows)
    held = service_reach.holders(uow, {row.office_id for row in steps})
    found = {}
    for row in steps:
        role = None if row.doer is None else ROLES.get(StepDoer.of(row.doer))
        if row.person_id is not None:
            found[row.id] = [row.person_id]
        else:
            found[row.id] = nearest(held[row.office_id], [role or Role.DPO])
    return found
