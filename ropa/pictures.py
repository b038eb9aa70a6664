"""Diagrams of stored records: what the API, the pages, the command line and the demo share.

Reading needs the database, drawing does not: `prepare_diagram` reads and returns something whose `render` may run
later, in another thread, with no transaction open.
"""

from collections.abc import Callable
from datetime import date
from typing import Literal

from msgspec import Struct

from diagrams.errors import DiagramError, DiagramTooLarge
from diagrams.kinds import RECORD_DIAGRAMS
from diagrams.outputs import Kind, Paper, deliver
from diagrams.routing import TIME_LIMIT_SECONDS
from diagrams.title_block import TitleBlock
from ropa import clock
from ropa.activities import service
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Unavailable
from schemas.document import ActivityDocument
from schemas.listing import StoredRevision

Drawing = Literal["svg", "png", "pdf", "dot"]
#: Ending of a file by its media type.
DRAWINGS: dict[Drawing, str] = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "pdf": "application/pdf",
    "dot": "text/vnd.graphviz; charset=utf-8",
}
#: A page waits for the picture of what is being typed; one that takes longer is left to the downloads.
INLINE_SECONDS = 3.0
_UNSAVED = TitleBlock(ref="", revision=0, status_th="", dated=date.min, content_hash="")


class Prepared(Struct, frozen=True):
    """A rendering that is ready to be made."""

    ref: str
    render: Callable[[], bytes]


def title_block(stored: StoredRevision) -> TitleBlock:
    """Return what a picture says about the revision it shows."""
    return TitleBlock(
        ref=stored.ref,
        revision=stored.revision,
        status_th=stored.status.th,
        dated=clock.bangkok(stored.updated_at).date(),
        dated_th="แก้ไขล่าสุด",
        content_hash=stored.content_hash,
    )


def prepare_diagram(
    uow: UnitOfWork,
    activity_id: str,
    kind: str,
    drawing: Drawing,
    revision: int | None = None,
    *,
    paper: Paper = Paper.AUTO,
) -> Prepared:
    """Read what a diagram of the activity needs; `kind` is one of `RECORD_DIAGRAMS`. `paper` is only for PDF.

    Raises: NotFound; `render` raises Conflict for a picture too large to draw, Unavailable when drawing fails.
    """
    stored = service.read_revision(uow, activity_id, revision)
    document = service.document_of(stored)
    block = title_block(stored)
    return Prepared(stored.ref, lambda: drawn(kind, document, block, drawing, paper=paper))


def drawn(
    kind: str,
    document: ActivityDocument,
    block: TitleBlock,
    drawing: Kind,
    *,
    paper: Paper = Paper.AUTO,
    time_limit: float = TIME_LIMIT_SECONDS,
) -> bytes:
    """Return a diagram of a document.

    Raises: Conflict for a picture too large to draw, Unavailable when drawing fails.
    """
    try:
        sheet = RECORD_DIAGRAMS[kind].sheet(document)
        return deliver(sheet, title_block=block, kind=drawing, paper=paper, time_limit=time_limit)
    except DiagramTooLarge as error:
        raise Conflict(*str(error).split(" / ", 1)) from None
    except DiagramError as error:
        raise Unavailable(*str(error).split(" / ", 1)) from None


def inline_picture(document: ActivityDocument, kind: str) -> bytes:
    """Return the diagram of a document, saved or not, as SVG for a page of ours: no fonts, no styles, no title block.

    Raises: Conflict for a picture too large to draw, Unavailable when drawing fails.
    """
    return drawn(kind, document, _UNSAVED, "inline", time_limit=INLINE_SECONDS)


def template_picture(document: ActivityDocument, key: str, today: date) -> bytes:
    """Return the data-flow diagram of a template of the library as SVG.

    Raises: Conflict for a picture too large to draw, Unavailable when drawing fails.
    """
    block = TitleBlock(ref=key, revision=0, status_th="แบบสำเร็จรูป", dated=today, content_hash="")
    return drawn("dfd", document, block, "svg")
