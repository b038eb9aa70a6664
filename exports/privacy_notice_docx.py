"""A privacy notice as a Word file, to be put under a letterhead: the words and marks of the PDF."""

import io
from datetime import UTC, date, datetime, time
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from exports.pdf_text import visible
from exports.privacy_notice import DRAFT, MISSING
from schemas.privacy_notice import AS_WRITTEN, TITLE, UNDER, parts
from schemas.publishing import PublicActivity

FONT = "TH SarabunPSK"
_SIZE, _HEAD, _TITLE = 16, 17, 22
#: Half a point is the unit of Word's sizes.
_HALVES = 2
_LONGEST = 255
_BLACK, _RED = RGBColor(0, 0, 0), RGBColor(0xBE, 0x12, 0x3C)


def notice_docx(content: PublicActivity, language: str, day: date, *, is_public: bool) -> bytes:
    """Return the notice; what is missing stands marked in its place while it is a draft."""
    document = Document()
    _prepare(document, content, language, day)
    title = TITLE[language] if is_public else f"{TITLE[language]} ({DRAFT[language]})"
    _line(document.add_paragraph(style="Heading 1"), title, size=_TITLE, bold=True, centred=True)
    for text in (content.name, content.office, UNDER[language], AS_WRITTEN[language]):
        if text:
            _line(document.add_paragraph(), text, bold=text == content.name, centred=True)
    for part in parts(content, language):
        _line(document.add_paragraph(style="Heading 2"), part.heading, size=_HEAD, bold=True)
        if part.missing and not is_public:
            _line(document.add_paragraph(), f"{MISSING[language]}: {part.missing}", bold=True, colour=_RED)
        many = len(part.lines) > 1
        for text in part.lines:
            _line(document.add_paragraph(style="List Bullet" if many else "Normal"), text)
        if part.note:
            _line(document.add_paragraph(), part.note)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _prepare(document: Any, content: PublicActivity, language: str, day: date) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(2.5), Cm(2)
    document.styles["Normal"].paragraph_format.space_after = Pt(2)
    facts = document.core_properties
    facts.title, facts.author = f"{TITLE[language]} {content.ref}", visible(content.office)[:_LONGEST]
    facts.comments, facts.last_modified_by = "", ""
    facts.created = facts.modified = datetime.combine(day, time(), UTC)


def _line(
    paragraph: Any,
    text: str,
    *,
    size: int = _SIZE,
    bold: bool = False,
    centred: bool = False,
    colour: RGBColor = _BLACK,
) -> None:
    """Write text. Thai is set by the settings for complex scripts: face, size and weight are said twice."""
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(visible(text))
    run.font.name, run.font.size, run.font.bold, run.font.cs_bold = FONT, Pt(size), bold, bold
    run.font.color.rgb = colour
    properties = run._r.get_or_add_rPr()  # noqa: SLF001 - the library has no name for sizes of complex scripts
    properties.get_or_add_rFonts().set(qn("w:cs"), FONT)
    made = OxmlElement("w:szCs")
    made.set(qn("w:val"), str(size * _HALVES))
    properties.append(made)
