"""What is decided on each right that a data subject asked to use, and why (PDPA s.19, ss.30-36)."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct
from msgspec import field as default

from schemas.field import field
from schemas.refusals import S39_7, RefusalGround
from schemas.request_person import Filled
from schemas.request_terms import Right, RightOutcome
from schemas.requests import ActivityKeys, Reason, Seq
from schemas.vocabulary import Term

MOST_PARTS = 20


class Limb(Term):
    """Under which case of its section a right is used."""

    S32_1 = ("s32_1", "มาตรา 32(1) ข้อมูลตามมาตรา 24(4) หรือ (5)", "s.32(1): data by s.24(4) or (5)")
    S32_2 = ("s32_2", "มาตรา 32(2) การตลาดแบบตรง", "s.32(2): direct marketing")
    S32_3 = ("s32_3", "มาตรา 32(3) การวิจัยหรือสถิติ", "s.32(3): research or statistics")
    S33_1 = ("s33_1", "มาตรา 33(1) หมดความจำเป็น", "s.33(1): no longer needed")
    S33_2 = ("s33_2", "มาตรา 33(2) ถอนความยินยอมและไม่มีอำนาจอื่น", "s.33(2): consent withdrawn, no other ground")
    S33_3 = ("s33_3", "มาตรา 33(3) คัดค้านตามมาตรา 32", "s.33(3): objection by s.32")
    S33_4 = ("s33_4", "มาตรา 33(4) ประมวลผลโดยไม่ชอบด้วยกฎหมาย", "s.33(4): unlawful processing")
    S34_1 = ("s34_1", "มาตรา 34(1) ระหว่างตรวจความถูกต้อง", "s.34(1): accuracy is being checked")
    S34_2 = (
        "s34_2",
        "มาตรา 34(2) ประมวลผลไม่ชอบแต่ขอให้ระงับแทนการลบ",
        "s.34(2): unlawful, restriction instead of erasure",
    )
    S34_3 = ("s34_3", "มาตรา 34(3) หมดความจำเป็นแต่ใช้ในสิทธิเรียกร้อง", "s.34(3): no longer needed, kept for claims")
    S34_4 = ("s34_4", "มาตรา 34(4) ระหว่างพิสูจน์การคัดค้าน", "s.34(4): an objection is being checked")


class ErasureWay(Term):
    """How data leave (s.33 paragraph 1)."""

    ERASE = ("erase", "ลบ", "erase")
    DESTROY = ("destroy", "ทำลาย", "destroy")
    ANONYMISE = ("anonymise", "ทำให้ระบุตัวบุคคลไม่ได้", "make anonymous")


class RefusedPart(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is refused, and why. `reason` goes into the record of processing; `reason_sealed` never does."""

    what: Annotated[str, Filled, field("สิ่งที่ปฏิเสธ", "What is refused", max_length=1_000)]
    ground: Annotated[RefusalGround, field("เหตุ", "Ground", laws=S39_7)]
    reason: Annotated[
        str,
        Filled,
        field("เหตุผลที่ลงในบันทึกรายการ (ไม่มีข้อมูลของผู้ขอ)", "Reason for the record, without personal data", max_length=4_000),
    ]
    reason_sealed: (
        Annotated[str, field("เหตุผลส่วนที่มีข้อมูลส่วนบุคคล (ปิดผนึก)", "Reason with personal data, sealed", max_length=4_000)]
        | None
    ) = None
    law_ref: Annotated[str, field("กฎหมายหรือคำสั่งศาลที่อ้าง", "Law or court order relied on", max_length=1_000)] | None = (
        None
    )
    harm: (
        Annotated[str, field("ผลกระทบต่อสิทธิและเสรีภาพของผู้อื่น", "Harm to the rights of others", max_length=2_000)] | None
    ) = None
    activity_ids: ActivityKeys = default(default_factory=list)
    """Empty: all activities of the request."""


class DecisionInput(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A decision on one right. What each outcome needs: `ropa.requests.rules_decisions`."""

    right_seq: Seq
    outcome: Annotated[RightOutcome, field("คำตัดสิน", "Outcome")]
    limb: Annotated[Limb, field("เข้ากรณีใดของมาตรา", "Case of the section")] | None = None
    way: Annotated[ErasureWay, field("วิธีดำเนินการ", "How data leave", laws=("PDPA s.33",))] | None = None
    granted: Annotated[str, field("สิ่งที่ดำเนินการให้ (ไม่มีข้อมูลของผู้ขอ)", "What is granted", max_length=4_000)] | None = None
    refused: Annotated[list[RefusedPart], Meta(max_length=MOST_PARTS, title="สิ่งที่ปฏิเสธ")] = default(default_factory=list)
    nothing_found: (
        Annotated[
            str,
            field("ค้นที่ใด อย่างไร จึงไม่พบ (หรือไม่มีความยินยอมให้ถอน)", "Where and how it was searched", max_length=4_000),
        ]
        | None
    ) = None
    despite_open_tasks: (
        Annotated[str, field("เหตุที่ตัดสินทั้งที่ยังมีงานค้าง", "Why now, although tasks are open", max_length=2_000)] | None
    ) = None
    despite_gaps: (
        Annotated[
            str,
            field("เหตุที่ให้ แก้ หรือลบข้อมูลทั้งที่ยังยืนยันตัวตนไม่ครบ", "Why, although identity is not proven", max_length=2_000),
        ]
        | None
    ) = None
    reason_sealed: (
        Annotated[str, field("คำชี้แจงที่มีข้อมูลส่วนบุคคล (ปิดผนึก)", "Words with personal data, sealed", max_length=4_000)]
        | None
    ) = None
    supersedes: Annotated[int, Meta(ge=1, le=1_000_000)] | None = None
    """The number of the decision that this one takes the place of."""
    why: Annotated[str, field("เหตุที่แก้คำตัดสิน", "Why the decision is changed", max_length=2_000)] | None = None


class Decision(Struct, frozen=True, kw_only=True):
    """A decision as it was taken. `given` is without its sealed reasons: they have a door of their own."""

    id: str
    request_id: str
    number: int
    right: Right
    given: DecisionInput
    has_sealed: bool
    """There are reasons with personal data, not forgotten yet."""
    superseded_by: int | None
    """None: it stands."""
    activity_ids: list[str]
    """The activities whose record tells the refusal."""
    decided_at: datetime
    decided_by: str
    decided_by_name: str


class GroundShown(Struct, frozen=True, kw_only=True):
    """A ground, and whether it can be used."""

    code: RefusalGround
    th: str
    en: str
    rights: list[Right]
    limbs: list[Limb]
    """Only for these cases of the section; empty: all."""
    law: str
    needs: list[str]
    """Fields of the refused part that must be filled in."""
    is_read: bool
    """False: the words were not compared with the Gazette yet."""
    why_not: str | None = None
    """Why it cannot be used, in Thai; None: it can."""
    why_not_en: str | None = None


class RightToDecide(Struct, frozen=True, kw_only=True):
    """What may be decided on one right of a request."""

    seq: int
    right: Right
    outcomes: list[RightOutcome]
    limbs: list[Limb]
    ways: list[ErasureWay]
    grounds: list[GroundShown]
    standing: int | None
    """The number of the decision that stands."""
    open_tasks: int
    uncovered: list[str]
    """Activities that were linked after this right was refused in all of them: their records lack the refusal."""


class DecisionList(Struct, frozen=True, kw_only=True):
    """The decisions of a request, oldest first, and what may be decided."""

    items: list[Decision]
    rights: list[RightToDecide]
    uncovered: list[str]
    """Activities of the request whose record lacks a refusal that concerns all of them: they were linked later."""


class GroundList(Struct, frozen=True, kw_only=True):
    """All grounds."""

    items: list[GroundShown]


class ReasonsOpening(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why somebody opens the sealed reasons; it stands in the trail."""

    why: Reason


class SealedReasons(Struct, frozen=True, kw_only=True):
    """Reasons with personal data. `parts` in the order of the refused parts."""

    reason: str | None = None
    parts: list[str | None] = default(default_factory=list)
