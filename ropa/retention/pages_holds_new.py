"""The page on which a hold is placed: on a data set, on an activity, or on an office and all below it."""

from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency

from ropa.access.rules import Permission, offices_for
from ropa.buffers import service as buffers
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Invalid
from ropa.retention import service_holds
from ropa.retention.service_hold_names import Names, scope_names
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.offices import office_id_of, offices_of
from ropa.web.pages import go, page
from ropa.web.running import Runner
from ropa.web.sessions import keys_of
from ropa.web.short_forms import ShortForm, fresh, kept, sent
from schemas.holding import Hold, HoldInput, HoldKind

PATH = "/retention/holds/new"
_SCOPES = ("activity_id", "holding_id")


@get("/new", opt=page_for(Permission.PLACE_HOLD))
async def place_page(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """The form, for the data set or activity that the reader came from; without one, for an office."""
    keys = keys_of(request)
    found = await runner.read(request.user, lambda uow: buffers.find(uow, keys, PATH))
    given = {name: _id(request.query_params.get(name.removesuffix("_id"), "")) for name in _SCOPES}
    if found is not None and not any(given.values()):
        return await _show(request, runner, kept(request, found.fields), saved_at=found.saved_at)
    office = request.query_params.get("office", "")
    office_id = office_id_of(office[:9])
    proposed = {**given, "office_id": "" if office_id is None else str(office_id), "owner_name": request.user.name}
    return await _show(request, runner, fresh(request, **{name: text for name, text in proposed.items() if text}))


def _id(text: str) -> str:
    try:
        return str(UUID(text)) if text else ""
    except ValueError:
        return ""


@post("/new", opt=page_for(Permission.PLACE_HOLD), status_code=200)
async def place(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Place the hold; the same form sent twice places one."""
    form = sent(request)
    given = _read(form, request.user.name)
    if given is None:
        return await _show(request, runner, form, status=422)
    hold_id = form.id(request)

    def work(uow: UnitOfWork) -> Hold:
        made = service_holds.place_hold(uow, given, hold_id)
        buffers.discard(uow, PATH)
        return made

    try:
        try:
            made = await runner.write(request.user, work)
        except Conflict:
            # The same form came twice in the same moment: the other one has made it by now.
            made = await runner.write(request.user, work)
    except Invalid as error:
        form.take(error.problems)
        return await _show(request, runner, form, status=422)
    return go(f"/retention/holds/{made.id}", said="hold-placed")


def _read(form: ShortForm, own_name: str) -> HoldInput | None:
    form.text("kind", required=("เลือกเหตุที่ระงับ", "Choose why it is held"))
    form.text("reason", required=("เขียนเหตุผลที่ระงับ", "Say why it is held"))
    for name in (*_SCOPES, "document_ref", "no_review_reason"):
        form.text(name)
    if "activity_id" in form.body:
        form.text("data_items")
    if not any(name in form.body for name in _SCOPES):
        office_id = office_id_of(form.value("office_id"))
        if office_id is None:
            form.fault("office_id", "เลือกหน่วยงานที่จะระงับ", "Choose the office")
        else:
            form.body["office_id"] = office_id
    owner_office_id = office_id_of(form.value("owner_office_id"))
    if owner_office_id is not None:
        form.body["owner_office_id"] = owner_office_id
    # One's own name is no name in words: then the register knows the person, who is told of the review.
    if form.value("owner_name").strip() != own_name or owner_office_id is not None:
        form.text("owner_name")
    form.day("review_on", ahead=True)
    return form.read(HoldInput)


async def _show(
    request: ApiRequest, runner: Runner, form: ShortForm, *, status: int = 200, saved_at: object = None
) -> Response[bytes]:
    activity_id, holding_id = (_id(form.value(name)[:36]) for name in _SCOPES)

    def work(uow: UnitOfWork) -> Names:
        return scope_names(uow, activity_id or None, holding_id or None)

    names = await runner.read(request.user, work)
    offices = await offices_of(request, runner)
    chosen = office_id_of(form.value("office_id"))
    owner = office_id_of(form.value("owner_office_id"))
    return page(
        request,
        "retention/hold_new.html",
        status=status,
        form=form,
        names=names,
        activity_id=activity_id,
        holding_id=holding_id,
        kinds=tuple(HoldKind),
        offices=offices,
        office_choices=offices.choices(offices_for(request.user, Permission.PLACE_HOLD), chosen),
        owner_choices=offices.choices(frozenset({0}), owner),
        saved_at=saved_at,
        place=PATH,
    )


router = Router("/retention/holds", route_handlers=[place_page, place])
