"""The worklist as a workbook, written in a thread and sent in pieces."""

import tempfile
from collections.abc import Iterator
from typing import BinaryIO

from litestar import Router, get
from litestar.di import NamedDependency
from litestar.response import Stream

from exports.findings_workbook import WorklistOptions, write_worklist
from ropa import clock
from ropa.access.rules import Permission
from ropa.activities import service_exports
from ropa.db.unit_of_work import UnitOfWork
from ropa.findings import service_worklist
from ropa.findings.api import Code, Mine, OfficeId, State, Weight
from ropa.offices import service as offices
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, attachment
from ropa.web.places import place_words
from ropa.web.running import Runner
from schemas.access import Actor
from schemas.worklist import WorkFilter

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_IN_MEMORY, _CHUNK = 1 << 20, 1 << 16


@get(
    "/worklist.xlsx",
    opt=needs(Permission.EXPORT_REGISTER, answers={200: XLSX}),
    summary="The worklist of findings as a workbook",
)
async def worklist_xlsx(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    office: OfficeId = None,
    severity: Weight = None,
    code: Code = None,
    status: State = None,
    mine: Mine = False,  # noqa: FBT002 - a query parameter
) -> Stream:
    """The same filters as the list; at most 100,000 findings."""
    wanted = WorkFilter(office=office, severity=severity, code=code or None, state=status, mine=mine)
    # Closed at the end of `_chunks`, after this function; typed as what it is in all but name.
    out: BinaryIO = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # type: ignore[assignment]  # noqa: SIM115
    try:
        rows = await runner.think(lambda: _write(runner, request.user, wanted, out))
        told = {"office": office, "findings": rows}
        await runner.write(request.user, lambda uow: service_exports.exported(uow, "worklist.xlsx", "register", **told))
    except BaseException:
        out.close()
        raise
    out.seek(0)
    return Stream(_chunks(out), media_type=XLSX, headers=attachment("ropa-findings.xlsx"))


def _write(runner: Runner, actor: Actor, wanted: WorkFilter, out: BinaryIO) -> int:
    with runner.database.read(actor, runner.now()) as uow:
        return write_worklist(service_worklist.every(uow, wanted), out, _options(uow, wanted))


def _options(uow: UnitOfWork, wanted: WorkFilter) -> WorklistOptions:
    names = {office.id: office.name for office in offices.list_offices(uow)}
    narrowed = [
        "ทุกหน่วยงานที่เห็นได้" if wanted.office is None else names.get(wanted.office, str(wanted.office)),
        *([wanted.severity.th] if wanted.severity else []),
        *([wanted.state.th] if wanted.state else []),
        *([wanted.code] if wanted.code else []),
        *(["ที่ผู้ดาวน์โหลดรับผิดชอบ"] if wanted.mine else []),
    ]
    return WorklistOptions(
        printed_on=clock.bangkok(uow.now).date(),
        scope=" · ".join(narrowed),
        names=names,
        place=lambda pointer: place_words(pointer, "th"),
    )


def _chunks(out: BinaryIO) -> Iterator[bytes]:
    with out:
        while chunk := out.read(_CHUNK):
            yield chunk


router = Router("/api/v1/findings", route_handlers=[worklist_xlsx], tags=["findings"])
