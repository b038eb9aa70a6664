"""Section 6 of the form: safeguards of the controller (fields 41-53)."""

from typing import Annotated

from msgspec import Struct

from schemas.field import LINE, rows, text


class Safeguards(Struct, kw_only=True, forbid_unknown_fields=True):
    """แนวปฏิบัติสำหรับการดำเนินการของผู้ควบคุมข้อมูลส่วนบุคคล เพื่อให้เป็นไปตามพระราชบัญญัติคุ้มครองข้อมูลส่วนบุคคล"""

    access_control_measures: (
        Annotated[
            str,
            text(
                None,
                "Access control measures",
                hint_th="โปรดระบุมาตรการรักษาความมั่นคงปลอดภัยที่เหมาะสม ในการควบคุมการเข้าถึงข้อมูลส่วนบุคคล เช่น นโยบาย, แนวปฏิบัติ เป็นต้น",  # noqa: E501
                laws=(
                    "PDPA s.39(8)",
                    "PDPA s.37(1)",
                    "PDPA s.39(5)",
                ),
                subsection_th="มาตรการกำหนดการเข้าถึงข้อมูล",
                required_by_law=True,
                fills_many=True,
            ),
        ]
        | None
    ) = None
    access_rights_document: (
        Annotated[
            str,
            text(
                None,
                "Document that sets access rights",
                hint_th="โปรดระบุเอกสารหรือแนวทางการกำหนดสิทธิการเข้าใช้งาน เช่น แก้ไข/เปลี่ยนแปลง/การเปิดเผยข้อมูล เป็นผู้กำหนดสิทธิการเข้าใช้ข้อมูล เช่น เอกสาร Access Matrix",  # noqa: E501
                also_th=(
                    "โปรดระบุเอกสารหรือแนวทางการกำหนดสิทธิการเข้าใช้งาน",
                    "โปรดระบุเอกสารหรือแนวทางการกำหนดสิทธิการเข้าถึงงาน",
                ),
                laws=(
                    "PDPA s.39(5)",
                    "PDPA s.37(1)",
                ),
                subsection_th="มาตรการกำหนดการเข้าถึงข้อมูล",
                fills_many=True,
            ),
        ]
        | None
    ) = None
    access_audit_trail: (
        Annotated[
            str,
            text(
                "มีการกำหนดวิธีการตรวจสอบย้อนหลังเกี่ยวกับการเข้าถึง",
                "Audit trail of access",
                hint_th="โปรดระบุแนวทางวิธีการ",
                laws=(
                    "PDPA s.39(8)",
                    "PDPA s.37(1)",
                    "PDPC security notification B.E.2565 (audit trails)",
                ),
                subsection_th="มาตรการป้องกันด้านเทคนิค",
                fills_many=True,
            ),
        ]
        | None
    ) = None
    backup_and_recovery: (
        Annotated[
            list[Annotated[str, LINE]],
            rows(
                "มีระบบสำรองและกู้คืนข้อมูล",
                "Backup and recovery",
                hint_th="โปรดระบุเทคโนโลยีหรือแนวทางการดำเนินงาน",
                laws=(
                    "PDPA s.39(8)",
                    "PDPA s.37(1)",
                ),
                subsection_th="มาตรการป้องกันด้านเทคนิค",
                fills_many=True,
            ),
        ]
        | None
    ) = None
    physical_security_measures: (
        Annotated[
            str,
            text(
                "มาตรการป้องกันทางกายภาพ",
                "Physical security measures",
                hint_th="โปรดระบุมาตรการควบคุมการเข้าถึงทางกายภาพ เช่น ใส่ตู้, มีการทำบันทึกการเข้าออก, มีกล้อง CCTV, มีการยืนยันตัวตนการเข้าถึง",  # noqa: E501
                also_th=("โปรดระบุมาตรการควบคุมการเข้าถึงทางกายภาพ",),
                laws=(
                    "PDPA s.39(8)",
                    "PDPA s.37(1)",
                ),
                subsection_th="มาตรการป้องกันทางกายภาพ",
                fills_many=True,
            ),
        ]
        | None
    ) = None
    disclosure_pre_assessment: (
        Annotated[
            list[Annotated[str, LINE]],
            rows(
                "การประเมินก่อนส่งข้อมูล",
                "Assessment before data are sent",
                hint_th="โปรดระบุขั้นตอนการตรวจสอบสิทธิและวัตถุประสงค์อย่างไร",
                laws=(
                    "PDPA s.37(2)",
                    "PDPA s.39(6)",
                ),
                subsection_th="มาตรการป้องกัน (กรณีต้องให้ข้อมูลส่วนบุคคลกับผู้ที่ไม่ได้เป็นผู้ควบคุมข้อมูลส่วนบุคคล)",
                fills_many=True,
            ),
        ]
        | None
    ) = None
    disclosure_request_verification: (
        Annotated[
            list[Annotated[str, LINE]],
            rows(
                "เมื่อส่งมอบข้อมูล",
                "Checking the request on delivery",
                hint_th="โปรดระบุขั้นตอนการตรวจสอบคำร้องกับ ข้อมูลก่อนนำส่งดำเนินการอย่างไร",
                laws=("PDPA s.37(2)",),
                subsection_th="มาตรการป้องกัน (กรณีต้องให้ข้อมูลส่วนบุคคลกับผู้ที่ไม่ได้เป็นผู้ควบคุมข้อมูลส่วนบุคคล)",
                fills_many=True,
            ),
        ]
        | None
    ) = None
    disclosure_recording: (
        Annotated[
            list[Annotated[str, LINE]],
            rows(
                "เมื่อส่งมอบข้อมูล",
                "Recording the delivery",
                hint_th="โปรดระบุวิธีการบันทึกเช่น กำหนดชื่อสำหรับผู้ติดต่อ, ว/ด/ป ที่ให้ข้อมูล และวัตถุประสงค์การใช้งาน เป็นต้น",
                also_th=("โปรดระบุวิธีการบันทึกเช่น กำหนดชื่อสำหรับผู้ติดต่อ, ว/ค/ป ที่ให้ข้อมูล และวัตถุประสงค์การใช้งาน เป็นต้น",),
                laws=(
                    "PDPA s.37(2)",
                    "PDPA s.39(6)",
                ),
                subsection_th="มาตรการป้องกัน (กรณีต้องให้ข้อมูลส่วนบุคคลกับผู้ที่ไม่ได้เป็นผู้ควบคุมข้อมูลส่วนบุคคล)",
                fills_many=True,
            ),
        ]
        | None
    ) = None
    disclosure_follow_up: (
        Annotated[
            str,
            text(
                "หลังส่งมอบข้อมูล",
                "Follow-up after delivery",
                hint_th="โปรดระบุวิธีการติดตาม และสื่อสารกับบุคคลและนิติบุคคล หากไม่มีความจำเป็นใช้งานตามวัตถุประสงค์ที่แจ้ง ให้ลบ/ทำลาย",
                also_th=("ไปตระเตรียมการติดตาม และสื่อสารกับบุคคลและนิติบุคคล",),
                laws=(
                    "PDPA s.37(2)",
                    "PDPA s.37(3)",
                ),
                subsection_th="มาตรการป้องกัน (กรณีต้องให้ข้อมูลส่วนบุคคลกับผู้ที่ไม่ได้เป็นผู้ควบคุมข้อมูลส่วนบุคคล)",
                fills_many=True,
            ),
        ]
        | None
    ) = None
    retention_monitoring_cycle: (
        Annotated[
            str,
            text(
                "การติดตาม",
                "Monitoring cycle for the end of retention",
                hint_th="โปรดระบุรอบการติดตามเช่น ทุกสัปดาห์ หรือ ทุกเดือน อ้างอิงระยะเวลาการเก็บข้อมูล",
                also_th=("ไปตระเตรียมการติดตามเช่น ทุกสัปดาห์ หรือ ทุกเดือน อ้างอิงระยะเวลาการเก็บข้อมูล",),
                laws=("PDPA s.37(3)",),
                subsection_th="ระบบการตรวจสอบเพื่อดำเนินการลบหรือทำลายข้อมูลส่วนบุคคลเมื่อพ้นกำหนดระยะเวลาการเก็บรักษา",
                widget="cycle",
                fills_many=True,
            ),
        ]
        | None
    ) = None
    dsr_erasure_procedure: (
        Annotated[
            str,
            text(
                "กรณีเจ้าของข้อมูลส่วนบุคคลขอใช้สิทธิให้ลบทำลายข้อมูล (หรือขอถอนความยินยอม)",
                "Procedure when a data subject asks for erasure",
                hint_th="โปรดระบุวิธีการปฏิบัติ ลบทำลาย อย่างไร",
                also_th=("ไปตระเตรียมวิธีการปฏิบัติ ลบทำลาย อย่างไร",),
                laws=(
                    "PDPA s.33",
                    "PDPA s.37(3)",
                    "PDPC erasure notification B.E.2567",
                ),
                subsection_th="ระบบการตรวจสอบเพื่อดำเนินการลบหรือทำลายข้อมูลส่วนบุคคลเมื่อพ้นกำหนดระยะเวลาการเก็บรักษา",
                fills_many=True,
            ),
        ]
        | None
    ) = None
    breach_report_channels: (
        Annotated[
            list[Annotated[str, LINE]],
            rows(
                None,
                "Channels and persons for breach reports",
                hint_th="โปรดระบุช่องทางการรับแจ้งและ การกำหนดผู้รับผิดชอบตามระดับความเสี่ยง",
                also_th=("ไปตระเตรียมช่องทางการรับแจ้งและ การกำหนดผู้รับผิดชอบตามระดับความเสี่ยง",),
                laws=("PDPA s.37(4)",),
                subsection_th="การแจ้งเหตุการละเมิดข้อมูลส่วนบุคคลแก่สำนักงาน",
                fills_many=True,
            ),
        ]
        | None
    ) = None
    breach_pdpc_liaisons: (
        Annotated[
            list[Annotated[str, LINE]],
            rows(
                None,
                "Liaisons to the Office within 72 hours",
                hint_th="โปรดระบุพนักงานผู้รับผิดชอบกิจกรรมมีการกำหนดตัวแทนประสานแจ้งคณะกรรมการคุ้มครองข้อมูลส่วนบุคคลภายใน 72 ชั่วโมง",
                also_th=(
                    "ไปตระเตรียมพนักงานผู้รับผิดชอบกิจกรรมมีการกำหนดตัวแทนประสานแจ้งคณะกรรมการคุ้มครองข้อมูลส่วนบุคคลภายใน 72 ชั่วโมง",
                ),
                laws=(
                    "PDPA s.37(4)",
                    "PDPA s.41",
                    "PDPA s.42",
                ),
                subsection_th="การแจ้งเหตุการละเมิดข้อมูลส่วนบุคคลแก่สำนักงาน",
                names_people=True,
                fills_many=True,
            ),
        ]
        | None
    ) = None
