"""Papers of a destruction list, and the register of certificates as a workbook."""

import tempfile
from collections.abc import Callable, Iterator
from typing import BinaryIO
from uuid import UUID

from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Stream

from exports.destruction_list import form_25_pdf, letter_pdf
from exports.destruction_papers import minutes_pdf, order_pdf, report_pdf
from exports.destruction_rows import ListPaper
from exports.destruction_workbook import ListOptions, RegisterOptions, write_certificates, write_list
from exports.pdf_errors import PdfError
from ropa import clock
from ropa.access.rules import Permission
from ropa.db.unit_of_work import UnitOfWork
from ropa.destruction import service_papers
from ropa.errors import Unavailable
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, attachment, download
from ropa.web.running import Runner

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_IN_MEMORY, _CHUNK = 1 << 20, 1 << 16
_PAPER = needs(Permission.READ_RETENTION, answers={200: PDF})


async def _paper(
    request: ApiRequest, runner: Runner, list_id: UUID, name: str, render: Callable[[ListPaper], bytes]
) -> Response[bytes]:
    found = await runner.read(request.user, lambda uow: _gathered(uow, str(list_id)))
    content = await runner.think(lambda: _set(render, found))
    ref = found.listed.ref
    await runner.write(request.user, lambda uow: service_papers.printed(uow, str(list_id), ref, name))
    return download(content, PDF, f"{ref}-{name}")


def _gathered(uow: UnitOfWork, list_id: str) -> ListPaper:
    found = service_papers.gathered(uow, list_id)
    return ListPaper(
        listed=found.listed,
        office=found.office,
        offices=found.offices,
        items=found.items,
        today=clock.bangkok(uow.now).date(),
        certificates=found.certificates,
        certificate_of=found.certificate_of,
        pending=found.pending,
    )


def _set(render: Callable[[ListPaper], bytes], paper: ListPaper) -> bytes:
    try:
        return render(paper)
    except PdfError as error:
        raise Unavailable(*str(error).split(" / ", 1)) from None


@get("/{list_id:uuid}/papers/form-25.pdf", opt=_PAPER, summary="The list after form 25")
async def destruction_form_25_pdf(
    request: ApiRequest, runner: NamedDependency[Runner], list_id: FromPath[UUID]
) -> Response[bytes]:
    """At most 500 items; the workbook holds all."""
    return await _paper(request, runner, list_id, "form-25.pdf", form_25_pdf)


@get("/{list_id:uuid}/papers/letter.pdf", opt=_PAPER, summary="The letter to the National Archives")
async def destruction_letter_pdf(
    request: ApiRequest, runner: NamedDependency[Runner], list_id: FromPath[UUID]
) -> Response[bytes]:
    """A draft until a letter was recorded as sent."""
    return await _paper(request, runner, list_id, "letter.pdf", letter_pdf)


@get("/{list_id:uuid}/papers/minutes.pdf", opt=_PAPER, summary="The committee's report")
async def destruction_minutes_pdf(
    request: ApiRequest, runner: NamedDependency[Runner], list_id: FromPath[UUID]
) -> Response[bytes]:
    """Members, opinions, dissent, signatures; a draft until all have signed."""
    return await _paper(request, runner, list_id, "minutes.pdf", minutes_pdf)


@get("/{list_id:uuid}/papers/order.pdf", opt=_PAPER, summary="The head's order, or its draft")
async def destruction_order_pdf(
    request: ApiRequest, runner: NamedDependency[Runner], list_id: FromPath[UUID]
) -> Response[bytes]:
    """Before the decision a draft made of the committee's opinions."""
    return await _paper(request, runner, list_id, "order.pdf", order_pdf)


@get("/{list_id:uuid}/papers/report.pdf", opt=_PAPER, summary="The report after the destruction")
async def destruction_report_pdf(
    request: ApiRequest, runner: NamedDependency[Runner], list_id: FromPath[UUID]
) -> Response[bytes]:
    """What became of each item, the certificates, and what is still pending."""
    return await _paper(request, runner, list_id, "report.pdf", report_pdf)


@get(
    "/{list_id:uuid}/papers/form-25.xlsx",
    opt=needs(Permission.READ_RETENTION, answers={200: XLSX}),
    summary="The list after form 25 as a workbook, with every item",
)
async def destruction_form_25_xlsx(
    request: ApiRequest, runner: NamedDependency[Runner], list_id: FromPath[UUID]
) -> Stream:
    """The form, and a sheet with all that is known of each item."""
    found = await runner.read(request.user, lambda uow: _gathered(uow, str(list_id)))
    options = ListOptions(
        listed=found.listed,
        office=found.office,
        printed_on=found.today,
        offices=found.offices,
        certificates=found.certificate_of,
    )
    ref = found.listed.ref

    def told(uow: UnitOfWork, _count: int) -> None:
        service_papers.printed(uow, str(list_id), ref, "form-25.xlsx")

    return await _workbook(
        request, runner, lambda out: write_list(found.items, out, options), told, f"{ref}-form-25.xlsx"
    )


@get(
    "/certificates.xlsx",
    opt=needs(Permission.READ_RETENTION, answers={200: XLSX}),
    summary="The register of certificates as a workbook",
)
async def certificates_xlsx(request: ApiRequest, runner: NamedDependency[Runner]) -> Stream:
    """Every certificate that the caller may see, and a sheet of what is still pending."""

    def write(out: BinaryIO) -> int:
        with runner.database.read(request.user, runner.now()) as uow:
            options = RegisterOptions(
                printed_on=clock.bangkok(uow.now).date(),
                scope="หนังสือรับรองที่ผู้ดาวน์โหลดเห็นได้",
                offices=service_papers.office_names(uow),
            )
            return write_certificates(service_papers.certificates(uow), service_papers.pending(uow), out, options)

    return await _workbook(request, runner, write, service_papers.register_exported, "ropa-certificates.xlsx")


async def _workbook(
    request: ApiRequest,
    runner: Runner,
    write: Callable[[BinaryIO], int],
    told: Callable[[UnitOfWork, int], None],
    name: str,
) -> Stream:
    # Closed at the end of `_chunks`, after this function; typed as what it is in all but name.
    out: BinaryIO = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # type: ignore[assignment]  # noqa: SIM115
    try:
        rows = await runner.think(lambda: write(out))
        await runner.write(request.user, lambda uow: told(uow, rows))
    except BaseException:
        out.close()
        raise
    out.seek(0)
    return Stream(_chunks(out), media_type=XLSX, headers=attachment(name))


def _chunks(out: BinaryIO) -> Iterator[bytes]:
    with out:
        while chunk := out.read(_CHUNK):
            yield chunk


routers = (
    Router(
        "/api/v1/retention/destruction-lists",
        route_handlers=[
            destruction_form_25_pdf,
            destruction_form_25_xlsx,
            destruction_letter_pdf,
            destruction_minutes_pdf,
            destruction_order_pdf,
            destruction_report_pdf,
        ],
        tags=["destruction"],
    ),
    Router("/api/v1/retention", route_handlers=[certificates_xlsx], tags=["destruction"]),
)
