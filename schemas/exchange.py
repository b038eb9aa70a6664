"""The system-exchange table: 14 printed columns under two header levels; a system has one or more exchange lines."""

from typing import Annotated

from msgspec import Struct
from msgspec import field as default

from schemas.choices import (
    CloudLocationChoice,
    ExchangeType,
    HostingChoice,
    ProcessingByChoice,
    SystemStatusChoice,
)
from schemas.field import field, number, rows, text

EXCHANGE_GROUP = "การแลกเปลี่ยนข้อมูลกับหน่วยงานอื่น"
PROCESSING_GROUP = "การประมวลผล"


class ExchangeLine(Struct, kw_only=True, forbid_unknown_fields=True):
    """One line of exchange. Blank is None; only "ไม่มี" is False."""

    data_exchange_applied: (
        Annotated[
            bool,
            field(
                "มีการแลกเปลี่ยนข้อมูลกับหน่วยงานภายนอก (Data Exchange Applied)",
                "Data exchange applied",
                laws=("PDPA s.27", "PDPA s.39(6)"),
                group_th=EXCHANGE_GROUP,
                column=6,
                widget="has_or_none",
            ),
        ]
        | None
    ) = None
    exchanged_data: (
        Annotated[
            str,
            text(
                "ข้อมูลที่แลกเปลี่ยนกับภายนอกหน่วยงาน (Exchanged Data)",
                "Exchanged data",
                laws=("PDPA s.39(1)", "PDPA s.22"),
                group_th=EXCHANGE_GROUP,
                column=7,
            ),
        ]
        | None
    ) = None
    data_exchange_type: (
        Annotated[
            ExchangeType,
            field(
                "ลักษณะการแลกเปลี่ยนข้อมูล (Data Exchange Type)",
                "Data exchange type",
                laws=("PDPA s.27",),
                group_th=EXCHANGE_GROUP,
                column=8,
            ),
        ]
        | None
    ) = None
    external_org_unit: (
        Annotated[
            str,
            text(
                "หน่วยงานภายนอกที่แลกเปลี่ยนข้อมูล (External Org Unit)",
                "External organisation",
                laws=("PDPA s.27", "PDPA s.37(2)"),
                group_th=EXCHANGE_GROUP,
                column=9,
                names_units=True,
            ),
        ]
        | None
    ) = None
    processing_by: (
        Annotated[
            ProcessingByChoice,
            field("การประมวลผลระบบ", "Processing by", laws=("PDPA s.40",), group_th=PROCESSING_GROUP, column=10),
        ]
        | None
    ) = None
    external_processor_org_unit: (
        Annotated[
            str,
            text(
                "หน่วยงานภายนอกที่ประมวลผลให้สปอ.",
                "External processor",
                also_th=("หน่วยงานภายนอกที่ประมวลผลให้สพอ.",),
                laws=("PDPA s.40",),
                group_th=PROCESSING_GROUP,
                column=11,
                names_units=True,
            ),
        ]
        | None
    ) = None
    remark: Annotated[str, text("หมายเหตุ (Remark)", "Remark", column=14)] | None = None


class InformationSystem(Struct, kw_only=True, forbid_unknown_fields=True):
    """A system that holds the activity's data. Name and owner together identify it, the name alone does not."""

    seq: Annotated[int, number("ลำดับ", "Number", column=1)]
    system_name: Annotated[str, text("ชื่อระบบ (System Name)", "System name", laws=("PDPA s.39(8)",), column=2)]
    system_status: (
        Annotated[SystemStatusChoice, field("สถานะระบบ (System Status)", "System status", column=3)] | None
    ) = None
    system_scope: Annotated[str, text("ขอบเขตของระบบงาน (System Scope)", "System scope", column=4)] | None = None
    system_owner_org_unit: (
        Annotated[
            str,
            text(
                "หน่วยงานเจ้าของระบบ (System Owner Org Unit)",
                "System owner",
                laws=("PDPA s.39(3)", "PDPA s.40"),
                column=5,
                names_units=True,
            ),
        ]
        | None
    ) = None
    hosting: (
        Annotated[
            HostingChoice,
            field(
                "On-Premise หรือ On Cloud",
                "Hosting",
                laws=("PDPA s.37(1)",),
                group_th=PROCESSING_GROUP,
                column=12,
            ),
        ]
        | None
    ) = None
    cloud_location: (
        Annotated[
            CloudLocationChoice,
            field("กรณี On Cloud", "Cloud location", laws=("PDPA s.28",), group_th=PROCESSING_GROUP, column=13),
        ]
        | None
    ) = None
    exchanges: Annotated[list[ExchangeLine], rows("รายการแลกเปลี่ยน", "Exchange lines")] = default(default_factory=list)
