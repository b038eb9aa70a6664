"""The monthly report as files to sign and to keep. Rendered outside the event loop."""

import tempfile
from collections.abc import Iterator
from typing import Annotated, BinaryIO
from uuid import UUID

from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from litestar.response import Stream

from exports.retention_report_workbook import write_retention_report
from ropa.access.rules import Permission
from ropa.activities import service_exports
from ropa.db.unit_of_work import UnitOfWork
from ropa.renderings import retention_pdf
from ropa.retention import service_report
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, attachment, download
from ropa.web.running import Runner
from schemas.access import Actor

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = "application/pdf"
_IN_MEMORY, _CHUNK = 1 << 20, 1 << 16
OfficeId = Annotated[int | None, QueryParameter(name="office", description="This office and all below it")]


@get(
    "/{run_id:uuid}/report.xlsx",
    opt=needs(Permission.READ_RETENTION, answers={200: XLSX}),
    summary="The monthly report as a workbook, with every data set",
)
async def retention_report_xlsx(
    request: ApiRequest, runner: NamedDependency[Runner], run_id: FromPath[UUID], office: OfficeId = None
) -> Stream:
    """A sheet to sign with the run's evidence and the trail's newest seal, then what it is about; as one may see it."""
    # Closed at the end of `_chunks`, after this function; typed as what it is in all but name.
    out: BinaryIO = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # type: ignore[assignment]  # noqa: SIM115
    try:
        month = await runner.think(lambda: _write(runner, request.user, str(run_id), office, out))
        await runner.write(request.user, lambda uow: _exported(uow, "retention-report.xlsx", run_id, office))
    except BaseException:
        out.close()
        raise
    out.seek(0)
    return Stream(_chunks(out), media_type=XLSX, headers=attachment(f"ropa-retention-{month}.xlsx"))


@get(
    "/{run_id:uuid}/report.pdf",
    opt=needs(Permission.READ_RETENTION, answers={200: PDF}),
    summary="The monthly report as a PDF to sign",
)
async def retention_report_pdf(
    request: ApiRequest, runner: NamedDependency[Runner], run_id: FromPath[UUID], office: OfficeId = None
) -> Response[bytes]:
    """By activity; it says how many data sets more the workbook lists."""
    report = await runner.read(request.user, lambda uow: service_report.report(uow, str(run_id), office=office))
    content = await runner.think(lambda: retention_pdf(report))
    await runner.write(request.user, lambda uow: _exported(uow, "retention-report.pdf", run_id, office))
    return download(content, PDF, f"ropa-retention-{report.run.month}.pdf")


def _write(runner: Runner, actor: Actor, run_id: str, office: int | None, out: BinaryIO) -> str:
    with runner.database.read(actor, runner.now()) as uow:
        report = service_report.report(uow, run_id, office=office)
        write_retention_report(report, out)
        return report.run.month


def _exported(uow: UnitOfWork, what: str, run_id: UUID, office: int | None) -> None:
    service_exports.exported(uow, what, f"retention-run:{run_id}", office=office)


def _chunks(out: BinaryIO) -> Iterator[bytes]:
    with out:
        while chunk := out.read(_CHUNK):
            yield chunk


router = Router(
    "/api/v1/retention/runs", route_handlers=[retention_report_xlsx, retention_report_pdf], tags=["retention"]
)
