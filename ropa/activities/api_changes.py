"""What changed in the register since a day: JSON in pages, and a workbook of every difference."""

import tempfile
from datetime import date
from pathlib import Path
from typing import Annotated

from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from litestar.response import Stream

from ropa import clock
from ropa.access.rules import Permission
from ropa.activities import api_register, service_changes, service_exports
from ropa.activities.api import OfficeId
from ropa.activities.api_history import XLSX
from ropa.offices import service as offices
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, attachment, json
from ropa.web.running import Runner
from schemas.access import Actor
from schemas.comparison import RegisterChanges

Since = Annotated[date, QueryParameter(name="since", description="The beginning of this day in Bangkok, Gregorian")]
Cursor = Annotated[
    str | None, QueryParameter(name="cursor", max_length=40, description="next_cursor of the page before")
]
Limit = Annotated[int, QueryParameter(name="limit", ge=1, le=service_changes.MAX_LIMIT, description="Lines on a page")]


@get(
    "/changes",
    opt=needs(Permission.READ_ACTIVITIES, answers={200: RegisterChanges}),
    summary="What changed in the register since a day",
)
async def list_changes(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    since: Since,
    office: OfficeId = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response[bytes]:
    """Newly approved, changed and retired records; approved revisions only. Keyset pages."""
    found = await runner.read(request.user, lambda uow: service_changes.changes(uow, since, office, cursor, limit))
    return json(found)


@get(
    "/changes.xlsx",
    opt=needs(Permission.EXPORT_REGISTER, answers={200: XLSX}),
    summary="What changed in the register since a day, as a workbook",
)
async def changes_xlsx(
    request: ApiRequest, runner: NamedDependency[Runner], since: Since, office: OfficeId = None
) -> Stream:
    """A sheet of the records and a sheet of every difference."""
    folder = Path(tempfile.mkdtemp(prefix="ropa-changes-"))
    path = folder / "changes.xlsx"
    try:
        await runner.think(lambda: _write(runner, request.user, since, office, path))
        told = {"since": since.isoformat(), "office": office}
        await runner.write(request.user, lambda uow: service_exports.exported(uow, "changes.xlsx", "register", **told))
    except BaseException:
        api_register.drop(path)
        raise
    headers = {**attachment(f"ropa-changes-{since}.xlsx"), "Content-Length": str(path.stat().st_size)}
    return Stream(api_register.send(path), media_type=XLSX, headers=headers)


def _write(runner: Runner, actor: Actor, since: date, office: int | None, path: Path) -> None:
    from exports.changes_workbook import ChangesOptions, write_changes

    with runner.database.read(actor, runner.now()) as uow, path.open("wb") as out:
        counts, records = service_changes.every_change(uow, since, office)
        options = ChangesOptions(
            since=since,
            printed_on=clock.bangkok(uow.now).date(),
            counts=counts,
            names={each.id: each.name for each in offices.list_offices(uow)},
            office=office,
        )
        write_changes(records, out, options)


router = Router("/api/v1/activities", route_handlers=[list_changes, changes_xlsx], tags=["history"])
