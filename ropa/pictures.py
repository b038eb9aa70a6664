"""Diagrams of stored records: what the API, the pages, the command line and the demo share.

Reading needs the database, drawing does not: `prepare_diagram` reads and returns something whose `render` may run
later, in another thread, with no transaction open.
"""

import hashlib
from collections.abc import Callable, Collection
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec
import structlog
from msgspec import Struct

import diagrams
from diagrams.deadline import Deadline
from diagrams.errors import DiagramError, DiagramTooLarge
from diagrams.kinds import RECORD_DIAGRAMS
from diagrams.outputs import Kind, Paper, Sheet, deliver, png_of, print_of, with_fonts
from diagrams.routing import TIME_LIMIT_SECONDS
from diagrams.title_block import TitleBlock
from ropa import clock
from ropa.activities import service, service_pictures, service_signing
from ropa.activities.service_pictures import APPROVED_TH
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Unavailable
from ropa.kept import Kept
from schemas.document import ActivityDocument
from schemas.listing import StoredRevision
from schemas.vocabulary import RevisionStatus

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
    """A rendering that is ready to be made. `tag` is an entity tag: equal tags, equal bytes; "" where it has none."""

    ref: str
    render: Callable[[], bytes]
    tag: str = ""


class _Wanted(Struct, frozen=True):
    """All that decides the bytes of a picture of a stored revision."""

    kind: str
    drawing: Kind
    paper: Paper
    block: TitleBlock
    schema_version: int


#: Stands for a picture that could not be drawn just before its approval; no picture is empty.
_CANNOT = b""
#: Pictures that were drawn last, by what decides their bytes (the document is known by its hash in the title block);
#: what was made of an approved picture by its entity tag.
KEPT: Kept[_Wanted | str, bytes] = Kept(48 * 1024 * 1024, 8 * 1024 * 1024, len)


def title_block(uow: UnitOfWork, stored: StoredRevision) -> TitleBlock:
    """Return what a picture says about the revision it shows.

    A superseded or retired revision keeps the words of its approval: its picture does not change any more.
    """
    dated_th, moment = service_pictures.dated(uow, stored)
    return _block(stored, RevisionStatus.APPROVED if dated_th == APPROVED_TH else stored.status, dated_th, moment)


def _block(stored: StoredRevision, status: RevisionStatus, dated_th: str, moment: datetime) -> TitleBlock:
    return TitleBlock(
        ref=stored.ref,
        revision=stored.revision,
        status_th=status.th,
        dated=clock.bangkok(moment).date(),
        dated_th=dated_th,
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

    An approved revision is shown in the picture that it was approved with, where that was kept (SVG and PNG).

    Raises: NotFound, Unavailable when the kept picture was changed; `render` raises Conflict for a picture too large to
    draw, Unavailable when drawing fails.
    """
    stored = service.read_revision(uow, activity_id, revision)
    approved = _approved(uow, stored, drawing) if kind == "dfd" else None
    if approved is not None:
        return Prepared(stored.ref, lambda: _of_bare(approved, drawing), _bare_tag(approved, drawing))
    wanted = _Wanted(kind, drawing, paper, title_block(uow, stored), stored.schema_version)
    return Prepared(
        stored.ref,
        lambda: _known(wanted, lambda: service.document_of(stored)),
        _tag(msgspec.json.encode(wanted), _edition()),
    )


def dfd(uow: UnitOfWork, stored: StoredRevision, document: ActivityDocument, drawing: Kind) -> Callable[[], bytes]:
    """Return what draws the data-flow diagram of a stored revision; `document` is the revision's own, unmasked.

    The result raises what `render` of `prepare_diagram` raises.
    """
    approved = _approved(uow, stored, drawing)
    if approved is not None:
        return lambda: _of_bare(approved, drawing)
    wanted = _Wanted("dfd", drawing, Paper.AUTO, title_block(uow, stored), stored.schema_version)
    return lambda: _known(wanted, lambda: document)


def _known(
    wanted: _Wanted, document: Callable[[], ActivityDocument], *, time_limit: float = TIME_LIMIT_SECONDS
) -> bytes:
    made = KEPT.get(wanted)
    if made is None:
        made = drawn(wanted.kind, document(), wanted.block, wanted.drawing, paper=wanted.paper, time_limit=time_limit)
        KEPT.put(wanted, made)
    return made


def _approved(uow: UnitOfWork, stored: StoredRevision, drawing: Kind) -> bytes | None:
    # A PDF of its own has the title block beside the picture, DOT is no picture: both are made anew.
    return service_pictures.kept(uow, stored) if drawing in {"svg", "png", "print"} else None


def _of_bare(bare: bytes, drawing: Kind) -> bytes:
    tag, text = _bare_tag(bare, drawing), bare.decode()
    made = KEPT.get(tag)
    if made is None:
        try:
            made = png_of(text) if drawing == "png" else print_of(text) if drawing == "print" else with_fonts(text)
        except DiagramError as error:
            raise Unavailable(*str(error).split(" / ", 1)) from None
        KEPT.put(tag, made)
    return made


def _bare_tag(bare: bytes, drawing: Kind) -> str:
    return _tag(bare, drawing.encode())


def approved_picture(stored: StoredRevision, document: ActivityDocument, now: datetime) -> bytes | None:
    """Return the data-flow diagram to be kept of a revision that is approved `now`; None when it cannot be drawn.

    `stored` is the revision as it will stand. What `prepare_approvals` drew or could not draw is not tried again.
    """
    wanted = _approved_wanted(stored, now)
    if KEPT.get(wanted) == _CANNOT:
        KEPT.drop(wanted)
        return None
    return _to_keep(wanted, document)


def prepare_approvals(uow: UnitOfWork, activity_ids: Collection[str]) -> Callable[[], None]:
    """Return what draws the pictures of approvals before they begin: no other writer waits for them then.

    Records that the actor may not approve, and those that nobody has reviewed, are left out.
    """
    waiting, now = service_signing.to_approve(uow, activity_ids), uow.now

    def draw() -> None:
        for stored in waiting:
            document = service.document_of(stored)
            wanted = _approved_wanted(stored, now)
            if KEPT.get(wanted) == _CANNOT:  # an approval that was refused for another reason
                KEPT.drop(wanted)
            if document.steps and _to_keep(wanted, document) is None:
                KEPT.put(wanted, _CANNOT)

    return draw


def _approved_wanted(stored: StoredRevision, now: datetime) -> _Wanted:
    block = _block(stored, RevisionStatus.APPROVED, APPROVED_TH, now)
    return _Wanted("dfd", "bare", Paper.AUTO, block, stored.schema_version)


def _to_keep(wanted: _Wanted, document: ActivityDocument) -> bytes | None:
    try:
        return _known(wanted, lambda: document, time_limit=INLINE_SECONDS)
    except Exception as error:  # noqa: BLE001 - an approval is the head's decision; a fault of the drawing may not stop it
        structlog.get_logger().warning("picture.not_kept", ref=wanted.block.ref, why=repr(error))
        return None


def _tag(*parts: bytes) -> str:
    return '"' + hashlib.sha256(b"\0".join(parts)).hexdigest()[:32] + '"'


@cache
def _edition() -> bytes:
    """Return what tells this program's drawing from another's: a newer one may draw the same record differently."""
    digest = hashlib.sha256()
    for file in sorted(Path(diagrams.__file__).parent.iterdir()):
        if file.is_file():
            digest.update(file.read_bytes())
    return digest.digest()


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
    return delivered(lambda: RECORD_DIAGRAMS[kind].sheet(document), block, drawing, paper=paper, time_limit=time_limit)


def delivered(
    sheet: Callable[[], Sheet],
    block: TitleBlock,
    drawing: Kind,
    *,
    paper: Paper = Paper.AUTO,
    time_limit: float = TIME_LIMIT_SECONDS,
) -> bytes:
    """Return what a sheet is drawn as; `block` stands below it.

    Raises: Conflict for a picture too large to draw, Unavailable when drawing fails.
    """
    # The places of the boxes are a part of the drawing: its time begins before the sheet is made.
    deadline = Deadline(time_limit)
    try:
        return deliver(sheet(), title_block=block, kind=drawing, paper=paper, time_limit=deadline)
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
