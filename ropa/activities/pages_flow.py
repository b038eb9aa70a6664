"""The page on which the data-flow table is edited, with its diagram beside it."""

from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from ropa import pictures
from ropa.access.rules import Permission
from ropa.activities.pages_edit_steps import steps_of
from ropa.web import rows_editor, rows_flow, rows_paste_tables
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.rows_shown import Editor
from ropa.web.running import Runner
from schemas.form import flow_columns
from schemas.vocabulary import StepKind, StepMode

#: Where more steps than this are, an arrow's target is typed as a number instead of chosen.
MOST_CHOICES = 40

EDITOR = Editor(
    rows_flow.TABLE,
    "activities/edit_flow.html",
    lambda document: pictures.inline_picture(document, "dfd"),
    {
        "columns": flow_columns(),
        "infos": rows_flow.INFOS,
        "kinds": tuple(StepKind),
        "modes": tuple(StepMode),
        "most_choices": MOST_CHOICES,
        "outer": {key: rows_flow.INFOS[key] for key in rows_flow.CELLS},
        "labels": rows_flow.INFOS,
        "terms": {str(term): term for terms in (StepKind, StepMode) for term in terms},
    },
    lambda request, found: steps_of(request, found, "flow"),
    "systems",
    rows_paste_tables.FLOW,
)


@get("/flow", opt=page_for(Permission.WRITE_ACTIVITIES))
async def show(request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]) -> Response[bytes]:
    """Show the steps."""
    return await rows_editor.show(request, runner, EDITOR, str(activity_id))


@post("/flow", opt=page_for(Permission.WRITE_ACTIVITIES), status_code=200)
async def take(request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]) -> Response[bytes]:
    """Save the steps, or answer another button of the page."""
    return await rows_editor.take(request, runner, EDITOR, str(activity_id))


@post("/flow/picture", opt=page_for(Permission.WRITE_ACTIVITIES), status_code=200)
async def picture(request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]) -> Response[bytes]:
    """Draw the steps as they are typed."""
    return await rows_editor.picture(request, runner, EDITOR, str(activity_id))


router = Router("/activities/{activity_id:uuid}/edit", route_handlers=[show, take, picture])
