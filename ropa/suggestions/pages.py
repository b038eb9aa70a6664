"""The choices under a field of the form, as a piece of a page."""

from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from ropa.access.rules import Permission
from ropa.suggestions import service
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.pages import page
from ropa.web.running import Runner
from schemas.suggestions import GROUP_OF, SuggestionList

Field = Annotated[str, QueryParameter(name="field", max_length=40)]
Words = Annotated[str, QueryParameter(name="q", max_length=200)]
Activity = Annotated[UUID | None, QueryParameter(name="activity")]


@get("/", opt=page_for(Permission.READ_ACTIVITIES))
async def suggestions_page(
    request: ApiRequest, runner: NamedDependency[Runner], field: Field = "", q: Words = "", activity: Activity = None
) -> Response[bytes]:
    """What may be meant, as the options of a list; `suggest.js` shows it below the field. Nothing for other fields."""
    key = None if activity is None else str(activity)
    if field not in GROUP_OF:
        return page(request, "suggestions/options.html", found=SuggestionList(field=field, q=q, items=[]))
    found = await runner.read(request.user, lambda uow: service.suggest(uow, field, q, activity_id=key))
    return page(request, "suggestions/options.html", found=found)


router = Router("/suggestions", route_handlers=[suggestions_page])
