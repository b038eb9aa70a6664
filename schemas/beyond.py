"""What PDPA s.39 and its neighbours ask and the paper form lacks (law.md D.13).

Revision number, approver and dates of the record also stand there; they are kept by the register itself beside the
document, never typed into it.
"""

from datetime import date
from typing import Annotated

from msgspec import Struct

from schemas.field import LINE, field, rows, text
from schemas.vocabulary import (
    Applies,
    LawfulBasis,
    RetentionScope,
    SecrecyClass,
    SpecialCategory,
    StartEvent,
    TransferSafeguard,
)


class Contact(Struct, kw_only=True, forbid_unknown_fields=True):
    """How a controller, processor or DPO is reached."""

    name: Annotated[str, text("ชื่อ", "Name")] | None = None
    address: Annotated[str, text("ที่อยู่", "Address")] | None = None
    telephone: Annotated[str, text("โทรศัพท์", "Telephone")] | None = None
    email: Annotated[str, text("อีเมล", "E-mail")] | None = None


class PurposeBasis(Struct, kw_only=True, forbid_unknown_fields=True):
    """One purpose with the data items it needs and its confirmed lawful basis (ss. 24, 26)."""

    purpose: Annotated[str, text("วัตถุประสงค์", "Purpose")] | None = None
    data_items: Annotated[list[Annotated[str, LINE]], rows("รายการข้อมูล", "Data items")] | None = None
    lawful_basis: Annotated[LawfulBasis, field("ฐานกฎหมาย", "Lawful basis")] | None = None
    legal_reference: Annotated[str, text("กฎหมายที่อ้าง", "Law relied on")] | None = None


class DisclosureEntry(Struct, kw_only=True, forbid_unknown_fields=True):
    """One use or disclosure without consent (s.27 paragraph 3)."""

    disclosed_on: Annotated[date, field("วันที่", "Date")] | None = None
    recipient: Annotated[str, text("ผู้รับ", "Recipient")] | None = None
    data_items: Annotated[list[Annotated[str, LINE]], rows("รายการข้อมูล", "Data items")] | None = None
    ground: Annotated[str, text("เหตุตามกฎหมาย", "Ground")] | None = None


class RejectedRequest(Struct, kw_only=True, forbid_unknown_fields=True):
    """One rejected request or objection with its reasons (s.39(7))."""

    rejected_on: Annotated[date, field("วันที่ปฏิเสธ", "Rejected on")] | None = None
    right: Annotated[str, text("สิทธิที่ขอใช้", "Right")] | None = None
    reason: Annotated[str, text("เหตุผล", "Reason")] | None = None


class CrossBorderTransfer(Struct, kw_only=True, forbid_unknown_fields=True):
    """One transfer abroad and what makes it lawful (ss. 28-29)."""

    recipient: Annotated[str, text("ผู้รับ", "Recipient")] | None = None
    country: Annotated[str, field("ประเทศ (ISO 3166)", "Country (ISO 3166)", max_length=2)] | None = None
    safeguard: Annotated[TransferSafeguard, field("กลไกการโอน", "Mechanism")] | None = None
    evidence: Annotated[str, text("หลักฐาน", "Evidence")] | None = None


class ProcessorAgreement(Struct, kw_only=True, forbid_unknown_fields=True):
    """One processor and the agreement that binds it (s.40)."""

    processor: Annotated[str, text("ผู้ประมวลผลข้อมูลส่วนบุคคล", "Processor")] | None = None
    agreement_ref: Annotated[str, text("ข้อตกลงประมวลผลข้อมูล", "Agreement")] | None = None
    expires_on: Annotated[date, field("วันสิ้นสุดข้อตกลง", "Agreement ends on")] | None = None


class ItemRetention(Struct, kw_only=True, forbid_unknown_fields=True):
    """How long one part of the data is kept, where the form's own period does not speak of it (s.39(4))."""

    name: Annotated[str, field("ชื่อเกณฑ์", "Name of the rule", max_length=200)] | None = None
    applies_to: Annotated[RetentionScope, field("ใช้กับ", "Applies to")] | None = None
    data_items: Annotated[list[Annotated[str, LINE]], rows("รายการข้อมูล", "Data items")] | None = None
    retention_period: Annotated[str, text("ระยะเวลาจัดเก็บ", "Retention period")] | None = None
    start_event: Annotated[StartEvent, field("เหตุการณ์เริ่มนับ", "Start of the period")] | None = None
    ground: Annotated[str, text("เหตุหรือกฎหมายที่ให้เก็บ", "Ground for keeping")] | None = None


class Beyond(Struct, kw_only=True, forbid_unknown_fields=True):
    """Fields that the law asks and the paper lacks."""

    controller_contact: (
        Annotated[
            Contact,
            field(
                "ที่อยู่และช่องทางติดต่อผู้ควบคุมข้อมูล",
                "Contact of the controller",
                laws=("PDPA s.39(3)", "PDPA s.23(5)"),
                fills_many=True,
            ),
        ]
        | None
    ) = None
    dpo_contact: (
        Annotated[
            Contact, field("ช่องทางติดต่อ DPO", "Contact of the DPO", laws=("PDPA s.41", "PDPA s.23(5)"), fills_many=True)
        ]
        | None
    ) = None
    data_subject_categories: (
        Annotated[
            list[Annotated[str, LINE]],
            rows("ประเภทของเจ้าของข้อมูล", "Categories of data subjects", laws=("PDPA s.39(1)",)),
        ]
        | None
    ) = None
    special_category_flags: (
        Annotated[list[SpecialCategory], rows("ข้อมูลตามมาตรา 26", "Special categories (s.26)", laws=("PDPA s.26",))]
        | None
    ) = None
    lawful_basis_code_per_purpose: (
        Annotated[
            list[PurposeBasis],
            rows(
                "ฐานกฎหมายของแต่ละวัตถุประสงค์",
                "Lawful basis of each purpose",
                laws=("PDPA s.24", "PDPA s.26", "PDPA s.39(2)"),
            ),
        ]
        | None
    ) = None
    consent_exempt_use_or_disclosure_log: (
        Annotated[
            list[DisclosureEntry],
            rows(
                "การใช้หรือเปิดเผยตามมาตรา 27 วรรคสาม",
                "Use or disclosure without consent",
                laws=("PDPA s.27 para 3", "PDPA s.39(6)"),
            ),
        ]
        | None
    ) = None
    rejected_requests: (
        Annotated[
            list[RejectedRequest],
            rows(
                "การปฏิเสธคำขอหรือการคัดค้าน",
                "Rejected requests and objections",
                laws=("PDPA s.39(7)", "PDPA ss.30, 31, 32, 36"),
            ),
        ]
        | None
    ) = None
    retention_start_event: (
        Annotated[
            StartEvent,
            field("เหตุการณ์เริ่มนับระยะเวลาเก็บ", "Start of the retention period", laws=("PDPA s.39(4)",)),
        ]
        | None
    ) = None
    retention_rules: (
        Annotated[
            list[ItemRetention],
            rows(
                "ระยะเวลาจัดเก็บเฉพาะส่วน",
                "Retention of single parts",
                hint_th="เฉพาะรายการข้อมูล สำเนา หรือข้อมูลสำรอง ที่เก็บไม่เท่ากับระยะเวลาในแบบฟอร์ม",
                laws=("PDPA s.37(3)",),
            ),
        ]
        | None
    ) = None
    transfer_country_and_safeguard: (
        Annotated[
            list[CrossBorderTransfer],
            rows(
                "ประเทศปลายทางและมาตรการคุ้มครอง",
                "Transfers abroad: country and safeguard",
                laws=("PDPA s.28", "PDPA s.29"),
            ),
        ]
        | None
    ) = None
    processor_and_dpa_ref: (
        Annotated[
            list[ProcessorAgreement],
            rows("ผู้ประมวลผลและข้อตกลง", "Processors and their agreements", laws=("PDPA s.40",)),
        ]
        | None
    ) = None
    secrecy_class: (
        Annotated[
            SecrecyClass,
            field("ชั้นความลับ", "Secrecy class", laws=("Official Secrets Regulation B.E.2544",), fills_many=True),
        ]
        | None
    ) = None
    saraban_applies: (
        Annotated[
            Applies,
            field(
                "เป็นหนังสือตามระเบียบงานสารบรรณ",
                "The Saraban Regulation applies",
                laws=("Saraban Regulation B.E.2526",),
                fills_many=True,
            ),
        ]
        | None
    ) = None
