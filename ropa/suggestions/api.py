"""JSON route of the suggestions for a field."""

from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from ropa.access.rules import Permission
from ropa.suggestions import service
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, json
from ropa.web.running import Runner
from schemas.suggestions import FEW, GROUP_OF, MOST, SuggestionList

Field = Annotated[
    str,
    QueryParameter(
        name="field",
        max_length=40,
        schema_extra={"enum": sorted(GROUP_OF)},
        description="Key of a field of the form, e.g. personal_data_items",
    ),
]
Words = Annotated[
    str, QueryParameter(name="q", max_length=200, description="Parts of what is meant; empty: the most used")
]
Office = Annotated[
    int | None, QueryParameter(name="office", ge=0, le=999_999, description="Words of this office come first")
]
Activity = Annotated[
    UUID | None, QueryParameter(name="activity", description="The record being written: answers of records like it")
]
Limit = Annotated[int, QueryParameter(name="limit", ge=1, le=MOST)]


@get(
    "/",
    opt=needs(Permission.READ_ACTIVITIES, answers={200: SuggestionList}),
    summary="Suggest what may be meant in a field of the form",
)
async def suggest_words(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    field: Field,
    q: Words = "",
    office: Office = None,
    activity: Activity = None,
    limit: Limit = FEW,
) -> Response[bytes]:
    """Words of records that the caller may see, of offices and of templates; never a person's name or number."""
    key = None if activity is None else str(activity)

    return json(
        await runner.read(
            request.user,
            lambda uow: service.suggest(uow, field, q, office=office, activity_id=key, limit=limit),
        )
    )


router = Router("/api/v1/suggestions", route_handlers=[suggest_words], tags=["activities"])
