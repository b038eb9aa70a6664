"""A new record begins with its office and names; an open draft can be dropped again."""

from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from ropa.access.rules import Permission
from ropa.activities import service, service_sections
from ropa.buffers import service as buffers
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Invalid, NotFound, PreconditionFailed
from ropa.web.authentication import page_for, typed_into
from ropa.web.bodies import ApiRequest
from ropa.web.forms import Typed, first, typed_of
from ropa.web.offices import offices_of
from ropa.web.pages import go, in_language, page
from ropa.web.running import Runner
from ropa.web.sessions import keys_of
from schemas.document import ActivityInput
from schemas.findings import Problem
from schemas.office import Office
from schemas.reading import Unreadable, read_value
from schemas.thai_text import searchable

PATH = "/activities/new"
TEXTS = ("main_process", "sub_process", "responsible_org_unit")
#: So few offices are shown as a plain list; more are looked for by a part of their name.
FEW = 12
#: So many offices are named when a part of a name fits several.
MOST_NAMED = 20


class Chosen(Struct, frozen=True):
    """The office that was meant, or those that it may be."""

    office: Office | None
    near: list[Office]


@get("/new", opt=page_for(Permission.WRITE_ACTIVITIES))
async def new_page(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Where it belongs and what it is called; everything else is asked section by section."""
    keys = keys_of(request)

    def work(uow: UnitOfWork) -> tuple[list[Office], str, buffers.Buffer | None]:
        return (
            service_sections.writable_offices(uow),
            service_sections.form_key(uow, keys),
            buffers.find(uow, keys, PATH),
        )

    offices, key, kept = await runner.read(request.user, work)
    typed = typed_of(kept.fields) if kept else {}
    if own := service_sections.own_office(request.user, offices):
        typed.setdefault("office", [name_of(own)])
    return _show(request, offices, {**typed, "form_key": [key]}, [])


@post("/new", opt=page_for(Permission.WRITE_ACTIVITIES), status_code=200)
async def create_page(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Create the draft once, however often its form is sent, and go to its first section."""
    keys = keys_of(request)
    typed = typed_of(typed_into(request))
    offices = await runner.read(request.user, service_sections.writable_offices)
    chosen = office_of(offices, first(typed, "office"))
    problems = _faults(chosen, typed)
    if problems or chosen.office is None:
        return _show(request, offices, typed, problems, near=chosen.near)
    header = {name: first(typed, name).strip() or None for name in TEXTS}
    try:
        data = read_value({"office_id": chosen.office.id, "form": {"header": header}}, ActivityInput)
    except Unreadable as error:
        return _show(request, offices, typed, error.problems)

    def work(uow: UnitOfWork) -> str:
        made = service_sections.create_once(uow, keys, first(typed, "form_key"), data)
        buffers.discard(uow, PATH)
        return made.id

    try:
        made = await runner.write(request.user, work)
    except Invalid as error:
        return _show(request, offices, typed, error.problems)
    except Conflict:
        # On PostgreSQL two presses of one button can arrive together: the second finds what the first one made.
        made = await runner.write(request.user, work)
    return go(f"/activities/{made}/edit/header", said="created")


def name_of(office: Office) -> str:
    """Return an office as the list offers it; the number tells apart offices of one name."""
    return f"{office.name} ({office.id})"


def office_of(offices: list[Office], said: str) -> Chosen:
    """Return the office that was picked, named or numbered, or the only one whose name has what was typed."""
    words = said.strip()
    exact = [office for office in offices if words in {name_of(office), str(office.id)}]
    if not exact:
        exact = [office for office in offices if office.name == words]
    if exact:
        return Chosen(exact[0], []) if len(exact) == 1 else Chosen(None, exact)
    key = searchable(words)
    near = [office for office in offices if key and key in searchable(office.name)]
    return Chosen(near[0] if len(near) == 1 else None, near[:MOST_NAMED])


def _faults(chosen: Chosen, typed: Typed) -> list[Problem]:
    found = []
    if chosen.office is None:
        several = len(chosen.near) > 1
        thai = "มีหน่วยงานที่ชื่อคล้ายกันหลายแห่ง โปรดเลือกหนึ่งแห่ง" if several else "โปรดเลือกหน่วยงานที่ท่านมีสิทธิบันทึก"
        english = "Several offices have such a name; choose one" if several else "Choose an office where you may record"
        found.append(Problem(pointer="/office_id", message_th=thai, message_en=english))
    if not any(first(typed, name).strip() for name in TEXTS[:2]):
        found.append(
            Problem(
                pointer="/form/header/main_process",
                message_th="โปรดระบุชื่อกระบวนการหลักหรือกระบวนการย่อย",
                message_en="Name the main process or the sub-process",
            )
        )
    return found


def _show(
    request: ApiRequest,
    offices: list[Office],
    typed: Typed,
    problems: list[Problem] | tuple[Problem, ...],
    near: list[Office] | None = None,
) -> Response[bytes]:
    wrong: dict[str, str] = {}
    for each in problems:
        wrong.setdefault(
            each.pointer.rsplit("/", 1)[-1].replace("_id", ""), in_language(request, each.message_th, each.message_en)
        )
    return page(
        request,
        "activities/edit_new.html",
        status=422 if problems else 200,
        offices=[name_of(office) for office in offices],
        near=[name_of(office) for office in near or ()],
        few=len(offices) <= FEW,
        typed={name: first(typed, name) for name in ("office", *TEXTS)},
        form_key=first(typed, "form_key"),
        wrong=wrong,
        problems=[(f"f-{name}", words) for name, words in wrong.items()],
    )


@get("/{activity_id:uuid}/delete", opt=page_for(Permission.WRITE_ACTIVITIES))
async def delete_page(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]
) -> Response[bytes]:
    """Ask once more, and say what goes."""
    return await _ask(request, runner, str(activity_id))


async def _ask(request: ApiRequest, runner: Runner, key: str, *, moved: bool = False) -> Response[bytes]:
    found = await runner.read(request.user, lambda uow: service_sections.record_to_drop(uow, key))
    document = service_sections.document_in(found)
    head = document.form.header
    return page(
        request,
        "activities/edit_delete.html",
        status=412 if moved else 200,
        stored=found.stored,
        title=head.sub_process or head.main_process or "",
        office=(await offices_of(request, runner)).name(found.stored.office_id),
        whole=found.stored.revision == 1,
        moved=moved,
    )


@post("/{activity_id:uuid}/delete", opt=page_for(Permission.WRITE_ACTIVITIES), status_code=200)
async def drop_page(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]
) -> Response[bytes]:
    """Drop the draft that the page showed; one that was changed since is shown first."""
    key = str(activity_id)
    said = first(typed_of(typed_into(request)), "version")
    version = int(said) if said.isascii() and said.isdecimal() and len(said) <= 9 else 0  # noqa: PLR2004 - an SQL integer
    try:
        await runner.write(request.user, lambda uow: service.delete(uow, key, version))
    except PreconditionFailed:
        return await _ask(request, runner, key, moved=True)
    try:
        await runner.read(request.user, lambda uow: service.read(uow, key))
    except NotFound:
        return go("/activities", said="deleted")
    return go(f"/activities/{key}", said="deleted")


router = Router("/activities", route_handlers=[new_page, create_page, delete_page, drop_page])
