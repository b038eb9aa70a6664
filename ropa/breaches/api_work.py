"""JSON routes of the work on a breach: timeline, lessons, relations, closing."""

from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from ropa.access.rules import Permission
from ropa.breaches import service_closing, service_lessons, service_relations, service_timeline
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, json, read_body, version_of
from ropa.web.running import Runner
from schemas.breach_work import (
    BreachLesson,
    BreachLessons,
    BreachRelations,
    ClosingInput,
    ClosingView,
    LessonInput,
    RelationEnd,
    RelationInput,
    Timeline,
    TimelineEntry,
    TimelineInput,
)

Cursor = Annotated[
    str | None, QueryParameter(name="cursor", max_length=20, description="next_cursor of the page before")
]
Limit = Annotated[int, QueryParameter(name="limit", ge=1, le=service_timeline.MAX_LIMIT, description="Lines on a page")]


@get(
    "/{breach_id:uuid}/timeline",
    opt=needs(Permission.READ_BREACHES, answers={200: Timeline}),
    summary="The timeline of a breach",
)
async def read_timeline(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    breach_id: FromPath[UUID],
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response[bytes]:
    """In the order in which entries were written down; `happened_at` is what was said of them."""
    key = str(breach_id)
    return json(await runner.read(request.user, lambda uow: service_timeline.read(uow, key, cursor, limit)))


@post(
    "/{breach_id:uuid}/timeline",
    opt=needs(Permission.HANDLE_BREACHES, body=TimelineInput, answers={201: TimelineEntry}),
    summary="Write a note into the timeline",
    status_code=201,
)
async def add_timeline_note(
    request: ApiRequest, runner: NamedDependency[Runner], breach_id: FromPath[UUID]
) -> Response[bytes]:
    """It can never be changed; `corrects` names an entry that it puts right."""
    given = await read_body(request, runner, TimelineInput)
    return json(await runner.write(request.user, lambda uow: service_timeline.note(uow, str(breach_id), given)), 201)


@get(
    "/{breach_id:uuid}/lessons",
    opt=needs(Permission.READ_BREACHES, answers={200: BreachLessons}),
    summary="The lessons of a breach",
)
async def list_breach_lessons(
    request: ApiRequest, runner: NamedDependency[Runner], breach_id: FromPath[UUID]
) -> Response[bytes]:
    """Oldest first."""
    return json(await runner.read(request.user, lambda uow: service_lessons.list_lessons(uow, str(breach_id))))


@post(
    "/{breach_id:uuid}/lessons",
    opt=needs(Permission.HANDLE_BREACHES, body=LessonInput, answers={201: BreachLesson}),
    summary="Write down a lesson",
    status_code=201,
)
async def add_breach_lesson(
    request: ApiRequest, runner: NamedDependency[Runner], breach_id: FromPath[UUID]
) -> Response[bytes]:
    """With an owner it becomes a task as well, which must be done before the breach is closed."""
    given = await read_body(request, runner, LessonInput)
    return json(await runner.write(request.user, lambda uow: service_lessons.add(uow, str(breach_id), given)), 201)


@get(
    "/{breach_id:uuid}/relations",
    opt=needs(Permission.READ_BREACHES, answers={200: BreachRelations}),
    summary="What a breach has to do with others",
)
async def list_breach_relations(
    request: ApiRequest, runner: NamedDependency[Runner], breach_id: FromPath[UUID]
) -> Response[bytes]:
    """`proposed`: shares activities or systems, within 180 days; nobody has looked into it yet."""
    return json(await runner.read(request.user, lambda uow: service_relations.list_relations(uow, str(breach_id))))


@post(
    "/{breach_id:uuid}/relations",
    opt=needs(Permission.HANDLE_BREACHES, body=RelationInput, answers={201: BreachRelations}),
    summary="Say that two breaches have to do with one another, or have not",
    status_code=201,
)
async def relate_breaches(
    request: ApiRequest, runner: NamedDependency[Runner], breach_id: FromPath[UUID]
) -> Response[bytes]:
    """Both show it from then on. `unrelated` ends a proposal."""
    given = await read_body(request, runner, RelationInput)
    return json(await runner.write(request.user, lambda uow: service_relations.relate(uow, str(breach_id), given)), 201)


@post(
    "/{breach_id:uuid}/relations/{relation_id:uuid}/end",
    opt=needs(Permission.HANDLE_BREACHES, body=RelationEnd, answers={200: BreachRelations}),
    summary="End a relation that was wrong",
    status_code=200,
)
async def end_breach_relation(
    request: ApiRequest, runner: NamedDependency[Runner], breach_id: FromPath[UUID], relation_id: FromPath[UUID]
) -> Response[bytes]:
    """With the reason; the timelines of both keep it."""
    given = await read_body(request, runner, RelationEnd)
    key, relation = str(breach_id), str(relation_id)
    return json(await runner.write(request.user, lambda uow: service_relations.end(uow, key, relation, given)))


@get(
    "/{breach_id:uuid}/closing",
    opt=needs(Permission.READ_BREACHES, answers={200: ClosingView}),
    summary="What stands against closing a breach",
)
async def read_closing(
    request: ApiRequest, runner: NamedDependency[Runner], breach_id: FromPath[UUID]
) -> Response[bytes]:
    """And when it was closed and opened again, with the clock as it stood then."""
    found = await runner.read(request.user, lambda uow: service_closing.view(uow, str(breach_id)))
    return json(found, headers={"Cache-Control": "no-store"})


def _version(request: ApiRequest) -> int | None:
    return version_of(request) if "if-match" in request.headers else None


@post(
    "/{breach_id:uuid}/close",
    opt=needs(Permission.DECIDE_BREACHES, body=ClosingInput, answers={200: ClosingView}, if_match="optional"),
    summary="Close a breach",
    status_code=200,
)
async def close_breach(
    request: ApiRequest, runner: NamedDependency[Runner], breach_id: FromPath[UUID]
) -> Response[bytes]:
    """Refused with the list of all that is open: duties, tasks, lessons. If-Match is optional. Not by token."""
    given, version = await read_body(request, runner, ClosingInput), _version(request)
    key = str(breach_id)
    return json(await runner.write(request.user, lambda uow: service_closing.close(uow, key, given, version)))


@post(
    "/{breach_id:uuid}/reopen",
    opt=needs(Permission.DECIDE_BREACHES, body=ClosingInput, answers={200: ClosingView}, if_match="optional"),
    summary="Open a closed breach again",
    status_code=200,
)
async def reopen_breach(
    request: ApiRequest, runner: NamedDependency[Runner], breach_id: FromPath[UUID]
) -> Response[bytes]:
    """New evidence, old clock. If-Match is optional. Tokens cannot do this."""
    given, version = await read_body(request, runner, ClosingInput), _version(request)
    key = str(breach_id)
    return json(await runner.write(request.user, lambda uow: service_closing.reopen(uow, key, given, version)))


router = Router(
    "/api/v1/breaches",
    route_handlers=[
        read_timeline,
        add_timeline_note,
        list_breach_lessons,
        add_breach_lesson,
        list_breach_relations,
        relate_breaches,
        end_breach_relation,
        read_closing,
        close_breach,
        reopen_breach,
    ],
    tags=["breaches"],
)
