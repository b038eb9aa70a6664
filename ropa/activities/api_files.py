"""Downloads: drawings and workbooks of an activity, and the register."""

from typing import Annotated, Literal
from uuid import UUID

from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from litestar.response import Stream

from ropa.access.rules import Permission
from ropa.activities import api_register, service_as_of, service_exports
from ropa.activities.api import OfficeId, Status
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, attachment, download
from ropa.web.running import Runner
from schemas.listing import ActivityFilter

Drawing = Literal["svg", "png", "pdf"]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = "application/pdf"
DRAWINGS: dict[Drawing, str] = {"svg": "image/svg+xml", "png": "image/png", "pdf": PDF}

RevisionNumber = Annotated[
    int | None, QueryParameter(name="revision", ge=1, le=1_000_000, description="Default: the current one")
]

AsOf = Annotated[
    str | None,
    QueryParameter(
        name="as_of", max_length=40, description="The register at the end of this day in Bangkok, YYYY-MM-DD, Gregorian"
    ),
]


async def _drawing(
    request: ApiRequest,
    runner: Runner,
    activity_id: UUID,
    form: Drawing,
    revision: int | None,
    kind: Literal["dfd", "exchange"] = "dfd",
) -> Response[bytes]:
    from ropa import renderings

    drawn = await runner.read(
        request.user, lambda uow: renderings.prepare_diagram(uow, str(activity_id), kind, form, revision)
    )
    content = await runner.think(drawn.render)
    # A page that shows its picture is read, not exported; browsers say which of the two it is.
    if request.headers.get("sec-fetch-dest") != "image":
        await _told(request, runner, f"{kind}.{form}", drawn.ref)
    return download(content, DRAWINGS[form], f"{drawn.ref}-{kind}.{form}")


async def _told(request: ApiRequest, runner: Runner, file: str, subject: str, **details: object) -> None:
    await runner.write(request.user, lambda uow: service_exports.exported(uow, file, subject, **details))


def _answers(media_type: str) -> dict[str, object]:
    return needs(Permission.READ_ACTIVITIES, answers={200: media_type})


@get("/activities/{activity_id:uuid}/dfd.svg", opt=_answers(DRAWINGS["svg"]), summary="Data-flow diagram, SVG")
async def dfd_svg(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID], revision: RevisionNumber = None
) -> Response[bytes]:
    """Drawn from the steps; text stays text."""
    return await _drawing(request, runner, activity_id, "svg", revision)


@get("/activities/{activity_id:uuid}/dfd.png", opt=_answers(DRAWINGS["png"]), summary="Data-flow diagram, PNG")
async def dfd_png(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID], revision: RevisionNumber = None
) -> Response[bytes]:
    """The same drawing, twice the size of the screen."""
    return await _drawing(request, runner, activity_id, "png", revision)


@get("/activities/{activity_id:uuid}/dfd.pdf", opt=_answers(DRAWINGS["pdf"]), summary="Data-flow diagram, PDF")
async def dfd_pdf(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID], revision: RevisionNumber = None
) -> Response[bytes]:
    """The same drawing on a page with its title block."""
    return await _drawing(request, runner, activity_id, "pdf", revision)


@get("/activities/{activity_id:uuid}/exchange.svg", opt=_answers(DRAWINGS["svg"]), summary="Exchange diagram, SVG")
async def exchange_svg(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID], revision: RevisionNumber = None
) -> Response[bytes]:
    """The activity's systems and with whom they exchange what."""
    return await _drawing(request, runner, activity_id, "svg", revision, "exchange")


@get("/activities/{activity_id:uuid}/exchange.png", opt=_answers(DRAWINGS["png"]), summary="Exchange diagram, PNG")
async def exchange_png(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID], revision: RevisionNumber = None
) -> Response[bytes]:
    """The same drawing, twice the size of the screen."""
    return await _drawing(request, runner, activity_id, "png", revision, "exchange")


@get("/activities/{activity_id:uuid}/exchange.pdf", opt=_answers(DRAWINGS["pdf"]), summary="Exchange diagram, PDF")
async def exchange_pdf(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID], revision: RevisionNumber = None
) -> Response[bytes]:
    """The same drawing on a page with its title block."""
    return await _drawing(request, runner, activity_id, "pdf", revision, "exchange")


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
        dfd_svg,
        dfd_png,
        dfd_pdf,
        exchange_svg,
        exchange_png,
        exchange_pdf,
        form_xlsx,
        form_pdf,
        register_xlsx,
        register_pdf,
    ],
    tags=["downloads"],
)
