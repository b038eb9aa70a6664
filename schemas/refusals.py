"""Refusals of data subjects' requests as the record of processing says them (PDPA s.39(7)): never who asked."""

from datetime import date, datetime
from typing import Annotated

from msgspec import Struct

from schemas.field import field, text
from schemas.request_terms import Right
from schemas.vocabulary import Term

S39_7 = ("PDPA s.39(7)",)
#: Rights whose refusal s.39(7) names; refusals of the others are written down all the same (law.md F.4 61).
NAMED_BY_LAW = frozenset({Right.ACCESS, Right.PORTABILITY, Right.OBJECTION, Right.RECTIFICATION})


class RefusalGround(Term):
    """Why a request may be refused. For which right, and what it needs: `ropa.requests.rules_grounds`."""

    IDENTITY_UNPROVEN = (
        "identity_unproven",
        "ยืนยันตัวตนหรืออำนาจของผู้ขอไม่ได้",
        "the identity or authority of the requester was not proven",
    )
    S30_LAW_OR_COURT = (
        "s30_law_or_court",
        "เป็นการปฏิเสธตามกฎหมายหรือคำสั่งศาล และการให้เข้าถึงจะกระทบสิทธิและเสรีภาพของบุคคลอื่น",
        "by law or court order, and access would harm the rights and freedoms of others",
    )
    S31_PUBLIC_TASK = (
        "s31_public_task",
        "เป็นการปฏิบัติหน้าที่เพื่อประโยชน์สาธารณะหรือตามกฎหมาย",
        "a task in the public interest or a duty by law",
    )
    S31_OTHERS = ("s31_others", "ละเมิดสิทธิหรือเสรีภาพของบุคคลอื่น", "it would violate rights or freedoms of others")
    S31_NOT_BY_CONSENT = (
        "s31_not_by_consent",
        "ไม่ใช่ข้อมูลที่เก็บโดยความยินยอมหรือตามสัญญา",
        "the data rest neither on consent nor on a contract",
    )
    S31_NOT_AUTOMATED = (
        "s31_not_automated",
        "ข้อมูลไม่ได้อยู่ในรูปแบบที่เครื่องมืออัตโนมัติอ่านได้",
        "the data are not in a form that automatic tools read",
    )
    S32_COMPELLING = (
        "s32_compelling",
        "มีเหตุอันชอบด้วยกฎหมายที่สำคัญยิ่งกว่า",
        "compelling legitimate grounds",
    )
    S32_LEGAL_CLAIMS = (
        "s32_legal_claims",
        "เพื่อการก่อตั้ง การใช้ หรือการต่อสู้สิทธิเรียกร้องตามกฎหมาย",
        "to establish, exercise or defend legal claims",
    )
    S32_OTHER_BASIS = (
        "s32_other_basis",
        "ไม่ใช่ข้อมูลที่เก็บตามมาตรา 24(4) หรือ (5)",
        "the data do not rest on s.24(4) or (5)",
    )
    S32_PUBLIC_RESEARCH = (
        "s32_public_research",
        "จำเป็นต่อการดำเนินภารกิจเพื่อประโยชน์สาธารณะ",
        "research that a public task needs",
    )
    S33_NOT_MET = (
        "s33_not_met",
        "ไม่เข้าเหตุตามมาตรา 33 วรรคหนึ่ง เช่น ยังจำเป็นตามวัตถุประสงค์",
        "none of the cases of s.33 paragraph 1, e.g. still needed",
    )
    S33_EXPRESSION = ("s33_expression", "เพื่อการใช้เสรีภาพในการแสดงความคิดเห็น", "freedom of expression")
    S33_ARCHIVE = (
        "s33_archive",
        "จดหมายเหตุ การวิจัย หรือสถิติ ตามมาตรา 24(1)",
        "archives, research or statistics, s.24(1)",
    )
    S33_PUBLIC_TASK = (
        "s33_public_task",
        "ภารกิจเพื่อประโยชน์สาธารณะหรือใช้อำนาจรัฐ ตามมาตรา 24(4)",
        "public task or official authority, s.24(4)",
    )
    S33_HEALTH = (
        "s33_health",
        "เวชศาสตร์หรือการสาธารณสุข ตามมาตรา 26(5)(ก) หรือ (ข)",
        "medicine or public health, s.26(5)(a) or (b)",
    )
    S33_LEGAL_CLAIMS = (
        "s33_legal_claims",
        "เพื่อการก่อตั้ง ปฏิบัติตาม ใช้ หรือต่อสู้สิทธิเรียกร้องตามกฎหมาย",
        "to establish, comply with, exercise or defend legal claims",
    )
    S33_LEGAL_DUTY = ("s33_legal_duty", "ต้องเก็บไว้เพื่อปฏิบัติตามกฎหมาย", "kept to comply with a law")
    S34_NOT_MET = ("s34_not_met", "ไม่เข้าเหตุตามมาตรา 34 วรรคหนึ่ง", "none of the cases of s.34 paragraph 1")
    S36_ALREADY_RIGHT = ("s36_already_right", "ตรวจแล้วข้อมูลถูกต้องอยู่แล้ว", "checked: the data are right")
    S36_NO_PROOF = ("s36_no_proof", "ไม่มีหลักฐานว่าข้อมูลไม่ถูกต้อง", "nothing shows that the data are wrong")
    S36_OTHER_SOURCE = (
        "s36_other_source",
        "ต้องแก้ไขที่หน่วยงานเจ้าของข้อมูลก่อน",
        "another body's record must be put right first",
    )
    S36_LAW = ("s36_law", "กฎหมายไม่ให้แก้ไขข้อมูลนี้", "a law forbids the change")
    REPETITIVE = (
        "repetitive",
        "ขอซ้ำหรือไม่มีเหตุผลอันควร",
        "repeated or manifestly unfounded",
    )


class Refusal(Struct, frozen=True, kw_only=True):
    """What the record says of one refusal: no name, no number, no words of the requester."""

    request_ref: Annotated[str, field("เลขที่คำขอ", "Request")]
    right: Annotated[Right, field("สิทธิที่ขอใช้", "Right", laws=S39_7)]
    rejected_on: Annotated[date, field("วันที่ปฏิเสธ", "Refused on", laws=S39_7)]
    what: Annotated[str, text("สิ่งที่ปฏิเสธ", "What is refused")]
    ground: Annotated[RefusalGround, field("เหตุ", "Ground", laws=S39_7)]
    law: Annotated[str, field("กฎหมาย", "Law")]
    reason: Annotated[str, text("เหตุผล", "Reason", laws=S39_7)]
    is_whole: bool
    """False: another part of what was asked was granted."""


class RefusalLine(Struct, frozen=True, kw_only=True):
    """A refusal that stands, as exports show it."""

    number: int
    refusal: Refusal
    created_at: datetime


class ActivityRefusal(Struct, frozen=True, kw_only=True):
    """One row of an activity's refusals, also one that was corrected."""

    id: str
    activity_id: str
    number: int
    request_id: str
    refusal: Refusal
    why: str | None
    """Why it takes the place of the row before."""
    corrects_id: str | None
    corrected_by_id: str | None
    is_withdrawal: bool
    """The row before stands for nothing any more, and neither does this one."""
    created_at: datetime
    created_by_name: str

    @property
    def is_standing(self) -> bool:
        """Tell whether the row counts: it was neither corrected nor does it take another back."""
        return self.corrected_by_id is None and not self.is_withdrawal


class RefusalList(Struct, frozen=True, kw_only=True):
    """The refusals of an activity, newest first, with what was corrected."""

    items: list[ActivityRefusal]
