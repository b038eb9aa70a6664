"""Leaves what went out of the register in the trail."""

from ropa.audit.service import record
from ropa.db.unit_of_work import UnitOfWork


def exported(uow: UnitOfWork, what: str, subject: str, **details: object) -> None:
    """Leave an entry that a file went out: `what` is its kind, such as form.xlsx."""
    record(uow, "register.exported", subject, {"file": what, **details})
