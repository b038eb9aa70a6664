"""What the sheets of our register workbook are asked for, off the same types as `exports.register_columns`."""

from collections.abc import Iterable, Sequence
from functools import cache

from msgspec import Struct

from ropa.imports.rules_register_heads import Asked, Layout
from schemas.activity import Form
from schemas.exchange import ExchangeLine, InformationSystem
from schemas.flow import Step
from schemas.form import FieldInfo, sections
from schemas.shown import members

OWNER_SECTION = "ทะเบียน"
REGISTER, STEPS, SYSTEMS, LINES, EXACT = "register", "steps", "systems", "lines", "exact"
LINES_TITLE, EXACT_SHEET = "รายการแลกเปลี่ยน", "ropa"
#: Sheets of our workbook that repeat or judge what stands in those above.
VIEWS = (
    "ผู้รับข้อมูล", "ใช้และเปิดเผย มาตรา 27", "การปฏิเสธคำขอ", "ชุดข้อมูลที่เก็บ", "ข้อสังเกต", "ฉบับ", "มาตรา 39",
    "มาตรา 40", "รายการตัวเลือก", "คำอธิบาย",
)  # fmt: skip

_ENVELOPE = (
    ("@ref", "เลขที่อ้างอิง"),
    ("@office", "หน่วยงาน"),
    ("@status", "สถานะ"),
    ("@revision", "ฉบับที่"),
    ("@version", "บันทึกครั้งที่"),
    ("@updated", "แก้ไขล่าสุด (พ.ศ.)"),
    ("@hash", "SHA-256 ของเอกสาร"),
)
_OWNER = (("@ref", "เลขที่อ้างอิง"), ("@office", "หน่วยงาน"), ("@sub_process", "กระบวนการย่อย/ระบบย่อย"))

_WHICH = (("@system", "ลำดับ"), ("@system_name", "ชื่อระบบ (System Name)"), ("@number", "รายการที่"))
_EXACT = (("@ref", "เลขที่อ้างอิง"), ("@pointer", "pointer"), ("@part", "part"), ("@json", "json"))


def _owner(said: Iterable[tuple[str, str]], section: str = OWNER_SECTION) -> tuple[Asked, ...]:
    return tuple(Asked(key=key, label=label, section=section) for key, label in said)


def _asked(info: FieldInfo, section: str, twins: set[str]) -> Asked:
    note = info.note
    twin = info.label in twins and note.hint_th
    label = f"{info.label} ({note.hint_th})" if twin else info.label
    # The bare label of twins names both: only the words above it, or nothing, can tell.
    return Asked(key=info.key, label=label, section=section, info=info, also=(info.label,) if twin else note.also_th)


def _form(form: type[Struct]) -> tuple[Asked, ...]:
    parts = sections(form)
    labels = [info.label for part in parts for info in part.fields]
    twins = {label for label in labels if labels.count(label) > 1}
    return tuple(_asked(info, part.label_th, twins) for part in parts for info in part.fields)


def _rows(infos: Iterable[FieldInfo], title: str) -> tuple[Asked, ...]:
    return tuple(_asked(info, info.note.group_th or title, set()) for info in infos)


@cache
def layouts() -> Sequence[Layout]:
    """Return the kinds of sheets that are read, the register first."""
    systems = [info for info in members(InformationSystem) if info.key != "exchanges"]
    return (
        Layout(kind=REGISTER, titles=("ทะเบียน",), asked=_owner(_ENVELOPE) + _form(Form)),
        Layout(kind=STEPS, titles=("ขั้นตอน",), asked=_owner(_OWNER) + _rows(members(Step), "ขั้นตอน")),
        Layout(kind=SYSTEMS, titles=("ระบบ",), asked=_owner(_OWNER) + _rows(systems, "ระบบ")),
        Layout(
            kind=LINES,
            titles=("รายการแลกเปลี่ยน",),
            asked=_owner(_OWNER) + _owner(_WHICH, LINES_TITLE) + _rows(members(ExchangeLine), LINES_TITLE),
        ),
        Layout(kind=EXACT, titles=(EXACT_SHEET,), asked=_owner(_EXACT, EXACT_SHEET)),
    )
