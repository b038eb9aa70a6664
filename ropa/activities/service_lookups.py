"""Use cases that ask whether the register has something already."""

from ropa.activities import store, store_index
from ropa.activities.rules import completed
from ropa.db.unit_of_work import UnitOfWork
from schemas.document import ActivityInput, content_hash, encode_document


def find_same(uow: UnitOfWork, data: ActivityInput) -> str | None:
    """Return the reference of an activity of the same office with exactly this document, or None."""
    return store.find_same(uow, data.office_id, content_hash(encode_document(completed(data.document()))))


def find_twin(uow: UnitOfWork, data: ActivityInput) -> str | None:
    """Return the reference of an activity of the same office, process, sub-process and unit, or None."""
    header = data.form.header
    if header.main_process is None and header.sub_process is None:
        return None
    return store_index.find_twin(
        uow, data.office_id, header.main_process, header.sub_process, header.responsible_org_unit
    )


def is_empty(uow: UnitOfWork) -> bool:
    """Tell whether the register has no activity at all."""
    return store.count_activities(uow) == 0
