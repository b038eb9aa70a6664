"""JSON routes of readings: how words are understood, what a person confirms of it, and takes back."""

from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from ropa.access.rules import Permission
from ropa.errors import NotFound
from ropa.retention import (
    service_confirmations,
    service_cycle_confirmations,
    service_reading_history,
    service_reading_page,
)
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, json, read_body
from ropa.web.running import Runner
from schemas.readings import (
    Confirmed,
    ConfirmedCycle,
    CycleConfirm,
    ReadingConfirm,
    ReadingPreview,
    ReadingWithdraw,
    RecordReadings,
)
from schemas.retention import CyclePart

Slot = Annotated[
    str, QueryParameter(name="slot", max_length=200, description="Slot of the rule; empty: the form's own period")
]


@get(
    "/{activity_id:uuid}/retention/readings",
    opt=needs(Permission.READ_RETENTION, answers={200: RecordReadings}),
    summary="Every retention rule and cycle of an activity, as they are understood",
)
async def list_readings(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]
) -> Response[bytes]:
    """With what was confirmed and withdrawn, and the readings of the past, newest first."""
    return json(await runner.read(request.user, lambda uow: service_reading_history.readings(uow, str(activity_id))))


@post(
    "/{activity_id:uuid}/retention/preview",
    opt=needs(Permission.CONFIRM_READING, body=ReadingConfirm, answers={200: ReadingPreview}),
    summary="What a confirmation would do",
    status_code=200,
)
async def preview_confirmation(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID], slot: Slot = ""
) -> Response[bytes]:
    """The chosen reading in words, its warnings, and how many other records have the same words. Saves nothing."""
    given = await read_body(request, runner, ReadingConfirm)
    found = await runner.read(
        request.user, lambda uow: service_confirmations.preview(uow, str(activity_id), slot, given)
    )
    thai, english = service_reading_page.in_words(found)
    answer = ReadingPreview(
        reading_th=thai, reading_en=english, changes=found.changes, warnings=found.warnings, others=found.others
    )
    return json(answer)


@post(
    "/{activity_id:uuid}/retention/confirm",
    opt=needs(Permission.CONFIRM_READING, body=ReadingConfirm, answers={200: Confirmed}),
    summary="Confirm how retention words are meant",
    status_code=200,
)
async def confirm_reading(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID], slot: Slot = ""
) -> Response[bytes]:
    """By a person at a browser. 412 when the words changed; 422 names every warning that was not accepted."""
    given = await read_body(request, runner, ReadingConfirm)
    return json(
        await runner.write(request.user, lambda uow: service_confirmations.confirm(uow, str(activity_id), slot, given))
    )


@post(
    "/{activity_id:uuid}/retention/withdraw",
    opt=needs(Permission.CONFIRM_READING, body=ReadingWithdraw, answers={200: Confirmed}),
    summary="Take back a confirmation",
    status_code=200,
)
async def withdraw_reading(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID], slot: Slot = ""
) -> Response[bytes]:
    """The reading of the register itself counts again. 409 when nothing is confirmed."""
    given = await read_body(request, runner, ReadingWithdraw)
    return json(
        await runner.write(request.user, lambda uow: service_confirmations.withdraw(uow, str(activity_id), slot, given))
    )


def part_of(text: str) -> CyclePart:
    """Return the part that a path names.

    Raises: NotFound.
    """
    found = next((each for each in CyclePart if each == text), None)
    if found is None:
        raise NotFound
    return found


@post(
    "/{activity_id:uuid}/retention/cycles/{part:str}/confirm",
    opt=needs(Permission.CONFIRM_READING, body=CycleConfirm, answers={200: ConfirmedCycle}),
    summary="Confirm how the words of a cycle are meant",
    status_code=200,
)
async def confirm_cycle(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID], part: FromPath[str]
) -> Response[bytes]:
    """`part`: review, destruction or monitoring."""
    wanted, given = part_of(part), await read_body(request, runner, CycleConfirm)
    key = str(activity_id)
    return json(
        await runner.write(request.user, lambda uow: service_cycle_confirmations.confirm(uow, key, wanted, given))
    )


@post(
    "/{activity_id:uuid}/retention/cycles/{part:str}/withdraw",
    opt=needs(Permission.CONFIRM_READING, body=ReadingWithdraw, answers={200: ConfirmedCycle}),
    summary="Take back the confirmation of a cycle",
    status_code=200,
)
async def withdraw_cycle(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID], part: FromPath[str]
) -> Response[bytes]:
    """The reading of the register itself counts again. 409 when nothing is confirmed."""
    wanted, given = part_of(part), await read_body(request, runner, ReadingWithdraw)
    key = str(activity_id)
    return json(
        await runner.write(request.user, lambda uow: service_cycle_confirmations.withdraw(uow, key, wanted, given))
    )


router = Router(
    "/api/v1/activities",
    route_handlers=[
        list_readings,
        preview_confirmation,
        confirm_reading,
        withdraw_reading,
        confirm_cycle,
        withdraw_cycle,
    ],
    tags=["retention"],
)
