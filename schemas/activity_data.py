"""The head of the form and section 1, the categories of data (fields 1-20)."""

from typing import Annotated

from msgspec import Struct

from schemas.field import LINE, field, rows, text


class Header(Struct, kw_only=True, forbid_unknown_fields=True):
    """แบบฟอร์ม “บันทึกกระบวนการเก็บ ใช้ และเผยแพร่ ข้อมูลส่วนบุคคล”"""

    recorder_name: (
        Annotated[str, text("ชื่อผู้จัดทำข้อมูล", "Name of the recorder", laws=("PDPA s.39(3)",), names_people=True)] | None
    ) = None
    agency_name: (
        Annotated[str, text("ชื่อหน่วยงาน", "Name of the agency", laws=("PDPA s.39(3)",), names_units=True)] | None
    ) = None
    parent_org_unit: (
        Annotated[
            str,
            text(
                "สังกัด",
                "Parent organisation (controller)",
                laws=("PDPA s.39(3)",),
                required_by_law=True,
                names_units=True,
            ),
        ]
        | None
    ) = None
    main_process: (
        Annotated[str, text("ชื่อกระบวนการหลัก/ระบบหลัก", "Main process or system", laws=("PDPA s.39(2)",))] | None
    ) = None
    sub_process: (
        Annotated[str, text("ชื่อกระบวนการย่อย/ระบบย่อย", "Sub-process or sub-system", laws=("PDPA s.39(2)",))] | None
    ) = None
    responsible_org_unit: (
        Annotated[
            str, text("ส่วนงาน", "Responsible unit", laws=("PDPA s.39(3)",), required_by_law=True, names_units=True)
        ]
        | None
    ) = None
    responsible_persons: (
        Annotated[
            list[Annotated[str, LINE]],
            rows(
                "ผู้รับผิดชอบในส่วนงาน",
                "Responsible persons in the unit",
                laws=(
                    "PDPA s.39(3)",
                    "PDPA s.39(5)",
                ),
                names_people=True,
            ),
        ]
        | None
    ) = None
    collection_form_used: (
        Annotated[
            str,
            text(
                "แบบฟอร์มที่ใช้",
                "Form used to collect",
                laws=(
                    "PDPA s.23",
                    "PDPA s.19",
                ),
            ),
        ]
        | None
    ) = None


class DataCategory(Struct, kw_only=True, forbid_unknown_fields=True):
    """หมวดหมู่ของข้อมูล"""

    personal_data_items: (
        Annotated[
            list[Annotated[str, LINE]],
            rows(
                "ระบุข้อมูลส่วนบุคคลที่มีการเก็บรวบรวม",
                "Personal data collected",
                hint_th="โปรดระบุข้อมูลส่วนบุคคล เช่น ชื่อ,นามสกุล,รหัสบัตรประชาชน,ว/ด/ป เกิด,เบอร์มือถือ, ที่อยู่ เป็นต้น",
                laws=(
                    "PDPA s.39(1)",
                    "PDPA s.22",
                ),
                subsection_th="ข้อมูลส่วนบุคคล",
                required_by_law=True,
            ),
        ]
        | None
    ) = None
    collection_purposes: (
        Annotated[
            list[Annotated[str, LINE]],
            rows(
                "วัตถุประสงค์ของการจัดเก็บ",
                "Purposes of collection",
                hint_th="โปรดระบุวัตถุประสงค์ที่ใช้โดยมองต่อกิจกรรมหรือกระบวนการทำงาน",
                also_th=("โปรดระบุวัตถุประสงค์ที่ใช้โดยมองต่องิจกรรมหรือกระบวนการทำงาน",),
                laws=(
                    "PDPA s.39(2)",
                    "PDPA s.21",
                ),
                subsection_th="ข้อมูลส่วนบุคคล",
                required_by_law=True,
            ),
        ]
        | None
    ) = None
    privacy_notice_or_consent: (
        Annotated[
            str,
            text(
                "มีการจัดทำ Privacy Notice หรือ Consent Form ที่เหมาะสมหรือไม่",
                "Privacy notice or consent form",
                hint_th="โปรดระบุกิจกรรมหรือเอกสาร ที่การจัดทำ/หากไม่มีการดำเนินงานระบุ N/A",
                laws=(
                    "PDPA s.23",
                    "PDPA s.19",
                ),
                subsection_th="ข้อมูลส่วนบุคคล",
                fills_many=True,
            ),
        ]
        | None
    ) = None
    data_source: (
        Annotated[
            str,
            text(
                "ที่มาของข้อมูล",
                "Source of the data",
                laws=(
                    "PDPA s.25",
                    "PDPA s.39(1)",
                ),
                subsection_th="ข้อมูลส่วนบุคคล",
            ),
        ]
        | None
    ) = None
    authorised_accessors: (
        Annotated[
            list[Annotated[str, LINE]],
            rows(
                "กรณีมีการจำกัดสิทธิการเข้าถึง โปรดระบุชื่อตำแหน่งหรือชื่อบุคคล ที่เข้าถึงข้อมูลส่วนบุคคล",
                "Positions or persons with access",
                hint_th="เจ้าหน้าที่ส่วนบริหารทรัพยากรบุคคลที่ได้รับมอบหมายนางสาวศรียุดา ท่าดี ตำแหน่งผู้เชี่ยวชาญ , นายโชคดี มีชัย ตำแหน่งเจ้าหน้าที่บริหารทรัพยากรบุคคลฯ เป็นต้น",  # noqa: E501
                also_th=("เจ้าหน้าที่ส่วนบริหารทรัพยากรบุคคลที่ได้รับมอบหมาย",),
                laws=(
                    "PDPA s.39(5)",
                    "PDPA s.37(1)",
                ),
                subsection_th="ข้อมูลส่วนบุคคล",
                names_people=True,
                names_units=True,
                required_by_law=True,
            ),
        ]
        | None
    ) = None
    restricted_data: (
        Annotated[
            bool,
            field(
                "ข้อมูลอ่อนไหว (Restrict data)",
                "Restricted data",
                hint_th="ข้อมูลที่เป็นความลับ, มีความเสี่ยงหากถูกเปิดเผย",
                laws=(
                    "PDPA s.26",
                    "PDPA s.39(1)",
                ),
            ),
        ]
        | None
    ) = None
    internal_data: (
        Annotated[bool, field("ข้อมูลที่ใช้ภายในสำนักงาน (Internal data)", "Internal data", laws=("PDPA s.39(5)",))] | None
    ) = None
    local_third_parties: (
        Annotated[
            list[Annotated[str, LINE]],
            rows(
                "หน่วยงานภายนอกที่มีการส่งหรือเปิดเผยข้อมูลภายในราชอาณาจักร (Local 3rd parties)",
                "Recipients in the Kingdom (local third parties)",
                hint_th="ระบุ NO หากไม่มี / ระบุชื่อหน่วยงาน หากมี",
                laws=(
                    "PDPA s.27",
                    "PDPA s.39(6)",
                    "PDPA s.37(2)",
                ),
                widget="no_or_organisations",
                names_units=True,
                required_by_law=True,
            ),
        ]
        | None
    ) = None
    offshore_third_parties: (
        Annotated[
            list[Annotated[str, LINE]],
            rows(
                "การโอนข้อมูลส่วนบุคคลไปนอกราชอาณาจักร (Offshore 3rd parties)",
                "Recipients abroad (offshore third parties)",
                hint_th="ระบุ NO หากไม่มี / ระบุชื่อหน่วยงาน หากมี",
                laws=(
                    "PDPA s.28",
                    "PDPA s.29",
                    "PDPA s.39(6)",
                ),
                widget="no_or_organisations",
            ),
        ]
        | None
    ) = None
    public_data: (
        Annotated[
            bool,
            field(
                "ข้อมูลสาธารณะ (Public data)",
                "Public data",
                hint_th="โปรดพิจารณาข้อมูลสามารถเปิดเผยสาธารณะได้",
                laws=(
                    "PDPA s.27",
                    "PDPA s.39(6)",
                ),
            ),
        ]
        | None
    ) = None
    lawful_basis: (
        Annotated[
            str,
            text(
                "ฐานกฎหมายในการประมวลผล (Lawful basis for processing)",
                "Lawful basis for processing",
                laws=(
                    "PDPA s.24",
                    "PDPA s.26",
                    "PDPA s.19",
                    "PDPA s.39(2)",
                    "PDPA s.39(6)",
                ),
                required_by_law=True,
            ),
        ]
        | None
    ) = None
    data_volume: (
        Annotated[
            str,
            text(
                "ปริมาณข้อมูล (Data Volume)",
                "Data volume",
                laws=(
                    "PDPC breach notification B.E.2565 (numbers)",
                    "PDPA s.41(2)",
                ),
            ),
        ]
        | None
    ) = None
