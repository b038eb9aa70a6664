"""The page of the links by which processors report: those that count, a new one shown once, and ending one."""

from litestar import Response, Router, get, post
from litestar.di import NamedDependency

from ropa.access.rules import Permission, offices_for
from ropa.breaches import service_links
from ropa.errors import Forbidden, Invalid
from ropa.settings import Settings
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.offices import office_id_of, offices_of
from ropa.web.pages import go, moment_now, page
from ropa.web.running import Runner
from ropa.web.short_forms import ShortForm, fresh, sent
from schemas.breach_reports import BreachLinkMade, LinkInput
from schemas.thai_text import arabic_digits

PATH = "/breaches/links"
_LONGEST_ID = 36


@get("/links", opt=page_for(Permission.HANDLE_BREACHES))
async def links_page(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """The links, newest first, and a form for another one."""
    return await _show(request, runner, fresh(request, days="365"))


@post("/links", opt=page_for(Permission.HANDLE_BREACHES), status_code=200)
async def change_links(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Make a link and show it this once, or end one."""
    form = sent(request)
    if form.value("do") == "end":
        link_id = form.value("link")[:_LONGEST_ID]
        await runner.write(request.user, lambda uow: service_links.revoke(uow, link_id))
        return go(PATH, said="link-ended")
    given = _read(form)
    if given is not None:
        wanted = given
        try:
            made = await runner.write(request.user, lambda uow: service_links.make(uow, wanted))
        except Invalid as error:
            form.take(error.problems)
        except Forbidden as error:
            form.fault("", error.message_th, error.message_en)
        else:
            # Shown in this answer and nowhere else: an address that could be opened again would keep the token.
            return await _show(request, runner, fresh(request, days="365"), made=made)
    return await _show(request, runner, form, status=422)


def _read(form: ShortForm) -> LinkInput | None:
    form.text("processor_name", required=("กรอกชื่อผู้ประมวลผล", "Give the name of the processor"))
    office_id = office_id_of(form.value("office_id"))
    if office_id is None:
        form.fault("office_id", "เลือกหน่วยงาน", "Choose the office")
    else:
        form.body["office_id"] = office_id
    days = arabic_digits(form.value("days").strip()[:10])
    if days.isascii() and days.isdecimal():
        form.body["days"] = int(days)
    else:
        form.fault("days", "เขียนเป็นจำนวนวัน เช่น 365", "Write a number of days, for example 365")
    return form.read(LinkInput)


async def _show(
    request: ApiRequest, runner: Runner, form: ShortForm, *, status: int = 200, made: BreachLinkMade | None = None
) -> Response[bytes]:
    settings: Settings = request.app.state.settings
    found = await runner.read(request.user, service_links.links)
    offices = await offices_of(request, runner)
    return page(
        request,
        "breaches/links.html",
        status=status,
        items=found.items,
        form=form,
        faults=form.summary(),
        made=made,
        address=None if made is None else f"{settings.base_url.rstrip('/')}{made.path}",
        offices=offices,
        now=moment_now(request),
        place=PATH,
        office_choices=offices.choices(
            offices_for(request.user, Permission.HANDLE_BREACHES), office_id_of(form.value("office_id"))
        ),
    )


router = Router("/breaches", route_handlers=[links_page, change_links])
