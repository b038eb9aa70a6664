"""JSON routes of a record's history: its revisions, one of them, and what changed between two."""

import hashlib
from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from ropa.access.rules import Permission
from ropa.activities import service, service_exports, service_history
from ropa.activities.service_history import Pair
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, download, is_known, json
from ropa.web.running import Runner
from schemas.comparison import Comparison, RevisionList
from schemas.document import ActivityRecord

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_NOT_THERE = 1_000_000
From = Annotated[
    int | None,
    QueryParameter(name="from", ge=1, le=_NOT_THERE, description="Older revision; default: the last approved before"),
]
To = Annotated[
    int | None,
    QueryParameter(name="to", ge=1, le=_NOT_THERE, description="Newer revision; default: the newest you may read"),
]


@get(
    "/{activity_id:uuid}/revisions",
    opt=needs(Permission.READ_ACTIVITIES, answers={200: RevisionList}),
    summary="Revisions of a record, newest first",
)
async def list_revisions(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]
) -> Response[bytes]:
    """Approved and superseded ones with who approved them; an open draft for those who may read drafts."""
    found = await runner.read(request.user, lambda uow: service_history.history(uow, str(activity_id)))
    return json(RevisionList(items=found.revisions))


@get(
    "/{activity_id:uuid}/revisions/{number:int}",
    opt=needs(Permission.READ_ACTIVITIES, answers={200: ActivityRecord, 304: None}),
    summary="Read one revision",
)
async def read_revision(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID], number: FromPath[int]
) -> Response[bytes]:
    """The document of an approved revision never changes; its ETag follows the whole answer, envelope included."""
    wanted = min(max(number, 0), _NOT_THERE)
    stored = await runner.short_read(request.user, lambda uow: service.read_revision(uow, str(activity_id), wanted))
    content = service.record_bytes(stored)
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    if is_known(request, tag):
        return Response(b"", status_code=304, headers={"ETag": tag})
    return json(content, headers={"ETag": tag})


@get(
    "/{activity_id:uuid}/diff",
    opt=needs(Permission.READ_ACTIVITIES, answers={200: Comparison}),
    summary="What changed between two revisions",
)
async def diff(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    activity_id: FromPath[UUID],
    start: From = None,
    end: To = None,
) -> Response[bytes]:
    """Field by field and word by word; steps, systems and exchange lines are found again by what they say."""
    pair = await _pair(request, runner, activity_id, start, end)
    return json(await runner.think(lambda: service_history.compared(pair)))


@get(
    "/{activity_id:uuid}/diff.xlsx",
    opt=needs(Permission.READ_ACTIVITIES, answers={200: XLSX}),
    summary="What changed between two revisions, as a workbook",
)
async def diff_xlsx(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    activity_id: FromPath[UUID],
    start: From = None,
    end: To = None,
) -> Response[bytes]:
    """A row for each difference: the older text, the newer text, and both in one with the words that changed."""
    pair = await _pair(request, runner, activity_id, start, end)

    def made() -> tuple[Comparison, bytes]:
        from exports.comparison_workbook import write_comparison

        found = service_history.compared(pair)
        return found, write_comparison(found, pair.history.office)

    found, content = await runner.think(made)
    between = {"from": found.before.revision, "to": found.after.revision}
    await runner.write(request.user, lambda uow: service_exports.exported(uow, "diff.xlsx", found.ref, **between))
    return download(content, XLSX, f"{found.ref}-{found.before.revision}-{found.after.revision}.xlsx")


async def _pair(request: ApiRequest, runner: Runner, activity_id: UUID, start: int | None, end: int | None) -> Pair:
    return await runner.read(request.user, lambda uow: service_history.read_pair(uow, str(activity_id), start, end))


router = Router("/api/v1/activities", route_handlers=[list_revisions, read_revision, diff, diff_xlsx], tags=["history"])
