"""The page on which a request of a data subject is taken in: short, for a telephone, once however often it is sent."""

from litestar import Response, Router, get, post
from litestar.di import NamedDependency

from ropa import clock
from ropa.access.rules import Permission, offices_for
from ropa.buffers import service as buffers
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Invalid
from ropa.requests import service
from ropa.requests.pages_fields import (
    AGENT,
    CONTACTS,
    GUARDIAN,
    MINOR,
    NUMBERS,
    field_of,
    person_of,
    with_representative,
)
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.language import field_day, language_of
from ropa.web.offices import office_id_of, offices_of
from ropa.web.pages import go, page
from ropa.web.picker import Picked, picked
from ropa.web.running import Runner
from ropa.web.sessions import keys_of
from ropa.web.short_fields import rows_in
from ropa.web.short_forms import ShortForm, fresh, kept, sent
from schemas.findings import Problem
from schemas.requests import (
    LAW_OF,
    AgeBand,
    IdentityLevel,
    RequestChannel,
    RequesterKind,
    RequestInput,
    Right,
    SubjectRequest,
    Tongue,
)

PATH = "/requests/new"
#: Ways by which an officer takes a request in; the others write themselves.
CHANNELS = (RequestChannel.COUNTER, RequestChannel.POST, RequestChannel.EMAIL, RequestChannel.TELEPHONE)
LEVELS = (IdentityLevel.CLAIMED, IdentityLevel.DOCUMENT_SEEN, IdentityLevel.VERIFIED)


@get("/new", opt=page_for(Permission.RECEIVE_REQUESTS))
async def intake_page(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """The empty form: received now, at the reader's own office; or what this person typed before and did not save."""
    keys = keys_of(request)
    found = await runner.read(request.user, lambda uow: buffers.find(uow, keys, PATH))
    if found is not None:
        return await _show(request, runner, kept(request, found.fields), saved_at=found.saved_at)
    now = clock.bangkok(runner.now())
    held = sorted(offices_for(request.user, Permission.RECEIVE_REQUESTS))
    proposed = {
        "received_at_day": field_day(language_of(request), now.date()),
        "received_at_time": f"{now:%H:%M}",
        "office_id": str(held[0]) if len(held) == 1 and held[0] else "",
        "activity_ids": request.query_params.get("activity", "")[:36],
        "channel": str(RequestChannel.COUNTER),
        "language": str(Tongue.TH),
        "requester": str(RequesterKind.SELF),
        "age_band": str(AgeBand.ADULT),
        "identity_level": str(IdentityLevel.CLAIMED),
    }
    return await _show(request, runner, fresh(request, **{key: value for key, value in proposed.items() if value}))


@post("/new", opt=page_for(Permission.RECEIVE_REQUESTS), status_code=200)
async def take_in_request(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Take the request in, or look for the activities that it concerns, or show what is wrong with it."""
    form = sent(request)
    if form.value("do") == "search":
        return await _show(request, runner, form)
    given = _read(form)
    if given is None:
        return await _show(request, runner, form, status=422)
    keys, request_id = keys_of(request), form.id(request)

    def work(uow: UnitOfWork) -> SubjectRequest:
        made = service.receive(uow, keys, given, request_id=request_id)
        buffers.discard(uow, PATH)
        return made

    try:
        try:
            made = await runner.write(request.user, work)
        except Conflict:
            # The same form came twice in the same moment: the other one has made it by now.
            made = await runner.write(request.user, work)
    except Invalid as error:
        form.take(
            Problem(pointer=f"/{_field(form, p.pointer)}", message_th=p.message_th, message_en=p.message_en)
            for p in error.problems
        )
        return await _show(request, runner, form, status=422)
    return go(f"/requests/{made.id}", said="request-taken-in")


def _read(form: ShortForm) -> RequestInput | None:
    form.moment(
        "received_at", required=("กรอกวันเวลาที่หน่วยงานได้รับคำขอ", "Give the moment at which it reached the agency")
    )
    for name in ("channel", "language", "requester", "age_band"):
        if form.value(name):
            form.body[name] = form.value(name)
    office_id = office_id_of(form.value("office_id"))
    if office_id is None:
        form.fault("office_id", "เลือกหน่วยงานที่รับคำขอ", "Choose the office that takes it in")
    else:
        form.body["office_id"] = office_id
    rights = form.values("rights")
    if not rights:
        form.fault("rights", "เลือกสิทธิอย่างน้อยหนึ่งข้อ", "Choose at least one right")
    form.body["rights"] = [_asked(form, each) for each in rights]
    form.body["person"] = person_of(form)
    level = form.value("identity_level")
    if level and level != IdentityLevel.CLAIMED:
        how = form.value("identity_how").strip()
        if not how:
            form.fault("identity_how", "เขียนว่าตรวจอย่างไร", "Say how it was checked")
        form.body["identity"] = {"level": level, "how": how}
    form.body["activity_ids"] = form.values("activity_ids")
    return form.read(RequestInput, lambda pointer: _field(form, pointer))


def _asked(form: ShortForm, right: str) -> dict[str, str]:
    wish = form.value(f"wish_{right}").strip()
    return {"right": right, "wish": wish} if wish else {"right": right}


def _field(form: ShortForm, pointer: str) -> str:
    steps = pointer.strip("/").split("/")
    if steps[0] == "rights" and len(steps) == 3 and steps[1].isdecimal() and steps[2] == "wish":  # noqa: PLR2004 - rights, place, name
        rights = form.values("rights")
        return f"wish_{rights[int(steps[1])]}" if int(steps[1]) < len(rights) else "rights"
    return field_of(pointer)


async def _show(
    request: ApiRequest, runner: Runner, form: ShortForm, *, status: int = 200, saved_at: object = None
) -> Response[bytes]:
    picker: Picked = await runner.read(request.user, lambda uow: picked(uow, form))
    offices = await offices_of(request, runner)
    held = offices_for(request.user, Permission.RECEIVE_REQUESTS)
    return page(
        request,
        "requests/new.html",
        status=status,
        part="picker" if form.value("do") == "search" else None,
        form=form,
        picker=picker,
        saved_at=saved_at,
        place=PATH,
        rights=tuple(Right),
        laws=LAW_OF,
        channels=CHANNELS,
        tongues=tuple(Tongue),
        requesters=tuple(RequesterKind),
        ages=tuple(AgeBand),
        levels=LEVELS,
        numbers=NUMBERS,
        contacts=CONTACTS,
        agent=AGENT,
        guardian=GUARDIAN,
        minor=MINOR,
        rows_in=rows_in,
        representative=with_representative(form),
        office_choices=offices.choices(held, office_id_of(form.value("office_id"))),
    )


router = Router("/requests", route_handlers=[intake_page, take_in_request])
