"""Copying answers of one section, or rows of a table, from another record or a template.

What was chosen becomes unsaved text of the section's own form: the person reads it there, and nothing stands in the
record before it is saved. All of it works without a script.
"""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, PathParameter, QueryParameter
from msgspec import Struct

from ropa.access.rules import Permission
from ropa.activities import service, service_clone, service_listing, service_sections
from ropa.activities.pages_edit import section_of
from ropa.activities.pages_edit_form import as_stored, over
from ropa.activities.pages_flow import EDITOR as FLOW
from ropa.activities.pages_record_body import section_name
from ropa.activities.pages_record_cells import cells
from ropa.activities.pages_systems import EDITOR as SYSTEMS
from ropa.activities.service_parts import as_begun, as_copy, marks_in, part_of
from ropa.activities.service_sections import SectionRead
from ropa.buffers import service as buffers
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import NotFound, invalid
from ropa.web.authentication import page_for, typed_into
from ropa.web.bodies import ApiRequest
from ropa.web.forms import Typed, below, compact, first, typed_of, typed_values, without
from ropa.web.language import language_of
from ropa.web.offices import offices_of
from ropa.web.pages import go, page
from ropa.web.rows import Row, fields_of
from ropa.web.rows_shown import Editor, sheet_of, typed_form
from ropa.web.running import Runner
from ropa.web.sessions import keys_of
from schemas.document import ActivityDocument
from schemas.field import LIST_LIMIT
from schemas.form import FieldInfo, SectionInfo
from schemas.listing import ActivityFilter, ActivityItem
from schemas.templates import TemplateSummary

SectionName = Annotated[str, PathParameter(max_length=40)]
Words = Annotated[str, QueryParameter(name="q", max_length=200)]
From = Annotated[str | None, QueryParameter(name="from", max_length=60)]
_TABLES: dict[str, Editor] = {"flow": FLOW, "systems": SYSTEMS}
_TEMPLATE = "template:"
_OFFERED = 12


class Source(Struct, frozen=True, kw_only=True):
    """Where answers come from: what of it may go along, and what it is called."""

    key: str
    name: str
    title: str
    document: ActivityDocument


class Side(Struct, frozen=True, kw_only=True):
    """One field, here and there. `fills`: there is nothing here yet."""

    info: FieldInfo
    here: Any
    there: Any
    fills: bool


class Offered(Struct, frozen=True, kw_only=True):
    """What a search found: records that the person may see, and templates."""

    records: list[ActivityItem]
    templates: list[TemplateSummary]


@get("/{activity_id:uuid}/copy/{section:str}", opt=page_for(Permission.WRITE_ACTIVITIES))
async def choose_page(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    activity_id: FromPath[UUID],
    section: SectionName,
    q: Words = "",
    origin: From = None,
) -> Response[bytes]:
    """Look for a record or a template; with `from`, both side by side."""
    key = str(activity_id)

    def work(uow: UnitOfWork) -> tuple[SectionRead, Offered | None, Source | None]:
        found = service_sections.read_section(uow, key, section)
        if origin:
            return found, None, _source(uow, found, origin)
        return found, _offered(uow, found, q), None

    found, offered, source = await runner.read(request.user, work)
    editor = _TABLES.get(section)
    if source is not None:
        sides = [] if editor else _sides(section_of(section), found, source.document)
        rows = editor.table.rows_of(source.document) if editor else []
    else:
        sides, rows = [], []
    return page(
        request,
        "suggestions/copy.html",
        stored=found.stored,
        section=section,
        name=section_name(section, language_of(request)),
        offered=offered,
        source=source,
        sides=sides,
        rows=rows,
        rows_here=len(editor.table.rows_of(found.document)) if editor else 0,
        editor=editor,
        marks_here=found.document.marks,
        show_value=cells(language_of(request)).show,
        q=q,
        offices=await offices_of(request, runner),
    )


@post("/{activity_id:uuid}/copy/{section:str}", opt=page_for(Permission.WRITE_ACTIVITIES), status_code=200)
async def take_page(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID], section: SectionName
) -> Response[bytes]:
    """Put what was chosen into the section's form, unsaved, and go there."""
    key, keys, typed = str(activity_id), keys_of(request), typed_of(typed_into(request))
    place = f"/activities/{key}/edit/{section}"

    def work(uow: UnitOfWork) -> None:
        found = service_sections.read_section(uow, key, section)
        source = _source(uow, found, first(typed, "from"))
        kept = buffers.find(uow, keys, place)
        before = [] if kept is None else kept.fields
        editor = _TABLES.get(section)
        if editor is None:
            fields = _filled(section_of(section), found, source.document, typed.get("take", []), before)
        else:
            fields = _appended(editor, found, source.document, typed, before)
        buffers.keep(uow, keys, place, fields)

    await runner.write(request.user, work)
    return go(place, said="copied")


def _source(uow: UnitOfWork, found: SectionRead, key: str) -> Source:
    """Return what of a record or template may go along into the one that is edited.

    Raises: NotFound, also for a record that the actor may not see.
    """
    if key.startswith(_TEMPLATE):
        ready = service_clone.template(key.removeprefix(_TEMPLATE))
        return Source(key=key, name=ready.title_th, title=ready.summary_th, document=as_begun(ready))
    try:
        wanted = str(UUID(key))
    except ValueError:
        raise NotFound from None
    stored = service.read(uow, wanted)
    document = service.document_of(stored)
    header = document.form.header
    copy = as_copy(document, same_office=stored.office_id == found.stored.office_id)
    return Source(key=stored.id, name=stored.ref, title=header.sub_process or header.main_process or "", document=copy)


def _offered(uow: UnitOfWork, found: SectionRead, q: str) -> Offered:
    words = " ".join(q.split())
    header = found.document.form.header
    items: list[ActivityItem] = []
    # Without words: records of this main process, then those of the office.
    asked = [ActivityFilter(q=words)] if words else [ActivityFilter(office=found.stored.office_id)]
    if not words and header.main_process:
        asked.insert(0, ActivityFilter(q=header.main_process))
    for wanted in asked:
        items += service_listing.page(uow, wanted, None, _OFFERED).items
    others = {each.id: each for each in items if each.id != found.stored.id}
    templates = service_clone.templates(words or None)
    return Offered(records=list(others.values())[:_OFFERED], templates=templates[:_OFFERED])


def _sides(section: SectionInfo, found: SectionRead, there: ActivityDocument) -> list[Side]:
    """Return the fields that the other record answers otherwise, in the form's order."""
    mine = compact(section.fields, typed_values(section.fields, found.value, found.document.marks))
    theirs = _typed(section, there)
    return [
        Side(
            info=info,
            here=getattr(found.value, info.key),
            there=getattr(part_of(there, section.key), info.key),
            fills=not below(mine, info.key),
        )
        for info in section.fields
        if below(theirs, info.key) and below(theirs, info.key) != below(mine, info.key)
    ]


def _typed(section: SectionInfo, there: ActivityDocument) -> Typed:
    marks = marks_in(there, section.key)
    return compact(section.fields, typed_values(section.fields, part_of(there, section.key), marks))


def _filled(
    section: SectionInfo, found: SectionRead, there: ActivityDocument, take: Sequence[str], kept: buffers.Fields
) -> buffers.Fields:
    """Return the form's fields as the person left them, with the chosen ones as the other record has them."""
    typed = over(as_stored(section, found), typed_of(kept), section.fields)
    theirs = _typed(section, there)
    for info in section.fields:
        if info.key in take:
            typed = without(typed, info.key)
            typed |= {name: said for name, said in theirs.items() if name == info.key or _inside(name, info.key)}
    return [(name, value) for name, values in typed.items() for value in values]


def _inside(name: str, key: str) -> bool:
    return name.startswith(f"{key}.")


def _appended(
    editor: Editor, found: SectionRead, there: ActivityDocument, typed: Typed, kept: buffers.Fields
) -> buffers.Fields:
    """Return the table's fields with the chosen rows behind those that are there, or in their place."""
    table = editor.table
    mine = sheet_of(editor, found).rows
    base = {"version": str(found.stored.version), "section_hash": found.hash}
    if kept:
        left = typed_form(kept, table)
        mine = left.rows
        base |= {name: left.fields[name] for name in base if name in left.fields}
    if first(typed, "how") == "replace":
        mine = []
    theirs = table.rows_of(there)
    picked = {int(each) for each in typed.get("take", []) if each.isascii() and each.isdecimal() and len(each) < 4}  # noqa: PLR2004 - a table has 500 rows
    pairs: list[tuple[int, Row]] = list(enumerate(table.aligned(mine, range(len(mine)))))
    numbers = range(len(mine), len(mine) + len(theirs))
    pairs += [
        (at, row) for at, row in zip(numbers, table.aligned(theirs, numbers), strict=True) if at - len(mine) in picked
    ]
    if len(pairs) > LIST_LIMIT:
        raise invalid("/take", f"ตารางมีได้ไม่เกิน {LIST_LIMIT} แถว", f"A table has at most {LIST_LIMIT} rows")
    return [*base.items(), *fields_of(table.joined(pairs), table.shape)]


router = Router("/activities", route_handlers=[choose_page, take_page])
