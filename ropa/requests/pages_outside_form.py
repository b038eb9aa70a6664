"""The blank form as PDF for anybody, where the public form of requests is shown."""

from typing import Annotated

from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from ropa.access import service_rates
from ropa.access.rules import Permission
from ropa.access.rules_rates import Limit
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import NotFound
from ropa.requests import service_form
from ropa.settings import Settings
from ropa.web.authentication import NOBODY, page_for
from ropa.web.bodies import ApiRequest, download
from ropa.web.language import language_of
from ropa.web.offices import office_id_of
from ropa.web.outside_forms import HEADERS
from ropa.web.running import Runner
from ropa.web.sessions import keys_of
from schemas.office import WHOLE_MINISTRY
from schemas.request_form import RequestForm
from schemas.requests import Tongue

FORM = "request-form-pdf"
#: Setting one takes a tenth of a second of a core.
LIMITS = (Limit(seconds=3600, each=60, all=6_000),)
OfficeText = Annotated[str | None, QueryParameter(name="office", max_length=20)]


@get("/request-rights/form.pdf", opt=page_for(Permission.PUBLIC))
async def public_request_form(
    request: ApiRequest, runner: NamedDependency[Runner], office: OfficeText = None
) -> Response[bytes]:
    """The form in the reader's language; `office` names where it is handed in."""
    from ropa import renderings_requests

    settings: Settings = request.app.state.settings
    office_id = office_id_of(office) if office else WHOLE_MINISTRY
    if not settings.public_requests or office_id is None:
        raise NotFound
    keys, address, language = keys_of(request), request.user.address, Tongue.of(language_of(request))

    def work(uow: UnitOfWork) -> RequestForm:
        service_rates.spend(uow, keys, FORM, address, LIMITS)
        return service_form.blank(uow, office_id, language)

    form = await runner.write(NOBODY, work)
    content = await runner.think(lambda: renderings_requests.request_form(form))
    answer = download(content, "application/pdf", f"request-form-{language}.pdf")
    answer.headers.update(HEADERS)
    return answer


router = Router("/", route_handlers=[public_request_form])
