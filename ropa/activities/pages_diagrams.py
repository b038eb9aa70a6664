"""The page of a record's pictures: one at a time in a window that zooms, beside the table that it was drawn from."""

from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from markupsafe import Markup
from msgspec import Struct

from diagrams.kinds import RECORD_DIAGRAMS
from ropa import pictures
from ropa.access.rules import Permission
from ropa.activities import service_sections
from ropa.activities.pages_record import RevisionNumber
from ropa.activities.pages_record_tables import exchange_table, flow_table
from ropa.errors import NotFound, RopaError
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.language import Language, language_of
from ropa.web.language import mark as _
from ropa.web.offices import offices_of
from ropa.web.pages import in_language, link, page
from ropa.web.running import Runner
from schemas.document import ActivityDocument

WhichKind = Annotated[str | None, QueryParameter(name="kind", max_length=40)]
#: What can be had of each picture: words, ending, paper.
FILES = (
    (_("ภาพ SVG (ข้อความเลือกได้)"), "svg", None),
    (_("ภาพ PNG"), "png", None),
    (_("PDF ขนาด A4"), "pdf", "a4"),
    (_("PDF ขนาด A3"), "pdf", "a3"),
    (_("DOT (แก้ไขต่อใน Graphviz)"), "dot", None),
)


class _Shown(Struct, frozen=True):
    """A picture and its table as HTML; `refusal` says in both languages why there is no picture.

    All empty: there is nothing to draw yet.
    """

    svg: str
    table: Markup
    refusal: tuple[str, str] | None = None


@get("/{activity_id:uuid}/diagrams", opt=page_for(Permission.READ_ACTIVITIES))
async def diagrams_page(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    activity_id: FromPath[UUID],
    kind: WhichKind = None,
    revision: RevisionNumber = None,
) -> Response[bytes]:
    """The pictures of a record. A picture that cannot be drawn is said to be so; its table stands there all the same.

    Raises: NotFound, also for a kind of picture that there is not.
    """
    kind = kind or next(iter(RECORD_DIAGRAMS))
    if kind not in RECORD_DIAGRAMS:
        raise NotFound(f"ไม่มีแผนภาพ {kind}", f"There is no diagram {kind}")
    found = await runner.short_read(
        request.user, lambda uow: service_sections.record_shown(uow, str(activity_id), revision)
    )
    stored, language = found.stored, language_of(request)
    shown = await runner.think(lambda: _shown(service_sections.document_in(found), kind, language))
    here = f"/activities/{stored.id}/diagrams"
    files = f"/api/v1/activities/{stored.id}/{kind}"
    return page(
        request,
        "activities/diagrams.html",
        stored=stored,
        office=(await offices_of(request, runner)).name(stored.office_id),
        editable=found.editable,
        revision=revision,
        kind=kind,
        kinds=[
            (key, in_language(request, each.th, each.en), link(here, kind=key, revision=revision))
            for key, each in RECORD_DIAGRAMS.items()
        ],
        title=in_language(request, RECORD_DIAGRAMS[kind].th, RECORD_DIAGRAMS[kind].en),
        of=RECORD_DIAGRAMS[kind].table,
        form_section=RECORD_DIAGRAMS[kind].section,
        svg=shown.svg,
        refusal=in_language(request, *shown.refusal) if shown.refusal else None,
        table=shown.table,
        files=[(words, link(f"{files}.{ending}", revision=revision, paper=paper)) for words, ending, paper in FILES],
    )


def _shown(document: ActivityDocument, kind: str, language: Language) -> _Shown:
    of = RECORD_DIAGRAMS[kind].table
    if of is not None and not getattr(document, of):
        return _Shown("", Markup())
    table = _table(of, document, language) if of is not None else Markup()
    try:
        return _Shown(pictures.inline_picture(document, kind).decode(), table)
    except RopaError as error:
        return _Shown("", table, (error.message_th, error.message_en))


def _table(of: str, document: ActivityDocument, language: Language) -> Markup:
    """Return a table as HTML, without findings: they have a page of their own."""
    if of == "steps":
        made = flow_table(document.steps, document.marks, {}, language)
    else:
        made = exchange_table(document.systems, document.marks, {}, language)
    return Markup(made)  # noqa: S704 - made by our templates, and escaped


router = Router("/activities", route_handlers=[diagrams_page])
