"""Pages of contact details: which offices say what, and the form of one office."""

from datetime import datetime
from typing import Annotated

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from msgspec import Struct, structs

from ropa.access.rules import Permission, offices_for
from ropa.buffers import service as buffers
from ropa.contact_details import service
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Invalid, PreconditionFailed
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.offices import office_id_of, offices_of
from ropa.web.pages import go, page
from ropa.web.running import Runner
from ropa.web.sessions import keys_of
from ropa.web.short_fields import Control, Shape, collect, labelled, proposed
from ropa.web.short_forms import ShortForm, fresh, kept, sent
from schemas.beyond import Contact
from schemas.contact_details import ContactDetails, ContactDetailsInput, OfficeContactDetails, words_of
from schemas.thai_text import searchable

PATH = "/contact-details"
Words = Annotated[str | None, QueryParameter(name="q", max_length=200)]
OfficeText = Annotated[str | None, QueryParameter(name="office", max_length=20)]
_PARTS = (
    labelled(Contact, "name", Shape.LINE),
    labelled(Contact, "address", Shape.TEXT, rows=2),
    labelled(Contact, "telephone", Shape.LINE),
    labelled(Contact, "email", Shape.LINE),
)
CONTROLS = (
    labelled(ContactDetails, "parent_org_unit", Shape.LINE),
    labelled(ContactDetails, "controller_contact", Shape.GROUP, inner=_PARTS),
    labelled(ContactDetails, "dpo_contact", Shape.GROUP, inner=_PARTS),
)


class _Found(Struct, frozen=True):
    found: OfficeContactDetails
    kept: buffers.Buffer | None


@get("/", opt=page_for(Permission.READ_OFFICES))
async def contact_details_page(
    request: ApiRequest, runner: NamedDependency[Runner], q: Words = None, office: OfficeText = None
) -> Response[bytes]:
    """Offices that say something of their own; one is chosen to say it. `office`: go to its form."""
    chosen = office_id_of(office or "")
    if chosen is not None:
        return go(f"{PATH}/{chosen}")
    found = await runner.read(request.user, service.listed)
    words = searchable(q or "").split()
    items = [each for each in found.items if all(word in searchable(each.office_name) for word in words)]
    held = offices_for(request.user, Permission.MANAGE_CONTACTS)
    offices = await offices_of(request, runner)
    return page(
        request,
        "contact_details/list.html",
        items=items,
        every=len(found.items),
        q=q or "",
        words_of=words_of,
        office_choices=offices.choices(held) if held else None,
    )


@get("/{office_id:int}", opt=page_for(Permission.READ_OFFICES))
async def office_page(
    request: ApiRequest, runner: NamedDependency[Runner], office_id: FromPath[int]
) -> Response[bytes]:
    """What an office says and what counts there; the form for whoever may change it."""
    keys, path = keys_of(request), request.url.path

    def work(uow: UnitOfWork) -> _Found:
        found = service.of_office(uow, office_id)
        return _Found(found, buffers.find(uow, keys, path) if found.may_change else None)

    read = await runner.read(request.user, work)
    form = _form(request, read.found) if read.kept is None else kept(request, read.kept.fields)
    return _show(request, read.found, form, saved_at=read.kept.saved_at if read.kept is not None else None)


@post("/{office_id:int}", opt=page_for(Permission.MANAGE_CONTACTS), status_code=200)
async def change_page(
    request: ApiRequest, runner: NamedDependency[Runner], office_id: FromPath[int]
) -> Response[bytes]:
    """Save what the office says, or show what must be mended; what somebody saved meanwhile stands beside it."""
    form, path = sent(request), request.url.path
    form.body = collect(form, CONTROLS) | {"version": form.whole("version")}
    given = form.read(ContactDetailsInput, _field)
    moved = False
    if given is not None:

        def work(uow: UnitOfWork) -> None:
            service.change(uow, office_id, given)
            buffers.discard(uow, path)

        try:
            await runner.write(request.user, work)
        except Invalid as error:
            form.take(structs.replace(each, pointer=f"/{_field(each.pointer)}") for each in error.problems)
        except PreconditionFailed:
            moved = True
        else:
            return go(path, said="saved")
    found = await runner.read(request.user, lambda uow: service.of_office(uow, office_id))
    return _show(request, found, form, status=412 if moved else 422, saved_at=None)


def _field(pointer: str) -> str:
    """Return the name of the field that a place in the body has on the page."""
    return "_".join(pointer.strip("/").split("/")[:2])


def _form(request: ApiRequest, found: OfficeContactDetails) -> ShortForm:
    form = fresh(request, version=str(found.version))
    form.typed = {**form.typed, **proposed(CONTROLS, found.own)}
    return form


def _show(
    request: ApiRequest, found: OfficeContactDetails, form: ShortForm, *, status: int = 200, saved_at: datetime | None
) -> Response[bytes]:
    return page(
        request,
        "contact_details/office.html",
        status=status,
        found=found,
        form=form,
        controls=CONTROLS,
        words_of=words_of,
        above=_above(found),
        # What somebody saved since this form was opened; saving again puts this form in its place.
        since=_since(form, found) if form.whole("version") != found.version else None,
        saved_at=saved_at,
        place=request.url.path,
    )


def _above(found: OfficeContactDetails) -> dict[str, tuple[str, list[str]]]:
    """Return which office above says what counts, and its words, by field."""
    return {
        key: (by.office_name, words_of(getattr(found.effective, key)))
        for key, by in found.said_by.items()
        if by.office_id != found.office_id
    }


def _since(form: ShortForm, found: OfficeContactDetails) -> dict[str, str]:
    """Return what stands in the register now of each field that the form has otherwise."""
    stored = proposed(CONTROLS, found.own)
    names = [name for control in CONTROLS for name in _names(control)]
    now = {name: next(iter(stored.get(name, ())), "") for name in names}
    return {name: words for name, words in now.items() if words != form.value(name).strip()}


def _names(control: Control) -> list[str]:
    return [f"{control.name}_{each.name}" for each in control.inner] or [control.name]


router = Router(PATH, route_handlers=[contact_details_page, office_page, change_page])
