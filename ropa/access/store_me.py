"""Queries on the actor's own person, and on whom to ask for a right."""

from datetime import date

from sqlalchemy import or_, select

from ropa.access.store_people import counts_on
from ropa.access.tables import grants, office_closure, people
from ropa.db.unit_of_work import UnitOfWork
from schemas.access import Role
from schemas.office import WHOLE_MINISTRY


def org_hint(uow: UnitOfWork, person_id: str) -> str | None:
    """Return what the portal said of a person's office."""
    return uow.connection.scalar(select(people.c.org_hint).where(people.c.id == person_id))


def administrators(uow: UnitOfWork, office_id: int | None, today: date) -> list[tuple[Role, int]]:
    """Return the roles and offices of those who give rights today at an office or above it, nearest office first."""
    above = select(office_closure.c.ancestor_id).where(office_closure.c.descendant_id == office_id)
    query = (
        select(grants.c.role, grants.c.office_id)
        .where(
            counts_on(today),
            grants.c.role.in_([str(Role.OFFICE_ADMIN), str(Role.SYSTEM_ADMIN)]),
            or_(grants.c.office_id == WHOLE_MINISTRY, grants.c.office_id.in_(above)),
        )
        .distinct()
        .order_by(grants.c.office_id.desc(), grants.c.role)
    )
    return [(Role.of(role), office) for role, office in uow.connection.execute(query)]
