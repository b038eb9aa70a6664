"""The gallery of templates, a template in the form's layout, and the form that makes a draft of it or of a record."""

from itertools import groupby
from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from ropa import clock, pictures
from ropa.access.rules import Permission
from ropa.activities import service_clone, service_sections
from ropa.activities.pages_new import FEW, name_of, office_of
from ropa.activities.pages_record_body import KEPT, Around, drawn_of
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Invalid
from ropa.web.authentication import page_for, typed_into
from ropa.web.bodies import ApiRequest
from ropa.web.form_keys import id_of, new_key
from ropa.web.forms import Typed, first, typed_of
from ropa.web.language import language_of
from ropa.web.pages import go, in_language, moment_now, page
from ropa.web.running import Runner
from schemas.document import SCHEMA_VERSION, content_hash, encode_document
from schemas.findings import Problem
from schemas.office import Office
from schemas.reading import Unreadable, read_value
from schemas.templates import CloneInput

Words = Annotated[str | None, QueryParameter(name="q", max_length=200)]
RevisionNumber = Annotated[int | None, QueryParameter(name="revision", ge=1, le=1_000_000)]
NAMES = ("agency_name", "parent_org_unit")
_FORGED = ("แบบฟอร์มนี้ใช้สร้างรายการไม่ได้ โปรดเปิดแบบฟอร์มใหม่", "This form cannot create a record; open a new one")


@get("/templates", opt=page_for(Permission.READ_ACTIVITIES))
async def gallery_page(request: ApiRequest, q: Words = None) -> Response[bytes]:
    """Every template by its group, or those that have the words."""
    found = service_clone.templates(q)
    groups = [(group, list(each)) for group, each in groupby(found, key=lambda each: each.group)]
    return page(request, "activities/templates.html", part="results", groups=groups, q=q or "", total=len(found))


@get("/templates/{template:str}", opt=page_for(Permission.READ_ACTIVITIES))
async def template_page(
    request: ApiRequest, runner: NamedDependency[Runner], template: FromPath[str]
) -> Response[bytes]:
    """A template in the form's own layout."""
    found = service_clone.template(template)
    language = language_of(request)
    around = Around(flow_picture=f"/activities/templates/{found.key}/flow.svg", opened=True)
    key = (content_hash(encode_document(found.document)), SCHEMA_VERSION, language, None, around)
    drawn = KEPT.get(key)
    if drawn is None:
        drawn = await runner.think(lambda: drawn_of(found.document, language, around))
        KEPT.put(key, drawn)
    return page(request, "activities/template.html", ready=found, drawn=drawn, fragments=drawn.fragments)


@get("/templates/{template:str}/flow.svg", opt=page_for(Permission.READ_ACTIVITIES))
async def template_picture(
    request: ApiRequest, runner: NamedDependency[Runner], template: FromPath[str]
) -> Response[bytes]:
    """The data-flow diagram of a template."""
    found = service_clone.template(template)
    today = clock.bangkok(moment_now(request)).date()
    drawn = await runner.think(lambda: pictures.template_picture(found.document, found.key, today))
    return Response(drawn, media_type="image/svg+xml", headers={"Cache-Control": "private, max-age=3600"})


@get("/templates/{template:str}/use", opt=page_for(Permission.WRITE_ACTIVITIES))
async def use_page(request: ApiRequest, runner: NamedDependency[Runner], template: FromPath[str]) -> Response[bytes]:
    """Where the draft belongs, and who the controller is."""
    service_clone.template(template)
    return await _ask(request, runner, CloneInput(office_id=0, template=template), {}, [])


@post("/templates/{template:str}/use", opt=page_for(Permission.WRITE_ACTIVITIES), status_code=200)
async def make_of_template(
    request: ApiRequest, runner: NamedDependency[Runner], template: FromPath[str]
) -> Response[bytes]:
    """Make the draft once, however often the form is sent."""
    service_clone.template(template)
    return await _make(request, runner, CloneInput(office_id=0, template=template))


@get("/{activity_id:uuid}/clone", opt=page_for(Permission.WRITE_ACTIVITIES))
async def clone_page(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID], revision: RevisionNumber = None
) -> Response[bytes]:
    """Where the copy of a record belongs, and what does not go along."""
    wanted = CloneInput(office_id=0, from_activity=str(activity_id), revision=revision)
    return await _ask(request, runner, wanted, {}, [])


@post("/{activity_id:uuid}/clone", opt=page_for(Permission.WRITE_ACTIVITIES), status_code=200)
async def make_of_record(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID], revision: RevisionNumber = None
) -> Response[bytes]:
    """Make the copy once, however often the form is sent."""
    return await _make(request, runner, CloneInput(office_id=0, from_activity=str(activity_id), revision=revision))


async def _make(request: ApiRequest, runner: Runner, base: CloneInput) -> Response[bytes]:
    typed = typed_of(typed_into(request))
    offices = await runner.read(request.user, service_sections.writable_offices)
    chosen = office_of(offices, first(typed, "office"))
    if chosen.office is None:
        several = len(chosen.near) > 1
        problem = Problem(
            pointer="/office_id",
            message_th="มีหน่วยงานที่ชื่อคล้ายกันหลายแห่ง โปรดเลือกหนึ่งแห่ง" if several else "โปรดเลือกหน่วยงานที่ท่านมีสิทธิบันทึก",
            message_en="Several offices have such a name; choose one"
            if several
            else "Choose an office where you may record",
        )
        return await _ask(request, runner, base, typed, [problem], near=chosen.near)
    made_id = id_of(request, first(typed, "form_key"))
    if made_id is None:
        raise Conflict(*_FORGED)
    said = {name: first(typed, name).strip() or None for name in NAMES}
    body = {"template": base.template, "from_activity": base.from_activity, "revision": base.revision}
    try:
        wanted = read_value({**body, "office_id": chosen.office.id, **said}, CloneInput)
    except Unreadable as error:
        return await _ask(request, runner, base, typed, list(error.problems))

    def work(uow: UnitOfWork) -> str:
        return service_clone.clone(uow, wanted, activity_id=made_id).id

    try:
        made = await runner.write(request.user, work)
    except Invalid as error:
        return await _ask(request, runner, base, typed, list(error.problems))
    except Conflict:
        # On PostgreSQL two presses of one button can arrive together: the second finds what the first one made.
        made = await runner.write(request.user, work)
    return go(f"/activities/{made}/open", said="created")


async def _ask(
    request: ApiRequest,
    runner: Runner,
    base: CloneInput,
    typed: Typed,
    problems: list[Problem],
    near: list[Office] | None = None,
) -> Response[bytes]:
    def work(uow: UnitOfWork) -> tuple[list[Office], str, str]:
        offices = service_sections.writable_offices(uow)
        if base.from_activity is None:
            return offices, "", ""
        stored = service_clone.source(uow, base.from_activity, base.revision)
        return offices, stored.ref, str(stored.revision)

    offices, ref, number = await runner.read(request.user, work)
    wrong: dict[str, str] = {}
    for each in problems:
        name = each.pointer.rsplit("/", 1)[-1].replace("_id", "")
        wrong.setdefault(name, in_language(request, each.message_th, each.message_en))
    own = service_sections.own_office(request.user, offices)
    given = first(typed, "office") or (name_of(own) if own and not problems else "")
    return page(
        request,
        "activities/clone.html",
        status=422 if problems else 200,
        ready=service_clone.template(base.template) if base.template else None,
        source_ref=ref,
        source_revision=number,
        source_id=base.from_activity,
        action=request.url.path + (f"?revision={base.revision}" if base.revision else ""),
        offices=[name_of(office) for office in offices],
        near=[name_of(office) for office in near or ()],
        few=len(offices) <= FEW,
        office=given,
        typed={name: first(typed, name) for name in NAMES},
        form_key=first(typed, "form_key") or new_key(request),
        wrong=wrong,
        problems=[(f"f-{name}", words) for name, words in wrong.items()],
    )


router = Router(
    "/activities",
    route_handlers=[
        gallery_page,
        template_page,
        template_picture,
        use_page,
        make_of_template,
        clone_page,
        make_of_record,
    ],
)
