"""The register of requests as Excel, and its numbers."""

import tempfile
from collections.abc import Iterator
from datetime import date
from typing import Annotated, BinaryIO

from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from litestar.response import Stream

from ropa.access.rules import Permission
from ropa.activities import service_exports
from ropa.errors import Conflict
from ropa.requests import service_register
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, attachment, json
from ropa.web.running import Runner
from schemas.access import Actor
from schemas.request_register import RequestRegisterFilter, RequestStatistics

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_IN_MEMORY, _CHUNK = 1 << 20, 1 << 16
OfficeId = Annotated[
    int | None, QueryParameter(name="office", ge=0, le=2_147_483_647, description="This office and below")
]
Since = Annotated[date | None, QueryParameter(name="since", description="Received on this day (Bangkok) or later")]
Until = Annotated[date | None, QueryParameter(name="until", description="Received on this day or earlier")]


@get(
    "/requests/statistics",
    opt=needs(Permission.READ_REQUESTS, answers={200: RequestStatistics}),
    summary="Numbers of requests of data subjects",
)
async def request_statistics(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    office: OfficeId = None,
    since: Since = None,
    until: Until = None,
) -> Response[bytes]:
    """By right, outcome, ground, channel, month, office; days to the answer, late ones; of what the caller may see."""
    wanted = RequestRegisterFilter(office=office, since=since, until=until)
    found = await runner.read(request.user, lambda uow: service_register.statistics(uow, wanted))
    return json(found, headers={"Cache-Control": "no-store"})


@get(
    "/requests.xlsx",
    opt=needs(Permission.READ_REQUESTS, answers={200: XLSX}),
    summary="The register of requests of data subjects as Excel",
)
async def requests_xlsx(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    office: OfficeId = None,
    since: Since = None,
    until: Until = None,
) -> Stream:
    """A row for each right; up to 5,000 requests. Nobody's name, number or words are in it, and no formula."""
    wanted = RequestRegisterFilter(office=office, since=since, until=until)
    if await runner.read(request.user, lambda uow: service_register.count(uow, wanted)) > service_register.AT_ONCE:
        raise Conflict(
            f"เกิน {service_register.AT_ONCE:,} คำขอ โปรดเลือกช่วงวันที่หรือหน่วยงานให้แคบลง",
            f"More than {service_register.AT_ONCE:,} requests: ask for fewer days, or for one office",
        )
    # Closed at the end of `_chunks`, after this function; typed as what it is in all but name.
    out: BinaryIO = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # type: ignore[assignment]  # noqa: SIM115
    try:
        rows = await runner.think(lambda: _write(runner, request.user, wanted, out))
        told = {"office": office, "since": since, "until": until, "rows": rows}
        await runner.write(request.user, lambda uow: service_exports.exported(uow, "requests.xlsx", "register", **told))
    except BaseException:
        out.close()
        raise
    out.seek(0)
    return Stream(_chunks(out), media_type=XLSX, headers=attachment("ropa-requests.xlsx"))


def _write(runner: Runner, actor: Actor, wanted: RequestRegisterFilter, out: BinaryIO) -> int:
    from ropa import renderings_requests

    with runner.database.read(actor, runner.now()) as uow:
        return renderings_requests.request_register(uow, wanted, out)


def _chunks(out: BinaryIO) -> Iterator[bytes]:
    with out:
        while chunk := out.read(_CHUNK):
            yield chunk


router = Router("/api/v1", route_handlers=[request_statistics, requests_xlsx], tags=["requests"])
