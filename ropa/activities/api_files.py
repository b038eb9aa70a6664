"""Downloads: the form of an activity, and the register."""

from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from litestar.response import Stream

from ropa.access.rules import Permission
from ropa.activities import api_register, service_as_of, service_exports
from ropa.activities.api import OfficeId, Status
from ropa.activities.api_diagrams import RevisionNumber
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, attachment, download
from ropa.web.running import Runner
from schemas.listing import ActivityFilter

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = "application/pdf"

AsOf = Annotated[
    str | None,
    QueryParameter(
        name="as_of", max_length=40, description="The register at the end of this day in Bangkok, YYYY-MM-DD, Gregorian"
    ),
]


async def _told(request: ApiRequest, runner: Runner, file: str, subject: str, **details: object) -> None:
    await runner.write(request.user, lambda uow: service_exports.exported(uow, file, subject, **details))


def _answers(media_type: str) -> dict[str, object]:
    return needs(Permission.READ_ACTIVITIES, answers={200: media_type})


@get("/activities/{activity_id:uuid}/form.xlsx", opt=_answers(XLSX), summary="The ministry's form, filled")
async def form_xlsx(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID], revision: RevisionNumber = None
) -> Response[bytes]:
    """Form, drawing, flow table, exchange table and findings."""
    from ropa import renderings

    made = await runner.read(request.user, lambda uow: renderings.prepare_form(uow, str(activity_id), revision))
    content = await runner.think(made.render)
    await _told(request, runner, "form.xlsx", made.ref)
    return download(content, XLSX, f"{made.ref}.xlsx")


@get("/activities/{activity_id:uuid}/form.pdf", opt=_answers(PDF), summary="The ministry's form, filled, as PDF")
async def form_pdf(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID], revision: RevisionNumber = None
) -> Response[bytes]:
    """The content of form.xlsx for paper and for screen readers."""
    from ropa import renderings

    made = await runner.read(request.user, lambda uow: renderings.prepare_form_pdf(uow, str(activity_id), revision))
    content = await runner.think(made.render)
    await _told(request, runner, "form.pdf", made.ref)
    return download(content, PDF, f"{made.ref}.pdf")


@get(
    "/register.pdf",
    opt=needs(Permission.EXPORT_REGISTER, answers={200: PDF}),
    summary="The register that the caller may see, as PDF",
)
async def register_pdf(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    office: OfficeId = None,
    status: Status = None,
    as_of: AsOf = None,
) -> Response[bytes]:
    """Up to 50 records, each with all it says. A larger one is asked for at /api/v1/downloads, kind register.pdf."""
    day = service_as_of.read_day(as_of, runner.now()) if as_of else None
    wanted = ActivityFilter(office=office, status=status, as_of=day)
    made = await api_register.make_pdf(runner, request.user, wanted)
    scope: dict[str, object] = {"office": office, "status": str(status) if status else None}
    if day is not None:
        scope["as_of"] = day.isoformat()
    await _told(request, runner, "register.pdf", "register", **scope)
    return download(made, PDF, f"ropa-register-{day.isoformat()}.pdf" if day else "ropa-register.pdf")


@get(
    "/register.xlsx",
    opt=needs(Permission.EXPORT_REGISTER, answers={200: XLSX}),
    summary="The register that the caller may see",
)
async def register_xlsx(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    office: OfficeId = None,
    status: Status = None,
    as_of: AsOf = None,
) -> Stream:
    """One row for each activity: its approved revision, or its draft where nothing was approved yet.

    With `as_of` the revision that was approved at the end of that day, in the office where it was then.
    """
    day = service_as_of.read_day(as_of, runner.now()) if as_of else None
    wanted = ActivityFilter(office=office, status=status, as_of=day)
    path = await api_register.make(runner, request.user, wanted)
    scope: dict[str, object] = {"office": office, "status": str(status) if status else None}
    if day is not None:
        scope["as_of"] = day.isoformat()
    try:
        await _told(request, runner, "register.xlsx", "register", **scope)
    except BaseException:
        api_register.drop(path)
        raise
    headers = {
        **attachment(f"ropa-register-{day.isoformat()}.xlsx" if day else "ropa-register.xlsx"),
        "Content-Length": str(path.stat().st_size),
    }
    return Stream(api_register.send(path), media_type=XLSX, headers=headers)


router = Router(
    "/api/v1",
    route_handlers=[
        form_xlsx,
        form_pdf,
        register_xlsx,
        register_pdf,
    ],
    tags=["downloads"],
)
