"""Who does a step of a round: the person to whom it was handed, or the nearest who hold the role that it names.

A right that ended does nothing: a step that was handed to somebody whose right at its office is over, and one whose
role nobody holds, is without a doer. Whoever runs the round is told of it by the daily look (`service_nobody`).
"""

from collections.abc import Iterable, Sequence

from ropa.access import service_reach
from ropa.access.rules import Permission
from ropa.access.service_reach import Held, nearest
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
    """Return the ids of the people who do each visit today, by the visit's id; one query for 500 offices."""
    steps: Sequence[AnyRow] = list(rows)
    held = service_reach.holders(uow, {row.office_id for row in steps})
    found = {}
    for row in steps:
        role = None if row.doer is None else ROLES.get(StepDoer.of(row.doer))
        if row.person_id is not None:
            found[row.id] = [row.person_id] if row.person_id in workers(held[row.office_id]) else []
        else:
            found[row.id] = nearest(held[row.office_id], [role or Role.DPO])
    return found


def workers(held: Held) -> set[str]:
    """Return the people who may work on a step at an office, by the roles that are held for it."""
    roles = service_reach.roles_with(Permission.WORK_ROUNDS)
    return {person for role, people in held.items() if role in roles for _, person in people}


def runners(held: Held, owner_id: str | None) -> list[str]:
    """Return who runs a round at an office: whoever looks after it while they may, else the nearest who may."""
    roles = service_reach.roles_with(Permission.RUN_ROUNDS)
    able = {person for role, people in held.items() if role in roles for _, person in people}
    return [owner_id] if owner_id in able and owner_id is not None else nearest(held, [Role.DPO, Role.APPROVER])
