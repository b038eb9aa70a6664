"""Revisions of procedures as they are printed."""

from typing import Any

from diagrams.outputs import deliver
from diagrams.work_flow_of_procedure import procedure_pages
from exports.procedure_words import ProcedurePaper
from ropa.procedures.library import library
from schemas.procedure import ProcedureDocument, ProcedureStatus
from tests.support.export_records import PRINTED_ON
from tests.support.pictures import TITLE_BLOCK

MANUAL = "agency_assessment"


def paper(document: ProcedureDocument | None = None, **changes: Any) -> ProcedurePaper:
    """Return an approved revision ready to print; of the ministry's manual unless another is given."""
    said: dict[str, Any] = {
        "document": library()[MANUAL] if document is None else document,
        "ref": "PROC-2569-0001",
        "revision": 2,
        "status": ProcedureStatus.APPROVED,
        "office_name": "สำนักงานปลัดกระทรวงอุตสาหกรรม",
        "content_hash": "0123456789abcdef" * 4,
        "dated": PRINTED_ON,
        "printed_on": PRINTED_ON,
    }
    return ProcedurePaper(**(said | changes))


def charted(document: ProcedureDocument | None = None, **changes: Any) -> ProcedurePaper:
    """Return the same with its chart."""
    made = paper(document, **changes)
    first, *more = (deliver(each, title_block=TITLE_BLOCK, kind="print") for each in procedure_pages(made.document))
    return paper(made.document, **changes, chart_svg=first, more_charts=tuple(more))
