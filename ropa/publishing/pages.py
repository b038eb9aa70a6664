"""Pages by which an officer reads an activity's privacy notice and a DPO decides what of the register is public."""

from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from ropa import clock
from ropa.access.rules import Permission, offices_for
from ropa.activities import service_exports
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Invalid
from ropa.publishing import service
from ropa.publishing.pages_files import notice_file
from ropa.settings import Settings
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.language import language_of
from ropa.web.offices import office_id_of, offices_of
from ropa.web.pages import go, link, page
from ropa.web.running import Runner
from ropa.web.short_forms import ShortForm, fresh, sent
from schemas.listing import StoredRevision
from schemas.privacy_notice import AS_WRITTEN, UNDER, parts
from schemas.publishing import PublicActivity, PublicFilter, PublishInput

ACTIVITY = "/activities/{activity_id:uuid}"
LIST = "/publications"
WITHDRAW = "withdraw"
Words = Annotated[str | None, QueryParameter(name="q", max_length=200)]
OfficeText = Annotated[str | None, QueryParameter(name="office", max_length=20)]
State = Annotated[str | None, QueryParameter(name="state", max_length=10)]
After = Annotated[str | None, QueryParameter(name="after", max_length=36)]
#: What the list may be narrowed to.
_STATES: dict[str, bool | None] = {"": None, "public": True, "not": False}


@get(ACTIVITY + "/notice", opt=page_for(Permission.READ_ACTIVITIES))
async def activity_notice(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]
) -> Response[bytes]:
    """The privacy notice that the record gives, with what is missing marked."""
    stored, content = await runner.read(request.user, lambda uow: service.shown(uow, str(activity_id)))
    language = language_of(request)
    return page(
        request,
        "publishing/notice.html",
        record=stored,
        content=content,
        notice_parts=parts(content, language),
        under=UNDER[language],
        as_written=AS_WRITTEN[language],
    )


@get(ACTIVITY + "/notice.pdf", opt=page_for(Permission.READ_ACTIVITIES))
async def activity_notice_pdf(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]
) -> Response[bytes]:
    """The notice as PDF, a draft, in the reader's language."""
    return await _file(request, runner, str(activity_id), "pdf")


@get(ACTIVITY + "/notice.docx", opt=page_for(Permission.READ_ACTIVITIES))
async def activity_notice_docx(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]
) -> Response[bytes]:
    """The notice as a Word file, to be finished by hand."""
    return await _file(request, runner, str(activity_id), "docx")


async def _file(request: ApiRequest, runner: Runner, activity_id: str, ending: str) -> Response[bytes]:
    def work(uow: UnitOfWork) -> tuple[StoredRevision, PublicActivity]:
        stored, content = service.shown(uow, activity_id)
        service_exports.exported(uow, f"privacy-notice.{ending}", stored.ref)
        return stored, content

    _, content = await runner.write(request.user, work)
    today = clock.bangkok(runner.now()).date()
    return await notice_file(runner, content, language_of(request), today, ending=ending, is_public=False)


@get(ACTIVITY + "/publish", opt=page_for(Permission.PUBLISH_REGISTER))
async def publish_page(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]
) -> Response[bytes]:
    """Exactly what the public would see, and the decision."""
    return await _show(request, runner, str(activity_id), fresh(request), None)


@post(ACTIVITY + "/publish", opt=page_for(Permission.PUBLISH_REGISTER), status_code=200)
async def publish_activity(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]
) -> Response[bytes]:
    """Publish, show the preview with other words, or withdraw: the button says which."""
    form, key = sent(request), str(activity_id)
    act = form.value("do")
    if act == WITHDRAW:
        return await _withdraw(request, runner, key, form)
    for name in ("necessity", "seen"):
        form.text(name)
    form.body.setdefault("seen", "")
    form.body["with_notice"] = bool(form.value("with_notice"))
    given = form.read(PublishInput)
    if given is None:
        return await _show(request, runner, key, form, None, status=422)
    if act != "publish":
        return await _show(request, runner, key, form, given.necessity or "")
    try:
        await runner.write(request.user, lambda uow: service.publish(uow, key, given))
    except Invalid as error:
        form.take(error.problems)
    except Conflict as error:
        form.fault("", error.message_th, error.message_en)
    else:
        return go(f"/activities/{key}/publish", said="published")
    return await _show(request, runner, key, form, given.necessity or "", status=422)


async def _withdraw(request: ApiRequest, runner: Runner, key: str, form: ShortForm) -> Response[bytes]:
    try:
        await runner.write(request.user, lambda uow: service.withdraw(uow, key))
    except Conflict as error:
        form.fault("", error.message_th, error.message_en)
        return await _show(request, runner, key, form, None, status=422)
    return go(f"/activities/{key}/publish", said="unpublished")


async def _show(
    request: ApiRequest,
    runner: Runner,
    activity_id: str,
    form: ShortForm,
    necessity: str | None,
    *,
    status: int = 200,
) -> Response[bytes]:
    found = await runner.read(request.user, lambda uow: service.preview(uow, activity_id, necessity))
    language = language_of(request)
    settings: Settings = request.app.state.settings
    return page(
        request,
        "publishing/publish.html",
        status=status,
        record=found.stored,
        found=found,
        form=form,
        notice_parts=parts(found.content, language),
        under=UNDER[language],
        as_written=AS_WRITTEN[language],
        place=request.url.path,
        is_shown=settings.public_register,
    )


@get(LIST, opt=page_for(Permission.PUBLISH_REGISTER))
async def publications_page(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    q: Words = None,
    office: OfficeText = None,
    shown_state: State = None,
    after: After = None,
) -> Response[bytes]:
    """Approved activities to choose from, with what of each is public."""
    words = "".join(each for each in q or "" if each.isprintable()).strip()
    wanted = PublicFilter(q=words, office=office_id_of(office) if office else None)
    chosen = shown_state if shown_state in _STATES else ""
    is_public = _STATES[chosen or ""]
    items, more, count = await runner.read(
        request.user, lambda uow: service.candidates(uow, wanted, is_public=is_public, after=after)
    )
    offices = await offices_of(request, runner)
    settings: Settings = request.app.state.settings
    query = {"q": wanted.q, "office": wanted.office, "state": chosen}
    return page(
        request,
        "publishing/list.html",
        part="rows",
        items=items,
        wanted=wanted,
        state=chosen,
        count=count,
        more=link(LIST, **query, after=more) if more else None,
        offices=offices,
        office_choices=offices.choices(offices_for(request.user, Permission.PUBLISH_REGISTER), wanted.office),
        is_shown=settings.public_register,
    )


router = Router(
    "/",
    route_handlers=[
        activity_notice,
        activity_notice_pdf,
        activity_notice_docx,
        publish_page,
        publish_activity,
        publications_page,
    ],
)
