"""Downloads: the diagrams of an activity, each as SVG, PNG, PDF and DOT."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from diagrams.kinds import RECORD_DIAGRAMS
from diagrams.outputs import Paper
from ropa import pictures
from ropa.access.rules import Permission
from ropa.activities import service_exports
from ropa.pictures import DRAWINGS, Drawing
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, download, is_known, is_shown
from ropa.web.running import Runner

RevisionNumber = Annotated[
    int | None, QueryParameter(name="revision", ge=1, le=1_000_000, description="Default: the current one")
]
Sheet = Annotated[
    Paper, QueryParameter(name="paper", description="Size of the page; auto: A4 where it stays readable, else A3")
]
_SAYS: dict[Drawing, str] = {
    "svg": "Text stays text; the font is inside.",
    "png": "The same drawing, twice the size of the screen.",
    "pdf": "The same drawing fitted to one page, with its title block.",
    "dot": "The same facts for Graphviz, to be edited there.",
}


async def _drawing(
    request: ApiRequest,
    runner: Runner,
    activity_id: UUID,
    kind: str,
    drawing: Drawing,
    revision: int | None,
    paper: Paper = Paper.AUTO,
) -> Response[bytes]:
    drawn = await runner.read(
        request.user,
        lambda uow: pictures.prepare_diagram(uow, str(activity_id), kind, drawing, revision, paper=paper),
    )
    headers = {"ETag": drawn.tag}
    if is_known(request, drawn.tag):
        return Response(b"", status_code=304, headers=headers)
    content = await runner.think(drawn.render)
    if not is_shown(request):
        await runner.write(request.user, lambda uow: service_exports.exported(uow, f"{kind}.{drawing}", drawn.ref))
    answer = download(content, DRAWINGS[drawing], f"{drawn.ref}-{kind}.{drawing}")
    answer.headers.update(headers)
    return answer


def _route(kind: str, drawing: Drawing) -> Any:
    """Return the handler of one kind of diagram in one form."""
    path = f"/activities/{{activity_id:uuid}}/{kind}.{drawing}"
    media_type = DRAWINGS[drawing].partition(";")[0]
    told = get(
        path,
        opt=needs(Permission.READ_ACTIVITIES, answers={200: media_type, 304: None}),
        summary=f"{RECORD_DIAGRAMS[kind].en}, {drawing.upper()}",
    )
    if drawing == "pdf":

        async def on_paper(
            request: ApiRequest,
            runner: NamedDependency[Runner],
            activity_id: FromPath[UUID],
            revision: RevisionNumber = None,
            paper: Sheet = Paper.AUTO,
        ) -> Response[bytes]:
            return await _drawing(request, runner, activity_id, kind, drawing, revision, paper)

        return told(_named(on_paper, kind, drawing))

    async def on_screen(
        request: ApiRequest,
        runner: NamedDependency[Runner],
        activity_id: FromPath[UUID],
        revision: RevisionNumber = None,
    ) -> Response[bytes]:
        return await _drawing(request, runner, activity_id, kind, drawing, revision)

    return told(_named(on_screen, kind, drawing))


def _named(handler: Any, kind: str, drawing: Drawing) -> Any:
    """Return the handler under a name of its own: the OpenAPI document calls operations by it."""
    handler.__name__, handler.__doc__ = f"{kind}_{drawing}", _SAYS[drawing]
    return handler


router = Router(
    "/api/v1",
    route_handlers=[_route(kind, drawing) for kind in RECORD_DIAGRAMS for drawing in DRAWINGS],
    tags=["downloads"],
)
