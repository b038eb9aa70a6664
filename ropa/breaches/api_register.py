"""The register of breaches as Excel, its numbers, and the situation of one breach on a page."""

import tempfile
from collections.abc import Iterator
from datetime import date
from typing import Annotated, BinaryIO
from uuid import UUID

from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from litestar.response import Stream

from ropa.access.rules import Permission
from ropa.activities import service_exports
from ropa.breaches import service_register, service_situation
from ropa.errors import Conflict
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, attachment, download, json
from ropa.web.running import Runner
from schemas.access import Actor
from schemas.breach_register import BreachStatistics, RegisterFilter

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = "application/pdf"
_IN_MEMORY, _CHUNK = 1 << 20, 1 << 16
OfficeId = Annotated[
    int | None, QueryParameter(name="office", ge=0, le=2_147_483_647, description="This office and below")
]
Since = Annotated[date | None, QueryParameter(name="since", description="Known on this day (Bangkok) or later")]
Until = Annotated[date | None, QueryParameter(name="until", description="Known on this day or earlier")]
Drills = Annotated[bool, QueryParameter(name="drills", description="Drills as well, on a sheet of their own")]


@get(
    "/statistics",
    opt=needs(Permission.READ_BREACHES, answers={200: BreachStatistics}),
    summary="Numbers of breaches, without drills",
)
async def breach_statistics(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    office: OfficeId = None,
    since: Since = None,
    until: Until = None,
) -> Response[bytes]:
    """By month, level, office, cause and how the notice to the Office stands; of what the caller may see."""
    wanted = RegisterFilter(office=office, since=since, until=until)
    found = await runner.read(request.user, lambda uow: service_register.statistics(uow, wanted))
    return json(found, headers={"Cache-Control": "no-store"})


@get(
    "/{breach_id:uuid}/situation.pdf",
    opt=needs(Permission.READ_BREACHES, answers={200: PDF}),
    summary="The situation of a breach on one page",
)
async def breach_situation_pdf(
    request: ApiRequest, runner: NamedDependency[Runner], breach_id: FromPath[UUID]
) -> Response[bytes]:
    """Clocks, level, what is known, duties, tasks, last events and what is to be decided: always one page."""
    from ropa import renderings

    facts = await runner.read(request.user, lambda uow: service_situation.facts(uow, str(breach_id)))
    content = await runner.think(lambda: renderings.breach_situation(facts))
    await runner.write(request.user, lambda uow: service_exports.exported(uow, "breach-situation.pdf", facts.ref))
    return download(content, PDF, f"{facts.ref}-situation.pdf")


@get(
    "/breaches.xlsx",
    opt=needs(Permission.READ_BREACHES, answers={200: XLSX}),
    summary="The register of breaches as Excel",
)
async def breaches_xlsx(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    office: OfficeId = None,
    since: Since = None,
    until: Until = None,
    drills: Drills = False,  # noqa: FBT002 - a query parameter
) -> Stream:
    """Up to 1,000 breaches; more are asked for at /api/v1/downloads, kind breaches.xlsx. Nobody's name is in it."""
    wanted = RegisterFilter(office=office, since=since, until=until, drills=drills)
    if await runner.read(request.user, lambda uow: service_register.count(uow, wanted)) > service_register.AT_ONCE:
        raise Conflict(
            f"เกิน {service_register.AT_ONCE:,} เหตุ โปรดขอเป็นไฟล์ส่งออก (breaches.xlsx) หรือเลือกให้แคบลง",
            f"More than {service_register.AT_ONCE:,} breaches: ask for a download (breaches.xlsx), or for less",
        )
    # Closed at the end of `_chunks`, after this function; typed as what it is in all but name.
    out: BinaryIO = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # type: ignore[assignment]  # noqa: SIM115
    try:
        rows = await runner.think(lambda: _write(runner, request.user, wanted, out))
        told = {"office": office, "since": since, "until": until, "drills": drills, "breaches": rows}
        await runner.write(request.user, lambda uow: service_exports.exported(uow, "breaches.xlsx", "register", **told))
    except BaseException:
        out.close()
        raise
    out.seek(0)
    return Stream(_chunks(out), media_type=XLSX, headers=attachment("ropa-breaches.xlsx"))


def _write(runner: Runner, actor: Actor, wanted: RegisterFilter, out: BinaryIO) -> int:
    from ropa import renderings

    with runner.database.read(actor, runner.now()) as uow:
        return renderings.breach_register(uow, wanted, out)


def _chunks(out: BinaryIO) -> Iterator[bytes]:
    with out:
        while chunk := out.read(_CHUNK):
            yield chunk


routers = (
    Router("/api/v1/breaches", route_handlers=[breach_statistics, breach_situation_pdf], tags=["breaches"]),
    Router("/api/v1", route_handlers=[breaches_xlsx], tags=["breaches"]),
)
