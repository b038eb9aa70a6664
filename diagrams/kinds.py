"""The pictures that are drawn from one record, by name: the command line, the API and the pages offer these."""

from collections.abc import Callable
from typing import Literal

from msgspec import Struct

from diagrams.context import context_sheet
from diagrams.dfd import dfd_sheet
from diagrams.exchange import exchange_sheet
from diagrams.life_matrix import life_matrix_sheet
from diagrams.outputs import Sheet
from diagrams.work_flow_of_record import record_work_flow_sheet
from schemas.document import ActivityDocument


class RecordDiagram(Struct, frozen=True):
    """A picture of a record: what it is called, and what draws it."""

    th: str
    en: str
    sheet: Callable[[ActivityDocument], Sheet]
    table: Literal["steps", "systems"] | None = None
    """The table whose rows its boxes are: a page shows the two together. None: it is drawn from the form."""
    section: str = "header"
    """The section of the form that says most of what is drawn, where it is drawn from the form."""


#: The key stands in addresses and file names.
RECORD_DIAGRAMS: dict[str, RecordDiagram] = {
    "dfd": RecordDiagram("แผนภาพการไหลของข้อมูล (DFD ระดับ 1)", "Data-flow diagram (level 1)", dfd_sheet, "steps"),
    "context": RecordDiagram(
        "แผนภาพบริบท (DFD ระดับ 0)", "Context diagram (level 0)", context_sheet, section="data_category"
    ),
    "exchange": RecordDiagram("แผนผังการแลกเปลี่ยนข้อมูลของระบบ", "Exchange map of the systems", exchange_sheet, "systems"),
    "lifecycle": RecordDiagram("ตารางวงจรชีวิตข้อมูล", "Data life-cycle matrix", life_matrix_sheet, section="roles"),
    "workflow": RecordDiagram("ผังขั้นตอนการทำงาน", "Work-flow chart", record_work_flow_sheet, "steps"),
}
