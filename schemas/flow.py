"""The data-flow step table of the form: 7 printed columns, and what the lost drawing said beside them."""

from typing import Annotated

from msgspec import Struct

from schemas.field import LINE, field, number, rows, text
from schemas.vocabulary import StepKind, StepMode


class NextStep(Struct, kw_only=True, forbid_unknown_fields=True):
    """An arrow to another step, with the branch's words when the step is a decision."""

    to: Annotated[int, number("ไปยังขั้นตอน", "To step")]
    label: Annotated[str, text("ป้ายทางแยก", "Branch label")] | None = None


class Step(Struct, kw_only=True, forbid_unknown_fields=True):
    """One step. Text columns are None when empty; `marks` keeps a printed "-"."""

    seq: Annotated[int, number("ลำดับ", "Number")]
    title: Annotated[str, text("ขั้นตอน", "Step", laws=("PDPA s.39(2)",), column=1)]
    kind: Annotated[StepKind, field("ชนิดของขั้นตอน", "Kind of step")] = StepKind.PROCESS
    actor_org_unit: (
        Annotated[str, text("หน่วยงาน", "Unit or system that acts", laws=("PDPA s.39(3)",), column=2, names_units=True)]
        | None
    ) = None
    mode: Annotated[StepMode, field("วิธีดำเนินการ", "Electronic or paper")] = StepMode.UNKNOWN
    collection: (
        Annotated[str, text("การเก็บรวบรวมข้อมูล", "Collection", laws=("PDPA s.39(1)", "PDPA s.22"), column=3)] | None
    ) = None
    use: Annotated[str, text("การใช้ข้อมูล", "Use", laws=("PDPA s.39(2)", "PDPA s.39(6)"), column=4)] | None = None
    disclosure: (
        Annotated[str, text("การเปิดเผยข้อมูล", "Disclosure", laws=("PDPA s.27", "PDPA s.39(6)"), column=5)] | None
    ) = None
    storage: Annotated[str, text("การจัดเก็บข้อมูล", "Storage", laws=("PDPA s.39(4)", "PDPA s.39(8)"), column=6)] | None = (
        None
    )
    it_systems: (
        Annotated[
            list[Annotated[str, LINE]],
            rows("ระบบเทคโนโลยีสารสนเทศที่เกี่ยวข้อง", "Related IT systems", laws=("PDPA s.39(8)",), column=7),
        ]
        | None
    ) = None
    next: Annotated[list[NextStep], rows("ขั้นตอนถัดไป", "Next steps")] | None = None
    """None: not stated (a drawing shows the following number, marked as derived). []: the flow ends here."""
