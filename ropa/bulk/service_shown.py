"""How a changed text is shown: in pieces, with the name that was looked for marked."""

from ropa.bulk.rules_replace import Piece, pieces
from schemas.bulk import BulkRun, Place


def shown_pieces(run: BulkRun, place: Place) -> tuple[list[Piece], list[Piece]]:
    """Return a text before and after, in pieces, each with whether it is the name."""
    terms = run.terms
    find, put = (terms.find or "", terms.put or "") if terms is not None else ("", "")
    if run.undo_of is not None:
        find, put = put, find
    return pieces(place.before, find), pieces(place.after, put)
