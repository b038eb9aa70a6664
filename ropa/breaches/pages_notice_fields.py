"""The fields of a notice as its form shows them, in the order and under the headings of the one table of them."""

from msgspec import structs

from ropa.web.short_fields import Control, Shape, labelled
from schemas.breach_details import BreachType, CountKind, Known, Measures
from schemas.breach_letters import SubjectsContent
from schemas.breach_notice import SubjectsTold
from schemas.breach_notice_fields import FIELD, NOTICE_FIELDS, PARTS, Need, NoticeField

#: What the register fills itself whenever a draft is saved; shown, and not asked.
OWN = frozenset({"aware_at", "risk_level", "factors"})
#: Fields whose attribute has another name than their key.
_NAMES = {"breach_type": "breach_types"}
_LINES = frozenset(
    {"subject_categories", "record_categories", "affected_activities", "affected_systems", "lawful_bases", "abroad"}
)
_MOMENTS = frozenset(
    {"occurred_from", "occurred_to", "detected_at", "subjects_notified_at", "processor_told_at", "signed_at"}
)
_TEXTS = frozenset(
    {
        "controller_address",
        "controller_contact",
        "breach_nature",
        "aware_how",
        "dpo_contact",
        "contact_person",
        "likely_consequences",
        "subjects_notified_how",
        "late_reason",
        "late_evidence",
        "other_reports",
    }
)
_CHOICES = {
    "has_s26_data": tuple(Known),
    "has_national_id": tuple(Known),
    "has_minors": tuple(Known),
    "subjects_notified": tuple(SubjectsTold),
}
_MEASURES = tuple(labelled(Measures, name, Shape.TEXT) for name in ("personnel", "process", "technology"))
_PENDING = (
    Control(name="words", shape=Shape.LINE, th="สิ่งที่จะแจ้งเพิ่มเติม", en="What will be told"),
    Control(name="expected_at", shape=Shape.MOMENT, th="ภายใน", en="By"),
)
_UNKNOWN_TIME = Control(
    name="occurred_unknown",
    shape=Shape.FLAG,
    th="ตรวจสอบแล้วไม่ทราบเวลาที่เกิดเหตุ",
    en="Looked into: the time of the breach is not known",
)


def _of(field: NoticeField) -> tuple[Control, ...]:
    name = _NAMES.get(field.key, field.key)
    made = Control(
        name=name, shape=Shape.LINE, th=field.th, en=field.en, law=field.ground, need=str(field.need), rows=3
    )
    if name == "breach_types":
        return (structs.replace(made, shape=Shape.SOME, options=tuple(BreachType)),)
    if name in {"subject_count", "record_count"}:
        kind = Control(
            name=f"{name}_kind",
            shape=Shape.ONE,
            th=f"{field.th}เป็น",
            en=f"{field.en}: how sure",
            options=tuple(CountKind),
        )
        return structs.replace(made, shape=Shape.COUNT), kind
    if name in {"measures_taken", "measures_planned"}:
        return (structs.replace(made, shape=Shape.GROUP, inner=_MEASURES),)
    if name == "pending_items":
        return (structs.replace(made, shape=Shape.ROWS, inner=_PENDING),)
    if name in _CHOICES:
        return (structs.replace(made, shape=Shape.ONE, options=_CHOICES[name]),)
    shape = Shape.LINES if name in _LINES else Shape.MOMENT if name in _MOMENTS else made.shape
    shape = Shape.TEXT if name in _TEXTS else shape
    asks = field.need is Need.IF_ANY and shape is not Shape.MOMENT
    hints = (
        ("ถ้าไม่มี เขียนว่า ไม่มี ช่องว่างคือยังไม่ทราบ", "Write ไม่มี if there is none; empty means not known")
        if asks
        else (None, None)
    )
    made = structs.replace(made, shape=shape, hint_th=hints[0], hint_en=hints[1])
    return (made, _UNKNOWN_TIME) if name == "occurred_to" else (made,)


#: Part, its heading, and its fields; parts that only the register fills are left out.
OFFICE_PARTS = tuple(
    (part, heading, controls)
    for part, heading in PARTS.items()
    if (
        controls := tuple(
            control
            for field in NOTICE_FIELDS
            if field.part == part and not field.filing and field.key not in OWN
            for control in _of(field)
        )
    )
)
OFFICE = tuple(control for _part, _heading, controls in OFFICE_PARTS for control in controls)
SUBJECTS = (
    *(labelled(SubjectsContent, name, Shape.LINE) for name in ("subject",)),
    *(
        labelled(SubjectsContent, name, Shape.TEXT, rows=4)
        for name in ("nature", "dpo_contact", "effects", "remedy", "advice")
    ),
    *(
        labelled(SubjectsContent, name, Shape.LINE)
        for name in ("agency", "letter_no", "signatory", "signatory_position")
    ),
    labelled(SubjectsContent, "public_reason", Shape.TEXT),
)


def key_of(control: Control) -> str:
    """Return the key by which the table of fields and the gaps name a control."""
    return next((key for key, name in _NAMES.items() if name == control.name), control.name)


def parts_in_english() -> dict[str, str]:
    """Return the headings of the parts in English; the table has them in Thai only."""
    return {
        "controller": "The controller",
        "breach": "The breach",
        "times": "Days and times",
        "data": "Data subjects and data",
        "dpo": "DPO or contact person",
        "effects": "Effects and measures",
        "risk": "Risk",
        "subjects": "Telling the data subjects",
        "late": "Late notice",
        "pending": "To be told later",
        "others": "Others concerned",
        "signatory": "Signatory",
    }


__all__ = ["FIELD", "OFFICE", "OFFICE_PARTS", "OWN", "SUBJECTS", "key_of", "parts_in_english"]
