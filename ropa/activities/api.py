"""JSON routes of the register."""

from typing import Annotated
from uuid import UUID

from litestar import Response, Router, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from ropa.access.rules import Permission
from ropa.activities import service, service_findings, service_listing
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, etag, is_known, json, read_body, version_of
from ropa.web.running import Runner
from schemas.document import ActivityInput, ActivityRecord, ActivityUpdate
from schemas.findings import FindingList
from schemas.listing import ActivityFilter, ActivityPage, ActivitySort
from schemas.record_marks import RecordMark
from schemas.vocabulary import LawfulBasis, RevisionStatus

Cursor = Annotated[
    str | None, QueryParameter(name="cursor", max_length=120, description="next_cursor of the page before")
]
Limit = Annotated[int, QueryParameter(name="limit", ge=1, le=service_listing.MAX_LIMIT, description="Lines on a page")]
Text = Annotated[
    str | None, QueryParameter(name="q", max_length=200, description="Substrings to look for, Thai or English")
]
OfficeId = Annotated[
    int | None, QueryParameter(name="office", ge=0, le=2_147_483_647, description="This office and below")
]
Sort = Annotated[
    ActivitySort | None, QueryParameter(name="sort", description="In which order; a list without it: newest first")
]
Status = Annotated[RevisionStatus | None, QueryParameter(name="status")]
Basis = Annotated[LawfulBasis | None, QueryParameter(name="lawful_basis")]
Marked = Annotated[RecordMark | None, QueryParameter(name="mark", description="Data of s.26, data abroad")]
InUse = Annotated[bool | None, QueryParameter(name="in_use", description="True: less what was retired")]
StewardText = Annotated[
    str | None, QueryParameter(name="steward", max_length=36, description="me, none, or the id of a person")
]
ChosenText = Annotated[
    str | None, QueryParameter(name="chosen", max_length=36, description="A run of /api/v1/bulk: its records")
]
System = Annotated[str | None, QueryParameter(name="system", max_length=200, description="Part of a system's name")]


@get("/", opt=needs(Permission.READ_ACTIVITIES, answers={200: ActivityPage}), summary="List activities")
async def list_activities(  # noqa: PLR0913, PLR0917 - one argument for each filter of the contract
    request: ApiRequest,
    runner: NamedDependency[Runner],
    q: Text = None,
    office: OfficeId = None,
    status: Status = None,
    lawful_basis: Basis = None,
    system: System = None,
    mark: Marked = None,
    in_use: InUse = None,
    steward: StewardText = None,
    chosen: ChosenText = None,
    sort: Sort = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response[bytes]:
    """Keyset pages: send `next_cursor` back until it is null, with the same `sort` and filters.

    `sort`: newest (what it is without), oldest, ref, office, status; the last three with a minus before them backwards.
    """
    wanted = ActivityFilter(
        q=q,
        office=office,
        status=status,
        lawful_basis=lawful_basis,
        system=system,
        mark=mark,
        in_use=in_use or None,
        steward=steward or None,
        chosen=chosen or None,
    )
    # A filter may have to look at many rows before it has a page; only the plain list is short for sure.
    order = sort or ActivitySort.NEWEST
    run = runner.short_read if wanted == ActivityFilter() and order is ActivitySort.NEWEST else runner.read
    found = await run(request.user, lambda uow: service_listing.page_with_stewards(uow, wanted, cursor, limit, order))
    return json(found)


@post(
    "/",
    opt=needs(Permission.WRITE_ACTIVITIES, body=ActivityInput, answers={201: ActivityRecord}),
    summary="Create a draft",
    status_code=201,
)
async def create_activity(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Answers the new record with its ETag and Location."""
    data = await read_body(request, runner, ActivityInput)
    stored = await runner.write(request.user, lambda uow: service.create(uow, data))
    headers = {"ETag": etag(stored.version), "Location": f"/api/v1/activities/{stored.id}"}
    return json(service.record_bytes(stored), 201, headers)


@get(
    "/{activity_id:uuid}",
    opt=needs(Permission.READ_ACTIVITIES, answers={200: ActivityRecord, 304: None}),
    summary="Read one activity",
)
async def read_activity(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]
) -> Response[bytes]:
    """The open draft for those who may edit it, else the approved revision. The ETag is the save counter."""
    stored = await runner.short_read(request.user, lambda uow: service.read(uow, str(activity_id)))
    tag = etag(stored.version)
    if is_known(request, tag):
        return Response(b"", status_code=304, headers={"ETag": tag})
    return json(service.record_bytes(stored), headers={"ETag": tag})


@put(
    "/{activity_id:uuid}",
    opt=needs(Permission.WRITE_ACTIVITIES, body=ActivityUpdate, answers={200: ActivityRecord}, if_match=True),
    summary="Replace the draft of an activity",
)
async def replace_activity(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]
) -> Response[bytes]:
    """Send the whole document with If-Match. 412: somebody saved in between; 428: the header is missing."""
    version = version_of(request)
    data = await read_body(request, runner, ActivityUpdate)
    stored = await runner.write(request.user, lambda uow: service.replace(uow, str(activity_id), version, data))
    return json(service.record_bytes(stored), headers={"ETag": etag(stored.version)})


@delete(
    "/{activity_id:uuid}",
    opt=needs(Permission.WRITE_ACTIVITIES, answers={204: None}, if_match=True),
    summary="Drop the open draft",
    status_code=204,
)
async def delete_activity(request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]) -> None:
    """Drops the activity as well when nothing was ever approved."""
    version = version_of(request)
    await runner.write(request.user, lambda uow: service.delete(uow, str(activity_id), version))


@get(
    "/{activity_id:uuid}/findings",
    opt=needs(Permission.READ_ACTIVITIES, answers={200: FindingList}),
    summary="Completeness and cross-checks",
)
async def activity_findings(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]
) -> Response[bytes]:
    """What the record lacks or contradicts, in the order of the form."""
    found = await runner.read(request.user, lambda uow: service_findings.findings_by_id(uow, str(activity_id)))
    return json(FindingList(items=found))


router = Router(
    "/api/v1/activities",
    route_handlers=[
        list_activities,
        create_activity,
        read_activity,
        replace_activity,
        delete_activity,
        activity_findings,
    ],
    tags=["activities"],
)
