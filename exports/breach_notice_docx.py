"""A notice to the Office as a Word file: the fields, words and marks of the PDF; the same facts give the same bytes.

TH SarabunPSK is the face of official papers, installed where they are written; `Sarabun` is named as its substitute.
"""

import io
import zipfile
from datetime import UTC, datetime, time
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.oxml import serialize_part_xml
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

from exports import breach_notice_rows as rows
from exports.pdf_text import visible
from schemas.breach_notice import NoticePaper
from schemas.breach_notice_gaps import Mark

FONT = "TH SarabunPSK"
_SIZE, _HEAD, _TITLE, _SMALL = 15, 17, 22, 11
_FILLS = {Mark.MISSING: "FBD5D5", Mark.PENDING: "FDF0C8"}
_LABEL_FILL, _NEW_FILL = "F7F9FC", "E3F2E1"
_LABEL, _VALUE = Cm(5.6), Cm(11.2)
_RED = RGBColor(0xBE, 0x12, 0x3C)
_EPOCH = (1980, 1, 1, 0, 0, 0)
#: Half a point is the unit of Word's sizes.
_HALVES = 2


def notice_docx(paper: NoticePaper) -> bytes:
    """Return the notice. What is missing or not known yet is marked in its place; a drill has a watermark."""
    document = Document()
    _prepare(document, paper)
    _head(document, paper)
    if paper.filing.former_sent_at is not None:
        _heading(document, "สิ่งที่เปลี่ยนจากการแจ้งครั้งก่อน")
        for number, label in enumerate(rows.changed_labels(paper), 1):
            _line(document, f"{number}. {label}")
    for part in rows.parts(paper):
        _heading(document, part.heading)
        _table(document, part)
    _signature(document, paper)
    out = io.BytesIO()
    document.save(out)
    return _steady(out.getvalue())


def _prepare(document: Any, paper: NoticePaper) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(2.4), Cm(1.8)
    section.top_margin, section.bottom_margin = Cm(1.8), Cm(1.8)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(_SIZE)
    properties = normal.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for name in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(name), FONT)
    properties.append(_element("w:szCs", val=str(_SIZE * _HALVES)))
    properties.append(_element("w:lang", val="en-US", bidi="th-TH"))
    normal.paragraph_format.space_after = Pt(0)
    _substitute(document)
    facts = document.core_properties
    facts.title, facts.author = rows.TITLE, visible(paper.content.controller_name or "")[:255]
    facts.last_modified_by, facts.comments, facts.revision = "", paper.content_sha256, 1
    facts.created = facts.modified = datetime.combine(paper.day, time(), UTC)
    _foot(section, paper)
    stamp = rows.DRILL if paper.filing.is_drill else rows.INCOMPLETE if rows.is_incomplete(paper) else ""
    if stamp:
        _watermark(section, stamp)


def _substitute(document: Any) -> None:
    """Name the free Sarabun where the official face is not installed."""
    part = document.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    fonts = parse_xml(part.blob)
    font = _element("w:font", name=FONT)
    font.append(_element("w:altName", val="Sarabun"))
    fonts.append(font)
    part._blob = serialize_part_xml(fonts)  # noqa: SLF001 - the library has no door to the table of fonts


def _element(tag: str, /, **attributes: str) -> Any:
    made = OxmlElement(tag)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def _head(document: Any, paper: NoticePaper) -> None:
    if paper.content.controller_name:
        _line(document, paper.content.controller_name, centred=True)
    _line(document, rows.TITLE, size=_TITLE, bold=True, centred=True)
    for line in rows.under(paper):
        is_warning = line == rows.DRILL_NOTE
        _line(document, line, bold=is_warning, centred=True, colour=_RED if is_warning else None)


def _heading(document: Any, text: str) -> None:
    made = document.add_paragraph(style="Heading 2")
    made.paragraph_format.space_before, made.paragraph_format.space_after = Pt(10), Pt(3)
    made.paragraph_format.keep_with_next = True
    _run(made, text, size=_HEAD, bold=True, colour=RGBColor(0, 0, 0))


def _line(
    where: Any,
    text: str,
    *,
    size: int = _SIZE,
    bold: bool = False,
    centred: bool = False,
    colour: RGBColor | None = None,
) -> None:
    made = where.add_paragraph()
    if centred:
        made.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(made, text, size=size, bold=bold, colour=colour)


def _run(paragraph: Any, text: str, *, size: int = _SIZE, bold: bool = False, colour: RGBColor | None = None) -> None:
    """Add text. Thai is set by the settings for complex scripts: each is said twice."""
    run = paragraph.add_run(visible(text))
    run.font.name, run.font.size, run.font.bold = FONT, Pt(size), bold
    if colour is not None:
        run.font.color.rgb = colour
    properties = run._r.get_or_add_rPr()  # noqa: SLF001 - the library has no name for sizes of complex scripts
    properties.get_or_add_rFonts().set(qn("w:cs"), FONT)
    if bold:
        run.font.cs_bold = True
    properties.append(_element("w:szCs", val=str(size * _HALVES)))


def _table(document: Any, part: rows.Part) -> None:
    table = document.add_table(rows=0, cols=2)
    table.style = "Table Grid"
    table.autofit = False
    for column, width in zip(table.columns, (_LABEL, _VALUE), strict=True):
        column.width = width
    for row in part.rows:
        label, value = table.add_row().cells
        label.width, value.width = _LABEL, _VALUE
        _cell(label, f"{row.label} (ปรับปรุง)" if row.is_new else row.label, fill=_LABEL_FILL, bold=False)
        fill = _FILLS.get(row.mark, _NEW_FILL if row.is_new else "")
        _cell(value, row.words, fill=fill, bold=row.mark in _FILLS)


def _cell(cell: Any, text: str, *, fill: str, bold: bool) -> None:
    _run(cell.paragraphs[0], text, bold=bold)
    if fill:
        cell._tc.get_or_add_tcPr().append(_element("w:shd", val="clear", color="auto", fill=fill))  # noqa: SLF001 - as above


def _signature(document: Any, paper: NoticePaper) -> None:
    content = paper.content
    _line(document, "")
    _line(document, "ลงชื่อ ............................................................", centred=True)
    _line(
        document,
        f"({content.signatory or '............................................................'})",
        centred=True,
    )
    _line(document, content.signatory_position or "", centred=True)
    _line(document, "ผู้แจ้ง", bold=True, centred=True)
    _line(document, f"SHA-256 ของเนื้อหา {paper.content_sha256}", size=_SMALL)


def _foot(section: Any, paper: NoticePaper) -> None:
    line = section.footer.paragraphs[0]
    _run(line, f"{rows.foot(paper)}    หน้า ", size=_SMALL)
    _field(line, "PAGE")
    _run(line, " / ", size=_SMALL)
    _field(line, "NUMPAGES")


def _field(paragraph: Any, name: str) -> None:
    made = _element("w:fldSimple", instr=name)
    paragraph._p.append(made)  # noqa: SLF001 - the library knows no fields
    _run(paragraph, "1", size=_SMALL)
    made.append(paragraph.runs[-1]._r)  # noqa: SLF001 - as above


def _watermark(section: Any, text: str) -> None:
    """Put words across every page, behind the text, as Word does it itself."""
    drawn: Any = parse_xml(
        f'<w:pict {nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml" '
        'xmlns:o="urn:schemas-microsoft-com:office:office">'
        '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" '
        'path="m@7,l@8,m@5,21600l@6,21600e"><v:path textpathok="t" o:connecttype="rect"/>'
        '<v:textpath on="t" fitshape="t"/></v:shapetype>'
        '<v:shape id="watermark" o:spid="_x0000_s2049" type="#_x0000_t136" style="position:absolute;'
        "margin-left:0;margin-top:0;width:440pt;height:110pt;rotation:320;z-index:-251658752;"
        "mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
        'mso-position-vertical:center;mso-position-vertical-relative:margin" o:allowincell="f" '
        f'fillcolor="#f4c9d2" stroked="f"><v:fill opacity=".5"/><v:textpath style="font-family:&quot;{FONT}&quot;" '
        'string=""/></v:shape></w:pict>'
    )
    path = drawn.find(".//{urn:schemas-microsoft-com:vml}shape/{urn:schemas-microsoft-com:vml}textpath")
    path.set("string", text)
    section.header.paragraphs[0].add_run()._r.append(drawn)  # noqa: SLF001 - the library draws no shapes


def _steady(content: bytes) -> bytes:
    """Return the package with its parts in one order and of one age: a zip keeps when each part was written."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as package, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        # What tells the kinds of the parts comes first: programs guess a file's kind from its beginning.
        for name in sorted(package.namelist(), key=lambda each: (each != "[Content_Types].xml", each)):
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(info, package.read(name))
    return out.getvalue()
