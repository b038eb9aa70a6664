"""Section 2 of the form: who creates, collects, uses, discloses and destroys (fields 21-33)."""

from typing import Annotated

from msgspec import Struct

from schemas.field import LINE, field, rows


class Roles(Struct, kw_only=True, forbid_unknown_fields=True):
    """บทบาทของผู้ที่เกี่ยวข้องกับข้อมูลนั้น"""

    manages_create: (
        Annotated[
            bool,
            field(
                "Create : C",
                "Create: C",
                hint_th="ระบุ YES หากเป็นผู้สร้างข้อมูล",
                laws=("PDPA s.39(3)",),
                subsection_th="การบริหารจัดการข้อมูล",
            ),
        ]
        | None
    ) = None
    manages_store: (
        Annotated[
            bool,
            field(
                "Store : S",
                "Store: S",
                hint_th="ระบุ YES หากเป็นผู้บันทึก/จัดเก็บข้อมูล",
                laws=("PDPA s.39(3)",),
                subsection_th="การบริหารจัดการข้อมูล",
            ),
        ]
        | None
    ) = None
    manages_use: (
        Annotated[
            bool,
            field(
                "Use : U",
                "Use: U",
                hint_th="ระบุ YES หากเป็นผู้ใช้ข้อมูล",
                laws=("PDPA s.39(3)",),
                subsection_th="การบริหารจัดการข้อมูล",
            ),
        ]
        | None
    ) = None
    role_creator: (
        Annotated[
            list[Annotated[str, LINE]],
            rows(
                "การสร้างข้อมูล (create)",
                "Creator",
                hint_th="โปรดระบุใครเป็นผู้สร้างข้อมูล; กรณี ถ้าได้ข้อมูลมาจาก 2 หน่วยงานภายในแล้วได้ฟิลด์ใหม่ สิ่งที่เกิดขึ้นนั้นผู้สร้างคือ หน่วยงานที่รวมข้อมูล",  # noqa: E501
                also_th=("โปรดระบุใครเป็นผู้สร้างข้อมูล",),
                laws=("PDPA s.39(3)",),
                subsection_th="บทบาทของผู้ที่เกี่ยวข้องกับข้อมูลนั้น",
                names_units=True,
            ),
        ]
        | None
    ) = None
    role_collector: (
        Annotated[
            list[Annotated[str, LINE]],
            rows(
                "การรวบรวมข้อมูลมาใช้งาน (collect)",
                "Collector of other bodies' data",
                hint_th="โปรดระบุใครเป็นรวบรวมข้อมูลที่เป็นขององค์กรอื่น มาใช้งานกับตนเอง เช่น ทะเบียนราษฎร์",
                also_th=("โปรดระบุใครเป็นรวบรวมข้อมูลที่เป็นขององค์กรอื่น มาใช้งานกับตนเอง",),
                laws=(
                    "PDPA s.25",
                    "PDPA s.39(3)",
                ),
                subsection_th="บทบาทของผู้ที่เกี่ยวข้องกับข้อมูลนั้น",
                names_units=True,
            ),
        ]
        | None
    ) = None
    role_classifier: (
        Annotated[
            list[Annotated[str, LINE]],
            rows(
                "การจำแนกระดับชั้นความลับ (classify)",
                "Classifier of secrecy",
                hint_th="โปรดระบุใครเป็นคนจำแนกชั้นลับ",
                laws=(
                    "PDPA s.37(1)",
                    "Official Secrets Regulation B.E.2544",
                ),
                subsection_th="บทบาทของผู้ที่เกี่ยวข้องกับข้อมูลนั้น",
                names_units=True,
                fills_many=True,
            ),
        ]
        | None
    ) = None
    role_user: (
        Annotated[
            list[Annotated[str, LINE]],
            rows(
                "การใช้งาน (use)",
                "User",
                hint_th="โปรดระบุใครเป็นคนใช้ข้อมูล",
                laws=(
                    "PDPA s.39(5)",
                    "PDPA s.39(6)",
                ),
                subsection_th="บทบาทของผู้ที่เกี่ยวข้องกับข้อมูลนั้น",
                names_units=True,
            ),
        ]
        | None
    ) = None
    role_storer: (
        Annotated[
            list[Annotated[str, LINE]],
            rows(
                "การจัดเก็บ (store)",
                "Storer",
                hint_th="โปรดระบุใครเป็นผู้จัดเก็บข้อมูล",
                laws=(
                    "PDPA s.39(3)",
                    "PDPA s.40",
                ),
                subsection_th="บทบาทของผู้ที่เกี่ยวข้องกับข้อมูลนั้น",
                names_units=True,
            ),
        ]
        | None
    ) = None
    role_disclosure_approver: (
        Annotated[
            list[Annotated[str, LINE]],
            rows(
                "การเผยแพร่ (publish/disclose)",
                "Approver of disclosure",
                hint_th="โปรดระบุใครเป็นผู้อนุมัติดำเนินการเผยแพร่หรือ เข้าถึงข้อมูล",
                laws=(
                    "PDPA s.27",
                    "PDPA s.39(6)",
                    "PDPA s.37(2)",
                ),
                subsection_th="บทบาทของผู้ที่เกี่ยวข้องกับข้อมูลนั้น",
                names_units=True,
                fills_many=True,
            ),
        ]
        | None
    ) = None
    role_inspector: (
        Annotated[
            list[Annotated[str, LINE]],
            rows(
                "การตรวจสอบ (inspect)",
                "Inspector",
                hint_th="โปรดระบุใครเป็นผู้ดำเนินการตรวจสอบข้อมูล",
                laws=("PDPA s.37(1)",),
                subsection_th="บทบาทของผู้ที่เกี่ยวข้องกับข้อมูลนั้น",
                names_units=True,
                names_people=True,
                fills_many=True,
            ),
        ]
        | None
    ) = None
    role_reviewer: (
        Annotated[
            list[Annotated[str, LINE]],
            rows(
                "การทบทวน (update)",
                "Sets the review cycle",
                hint_th="โปรดระบุใครเป็นผู้กำหนดรอบการทบทวน",
                laws=(
                    "PDPA s.35",
                    "PDPA s.37(1)",
                ),
                subsection_th="บทบาทของผู้ที่เกี่ยวข้องกับข้อมูลนั้น",
                names_units=True,
                fills_many=True,
            ),
        ]
        | None
    ) = None
    role_destruction_approver: (
        Annotated[
            list[Annotated[str, LINE]],
            rows(
                "การสิ้นสุดการใช้งาน (terminate)",
                "Approver of destruction",
                hint_th="โปรดระบุใครเป็นผู้อนุมัติการลบการทำลาย",
                laws=(
                    "PDPA s.37(3)",
                    "Saraban Regulation B.E.2526 (destruction approval)",
                ),
                subsection_th="บทบาทของผู้ที่เกี่ยวข้องกับข้อมูลนั้น",
                names_units=True,
                fills_many=True,
            ),
        ]
        | None
    ) = None
    role_access_administrator: (
        Annotated[
            list[Annotated[str, LINE]],
            rows(
                "ผู้กำหนดหน้าที่บทบาทสิทธิการเข้าถึงข้อมูล (user access management)",
                "User access management",
                hint_th="โปรดระบุใครเป็นผู้กำหนดสิทธิการใช้งาน",
                laws=(
                    "PDPA s.39(5)",
                    "PDPA s.37(1)",
                ),
                subsection_th="บทบาทของผู้ที่เกี่ยวข้องกับข้อมูลนั้น",
                names_units=True,
                fills_many=True,
            ),
        ]
        | None
    ) = None
