"""Papers of work procedures, as `ropa.renderings` does for records: workbook, manual and chart."""

from collections.abc import Callable
from datetime import date
from functools import partial
from io import BytesIO
from typing import Literal

from msgspec import Struct

from diagrams.outputs import Kind, Paper, Sheet
from diagrams.title_block import TitleBlock
from diagrams.work_flow_of_procedure import procedure_pages, procedure_sheet
from exports.pdf_errors import PdfError, PdfTooLarge
from exports.procedure_words import ProcedurePaper
from ropa import clock, pictures
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Unavailable
from ropa.offices import service as offices
from ropa.procedures import service
from schemas.procedure import ProcedureDocument
from schemas.procedure_record import StoredProcedure
from schemas.round_report import RoundReport

ChartKind = Literal["svg", "png", "pdf", "dot"]


class Ready(Struct, frozen=True):
    """A revision of a procedure as it is printed; what it makes needs no database."""

    paper: ProcedurePaper

    @property
    def ref(self) -> str:
        """The reference with the revision, for the name of a file."""
        return f"{self.paper.ref}-r{self.paper.revision}"

    def workbook(self) -> bytes:
        """Return the procedure as an Excel workbook."""
        from exports.procedure_workbook import write_procedure_workbook  # here: few processes print procedures

        out = BytesIO()
        write_procedure_workbook(self.paper, out)
        return out.getvalue()

    def manual(self) -> bytes:
        """Return the manual as PDF, its chart inside. Raises: Conflict; Unavailable."""
        from exports.procedure_pdf import procedure_pdf

        try:
            return procedure_pdf(_with_charts(self.paper, self._pages() if self.paper.document.steps else []))
        except PdfError as error:
            said = str(error).split(" / ", 1)
            raise (Conflict(*said) if isinstance(error, PdfTooLarge) else Unavailable(*said)) from None

    def chart(self, kind: ChartKind) -> bytes:
        """Return the work-flow chart. Raises: Conflict for one too large to draw; Unavailable."""
        return self._drawn(kind)

    def _drawn(self, kind: Kind) -> bytes:
        return pictures.delivered(lambda: procedure_sheet(self.paper.document), self._block(), kind, paper=Paper.AUTO)

    def _pages(self) -> list[bytes]:
        """Return the chart as pages of A4. Raises: Conflict; Unavailable."""
        sheets: list[Sheet] = []

        def first() -> Sheet:
            sheets.extend(procedure_pages(self.paper.document))
            return sheets[0]

        pages = [pictures.delivered(first, self._block(), "print")]
        return pages + [pictures.delivered(partial(_same, each), self._block(), "print") for each in sheets[1:]]

    def _block(self) -> TitleBlock:
        paper = self.paper
        return TitleBlock(
            ref=paper.ref,
            revision=paper.revision,
            status_th=paper.status.th,
            dated=paper.dated,
            content_hash=paper.content_hash,
        )


def _same(sheet: Sheet) -> Sheet:
    return sheet


def _with_charts(paper: ProcedurePaper, pages: list[bytes]) -> ProcedurePaper:
    from msgspec.structs import replace

    return replace(paper, chart_svg=pages[0] if pages else None, more_charts=tuple(pages[1:]))


def prepare(uow: UnitOfWork, procedure_id: str, revision: int | None = None) -> Ready:
    """Read what the papers of a procedure need. Raises: NotFound."""
    return of_stored(uow, service.read_revision(uow, procedure_id, revision))


def of_stored(uow: UnitOfWork, stored: StoredProcedure) -> Ready:
    """Return the papers of a revision that was read."""
    document = service.document_of(stored)
    named = {stored.office_id, *(step.office_id for step in document.steps if step.office_id is not None)}
    names = {office.id: office.name for office in offices.list_offices(uow) if office.id in named}
    return Ready(
        ProcedurePaper(
            document=document,
            ref=stored.ref,
            revision=stored.revision,
            status=stored.status,
            office_name=names.get(stored.office_id, str(stored.office_id)),
            content_hash=stored.content_hash,
            dated=clock.bangkok(stored.approved_at or stored.updated_at).date(),
            printed_on=clock.bangkok(uow.now).date(),
            approved_by=stored.approved_by or "",
            office_names=names,
        )
    )


def report_pdf(report: RoundReport) -> bytes:
    """Return the report of a round as PDF. Raises: Conflict for one too large; Unavailable."""
    from exports.round_report_pdf import round_report_pdf  # here: few processes print reports

    try:
        return round_report_pdf(report)
    except PdfError as error:
        said = str(error).split(" / ", 1)
        raise (Conflict(*said) if isinstance(error, PdfTooLarge) else Unavailable(*said)) from None


def report_workbook(report: RoundReport) -> bytes:
    """Return the report of a round as an Excel workbook."""
    from exports.round_report_workbook import write_round_report

    out = BytesIO()
    write_round_report(report, out)
    return out.getvalue()


def inline_chart(document: ProcedureDocument) -> Callable[[], bytes]:
    """Return what draws the chart of a document, saved or not, for a page of ours, in one column beside its steps.

    It raises Conflict; Unavailable.
    """
    block = TitleBlock(ref="-", revision=0, status_th="", dated=date.min, content_hash="")
    return lambda: pictures.delivered(
        lambda: procedure_sheet(document, one_column=True), block, "inline", time_limit=pictures.INLINE_SECONDS
    )
