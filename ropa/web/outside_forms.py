"""Forms of people without an account: a short form as it was sent, refused when it is no form of ours."""

from collections.abc import Mapping

from ropa.errors import CrossSite, TooLarge, TooManyRequests
from ropa.settings import Settings
from ropa.web.authentication import TYPED
from ropa.web.bodies import ApiRequest
from ropa.web.sessions import is_own_origin
from ropa.web.short_forms import ShortForm, sent
from ropa.web.uploads import form_of

#: A field that people do not see; programs fill it.
TRAP = "leave_empty"
#: No search engine keeps these pages.
HEADERS: Mapping[str, str] = {"X-Robots-Tag": "noindex"}


async def sent_outside(request: ApiRequest, most_bytes: int, most_fields: int) -> ShortForm:
    """Return the form of somebody without a session.

    Raises: CrossSite for a form that another site sent; TooLarge.
    """
    settings: Settings = request.app.state.settings
    if not is_own_origin(request, settings):
        raise CrossSite
    body = await request.body()
    if len(body) > most_bytes or body.count(b"&") > most_fields:
        raise TooLarge
    pairs = await form_of(request)
    request.scope["state"][TYPED] = [(name, value) for name, value in pairs if isinstance(value, str)]
    form = sent(request)
    if form.value(TRAP):
        form.fault(TRAP, "ช่องนี้ต้องเว้นว่าง", "This field must stay empty")
    return form


def wait(form: ShortForm, error: TooManyRequests) -> Mapping[str, str]:
    """Return the header that says when to come again, after the form was told."""
    form.fault("", error.message_th, error.message_en)
    return {"Retry-After": str(error.seconds)}
