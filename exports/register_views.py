"""The register as the law asks for it: section 39 item by item, and who processes for whom under section 40.

Nothing stands here that does not stand in the other sheets; the answers are only put together under the law's items.

Legal source: PDPA s.39 paragraph 1 (1)-(8), s.40 and the notification on the processor's record B.E. 2565.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from msgspec import Struct

from exports import disclosure_log, refusal_log
from exports.records import RegisterRow
from exports.register_columns import ENVELOPE_COLUMNS, OWNER, Column, SheetKind, Value, owner_cells, register_kind
from schemas.form import form_fields
from schemas.thai_dates import format_thai_date
from schemas.vocabulary import Mark, ProcessingBy

#: The words of section 39 paragraph 1, and the width of the column.
_ITEMS = (
    ("(1) ข้อมูลส่วนบุคคลที่มีการเก็บรวบรวม", 34.0),
    ("(2) วัตถุประสงค์ของการเก็บรวบรวมข้อมูลส่วนบุคคลแต่ละประเภท", 38.0),
    ("(3) ข้อมูลเกี่ยวกับผู้ควบคุมข้อมูลส่วนบุคคล", 36.0),
    ("(4) ระยะเวลาการเก็บรักษาข้อมูลส่วนบุคคล", 28.0),
    ("(5) สิทธิและวิธีการเข้าถึงข้อมูลส่วนบุคคล และเงื่อนไขเกี่ยวกับบุคคลที่มีสิทธิเข้าถึง", 42.0),
    ("(6) การใช้หรือเปิดเผยตามมาตรา 27 วรรคสาม", 42.0),
    ("(7) การปฏิเสธคำขอหรือการคัดค้านตามมาตรา 30 วรรคสาม มาตรา 31 วรรคสาม มาตรา 32 วรรคสาม และมาตรา 36 วรรคหนึ่ง", 42.0),
    ("(8) คำอธิบายเกี่ยวกับมาตรการรักษาความมั่นคงปลอดภัยตามมาตรา 37 (1)", 40.0),
)
#: Fields that answer an item although their own law is another section.
_ALSO = {
    "special_category_flags": 1,
    "dpo_contact": 3,
    "destruction_cycle": 4,
    "transfer_country_and_safeguard": 6,
}
_ITEM = re.compile(r"PDPA s\.39\((\d)\)")
UNANSWERED = "(ยังไม่ได้ระบุ)"
_NOBODY = {"", *(mark.value.casefold() for mark in Mark)}
#: Places of items (6) and (7): the log of s.27 paragraph 3 and the refusals answer them beside the form.
_LOGGED, _REFUSED = 5, 6
S39_TITLE, S40_TITLE = "มาตรา 39", "มาตรา 40"
_BY_OTHERS = "ผู้อื่นประมวลผลให้หน่วยงาน"
_FOR_OTHERS = "ประมวลผลในระบบของหน่วยงานอื่น (อาจเป็นผู้ประมวลผล ต้องยืนยัน)"
_S40 = (
    ("บทบาท", 18.0),
    ("(1) ผู้ประมวลผลข้อมูลส่วนบุคคล", 26.0),
    ("(2) ผู้ควบคุมข้อมูลส่วนบุคคล", 28.0),
    ("(3) เจ้าหน้าที่คุ้มครองข้อมูลส่วนบุคคล (DPO)", 24.0),
    ("(4) ประเภทหรือลักษณะของการประมวลผล ข้อมูล และวัตถุประสงค์", 44.0),
    ("(5) ผู้รับข้อมูลในต่างประเทศ", 20.0),
    ("(6) มาตรการรักษาความมั่นคงปลอดภัย", 44.0),
    ("ข้อตกลงประมวลผลข้อมูล", 22.0),
    ("วันสิ้นสุดข้อตกลง (พ.ศ.)", 14.0),
    ("ปรากฏที่", 28.0),
)


def s39_kind() -> SheetKind:
    """Return the columns of the view of section 39: whose, then one for each item."""
    above = "มาตรา 39 วรรคหนึ่ง แห่งพระราชบัญญัติคุ้มครองข้อมูลส่วนบุคคล พ.ศ. 2562"
    return SheetKind(S39_TITLE, OWNER + tuple(Column(above, *item) for item in _ITEMS), frozen=1)


def s40_kind() -> SheetKind:
    """Return the columns of the view of section 40: whose, then what the processor's record has to say."""
    above = "มาตรา 40 และประกาศเรื่องบันทึกรายการของผู้ประมวลผลข้อมูลส่วนบุคคล พ.ศ. 2565"
    return SheetKind(S40_TITLE, OWNER + tuple(Column(above, *said) for said in _S40), frozen=1)


def items_of(form: type[Struct]) -> list[list[tuple[int, str]]]:
    """Return for each item of section 39 the places of its fields in the register's row, and their labels.

    A field belongs where its declaration says so (`laws`): one more field of an item is in its cell by itself.
    """
    columns = register_kind(form).columns
    items: list[list[tuple[int, str]]] = [[] for _ in _ITEMS]
    for at, info in enumerate(form_fields(form), ENVELOPE_COLUMNS):
        numbers = {int(found) for law in info.note.laws for found in _ITEM.findall(law)}
        numbers.update({_ALSO[info.key]} if info.key in _ALSO else ())
        for number in numbers:
            items[number - 1].append((at, _short(columns[at].label)))
    return items


def _short(label: str) -> str:
    """Return a label without its request to fill it in and without its examples."""
    asked = label.removeprefix("โปรดระบุ").partition("เช่น")[0].partition(" โปรดระบุ")[0].strip()
    return f"{asked})" if "(" in asked and ")" not in asked else asked


class LawReader:
    """Puts the cells of a register's row together as the law asks for them."""

    def __init__(self, form: type[Struct]) -> None:
        """Prepare the fields of `form`."""
        self._items = items_of(form)
        self._at = {info.key: at for at, info in enumerate(form_fields(form), ENVELOPE_COLUMNS)}

    def s39(self, row: RegisterRow, cells: Sequence[Value]) -> list[Value]:
        """Return the cells of section 39; `cells` are those of the register's row."""
        said = [self._item(number, cells) for number in range(len(_ITEMS))]
        logs = {
            _LOGGED: disclosure_log.log_words(row.disclosures) if row.disclosures else "",
            _REFUSED: refusal_log.log_words(row.refusals) if row.refusals else "",
        }
        for place, logged in logs.items():
            if logged:
                said[place] = logged if said[place] == UNANSWERED else f"{said[place]}\n{logged}"
        return [*owner_cells(row), *said]

    def _item(self, number: int, cells: Sequence[Value]) -> str:
        said = []
        for at, label in self._items[number]:
            words = cells[at]
            if words != "":
                between = "\n" if isinstance(words, str) and "\n" in words else " "
                said.append(f"{label}:{between}{words}")
        return "\n".join(said) or UNANSWERED

    def s40(self, row: RegisterRow, cells: Sequence[Value]) -> Iterator[list[Value]]:
        """Yield a row for everybody who processes for the agency, and for whom it seems to process itself."""
        document = row.document
        header = document.form.header
        own = header.parent_org_unit or header.agency_name or row.office_name
        contact = self._said(cells, "controller_contact")
        controller = f"{own}\n{contact}" if contact else own
        dpo = self._said(cells, "dpo_contact") or UNANSWERED
        abroad = self._together(cells, "offshore_third_parties", "transfer_country_and_safeguard")
        measures = self._item(len(_ITEMS) - 1, cells)
        purposes = self._said(cells, "collection_purposes") or UNANSWERED
        items = self._said(cells, "personal_data_items")
        owner = owner_cells(row)
        for each in _processing(row, own):
            nature = f"ข้อมูล: {'; '.join(each.data) or items or UNANSWERED}\nวัตถุประสงค์: {purposes}"
            processor, controlled = each.other or UNANSWERED, controller
            if each.role == _FOR_OTHERS:
                processor, controlled = own, each.other
            yield [
                *owner,
                each.role,
                processor,
                controlled,
                dpo,
                nature,
                abroad or UNANSWERED,
                measures,
                each.agreement or (UNANSWERED if each.role == _BY_OTHERS else ""),
                each.ends,
                "\n".join(each.places),
            ]

    def _said(self, cells: Sequence[Value], key: str) -> str:
        return str(cells[self._at[key]]) if key in self._at else ""

    def _together(self, cells: Sequence[Value], *keys: str) -> str:
        return "\n".join(filter(None, (self._said(cells, key) for key in keys)))


class _Processing(NamedTuple):
    """One body that processes for the agency, or for which the agency processes."""

    role: str
    other: str
    data: list[str]
    places: list[str]
    agreement: str
    ends: str


def _squeezed(name: str) -> str:
    return re.sub(r"\s+", "", name).casefold()


def _name(name: str | None) -> str:
    """Return a body's name; "" for words that name none."""
    return "" if name is None or _squeezed(name) in _NOBODY else name


def _is_own(owner: str, own: Iterable[str]) -> bool:
    """Tell whether a system's owner is the agency: one of its names, or a part or whole of one."""
    key = _squeezed(owner)
    return any(key in name or name in key for name in own)


def _processing(row: RegisterRow, own: str) -> list[_Processing]:
    header = row.document.form.header
    names = (own, row.office_name, header.agency_name, header.responsible_org_unit)
    ours = {_squeezed(name) for name in names if name}
    found: dict[tuple[str, str], _Processing] = {}

    def at(role: str, other: str) -> _Processing:
        return found.setdefault((role, _squeezed(other)), _Processing(role, other, [], [], "", ""))

    beyond = row.document.form.beyond
    for agreement in beyond.processor_and_dpa_ref or ():
        if agreement.processor or agreement.agreement_ref:
            one = at(_BY_OTHERS, agreement.processor or "")
            one.places.append("ผู้ประมวลผลและข้อตกลง")
            ends = format_thai_date(agreement.expires_on) if agreement.expires_on else ""
            found[_BY_OTHERS, _squeezed(one.other)] = one._replace(
                agreement="\n".join(filter(None, (one.agreement, agreement.agreement_ref))),
                ends="\n".join(filter(None, (one.ends, ends))),
            )
    for system in row.document.systems:
        for line in system.exchanges:
            by = line.processing_by.code if line.processing_by else None
            processor, system_owner = _name(line.external_processor_org_unit), _name(system.system_owner_org_unit)
            if by is ProcessingBy.OTHER or processor:
                one = at(_BY_OTHERS, processor)
            elif by is ProcessingBy.SELF and system_owner and not _is_own(system_owner, ours):
                one = at(_FOR_OTHERS, system_owner)
            else:
                continue
            _add(one.data, line.exchanged_data)
            _add(one.places, f"ระบบที่ {system.seq} {system.system_name}")
    return list(found.values())


def _add(listed: list[str], words: str | None) -> None:
    if words and words not in listed:
        listed.append(words)
