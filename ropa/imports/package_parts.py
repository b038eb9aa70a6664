"""Parts of an office package, what they are to each other, and what in them is refused: macros, links out, objects."""

import posixpath
import re
from typing import Literal, NoReturn

from msgspec import Struct

from ropa.imports.containers import Container
from ropa.imports.said import cut, problem, refuse, refuse_all
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
_WORKBOOKS = ("spreadsheetml.sheet.main", "spreadsheetml.template.main")
_DOCUMENTS = ("wordprocessingml.document.main", "wordprocessingml.template.main")
#: The first part of an OpenDocument file.
_OPEN_DOCUMENT = "mimetype"
_TARGET_LENGTH = 2000
_MOST_PROPERTIES = 1000
#: Excel lets a sheet have 65,530 hyperlinks.
_MOST_RELATIONS = 70_000
_MOST_TYPES = 10_000
_LONGEST_PROPERTY = 32_767


class Relation(Struct, frozen=True):
    """One part's pointer at another, by its id."""

    type: str
    """The last word of the relationship's type: `worksheet`, `hyperlink`."""
    target: str
    """A part's name, or an address outside when `external`."""
    external: bool = False


class _Relations:
    def __init__(self, base: str) -> None:
        self.base = base
        self.found: dict[str, Relation] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name != "rel:Relationship":
            return
        if len(self.found) == _MOST_RELATIONS:
            refuse(
                f"{self.base}: มีการเชื่อมโยงเกิน {_MOST_RELATIONS:,} รายการ",
                f"{self.base}: more than {_MOST_RELATIONS:,} relationships",
            )
        target = attributes.get("Target", "")[:_TARGET_LENGTH]
        external = attributes.get("TargetMode", "").lower() == "external"
        if not external:
            target = posixpath.normpath(posixpath.join("/", self.base, target)).lstrip("/")
        kind = attributes.get("Type", "").rpartition("/")[2]
        self.found[attributes.get("Id", "")] = Relation(kind, target, external)

    def end(self, name: str) -> None:
        pass

    def text(self, data: str) -> None:
        pass


class _Properties:
    """docProps/custom.xml."""

    def __init__(self) -> None:
        self.found: dict[str, str] = {}
        self._name: str | None = None
        self._words = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "cp:property" and len(self.found) < _MOST_PROPERTIES:
            self._name, self._words = attributes.get("name", ""), ""

    def end(self, name: str) -> None:
        if name == "cp:property" and self._name is not None:
            self.found[self._name] = self._words.strip()
            self._name = None

    def text(self, data: str) -> None:
        if self._name is not None and len(self._words) < _LONGEST_PROPERTY:
            self._words += data


class _ContentTypes:
    def __init__(self) -> None:
        self.defaults: dict[str, str] = {}
        self.overrides: dict[str, str] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        kind = attributes.get("ContentType", "")
        if name == "ct:Default" and len(self.defaults) < _MOST_TYPES:
            self.defaults[attributes.get("Extension", "").lower()] = kind
        elif name == "ct:Override" and len(self.overrides) < _MOST_TYPES:
            self.overrides[attributes.get("PartName", "").lower().removeprefix("/")] = kind

    def end(self, name: str) -> None:
        pass

    def text(self, data: str) -> None:
        pass


class Package:
    """A container of Office, safe to read."""

    def __init__(self, container: Container) -> None:
        """Raises: Unreadable when it is no workbook or document, or holds what is refused, with all of that."""
        self.container = container
        self.budget = Budget()
        if not container.holds("[Content_Types].xml"):
            _refuse_other_zip(container)
        self._types = _ContentTypes()
        with container.open("[Content_Types].xml") as stream:
            walk(stream, "[Content_Types].xml", self._types, self.budget)
        refuse_all(self._macros() + self._foreign_parts() + self._links())
        self.main = self._main_part()
        self.kind = self._kind()

    def relations(self, part: str) -> dict[str, Relation]:
        """Return the relationships of a part ("" for the package), by id."""
        folder, _, name = part.rpartition("/")
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        found = _Relations(folder)
        if self.container.holds(rels):
            with self.container.open(rels) as stream:
                walk(stream, cut(rels), found, self.budget)
        return found.found

    def related(self, part: str, kind: str) -> list[str]:
        """Return the names of the parts that a part points at by this kind of relationship, where they are there."""
        return [
            each.target
            for each in self.relations(part).values()
            if each.type == kind and not each.external and self.container.holds(each.target)
        ]

    def properties(self) -> dict[str, str]:
        """Return the custom document properties that hold text, such as `ropa.ref`."""
        found = _Properties()
        for part in self.related("", "custom-properties"):
            with self.container.open(part) as stream:
                walk(stream, cut(part), found, self.budget)
        return found.found

    def _main_part(self) -> str:
        found = [each.target for each in self.relations("").values() if each.type == "officeDocument"]
        if len(found) != 1:
            refuse(
                "ไฟล์ไม่ครบ: ไม่พบเนื้อหาหลัก โปรดเปิดด้วยโปรแกรมเดิมแล้วบันทึกใหม่",
                "The file is not whole: its main part is not named; open it in its program and save it again",
            )
        return found[0]

    def type_of(self, part: str) -> str:
        """Return the content type of a part."""
        key = part.lower()
        return self._types.overrides.get(key) or self._types.defaults.get(key.rpartition(".")[2], "")

    def _kind(self) -> Literal["xlsx", "docx"]:
        kind = self.type_of(self.main)
        if any(words in kind for words in _DOCUMENTS):
            return "docx"
        if any(words in kind for words in _WORKBOOKS):
            return "xlsx"
        return _refuse_kind(kind)

    def _macros(self) -> list[Problem]:
        kinds = {**self._types.overrides}
        kinds |= {f"*.{ending}": kind for ending, kind in self._types.defaults.items()}
        return [
            problem(
                f"มีแมโครหรือวัตถุที่ทำงานได้ ({cut(part)}) จึงไม่อ่าน {_MACROS[0]}",
                f"{cut(part)} is a macro or active content, which is not read; {_MACROS[1]}",
            )
            for part, kind in kinds.items()
            # What a default says is about parts that may not be there; `bin` is `vbaProject` only where one is.
            if _REFUSED_TYPES.search(kind) and (not part.startswith("*.") or self._has_ending(part[1:]))
        ]

    def _has_ending(self, ending: str) -> bool:
        return any(
            name.lower().endswith(ending) and name.lower() not in self._types.overrides
            for name in self.container.names()
        )

    def _foreign_parts(self) -> list[Problem]:
        return [
            problem(
                f"มี{thai}ในไฟล์ ({cut(name)}) จึงไม่อ่าน {do_thai}",
                f"{cut(name)} is {english}, which is not read; {do_english}",
            )
            for name in self.container.names()
            for pattern, (thai, english), (do_thai, do_english) in _PATTERNS
            if pattern.search(name.lower()) and not name.lower().endswith((".rels", "/"))
        ]

    def _links(self) -> list[Problem]:
        found = []
        for name in self.container.names():
            folder, _, rels = name.rpartition("/")
            if not name.lower().endswith(".rels"):
                continue
            owner = posixpath.join(folder.removesuffix("_rels").rstrip("/"), rels[: -len(".rels")])
            found += [
                problem(
                    f"{cut(owner)} เชื่อมโยงออกไปนอกไฟล์ ({each.type}: {cut(each.target)}) จึงไม่อ่าน {_LINKS[0]}",
                    f"{cut(owner)} links out of the file ({each.type}: {cut(each.target)}); not read; {_LINKS[1]}",
                )
                for each in self.relations(owner).values()
                if each.external and each.type != "hyperlink"
            ]
        return found


def _refuse_other_zip(container: Container) -> NoReturn:
    if container.holds(_OPEN_DOCUMENT):
        with container.open(_OPEN_DOCUMENT) as stream:
            kind = stream.read(100)
        if b"opendocument.spreadsheet" in kind:
            refuse(
                "ไฟล์นี้คือ OpenDocument (.ods) จึงอ่านไม่ได้ โปรดเปิดแล้วบันทึกเป็น .xlsx",
                "This file is an OpenDocument spreadsheet (.ods) and cannot be read; open it and save it as .xlsx",
            )
        if b"opendocument" in kind:
            refuse(
                "ไฟล์นี้คือ OpenDocument (.odt) จึงอ่านไม่ได้ โปรดเปิดแล้วบันทึกเป็น .docx",
                "This file is an OpenDocument text (.odt) and cannot be read; open it and save it as .docx",
            )
    refuse(
        "ไฟล์นี้คือไฟล์ zip ที่ไม่ใช่สมุดงานหรือเอกสาร โปรดแตกไฟล์แล้วส่ง .xlsx หรือ .docx ข้างใน",
        "This file is a zip, but no workbook and no document; unpack it and send the .xlsx or .docx inside",
    )


def _refuse_kind(kind: str) -> NoReturn:
    if "sheet.binary" in kind:
        refuse(
            "ไฟล์นี้คือสมุดงานแบบไบนารี (.xlsb) จึงอ่านไม่ได้ โปรดเปิดแล้วบันทึกเป็น .xlsx",
            "This file is a binary workbook (.xlsb) and cannot be read; open it and save it as .xlsx",
        )
    if "presentation" in kind:
        refuse(
            "ไฟล์นี้คืองานนำเสนอ PowerPoint จึงอ่านไม่ได้ โปรดส่งแบบฟอร์มเป็น .xlsx หรือ .docx",
            "This file is a PowerPoint presentation and cannot be read; send the form as .xlsx or .docx",
        )
    refuse(
        f"ไม่ใช่สมุดงาน Excel หรือเอกสาร Word ({cut(kind) or 'ไม่ระบุชนิด'})",
        f"This is neither an Excel workbook nor a Word document ({cut(kind) or 'no type given'})",
    )
