"""JSON routes of breaches."""

import re
from datetime import date
from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from ropa.access.rules import Permission
from ropa.breaches import service, service_awareness, service_reports
from ropa.errors import Conflict, invalid
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, etag, json, read_body, version_of
from ropa.web.running import Runner
from schemas.breach import (
    AwarenessHistory,
    AwarenessInput,
    BreachChange,
    BreachInput,
    BreachList,
    BreachOrder,
    BreachPage,
    BreachRecord,
    CompanionInput,
    DismissalInput,
)
from schemas.breach_register import BreachFilter, NoticeStand

Cursor = Annotated[
    str | None, QueryParameter(name="cursor", max_length=40, description="next_cursor of the page before")
]
Limit = Annotated[int, QueryParameter(name="limit", ge=1, le=service.MAX_LIMIT, description="Lines on a page")]
OfficeId = Annotated[
    int | None, QueryParameter(name="office", ge=0, le=2_147_483_647, description="This office and below")
]
_KEY = re.compile(r"[!-~]{1,200}")
From = Annotated[date | None, QueryParameter(name="from", description="Known on this day of Bangkok or after")]
Through = Annotated[date | None, QueryParameter(name="through", description="Known on this day of Bangkok or before")]
IsCounted = Annotated[
    bool, QueryParameter(name="counted", description="Only what the statistics count: no drills, nothing dismissed")
]
Notice = Annotated[
    NoticeStand | None, QueryParameter(name="notice", description="Counted under this stand of the notice")
]
Order = Annotated[BreachOrder, QueryParameter(name="order", description="Most urgent first, or newest first")]


@get("/", opt=needs(Permission.READ_BREACHES, answers={200: BreachPage}), summary="List breaches with their clocks")
async def list_breaches(  # noqa: PLR0913, PLR0917 - one argument for each filter
    request: ApiRequest,
    runner: NamedDependency[Runner],
    order: Order = BreachOrder.URGENT,
    office: OfficeId = None,
    first: From = None,
    last: Through = None,
    counted: IsCounted = False,  # noqa: FBT002 - a query parameter
    notice: Notice = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response[bytes]:
    """Keyset pages: send `next_cursor` back until it is null. Times are in Bangkok."""
    wanted = BreachFilter(office=office, known_from=first, known_through=last, is_counted=counted, notice=notice)
    found = await runner.read(
        request.user,
        lambda uow: service.page(uow, order=order, wanted=wanted, cursor=cursor, limit=limit),
    )
    return json(found)


@post(
    "/",
    opt=needs(
        Permission.REPORT_BREACH,
        body=BreachInput,
        answers={201: BreachRecord, 200: BreachRecord},
        idempotency_key=True,
    ),
    summary="Report a breach",
    status_code=201,
)
async def report_breach(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """The clock starts at `aware_at` and ends 72 hours later (PDPA s.37(4)). Times need an offset.

    Without `aware_at` it is a suspicion with a warning clock from `suspected_at`. The same report again (by
    `Idempotency-Key` within a day, or the same body within ten minutes) is answered with 200 and what was made.
    """
    key = _key_of(request)
    given = await read_body(request, runner, BreachInput)
    try:
        made, new = await runner.write(request.user, lambda uow: service_reports.report_once(uow, given, key))
    except Conflict:
        # The same report came twice in the same moment: the other one has made it by now.
        made, new = await runner.write(request.user, lambda uow: service_reports.report_once(uow, given, key))
    headers = {"ETag": etag(made.version), "Location": f"/api/v1/breaches/{made.id}"}
    return json(made, 201 if new else 200, headers)


def _key_of(request: ApiRequest) -> str | None:
    key = request.headers.get("idempotency-key")
    if key is not None and _KEY.fullmatch(key) is None:
        raise invalid(
            "",
            "Idempotency-Key ต้องเป็นอักษร ASCII 1 ถึง 200 ตัว",
            "Idempotency-Key must have 1 to 200 ASCII characters",
        )
    return key


@get(
    "/{breach_id:uuid}",
    opt=needs(Permission.READ_BREACHES, answers={200: BreachRecord}),
    summary="Read one breach",
)
async def read_breach(
    request: ApiRequest, runner: NamedDependency[Runner], breach_id: FromPath[UUID]
) -> Response[bytes]:
    """`state`, `late` and `remaining_seconds` are those of this moment, so nothing may keep the answer.
    Its ETag is the version for If-Match.
    """
    found = await runner.short_read(request.user, lambda uow: service.read(uow, str(breach_id)))
    return json(found, headers={"Cache-Control": "no-store", "ETag": etag(found.version)})


@patch(
    "/{breach_id:uuid}",
    opt=needs(Permission.HANDLE_BREACHES, body=BreachChange, if_match=True, answers={200: BreachRecord}),
    summary="Correct the facts of a breach",
)
async def correct_breach(
    request: ApiRequest, runner: NamedDependency[Runner], breach_id: FromPath[UUID]
) -> Response[bytes]:
    """What is left out stays, null empties, `details` replaces all details. Awareness is moved at `/awareness`."""
    version = version_of(request)
    given = await read_body(request, runner, BreachChange)
    saved = await runner.write(request.user, lambda uow: service.update(uow, str(breach_id), given, version))
    return _changed(saved)


@get(
    "/{breach_id:uuid}/awareness",
    opt=needs(Permission.READ_BREACHES, answers={200: AwarenessHistory}),
    summary="List how awareness was moved",
)
async def list_awareness(
    request: ApiRequest, runner: NamedDependency[Runner], breach_id: FromPath[UUID]
) -> Response[bytes]:
    """Every value that was given up, with the reason, who and when. Nothing here is ever changed."""
    return json(await runner.read(request.user, lambda uow: service_awareness.history(uow, str(breach_id))))


@post(
    "/{breach_id:uuid}/awareness",
    opt=needs(Permission.DECIDE_BREACHES, body=AwarenessInput, if_match=True, answers={200: BreachRecord}),
    summary="Move the awareness of a breach, with a reason",
    status_code=200,
)
async def move_awareness(
    request: ApiRequest, runner: NamedDependency[Runner], breach_id: FromPath[UUID]
) -> Response[bytes]:
    """The deadline follows; the value before is kept. When the new deadline has passed, the breach is late at once."""
    version = version_of(request)
    given = await read_body(request, runner, AwarenessInput)
    return _changed(
        await runner.write(request.user, lambda uow: service_awareness.move(uow, str(breach_id), given, version))
    )


@post(
    "/{breach_id:uuid}/confirm",
    opt=needs(Permission.DECIDE_BREACHES, body=AwarenessInput, if_match=True, answers={200: BreachRecord}),
    summary="Confirm a suspicion: the clock of the law starts",
    status_code=200,
)
async def confirm_suspicion(
    request: ApiRequest, runner: NamedDependency[Runner], breach_id: FromPath[UUID]
) -> Response[bytes]:
    """`aware_at` is when there was reasonable ground to believe in a breach. The suspicion stays visible."""
    version = version_of(request)
    given = await read_body(request, runner, AwarenessInput)
    return _changed(
        await runner.write(request.user, lambda uow: service_awareness.confirm(uow, str(breach_id), given, version))
    )


@post(
    "/{breach_id:uuid}/dismiss",
    opt=needs(Permission.DECIDE_BREACHES, body=DismissalInput, if_match=True, answers={200: BreachRecord}),
    summary="Dismiss a suspicion: no breach",
    status_code=200,
)
async def dismiss_suspicion(
    request: ApiRequest, runner: NamedDependency[Runner], breach_id: FromPath[UUID]
) -> Response[bytes]:
    """The record stays with the reason; new facts can confirm it later."""
    version = version_of(request)
    given = await read_body(request, runner, DismissalInput)
    return _changed(
        await runner.write(request.user, lambda uow: service_awareness.dismiss(uow, str(breach_id), given, version))
    )


@get(
    "/{breach_id:uuid}/companions",
    opt=needs(Permission.READ_BREACHES, answers={200: BreachList}),
    summary="List the breaches of other controllers of the same incident",
)
async def list_companions(
    request: ApiRequest, runner: NamedDependency[Runner], breach_id: FromPath[UUID]
) -> Response[bytes]:
    """Those that the caller may see; each has its own clock."""
    found = await runner.read(request.user, lambda uow: service_awareness.companions(uow, str(breach_id)))
    return json(BreachList(items=found))


@post(
    "/{breach_id:uuid}/companions",
    opt=needs(Permission.HANDLE_BREACHES, body=CompanionInput, answers={201: BreachRecord}),
    summary="Add another controller of the same incident",
    status_code=201,
)
async def add_companion(
    request: ApiRequest, runner: NamedDependency[Runner], breach_id: FromPath[UUID]
) -> Response[bytes]:
    """It gets its own breach: own awareness, clock, assessment and notices."""
    given = await read_body(request, runner, CompanionInput)
    made = await runner.write(request.user, lambda uow: service_awareness.companion(uow, str(breach_id), given))
    return json(made, 201, {"ETag": etag(made.version), "Location": f"/api/v1/breaches/{made.id}"})


def _changed(saved: BreachRecord) -> Response[bytes]:
    return json(saved, headers={"ETag": etag(saved.version)})


router = Router(
    "/api/v1/breaches",
    route_handlers=[
        list_breaches,
        report_breach,
        read_breach,
        correct_breach,
        list_awareness,
        move_awareness,
        confirm_suspicion,
        dismiss_suspicion,
        list_companions,
        add_companion,
    ],
    tags=["breaches"],
)
