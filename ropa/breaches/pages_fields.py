"""The fields of the facts of a breach, as its form shows them: one list for the page and for what it sends."""

from ropa.web.short_fields import Control, Shape, labelled
from schemas.breach import BreachChange
from schemas.breach_details import BreachCause, BreachDetails, BreachType, CountKind, Known, Measures, OtherReport

WHAT = (
    labelled(BreachChange, "title", Shape.LINE),
    labelled(
        BreachChange,
        "description",
        Shape.TEXT,
        rows=5,
        hint_th="ข้อมูลอะไร ของใคร ออกไปทางใด อย่าพิมพ์ข้อมูลส่วนบุคคลที่รั่วไหล",
        hint_en="Which data, whose, by which way; do not write the leaked data themselves",
    ),
)
TIMES = (
    labelled(BreachChange, "occurred_from", Shape.MOMENT),
    labelled(
        BreachChange,
        "occurred_to",
        Shape.MOMENT,
        hint_th="เว้นว่างถ้าไม่ทราบหรือยังไม่สิ้นสุด",
        hint_en="Empty: not known, or still going on",
    ),
    Control(
        name="occurred_unknown",
        shape=Shape.FLAG,
        th="ตรวจสอบแล้วไม่ทราบเวลาที่เกิดเหตุ",
        en="Looked into: the time of the breach is not known",
    ),
    labelled(BreachChange, "detected_at", Shape.MOMENT),
    labelled(
        BreachChange,
        "received_at",
        Shape.MOMENT,
        hint_th="เวลาที่ข้อความมาถึงหน่วยงาน แม้เปิดอ่านภายหลัง",
        hint_en="When word reached the agency, even if it was read later",
    ),
    labelled(BreachChange, "times_note", Shape.TEXT),
    labelled(BreachChange, "aware_by", Shape.LINE),
    labelled(BreachChange, "aware_how", Shape.TEXT),
)
_MEASURES = tuple(labelled(Measures, name, Shape.TEXT) for name in ("personnel", "process", "technology"))
NATURE = (
    labelled(BreachDetails, "breach_types", Shape.SOME, options=tuple(BreachType)),
    labelled(BreachDetails, "cause", Shape.ONE, options=tuple(BreachCause)),
    labelled(BreachDetails, "cause_words", Shape.TEXT),
)
DATA = (
    labelled(BreachDetails, "subject_categories", Shape.LINES),
    labelled(BreachDetails, "subject_count", Shape.COUNT),
    labelled(BreachDetails, "subject_count_kind", Shape.ONE, options=tuple(CountKind)),
    labelled(BreachDetails, "record_categories", Shape.LINES),
    labelled(BreachDetails, "record_count", Shape.COUNT),
    labelled(BreachDetails, "record_count_kind", Shape.ONE, options=tuple(CountKind)),
    labelled(BreachDetails, "has_s26_data", Shape.ONE, options=tuple(Known)),
    labelled(BreachDetails, "has_national_id", Shape.ONE, options=tuple(Known)),
    labelled(BreachDetails, "has_minors", Shape.ONE, options=tuple(Known)),
)
EFFECTS = (
    labelled(BreachDetails, "likely_consequences", Shape.TEXT),
    labelled(BreachDetails, "measures_taken", Shape.GROUP, inner=_MEASURES),
    labelled(BreachDetails, "measures_planned", Shape.GROUP, inner=_MEASURES),
    labelled(BreachDetails, "advice_to_subjects", Shape.TEXT),
)
OTHERS = (
    labelled(BreachDetails, "abroad", Shape.LINES),
    labelled(
        BreachDetails,
        "other_reports",
        Shape.ROWS,
        inner=tuple(labelled(OtherReport, name, Shape.LINE) for name in ("to", "at", "reference")),
    ),
)
CONTACTS = (
    labelled(BreachDetails, "controller_name", Shape.LINE),
    labelled(BreachDetails, "controller_address", Shape.TEXT),
    labelled(BreachDetails, "controller_contact", Shape.TEXT),
    labelled(BreachDetails, "dpo_name", Shape.LINE),
    labelled(BreachDetails, "dpo_contact", Shape.TEXT),
)
PROCESSOR = (
    labelled(BreachChange, "processor_name", Shape.LINE),
    labelled(
        BreachChange,
        "processor_told_at",
        Shape.MOMENT,
        hint_th="นาฬิกาของหน่วยงานนับจากเวลาที่หน่วยงานทราบ ไม่ใช่เวลานี้",
        hint_en="The agency's clock runs from its own awareness, not from this moment",
    ),
)
PROCESSOR_SAID = (
    labelled(BreachDetails, "processor_what", Shape.TEXT),
    labelled(BreachDetails, "processor_whose_data", Shape.TEXT),
    labelled(BreachDetails, "processor_contact", Shape.TEXT),
)
#: Columns of the breach, and its details.
OF_BREACH = (*WHAT, *TIMES, *PROCESSOR)
OF_DETAILS = (*NATURE, *DATA, *EFFECTS, *OTHERS, *CONTACTS, *PROCESSOR_SAID)
