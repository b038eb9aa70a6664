"""Walks XML of a file that a stranger sent: no DTD, no entity, nothing held that was not asked for.

All XML of sent files goes through `walk`. It never builds a tree, so a part's size in memory is what its handler keeps;
`Budget` bounds how much markup the parts of one file may have together.
"""

import zipfile
import zlib
from typing import IO, NoReturn, Protocol
from xml.parsers import expat

from ropa.imports.said import refuse
from schemas.reading import Unreadable

_CHUNK = 64 * 1024
#: Tags and attributes of one mark; expat reads an unfinished one again with each chunk.
LONGEST_TAG = 1024 * 1024
DEEPEST = 200
#: Marks (`<`) of all walked parts together: ten for each of a million cells, and a second's work for a million.
MOST_MARKS = 12_000_000
_LONGEST_PROLOG = 64 * 1024

DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    LookupError,
    OverflowError,
    OSError,
)
"""What zipfile, zlib and the codecs raise on damaged bytes."""

_NAMESPACES = {
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main": "",
    "http://purl.oclc.org/ooxml/spreadsheetml/main": "",
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w:",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w:",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "r:",
    "http://purl.oclc.org/ooxml/officeDocument/relationships": "r:",
    "http://schemas.openxmlformats.org/package/2006/relationships": "rel:",
    "http://schemas.openxmlformats.org/package/2006/content-types": "ct:",
    "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties": "cp:",
    "http://purl.oclc.org/ooxml/officeDocument/customProperties": "cp:",
    "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes": "vt:",
    "http://purl.oclc.org/ooxml/officeDocument/docPropsVTypes": "vt:",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc:",
    "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments": "tc:",
    "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing": "xdr:",
    "http://schemas.openxmlformats.org/drawingml/2006/main": "a:",
    "http://schemas.microsoft.com/office/word/2010/wordml": "w14:",
}


class Handler(Protocol):
    """What `walk` calls. Names are short: `row`, `w:p`, `r:id`; `?:name` in a namespace that nobody here reads."""

    def start(self, name: str, attributes: dict[str, str], /) -> None: ...

    def end(self, name: str, /) -> None: ...

    def text(self, data: str, /) -> None: ...


class Budget:
    """How much markup the walked parts of one file may have together."""

    def __init__(self, marks: int = MOST_MARKS) -> None:
        self._left = marks

    def take(self, chunk: bytes, part: str) -> None:
        """Raises: Unreadable when the file has more markup than any form."""
        # Counted in C: as many as there are tags, or more.
        self._left -= chunk.count(b"<")
        if self._left < 0:
            refuse(
                f"{part}: ไฟล์มีโครงสร้างมากเกินกว่าที่รับได้ โปรดแบ่งเป็นหลายไฟล์ หรือลบรูปแบบของเซลล์ว่างทิ้ง",
                f"{part}: the file has more markup than is read; split it, or clear the formats of its empty cells",
            )


_short: dict[str, str] = {}
_MOST_SHORT = 5_000
_LONGEST_SHORT = 200


def short(name: str) -> str:
    """Return expat's `uri}local` with its namespace's short prefix."""
    known = _short.get(name)
    if known is None:
        uri, found, local = name.rpartition("}")
        known = _NAMESPACES.get(uri, "?:") + local if found else local
        # Bounded: names come from strangers.
        if len(_short) < _MOST_SHORT and len(name) < _LONGEST_SHORT:
            _short[name] = known
    return known


def walk(stream: IO[bytes], part: str, handler: Handler, budget: Budget) -> None:
    """Call `handler` for what stands in one XML part; `part` names it in refusals.

    Raises: Unreadable when it is no well-formed XML, has a DTD or an entity of its own, or is absurd.
    """
    parser = _parser(part)
    starts, ends = handler.start, handler.end
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            refuse(f"{part}: โครงสร้างซ้อนกันลึกเกินไป", f"{part}: the markup is nested too deeply")
        starts(_short.get(name) or short(name), attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        ends(_short.get(name) or short(name))

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = handler.text
    try:
        _feed(parser, stream, part, budget)
    except Unreadable:
        raise
    except expat.ExpatError as error:
        _damaged(part, f"{error}")
    except DAMAGED as error:
        _damaged(part, type(error).__name__)


def _parser(part: str) -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True

    def declared(*_: object) -> NoReturn:
        refuse(
            f"{part}: มีการประกาศ DTD หรือเอนทิตี (DOCTYPE/ENTITY) ซึ่งโปรแกรมสำนักงานไม่เขียน จึงไม่อ่าน",
            f"{part}: declares a DTD or an entity, which no office program writes; it is not read",
        )

    parser.StartDoctypeDeclHandler = declared
    parser.EntityDeclHandler = declared
    return parser


def _feed(parser: expat.XMLParserType, stream: IO[bytes], part: str, budget: Budget) -> None:
    fed = 0
    while chunk := stream.read(_CHUNK):
        budget.take(chunk, part)
        parser.Parse(chunk, False)  # noqa: FBT003 - expat's own signature
        fed += len(chunk)
        if fed - max(parser.CurrentByteIndex, 0) > LONGEST_TAG:
            refuse(f"{part}: มีป้ายกำกับ XML ยาวผิดปกติ", f"{part}: one XML tag is absurdly long")
    parser.Parse(b"", True)  # noqa: FBT003 - expat's own signature


def _damaged(part: str, why: str) -> NoReturn:
    refuse(
        f"{part}: ข้อมูลเสียหายหรือไม่ครบ ({why}) โปรดเปิดด้วยโปรแกรมเดิมแล้วบันทึกใหม่",
        f"{part}: damaged or cut off ({why}); open the file in its program and save it again",
    )


class _Prolog:
    """Stops at the first element."""

    class ReachedError(Exception):
        pass

    def start(self, _name: str, _attributes: dict[str, str], /) -> None:
        raise self.ReachedError

    def end(self, name: str) -> None:
        pass

    def text(self, data: str) -> None:
        pass


def refuse_declarations(stream: IO[bytes], part: str) -> None:
    """Raises: Unreadable when what stands before the first element declares a DTD, or is endless.

    For parts that nobody walks: what is not well-formed there is nobody's concern, old drawings often are not.
    """
    handler = _Prolog()
    parser = _parser(part)
    parser.StartElementHandler = handler.start
    read = 0
    try:
        while read < _LONGEST_PROLOG:
            chunk = stream.read(4096)
            if not chunk:
                return
            read += len(chunk)
            parser.Parse(chunk, False)  # noqa: FBT003 - expat's own signature
    except (_Prolog.ReachedError, expat.ExpatError):
        return
    except Unreadable:
        raise
    except DAMAGED as error:
        _damaged(part, type(error).__name__)
    refuse(f"{part}: ไม่พบเนื้อหา XML", f"{part}: no XML element was found")
