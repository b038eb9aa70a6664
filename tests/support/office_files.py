"""Office files made by hand, part by part, as programs of different makers write them and as attackers do."""

import io
import zipfile
from collections.abc import Mapping

from ropa.imports.files import open_sent
from ropa.imports.rules_sheets import Cell, SentFile, Sheet
from schemas.reading import Unreadable

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
DOCUMENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"

Parts = dict[str, bytes]


def zipped(parts: Mapping[str, bytes], *, packed: bool = True) -> bytes:
    """Return a zip of these parts in this order."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def unzipped(content: bytes) -> Parts:
    """Return the parts of a zip."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def relations(*lines: str) -> bytes:
    """Return a .rels part: each line is `id type target`, with a fourth word `External` where it leads out."""
    made = []
    for line in lines:
        name, kind, target, *mode = line.split()
        outside = ' TargetMode="External"' if mode else ""
        made.append(f'<Relationship Id="{name}" Type="{OFFICE}/{kind}" Target="{target}"{outside}/>')
    return f'{_HEAD}<Relationships xmlns="{_RELS}">{"".join(made)}</Relationships>'.encode()


def content_types(main: str, kind: str, more: str = "") -> bytes:
    """Return [Content_Types].xml with the main part's type; `more` is XML beside it."""
    return (
        f'{_HEAD}<Types xmlns="{_TYPES}"><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{main}" ContentType="{kind}"/>{more}</Types>'
    ).encode()


def worksheet(inside: str) -> bytes:
    """Return a sheet part; `inside` stands in its root."""
    return f'{_HEAD}<worksheet xmlns="{_MAIN}" xmlns:r="{OFFICE}">{inside}</worksheet>'.encode()


def workbook(sheet: str = "<sheetData/>", *, inside: str = "", **parts: bytes) -> Parts:
    """Return a workbook's parts with one sheet `แบบฟอร์ม`; `inside` follows its list of sheets.

    `parts` are `strings` and `styles`, whole.
    """
    made: Parts = {
        "[Content_Types].xml": content_types("xl/workbook.xml", WORKBOOK_TYPE),
        "_rels/.rels": relations("rId1 officeDocument /xl/workbook.xml"),
        "xl/workbook.xml": (
            f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{OFFICE}"><sheets>'
            f'<sheet name="แบบฟอร์ม" sheetId="1" r:id="rId1"/></sheets>{inside}</workbook>'
        ).encode(),
        "xl/_rels/workbook.xml.rels": relations(
            "rId1 worksheet /xl/worksheets/sheet1.xml", "rId2 sharedStrings sharedStrings.xml", "rId3 styles styles.xml"
        ),
        "xl/worksheets/sheet1.xml": worksheet(sheet),
    }
    names = {"strings": "xl/sharedStrings.xml", "styles": "xl/styles.xml"}
    return made | {names[key]: content for key, content in parts.items()}


def rows(*lines: str) -> str:
    """Return sheetData with one row for each line of cells."""
    return f"<sheetData>{''.join(f'<row>{line}</row>' for line in lines)}</sheetData>"


def inline(text: str) -> str:
    """Return a cell with its text in itself, as exporters write it."""
    return f'<c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def document(body: str, **parts: bytes) -> Parts:
    """Return a document's parts; `parts` are whole parts by the kind of their relationship."""
    lines = [f"rId{number} {kind} {kind}.xml" for number, kind in enumerate(parts, 1)]
    made: Parts = {
        "[Content_Types].xml": content_types("word/document.xml", DOCUMENT_TYPE),
        "_rels/.rels": relations("rId1 officeDocument word/document.xml"),
        "word/document.xml": word("document", f"<w:body>{body}</w:body>"),
        "word/_rels/document.xml.rels": relations(*lines),
    }
    return made | {f"word/{kind}.xml": content for kind, content in parts.items()}


def word(root: str, inside: str) -> bytes:
    """Return a part of a document with this root element."""
    names = (
        f'xmlns:w="{_WORD}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
        ' xmlns:v="urn:schemas-microsoft-com:vml"'
    )
    return f"{_HEAD}<w:{root} {names}>{inside}</w:{root}>".encode()


def paragraph(text: str, settings: str = "") -> str:
    """Return a paragraph of one run."""
    return f'<w:p><w:pPr>{settings}</w:pPr><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def opened(parts: Mapping[str, bytes] | bytes, name: str = "form") -> SentFile:
    """Return what is read of parts, or of whole bytes."""
    content = parts if isinstance(parts, bytes) else zipped(parts)
    return open_sent(io.BytesIO(content), name)


def refusal(parts: Mapping[str, bytes] | bytes, name: str = "form") -> str:
    """Return the English words of a refusal; fails when the file is read, or a fault says nothing in Thai."""
    try:
        opened(parts, name)
    except Unreadable as error:
        thai = [any("ก" <= letter <= "๛" for letter in problem.message_th) for problem in error.problems]
        assert thai
        assert all(thai)
        return "\n".join(problem.message_en for problem in error.problems)
    raise AssertionError("the file was read")


def cells_of(sheet: Sheet) -> dict[tuple[int, int], Cell]:
    """Return a sheet's cells by (row, column)."""
    return {(cell.row, cell.column): cell for cell in sheet.cells}


def texts(sheet: Sheet) -> list[str]:
    """Return the words of a sheet's cells in order."""
    return [cell.text for cell in sheet.cells]


def said(sent: SentFile) -> list[tuple[str, str | None, str]]:
    """Return each remark as (kind, place, English words)."""
    return [(remark.kind.value, remark.place, remark.message_en) for remark in sent.remarks]
