"""At which offices the actor may do what; and what stands against a record that the program itself cannot take."""

import structlog

from ropa.access.rules import Permission
from ropa.activities import service_chosen
from ropa.bulk import rules
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork


class Rights:
    """At which offices the actor may do what: asked once for all records of a run."""

    def __init__(self, uow: UnitOfWork) -> None:
        """Ask within this unit of work."""
        self._uow = uow
        self._known: dict[Permission, frozenset[int] | None] = {}

    def __call__(self, permission: Permission, office_id: int) -> bool:
        """Tell whether the actor has a permission at an office."""
        if permission not in self._known:
            self._known[permission] = service_chosen.offices_with(self._uow, permission)
        offices = self._known[permission]
        return offices is None or office_id in offices


def noted(uow: UnitOfWork, activity_id: str, error: Exception) -> rules.Words:
    """Log a fault that one record alone caused, and return what is said of it, with the reference of the log."""
    reference = new_id(uow.now)
    structlog.get_logger().error("bulk.fault", activity=activity_id, reference=reference, exc_info=error)
    return rules.fault(reference)
