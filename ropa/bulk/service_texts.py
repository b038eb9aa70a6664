"""Saves some texts of a record as any other edit of it: version check, revision, trail, projections."""

import msgspec

from ropa.activities import service as activities
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import PreconditionFailed
from schemas.document import ActivityUpdate, Source
from schemas.listing import StoredRevision
from schemas.unit_names import write_texts


def save_texts(uow: UnitOfWork, stored: StoredRevision, texts: dict[str, str]) -> StoredRevision:
    """Return a record after some of its texts were changed, saved as any other edit.

    Raises: what `activities.service.replace` raises; PreconditionFailed for a place that is gone.
    """
    document = activities.document_of(stored)
    try:
        write_texts(document, texts)
    except KeyError:
        raise PreconditionFailed from None
    update = ActivityUpdate(
        office_id=stored.office_id,
        form=document.form,
        steps=document.steps,
        systems=document.systems,
        marks=document.marks,
        sources=msgspec.json.decode(stored.sources, type=dict[str, Source]),
    )
    return activities.replace(uow, stored.id, stored.version, update)
