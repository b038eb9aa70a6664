"""What in an office package is refused: macros, links out of it, queries, objects. Each is named, all together."""

import posixpath
import re
from collections.abc import Callable

from ropa.imports.containers import Container
from ropa.imports.package_lists import ContentTypes, Relation
from ropa.imports.said import cut, problem
from ropa.imports.workbook_parts import WorkbookPart
from ropa.imports.xml_walk import Budget, walk
from schemas.findings import Problem

_MACROS = ("โปรดบันทึกเป็นไฟล์ที่ไม่มีแมโคร (.xlsx หรือ .docx)", "save it without macros, as .xlsx or .docx")
_LINKS = (
    "โปรดตัดการเชื่อมโยง (Excel: ข้อมูล > แก้ไขการเชื่อมโยง > ตัดการเชื่อมโยง) แล้วบันทึกใหม่",
    "break the link (Excel: Data > Edit Links > Break Link) and save",
)
_QUERIES = (
    "โปรดลบการเชื่อมต่อ (Excel: ข้อมูล > แบบสอบถามและการเชื่อมต่อ) แล้วบันทึกใหม่",
    "remove it (Excel: Data > Queries & Connections) and save",
)
_OBJECTS = ("โปรดลบวัตถุ หรือวางเป็นรูปภาพแทน แล้วบันทึกใหม่", "remove it, or paste it as a picture, and save")
_AGAIN = ("โปรดเปิดด้วย Word แล้วบันทึกใหม่", "open it in Word and save it again")
#: Part names that a form does not need, what they are, and what to do.
_REFUSED_PARTS = (
    (r"vbaproject\.bin$|vbadata\.xml$|/vbaprojectsignature", ("แมโคร", "a macro"), _MACROS),
    (r"/macrosheets/|/intlmacrosheets/|/dialogsheets/", ("แผ่นงานแมโคร", "a macro sheet"), _MACROS),
    (r"/activex/", ("ตัวควบคุม ActiveX", "an ActiveX control"), _OBJECTS),
    (r"/embeddings/", ("วัตถุฝัง", "an embedded object"), _OBJECTS),
    (r"/externallinks/", ("การเชื่อมโยงไปยังไฟล์อื่น", "a link to another file"), _LINKS),
    (r"/connections\.xml$|/querytables/", ("การเชื่อมต่อข้อมูลภายนอก", "a connection to outside data"), _QUERIES),
    (r"/volatiledependencies\.xml$", ("ข้อมูลแบบเรียลไทม์จากภายนอก", "real-time data from outside"), _QUERIES),
    (r"^word/afchunk|/altchunk", ("เอกสารรูปแบบอื่นที่แทรกไว้", "an inserted document of another format"), _AGAIN),
)
_PATTERNS = [(re.compile(pattern), what, advice) for pattern, what, advice in _REFUSED_PARTS]
_REFUSED_TYPES = re.compile(r"macroenabled|vbaproject|macrosheet|dialogsheet|activex|oleobject", re.IGNORECASE)
#: A formula names another file by its number, `[1]Sheet1!A1`, and a program by a bar, `cmd|'...'!A0`.
_OUTSIDE = re.compile(r"\[\d+\]|^[^\"']*\|")
_MOST_NAMED = 20

Relate = Callable[[str], dict[str, Relation]]


def faults(container: Container, types: ContentTypes, relate: Relate, budget: Budget) -> list[Problem]:
    """Return everything in the package that is refused; `relate` gives the relationships of a part."""
    found = _macros(container, types) + _foreign_parts(container) + _links(container, relate)
    if any("/externallinks/" in name.lower() for name in container.names()):
        found += _linked_cells(container, relate, budget)
    return found


def _macros(container: Container, types: ContentTypes) -> list[Problem]:
    kinds = {**types.overrides}
    kinds |= {f"*.{ending}": kind for ending, kind in types.defaults.items()}
    # What a default says is about parts that may not be there; `bin` is `vbaProject` only where one is.
    endings = {
        f"*.{name.lower().rpartition('.')[2]}" for name in container.names() if name.lower() not in types.overrides
    }
    return [
        problem(
            f"มีแมโครหรือวัตถุที่ทำงานได้ ({cut(part)}) จึงไม่อ่าน {_MACROS[0]}",
            f"{cut(part)} is a macro or active content, which is not read; {_MACROS[1]}",
        )
        for part, kind in kinds.items()
        if _REFUSED_TYPES.search(kind) and (not part.startswith("*.") or part in endings)
    ]


def _foreign_parts(container: Container) -> list[Problem]:
    return [
        problem(
            f"มี{thai}ในไฟล์ ({cut(name)}) จึงไม่อ่าน {do_thai}",
            f"{cut(name)} is {english}, which is not read; {do_english}",
        )
        for name in container.names()
        for pattern, (thai, english), (do_thai, do_english) in _PATTERNS
        if pattern.search(name.lower()) and not name.lower().endswith((".rels", "/"))
    ]


def _links(container: Container, relate: Relate) -> list[Problem]:
    found = []
    for name in container.names():
        folder, _, rels = name.rpartition("/")
        if not name.lower().endswith(".rels"):
            continue
        owner = posixpath.join(folder.removesuffix("_rels").rstrip("/"), rels[: -len(".rels")])
        found += [
            problem(
                f"{cut(owner)} เชื่อมโยงออกไปนอกไฟล์ ({each.type}: {cut(each.target)}) จึงไม่อ่าน {_LINKS[0]}",
                f"{cut(owner)} links out of the file ({each.type}: {cut(each.target)}); not read; {_LINKS[1]}",
            )
            for each in relate(owner).values()
            if each.external and each.type != "hyperlink"
        ]
    return found


class _LinkedCells:
    """Finds the cells of one sheet whose formula leads out of the file."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._cell = ""
        self._words: list[str] | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._cell = attributes.get("r", "?")[:20]
        elif name == "f":
            self._words = []

    def end(self, name: str) -> None:
        if name == "f" and self._words is not None:
            if len(self.found) < _MOST_NAMED and _OUTSIDE.search("".join(self._words)):
                self.found.append(self._cell)
            self._words = None

    def text(self, data: str) -> None:
        if self._words is not None and len(self._words) < _MOST_NAMED:
            self._words.append(data)


def _linked_cells(container: Container, relate: Relate, budget: Budget) -> list[Problem]:
    """Return the cells that need another file: only they tell a person where to look."""
    found: list[Problem] = []
    for main in [each.target for each in relate("").values() if each.type == "officeDocument"][:1]:
        head, parts = WorkbookPart(), relate(main)
        with container.open(main) as stream:
            walk(stream, cut(main), head, budget)
        for sheet, _, number in head.sheets:
            part = parts.get(number)
            if part is None or part.external or not container.holds(part.target):
                continue
            cells = _LinkedCells()
            with container.open(part.target) as stream:
                walk(stream, cut(part.target), cells, budget)
            found += [
                problem(
                    f"{cut(sheet)}!{cell}: สูตรดึงค่าจากไฟล์อื่น โปรดวางเป็นค่าแทนสูตร",
                    f"{cut(sheet)}!{cell}: the formula takes its value from another file; paste it as a value",
                )
                for cell in cells.found
            ]
    return found
