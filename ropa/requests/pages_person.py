"""Who asked: shown only after a reason was given, which stands in the trail; put right as a whole.

The person is in the answer to a form, never behind an address that could be opened, kept or sent on.
"""

from typing import Any
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from ropa.access.rules import Permission
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Forbidden, Invalid
from ropa.requests import service_person
from ropa.requests.pages_fields import (
    AGENT,
    CONTACTS,
    GUARDIAN,
    MINOR,
    NAME,
    NUMBERS,
    PERSON,
    WISHES,
    field_of,
    person_of,
)
from ropa.requests.pages_frame import Frame, done, find, show, take
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.running import Runner
from ropa.web.sessions import keys_of
from ropa.web.short_fields import collect, proposed, rows_in
from ropa.web.short_forms import ShortForm, fresh, sent
from schemas.requests import AgeBand, PersonChange, PersonOpening, RequesterKind, RequestPerson

RequestId = FromPath[UUID]


@get("/{request_id:uuid}/person", opt=page_for(Permission.SEE_REQUESTERS))
async def person_page(request: ApiRequest, runner: NamedDependency[Runner], request_id: RequestId) -> Response[bytes]:
    """The question why; nothing of the person."""
    found = await find(request, runner, request_id)
    return await _show(request, runner, found, fresh(request))


@post("/{request_id:uuid}/person", opt=page_for(Permission.SEE_REQUESTERS), status_code=200)
async def open_person(request: ApiRequest, runner: NamedDependency[Runner], request_id: RequestId) -> Response[bytes]:
    """Show who asked, or put it right."""
    form = sent(request)
    if form.value("do") == "change":
        return await _change(request, runner, request_id, form)
    form.text("why", required=("เขียนว่าต้องเปิดดูเพราะเหตุใด", "Say why it has to be opened"))
    given = form.read(PersonOpening)
    keys = keys_of(request)
    person: RequestPerson | None = None
    if given is not None:
        why = given.why

        def work(uow: UnitOfWork) -> RequestPerson:
            return service_person.person(uow, keys, str(request_id), why)

        try:
            person = await runner.write(request.user, work)
        except (Conflict, Forbidden) as error:
            form.fault("", error.message_th, error.message_en)
        except Invalid as error:
            form.take(error.problems)
    found = await find(request, runner, request_id)
    if person is not None:
        form = _proposed(request, found, person)
    return await _show(request, runner, found, form, person=person, status=200 if person is not None else 422)


def _proposed(request: ApiRequest, found: Frame, person: RequestPerson) -> ShortForm:
    form = fresh(request, requester=str(found.it.requester), age_band=str(found.it.age_band))
    form.typed = {**form.typed, **proposed((NAME, *PERSON, WISHES), person)}
    return form


async def _change(request: ApiRequest, runner: Runner, request_id: UUID, form: ShortForm) -> Response[bytes]:
    form.body = {
        "person": {**person_of(form), "wishes": collect(form, (WISHES,)).get("wishes", [])},
        "why": form.value("change_why").strip(),
        **{name: form.value(name) for name in ("requester", "age_band")},
    }
    if not form.body["why"]:
        form.fault("change_why", "เขียนว่าแก้เพราะเหตุใด", "Say why it is put right")
    given = form.read(PersonChange, _field)
    keys = keys_of(request)

    def step(uow: UnitOfWork, version: int) -> object:
        if given is None:
            raise RuntimeError("nothing was read")
        return service_person.change_person(uow, keys, str(request_id), given, version)

    if given is not None and await take(request, runner, form, step, _field):
        return done(request_id, "saved")
    return await _show(request, runner, await find(request, runner, request_id), form, editing=True, status=422)


def _field(pointer: str) -> str:
    return "change_why" if pointer == "/why" else field_of(pointer)


async def _show(request: ApiRequest, runner: Runner, found: Frame, form: ShortForm, **values: Any) -> Response[bytes]:
    return await show(
        request,
        runner,
        "person",
        found,
        form,
        person=values.pop("person", None),
        editing=values.pop("editing", False),
        shown=(*NUMBERS, *CONTACTS),
        name_control=NAME,
        agent=AGENT,
        guardian=GUARDIAN,
        minor=MINOR,
        wishes=WISHES,
        rows_in=rows_in,
        requesters=tuple(RequesterKind),
        ages=tuple(AgeBand),
        **values,
    )


router = Router("/requests", route_handlers=[person_page, open_person])
