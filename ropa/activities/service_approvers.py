"""Who approves destruction, as the records say: for the lists of destruction, many records at once."""

from collections.abc import Collection

from msgspec import Struct

from ropa.activities import store_approved
from ropa.activities.rules_answers import Answer, answer_of
from ropa.db.unit_of_work import UnitOfWork
from schemas.upcast import read_stored

_AT_ONCE = 200


class DestructionRecord(Struct, frozen=True, kw_only=True):
    """What a list of destruction needs of a record."""

    ref: str
    title: str
    is_approved: bool
    approvers: tuple[str, ...]
    """The record's `role_destruction_approver`; empty: blank, or answered with "none"."""


def records(uow: UnitOfWork, activity_ids: Collection[str]) -> dict[str, DestructionRecord]:
    """Return records by activity, retired ones too: approved as they stand, else as drafted. Asks for no rights."""
    found: dict[str, DestructionRecord] = {}
    ordered = sorted(set(activity_ids))
    for start in range(0, len(ordered), _AT_ONCE):
        for row in store_approved.shown_documents(uow, ordered[start : start + _AT_ONCE]):
            form = read_stored(row.document, row.schema_version).form
            approvers = form.roles.role_destruction_approver or []
            found[row.id] = DestructionRecord(
                ref=row.ref,
                title=form.header.sub_process or form.header.main_process or row.ref,
                is_approved=bool(row.is_approved),
                approvers=tuple(each for each in approvers if answer_of(each) is Answer.GIVEN),
            )
    return found
