"""What of a run's records is shown to whoever asks, and how a changed text is shown: with the name marked."""

from collections.abc import Sequence

from ropa.access.rules import Permission
from ropa.activities import service_chosen, service_stewards
from ropa.bulk import rules
from ropa.bulk.rules_replace import Piece, pieces
from ropa.bulk.store import Item
from ropa.db.unit_of_work import UnitOfWork
from schemas.bulk import BulkItem, BulkRun, ItemState, Place


def as_read(uow: UnitOfWork, items: Sequence[Item]) -> list[BulkItem]:
    """Return records of a run as the actor may read them now: what the run keeps of drafts is for who reads drafts.

    The title is the one that the register shows the actor; of a record that is gone, who reads drafts there has it.
    Raises: Forbidden.
    """
    lines = {each.id: each for each in service_chosen.heads(uow, [each.activity_id for each in items])}
    drafts = service_chosen.offices_with(uow, Permission.READ_DRAFTS)
    names = service_stewards.names_of(
        uow, {key for each in items for key in (each.detail.before, each.detail.after) if key}
    )
    found = []
    for each in items:
        line = lines.get(each.activity_id)
        office = each.office_id if line is None else line.office_id
        whole = drafts is None or office in drafts
        title = (each.title if whole else "") if line is None else (line.sub_process or line.main_process or "")
        # Words about what the draft says: how many errors it has, whether a field is answered, which text was refused.
        answered = each.message_th == rules.ANSWERED[0]
        tells = each.state is ItemState.READY or answered or (each.message_th or "").startswith("/")
        said = whole or not tells
        found.append(
            BulkItem(
                number=each.number,
                activity_id=each.activity_id,
                ref=each.ref,
                title=title,
                office_id=each.office_id,
                state=each.state,
                message_th=each.message_th if said else None,
                message_en=each.message_en if said else None,
                starts_draft=each.starts_draft and whole,
                places=each.detail.places if whole else [],
                before=names.get(each.detail.before or ""),
                after=names.get(each.detail.after or ""),
            )
        )
    return found


def shown_pieces(run: BulkRun, place: Place) -> tuple[list[Piece], list[Piece]]:
    """Return a text before and after, in pieces, each with whether it is the name."""
    terms = run.terms
    find, put = (terms.find or "", terms.put or "") if terms is not None else ("", "")
    if run.undo_of is not None:
        find, put = put, find
    return pieces(place.before, find), pieces(place.after, put)
