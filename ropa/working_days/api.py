"""JSON routes of the tables of holidays."""

from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from ropa.access.rules import Permission
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, json, read_body
from ropa.web.running import Runner
from ropa.working_days import service, service_proposals
from schemas.working_days import (
    HolidayProposal,
    HolidayRemoval,
    HolidayScope,
    HolidaysInput,
    HolidayTable,
    LinesInput,
    LinesRead,
    ProposalTaking,
    YearInput,
)

OfYear = Annotated[int | None, QueryParameter(name="year", description="Gregorian year; none: this year")]
OfScope = Annotated[HolidayScope | None, QueryParameter(name="scope", description="Only this scope")]
OfRef = Annotated[str, QueryParameter(name="scope_ref", max_length=20, description="Number of the province")]


@get("/", opt=needs(Permission.READ_OFFICES, answers={200: HolidayTable}), summary="Holidays of a year")
async def list_holidays(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    year: OfYear = None,
    of: OfScope = None,
    scope_ref: OfRef = "",
) -> Response[bytes]:
    """Every scope, or one place; with what was said of the year's tables. A year without a confirmed national table
    makes every date that is counted with it provisional.
    """
    place = None if of is None else (of, scope_ref)
    return json(await runner.read(request.user, lambda uow: service.table(uow, year or service.this_year(uow), place)))


@get(
    "/proposal",
    opt=needs(Permission.READ_OFFICES, answers={200: HolidayProposal}),
    summary="Days to be checked with the resolution of a year",
)
async def propose_holidays(
    request: ApiRequest, runner: NamedDependency[Runner], year: OfYear = None
) -> Response[bytes]:
    """Proposals of a library, marked with its name and version; days that are none of agencies with the reason. Nothing
    is entered and nothing counts until a person takes it with the source that it was compared with.
    """
    return json(
        await runner.read(request.user, lambda uow: service_proposals.proposal(uow, year or service.this_year(uow)))
    )


@post(
    "/proposal",
    opt=needs(Permission.MANAGE_HOLIDAYS, body=ProposalTaking, answers={200: HolidayTable}),
    summary="Enter proposed days that were compared with a resolution",
    status_code=200,
)
async def take_proposal(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """The chosen ones, or all that are not in the table; all of them or nothing. The year is not confirmed by it."""
    given = await read_body(request, runner, ProposalTaking)
    return json(await runner.write(request.user, lambda uow: service_proposals.take(uow, given)))


@post(
    "/lines",
    opt=needs(Permission.READ_OFFICES, body=LinesInput, answers={200: LinesRead}),
    summary="Look a pasted list over before it is entered",
    status_code=200,
)
async def look_over_lines(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Each line with its day or what is wrong with it, such as a year of the wrong era. Nothing is entered."""
    given = await read_body(request, runner, LinesInput)
    return json(await runner.read(request.user, lambda uow: service_proposals.look_over(uow, given)))


@post(
    "/",
    opt=needs(Permission.MANAGE_HOLIDAYS, body=HolidaysInput, answers={201: HolidayTable}),
    summary="Enter holidays of a resolution or an announcement",
    status_code=201,
)
async def add_holidays(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """All of the list or nothing. A cancelled day takes the place of the holiday that stood in the same scope."""
    given = await read_body(request, runner, HolidaysInput)
    return json(await runner.write(request.user, lambda uow: service.add_shown(uow, given)), 201)


@post(
    "/{holiday_id:uuid}/remove",
    opt=needs(Permission.MANAGE_HOLIDAYS, body=HolidayRemoval, answers={204: None}),
    summary="Take out a day that was entered by mistake",
    status_code=204,
)
async def remove_holiday(request: ApiRequest, runner: NamedDependency[Runner], holiday_id: FromPath[UUID]) -> None:
    """Its row stays with the reason. A holiday that was cancelled is entered as cancelled instead."""
    given = await read_body(request, runner, HolidayRemoval)
    await runner.write(request.user, lambda uow: service.remove(uow, str(holiday_id), given))


@post(
    "/years",
    opt=needs(Permission.MANAGE_HOLIDAYS, body=YearInput, answers={200: HolidayTable}),
    summary="Confirm the table of a year as whole, or take that back",
    status_code=200,
)
async def confirm_holidays(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Days that are announced later may still be entered; the year stays confirmed."""
    given = await read_body(request, runner, YearInput)
    return json(await runner.write(request.user, lambda uow: service.confirm(uow, given)))


router = Router(
    "/api/v1/holidays",
    route_handlers=[
        list_holidays,
        propose_holidays,
        take_proposal,
        look_over_lines,
        add_holidays,
        remove_holiday,
        confirm_holidays,
    ],
    tags=["working days"],
)
