"""An office package: its parts, what they are to each other, and whether it is a workbook or a document."""

import posixpath
from typing import Literal, NoReturn

from ropa.imports.containers import Container
from ropa.imports.package_lists import ContentTypes, Properties, Relation, Relations
from ropa.imports.package_refusals import faults
from ropa.imports.said import cut, refuse, refuse_all
from ropa.imports.xml_walk import Budget, walk

_WORKBOOKS = ("spreadsheetml.sheet.main", "spreadsheetml.template.main")
_DOCUMENTS = ("wordprocessingml.document.main", "wordprocessingml.template.main")
#: The first part of an OpenDocument file.
_OPEN_DOCUMENT = "mimetype"


class Package:
    """A container of Office, safe to read."""

    def __init__(self, container: Container) -> None:
        """Raises: Unreadable when it is no workbook or document, or holds what is refused, with all of that."""
        self.container = container
        self.budget = Budget()
        if not container.holds("[Content_Types].xml"):
            _refuse_other_zip(container)
        self._types = ContentTypes()
        with container.open("[Content_Types].xml") as stream:
            walk(stream, "[Content_Types].xml", self._types, self.budget)
        refuse_all(faults(container, self._types, self.relations, self.budget))
        self.main = self._main_part()
        self.kind = self._kind()

    def relations(self, part: str) -> dict[str, Relation]:
        """Return the relationships of a part ("" for the package), by id."""
        folder, _, name = part.rpartition("/")
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        found = Relations(folder)
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
        found = Properties()
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
