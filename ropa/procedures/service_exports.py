"""Leaves in the trail what papers of a procedure went out, and gives the shipped procedures to begin from."""

import msgspec

from ropa.audit.service import record
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import NotFound
from ropa.procedures import library, service
from schemas.procedure import ProcedureDocument, ProcedureInput
from schemas.procedure_record import StoredProcedure


def exported(uow: UnitOfWork, what: str, subject: str) -> None:
    """Leave an entry that a paper went out: `what` is its kind, such as manual.pdf."""
    record(uow, "procedure.exported", subject, {"file": what})


def samples() -> dict[str, ProcedureDocument]:
    """Return the shipped procedures by key, in the order of their kinds and titles."""
    return library.library()


def create_from(
    uow: UnitOfWork, office_id: int, key: str | None, title: str | None, *, procedure_id: str | None = None
) -> StoredProcedure:
    """Return a new draft of an office: empty, or with what a shipped procedure says.

    Raises: NotFound for a key that is none; Invalid, Forbidden as `service.create`.
    """
    document = ProcedureDocument()
    if key:
        found = library.library().get(key)
        if found is None:
            raise NotFound("ไม่มีต้นแบบนี้", "There is no such sample")
        document = found
    if title:
        document.title = title
    data = ProcedureInput(office_id=office_id, **msgspec.structs.asdict(document))
    return service.create(uow, data, procedure_id=procedure_id)
