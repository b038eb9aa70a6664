"""Sections 3-5 of the form: storage, review and destruction (fields 34-40)."""

from typing import Annotated

from msgspec import Struct

from schemas.choices import StorageFormatChoice
from schemas.field import LINE, rows, text


class Storage(Struct, kw_only=True, forbid_unknown_fields=True):
    """การจัดเก็บ"""

    storage_formats: (
        Annotated[
            list[StorageFormatChoice],
            rows(
                "ประเภทข้อมูล",
                "Kinds of data",
                hint_th="โปรดระบุ Database, File (text, Word, Excel, Powerpoint, Clip VDO, ไฟล์เสียง, รูปภาพ, ไฟล์แผนที่, กระดาษ, อื่นๆ)",  # noqa: E501
                laws=(
                    "PDPA s.39(8)",
                    "PDPA s.37(1)",
                ),
                subsection_th="ประเภทข้อมูล",
            ),
        ]
        | None
    ) = None
    storage_locations: (
        Annotated[
            list[Annotated[str, LINE]],
            rows(
                "แหล่งการจัดเก็บ",
                "Places of storage",
                hint_th="โปรดระบุพื้นที่จัดเก็บ เช่น ตู้เอกสาร, Sharedrive, DMS, ERP, MailGoThai, ServiceNow, KM, อนุมัติสั่งการ, อื่นๆ",
                also_th=(
                    "โปรดระบุพื้นที่จัดเก็บ เช่น ตู้เอกสาร, Sharedrive, DMS, ERP, MailGoThai, ServiceNow, KM, อนุมัติลังการ, อื่นๆ",
                ),
                laws=(
                    "PDPA s.39(8)",
                    "PDPA s.28",
                ),
                subsection_th="แหล่งการจัดเก็บ",
                names_units=True,
                fills_many=True,
            ),
        ]
        | None
    ) = None
    retention_period: (
        Annotated[
            str,
            text(
                "ระยะเวลาจัดเก็บ",
                "Retention period",
                hint_th="โปรดระบุระยะเวลาการจัดเก็บ",
                laws=(
                    "PDPA s.39(4)",
                    "PDPA s.23(3)",
                    "PDPA s.37(3)",
                ),
                subsection_th="ระยะเวลาจัดเก็บ",
                widget="retention",
                required_by_law=True,
            ),
        ]
        | None
    ) = None


class Review(Struct, kw_only=True, forbid_unknown_fields=True):
    """การทบทวน"""

    review_cycle: (
        Annotated[
            str,
            text(
                "การทบทวน",
                "Review cycle",
                hint_th="โปรดระบุระยะเวลาการ update ข้อมูลส่วนบุคคล เช่นปีละ …",
                also_th=("โปรดระบุระยะเวลาการ update ข้อมูลส่วนบุคคล เช่นปีละ",),
                laws=(
                    "PDPA s.35",
                    "PDPA s.37(1)",
                ),
                subsection_th="การทบทวน",
                widget="cycle",
                fills_many=True,
            ),
        ]
        | None
    ) = None


class Destruction(Struct, kw_only=True, forbid_unknown_fields=True):
    """การทำลาย"""

    destruction_cycle: (
        Annotated[
            str,
            text(
                "รอบการทำลายข้อมูล",
                "Destruction cycle",
                hint_th="โปรดระบุ ระยะเวลาการตรวจสอบเพื่อทำลาย เช่นวันสิ้นปีงบประมาณ เป็นต้น",
                laws=("PDPA s.37(3)",),
                subsection_th="รอบการทำลายข้อมูล",
                widget="cycle",
                fills_many=True,
            ),
        ]
        | None
    ) = None
    destruction_method: (
        Annotated[
            str,
            text(
                "วิธีการทำลาย",
                "Destruction method",
                hint_th="โปรดระบุวิธีการทำลาย เช่น ลบด้วยวิธีการมั่นคงปลอดภัย, การเผาทำลาย, ตั้งคณะกรรมการฯ เป็นต้น",
                laws=(
                    "PDPA s.37(3)",
                    "PDPC erasure notification B.E.2567",
                ),
                subsection_th="วิธีการทำลาย",
                fills_many=True,
            ),
        ]
        | None
    ) = None
    retention_legal_refs: (
        Annotated[
            list[Annotated[str, LINE]],
            rows(
                "อ้างอิงจากการจัดเก็บการทำลาย",
                "Legal references for retention and destruction",
                hint_th="โปรดระบุกฎหมาย/ระเบียบ/คำสั่งที่เกี่ยวข้อง",
                laws=(
                    "PDPA s.39(4)",
                    "PDPA s.37(3)",
                ),
                subsection_th="อ้างอิงจากการจัดเก็บการทำลาย",
                fills_many=True,
            ),
        ]
        | None
    ) = None
