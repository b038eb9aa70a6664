"""JSON API: the form of a request as PDF, blank and filled."""

from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from ropa.access.rules import Permission
from ropa.requests import service_form
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, download
from ropa.web.running import Runner
from ropa.web.sessions import keys_of
from schemas.office import WHOLE_MINISTRY
from schemas.requests import Tongue

PDF = "application/pdf"
OfficeId = Annotated[
    int, QueryParameter(name="office", ge=0, le=2_147_483_647, description="The office that it is handed in at")
]
Language = Annotated[Tongue, QueryParameter(name="language", description="Language of the form")]
OwnLanguage = Annotated[
    Tongue | None, QueryParameter(name="language", description="Language of the form; none: the requester's")
]


@get(
    "/form.pdf",
    opt=needs(Permission.READ_REQUESTS, answers={200: PDF}),
    summary="The blank form of a request of a data subject",
)
async def blank_request_form(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    office: OfficeId = WHOLE_MINISTRY,
    language: Language = Tongue.TH,
) -> Response[bytes]:
    """Two pages to print and fill by hand, with the limits of today. The public has it at /request-rights/form.pdf."""
    from ropa import renderings_requests

    form = await runner.read(request.user, lambda uow: service_form.blank(uow, office, language))
    return download(
        await runner.think(lambda: renderings_requests.request_form(form)), PDF, f"request-form-{language}.pdf"
    )


@get(
    "/{request_id:uuid}/form.pdf",
    opt=needs(Permission.SEE_REQUESTERS, answers={200: PDF}),
    summary="The form filled with a request, to be signed",
)
async def filled_request_form(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    request_id: FromPath[UUID],
    language: OwnLanguage = None,
) -> Response[bytes]:
    """It shows who asked: that it was made stands in the trail and in the timeline."""
    from ropa import renderings_requests

    keys = keys_of(request)
    form = await runner.write(request.user, lambda uow: service_form.filled(uow, keys, str(request_id), language))
    content = await runner.think(lambda: renderings_requests.request_form(form))
    answer = download(content, PDF, f"{form.ref}-form.pdf")
    answer.headers["Cache-Control"] = "no-store"
    return answer


router = Router("/api/v1/requests", route_handlers=[blank_request_form, filled_request_form], tags=["requests"])
