"""The page on which the exchange table is edited, with its map beside it."""

from itertools import groupby
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from ropa import pictures
from ropa.access.rules import Permission
from ropa.activities.pages_edit_steps import steps_of
from ropa.web import rows_editor, rows_paste_tables, rows_systems
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.rows_cells import meaning, suggestions
from ropa.web.rows_shown import Editor
from ropa.web.running import Runner
from schemas.form import FieldInfo, Kind, exchange_columns


class Group(Struct, frozen=True):
    """A stretch of the header: columns under one upper heading, or (heading None) columns that span both levels."""

    heading: str | None
    columns: tuple[FieldInfo, ...]

    def has(self, key: str) -> bool:
        """Tell whether a column is here."""
        return any(info.key == key for info in self.columns)


def header() -> list[Group]:
    """Return the header of the paper's table from left to right."""
    found = groupby(exchange_columns(), key=lambda info: info.note.group_th)
    return [Group(heading, tuple(columns)) for heading, columns in found]


_CHOICES = {info.key: suggestions(info) for info in exchange_columns() if info.kind is Kind.CHOICE}
_HEADER = header()
#: Left of this column stands what belongs to a line as a whole: its number and buttons.
_FIRST_LINE_KEY = next(info.key for info in exchange_columns() if info.key in rows_systems.LINE)
EDITOR = Editor(
    rows_systems.TABLE,
    "activities/edit_systems.html",
    lambda document: pictures.inline_picture(document, "exchange"),
    {
        "header": _HEADER,
        "columns": exchange_columns(),
        "choices": _CHOICES,
        "of_system": frozenset(rows_systems.SYSTEM),
        "first_line_key": _FIRST_LINE_KEY,
        "first_line_group": next(at for at, group in enumerate(_HEADER) if group.has(_FIRST_LINE_KEY)),
        "outer": rows_systems.SYSTEM,
        "labels": rows_systems.SYSTEM | rows_systems.LINE,
        "terms": {},
        "meaning": meaning,
    },
    lambda request, found: steps_of(request, found, "systems"),
    "beyond",
    rows_paste_tables.SYSTEMS,
)


@get("/systems", opt=page_for(Permission.WRITE_ACTIVITIES))
async def show(request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]) -> Response[bytes]:
    """Show the systems and their lines."""
    return await rows_editor.show(request, runner, EDITOR, str(activity_id))


@post("/systems", opt=page_for(Permission.WRITE_ACTIVITIES), status_code=200)
async def take(request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]) -> Response[bytes]:
    """Save the systems, or answer another button of the page."""
    return await rows_editor.take(request, runner, EDITOR, str(activity_id))


@post("/systems/picture", opt=page_for(Permission.WRITE_ACTIVITIES), status_code=200)
async def picture(request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]) -> Response[bytes]:
    """Draw the systems as they are typed."""
    return await rows_editor.picture(request, runner, EDITOR, str(activity_id))


router = Router("/activities/{activity_id:uuid}/edit", route_handlers=[show, take, picture])
