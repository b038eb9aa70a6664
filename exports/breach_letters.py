"""Letters to data subjects of a breach: the four items, one letter a page or more, n letters in one PDF."""

import zipfile
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import islice
from typing import BinaryIO

from msgspec import Struct

from exports.breach_notice_rows import DRILL, DRILL_NOTE
from exports.destruction_blocks import (
    Block,
    Sheet,
    Signer,
    day_words,
    letterhead,
    next_page,
    paragraph,
    sheet_pdf,
    signs,
    space,
)
from schemas.breach_letters import MOST_LETTERS_AT_ONCE, RecipientContact, SubjectsContent

TITLE = "หนังสือแจ้งเหตุการละเมิดข้อมูลส่วนบุคคล"
GROUND = "ขอแจ้งให้ท่านทราบว่าเกิดเหตุการละเมิดข้อมูลส่วนบุคคล ตามมาตรา 37 (4) แห่งพระราชบัญญัติคุ้มครองข้อมูลส่วนบุคคล พ.ศ. 2562 ดังนี้"
_ITEMS = (
    ("1. ลักษณะของเหตุโดยสังเขป", "nature"),
    ("2. ชื่อ สถานที่ และวิธีติดต่อเจ้าหน้าที่คุ้มครองข้อมูลส่วนบุคคล", "dpo_contact"),
    ("3. ผลกระทบที่อาจเกิดขึ้นกับท่าน", "effects"),
    ("4. มาตรการเยียวยาของหน่วยงาน", "remedy"),
    ("คำแนะนำสำหรับท่าน", "advice"),
)
_MISSING = "ขาด / missing"


class LetterOptions(Struct, frozen=True, kw_only=True):
    """What the letters have in common. `is_draft`: nothing was given out yet, so they say so."""

    content: SubjectsContent
    ref: str
    day: date
    is_draft: bool
    is_drill: bool


def letters_pdf(
    recipients: Iterable[RecipientContact],
    options: LetterOptions,
    *,
    cancelled: Callable[[], bool] | None = None,
) -> bytes:
    """Return the letters in one PDF; the same letters give the same bytes.

    Raises: PdfError, exports.records.ExportCancelled.
    """
    blocks: list[Block] = []
    for recipient in recipients:
        if blocks:
            blocks.append(next_page())
        blocks += _letter(recipient, options)
    content = options.content
    sheet = Sheet(
        title=TITLE,
        author=content.agency or "",
        foot=f"{DRILL} · {options.ref}" if options.is_drill else options.ref,
        stamp=DRILL if options.is_drill else "ร่าง" if options.is_draft else "",
        day=options.day,
        headed=False,
        blocks=blocks,
    )
    return sheet_pdf(sheet, cancelled=cancelled)


def _letter(recipient: RecipientContact, options: LetterOptions) -> Iterator[Block]:
    content = options.content
    if options.is_drill:
        yield paragraph(DRILL_NOTE, align="center", strong=True)
    yield letterhead(content.letter_no or "", [content.agency or ""])
    yield paragraph(day_words(options.day), align="center")
    yield paragraph(f"เรื่อง  {content.subject or _MISSING}")
    yield paragraph(f"เรียน  {recipient.name}")
    if recipient.address:
        yield paragraph(recipient.address, quiet=True)
    yield paragraph(f"{content.agency or ''} {GROUND}", indent=True)
    for label, name in _ITEMS:
        yield paragraph(label, strong=True)
        yield paragraph(getattr(content, name) or _MISSING, indent=True)
    yield paragraph("จึงเรียนมาเพื่อโปรดทราบ", indent=True)
    yield space(4)
    yield signs([Signer(name=content.signatory or "", position=content.signatory_position or "")], columns=1)


def write_volumes(
    recipients: Iterable[RecipientContact],
    out: BinaryIO,
    options: LetterOptions,
    progress: Callable[[int], None],
    cancelled: Callable[[], bool],
) -> int:
    """Write a zip of PDFs of `MOST_LETTERS_AT_ONCE` letters each; return how many volumes. One is in memory at a time.

    Raises: PdfError, exports.records.ExportCancelled.
    """
    source, volumes, done = iter(recipients), 0, 0
    made_on = (options.day.year, options.day.month, options.day.day, 0, 0, 0)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as package:
        while batch := list(islice(source, MOST_LETTERS_AT_ONCE)):
            volumes += 1
            info = zipfile.ZipInfo(f"letters-{volumes:03}.pdf", made_on)
            package.writestr(info, letters_pdf(batch, options, cancelled=cancelled))
            done += len(batch)
            progress(done)
    return volumes
