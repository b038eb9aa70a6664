"""JSON routes of proposals: the data sets that approved records imply."""

from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from ropa.access.rules import Permission
from ropa.errors import invalid
from ropa.retention import service_proposals
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, json, read_body
from ropa.web.running import Runner
from schemas.holding_ways import HoldingBatch, ProposalAnswers, ProposalPage, YearKind

Kind = Annotated[
    str | None,
    QueryParameter(name="kind", max_length=20, description="fiscal or calendar; without: by the destruction cycle"),
]
FromYear = Annotated[
    int | None, QueryParameter(name="from_year_be", ge=2400, le=2800, description="First year (B.E.) with data")
]
Office = Annotated[int | None, QueryParameter(name="office", description="This office and all below it")]
Cursor = Annotated[
    str | None, QueryParameter(name="cursor", max_length=50, description="next_cursor of the page before")
]


def _kind(code: str | None) -> YearKind | None:
    try:
        return YearKind.of(code) if code else None
    except KeyError:
        raise invalid("/kind", "เลือก fiscal หรือ calendar", "Choose fiscal or calendar") from None


@get(
    "/activities/{activity_id:uuid}/holdings/proposals",
    opt=needs(Permission.READ_RETENTION, answers={200: ProposalPage}),
    summary="Data sets that an approved record implies",
)
async def list_holding_proposals(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    activity_id: FromPath[UUID],
    kind: Kind = None,
    from_year_be: FromYear = None,
) -> Response[bytes]:
    """One a year and rule that no data set covers, up to the last finished year; answered ones come never again."""
    chosen = _kind(kind)
    found = await runner.read(
        request.user, lambda uow: service_proposals.proposed(uow, str(activity_id), chosen, from_year_be)
    )
    return json(ProposalPage(items=found))


@post(
    "/activities/{activity_id:uuid}/holdings/proposals",
    opt=needs(Permission.WRITE_HOLDINGS, body=ProposalAnswers, answers={200: HoldingBatch}),
    summary="Take proposals up as data sets, or put them aside",
    status_code=200,
)
async def answer_holding_proposals(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]
) -> Response[bytes]:
    """All or nothing. The same answer once more changes nothing."""
    data = await read_body(request, runner, ProposalAnswers)
    made = await runner.write(request.user, lambda uow: service_proposals.answer(uow, str(activity_id), data))
    return json(made)


@get(
    "/holdings/proposals",
    opt=needs(Permission.WRITE_HOLDINGS, answers={200: ProposalPage}),
    summary="Data sets that the approved records of an office imply",
)
async def list_office_proposals(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    office: Office = None,
    kind: Kind = None,
    from_year_be: FromYear = None,
    cursor: Cursor = None,
) -> Response[bytes]:
    """Some records a page: send `next_cursor` back until it is null."""
    chosen = _kind(kind)
    found = await runner.read(
        request.user, lambda uow: service_proposals.proposed_in(uow, office, cursor, chosen, from_year_be)
    )
    return json(found)


router = Router(
    "/api/v1",
    route_handlers=[list_holding_proposals, answer_holding_proposals, list_office_proposals],
    tags=["holdings"],
)
