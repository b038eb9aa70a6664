"""A notice to the Office as a PDF: made of its facts alone, so the same facts give the same bytes."""

from collections.abc import Callable, Iterator

from exports import breach_notice_rows as rows
from exports.destruction_blocks import (
    Block,
    Sheet,
    Signer,
    codes,
    heading,
    numbered,
    paragraph,
    sheet_pdf,
    signs,
    words,
)
from exports.pdf_typesetting import TIME_LIMIT_SECONDS
from schemas.breach_notice import NoticePaper
from schemas.breach_notice_gaps import Mark

_LABEL = 50.0
_MARKED = {Mark.MISSING: "missing", Mark.PENDING: "pending"}


def notice_pdf(
    paper: NoticePaper, *, cancelled: Callable[[], bool] | None = None, time_limit: float = TIME_LIMIT_SECONDS
) -> bytes:
    """Return the notice. What is missing or not known yet is marked in its place; a drill has a watermark.

    Raises: PdfError, exports.records.ExportCancelled.
    """
    name = paper.content.controller_name or ""
    sheet = Sheet(
        title=rows.TITLE,
        author=name,
        above=name,
        under=rows.under(paper),
        foot=rows.foot(paper),
        stamp=rows.DRILL if paper.filing.is_drill else rows.INCOMPLETE if rows.is_incomplete(paper) else "",
        day=paper.day,
        blocks=list(_blocks(paper)),
    )
    return sheet_pdf(sheet, cancelled=cancelled, time_limit=time_limit)


def _blocks(paper: NoticePaper) -> Iterator[Block]:
    changed = rows.changed_labels(paper)
    if paper.filing.former_sent_at is not None:
        yield heading("สิ่งที่เปลี่ยนจากการแจ้งครั้งก่อน")
        yield numbered(changed) if changed else paragraph("ไม่มีข้อเท็จจริงที่เปลี่ยน")
    for part in rows.parts(paper):
        yield heading(part.heading)
        yield _facts(part)
    content = paper.content
    yield signs(
        [Signer(name=content.signatory or "", position=content.signatory_position or "", role="ผู้แจ้ง")], columns=1
    )
    yield codes([("SHA-256 ของเนื้อหา", paper.content_sha256)], width=_LABEL)


def _facts(part: rows.Part) -> Block:
    shown = []
    for row in part.rows:
        label = f"{row.label} (ปรับปรุง)" if row.is_new else row.label
        shown.append([words(label), words(row.words) or "-", _MARKED.get(row.mark, "new" if row.is_new else "")])
    return {"kind": "facts", "rows": shown, "width": _LABEL, "lined": True}
