"""Use case of reading why records were sent back: the returner's words and the open comments, for their writers."""

from collections.abc import Sequence

from msgspec import Struct

from ropa.access.rules import Permission, offices_for
from ropa.activities import service_signing, store_returned
from ropa.db.unit_of_work import UnitOfWork
from schemas.office import WHOLE_MINISTRY
from schemas.signing import WaitingItem

#: Comments of one record that a list shows; the record's own page has all of them.
SHOWN = 5


class Remark(Struct, frozen=True):
    """A comment that nobody has resolved, with the place it is pinned to."""

    pointer: str
    text: str
    by: str


class Returned(Struct, frozen=True, kw_only=True):
    """Why a record was sent back."""

    note: str | None
    remarks: list[Remark]
    left_out: int
    """Comments beyond those shown."""


class ReturnedLines(Struct, frozen=True, kw_only=True):
    """The first records that were sent back to the actor, the longest waiting first, each with its reasons by id."""

    items: list[WaitingItem]
    why: dict[str, Returned]


def reasons(uow: UnitOfWork, items: Sequence[WaitingItem]) -> dict[str, Returned]:
    """Return why records of the actor's queue `returned` were sent back, by id; two queries for any number of them."""
    if not items:
        return {}
    keys = [each.id for each in items]
    notes = store_returned.notes(uow, keys)
    remarks: dict[str, list[Remark]] = {}
    for activity_id, pointer, text, by in store_returned.standing(uow, keys):
        remarks.setdefault(activity_id, []).append(Remark(pointer, text, by))
    return {
        key: Returned(
            note=notes.get(key),
            remarks=remarks.get(key, [])[:SHOWN],
            left_out=max(len(remarks.get(key, [])) - SHOWN, 0),
        )
        for key in keys
    }


def first_lines(uow: UnitOfWork, limit: int) -> ReturnedLines | None:
    """Return the first records that were sent back; None for an actor who could not send them in again.

    Of somebody who may send in those of the whole ministry, only the records that they wrote or look after.
    """
    held = offices_for(uow.actor, Permission.SUBMIT_ACTIVITIES)
    if not held:
        return None
    items = service_signing.queue(uow, "returned", None, limit, own=WHOLE_MINISTRY in held).items
    return ReturnedLines(items=items, why=reasons(uow, items))
