"""JSON routes of what the register knows of a round: the records that a run counts, done or open."""

from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from ropa.access.rules import Permission
from ropa.procedures import service_register_list
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, json
from ropa.web.running import Runner
from schemas.procedure import StepAct
from schemas.round_register import RoundRecords

Cursor = Annotated[
    str | None, QueryParameter(name="cursor", max_length=40, description="next_cursor of the page before")
]
Act = Annotated[StepAct, QueryParameter(name="act", description="What the records are counted for")]
Open = Annotated[bool, QueryParameter(name="open", description="Only what is still open")]


@get(
    "/rounds/{round_id:uuid}/offices/{office_id:int}/records",
    opt=needs(Permission.READ_ROUNDS, answers={200: RoundRecords}),
    summary="The records that a run counts, with what each still needs",
)
async def read_round_records(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    round_id: FromPath[UUID],
    office_id: FromPath[int],
    act: Act = StepAct.RECORDS_CONFIRMED,
    only_open: Open = True,  # noqa: FBT002 - a query parameter
    cursor: Cursor = None,
) -> Response[bytes]:
    """At most 200 a page, of the office when the round began; those out of the caller's sight are a number."""
    key = str(round_id)
    found = await runner.read(
        request.user,
        lambda uow: service_register_list.records(
            uow, key, office_id, act, only_open=only_open, cursor=cursor, limit=service_register_list.MAX_LIMIT
        ),
    )
    return json(found)


router = Router("/api/v1", route_handlers=[read_round_records], tags=["rounds"])
