"""Editing a record section by section: the controls come from the types, every fault stands at its field."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, PathParameter
from msgspec import Struct

from ropa.access.rules import Permission
from ropa.activities import service_sections
from ropa.activities.pages_edit_form import (
    ACT,
    HASH,
    Editing,
    as_stored,
    has_moved,
    hidden_fields,
    over,
    remarks_on,
    summary,
    version,
)
from ropa.activities.pages_merge import chosen, clashing, show_merge, unchosen
from ropa.activities.pages_record_body import section_name
from ropa.activities.service_sections import SectionRead
from ropa.buffers import service as buffers
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Invalid, NotFound, PreconditionFailed
from ropa.web.authentication import page_for, typed_into
from ropa.web.bodies import ApiRequest
from ropa.web.forms import Typed, compact, first, members, row_numbers, typed_of, with_rows
from ropa.web.forms_controls import controls_for
from ropa.web.forms_read import read_typed
from ropa.web.language import language_of
from ropa.web.pages import go, in_language, page
from ropa.web.running import Runner
from ropa.web.sessions import keys_of
from schemas.form import FieldInfo, Kind, SectionInfo, sections

SectionName = Annotated[str, PathParameter(max_length=40)]
_ORDER = ("flow", "systems", "beyond")


def section_order() -> list[str]:
    """Return the sections in the order of the page: the paper's, then its two tables, then what the law adds."""
    paper = [section.key for section in sections() if section.key not in _ORDER]
    return [*paper, *_ORDER]


def section_of(key: str) -> SectionInfo:
    """Return a section of the form.

    Raises: NotFound.
    """
    found = next((section for section in sections() if section.key == key), None)
    if found is None:
        raise NotFound
    return found


class Step(Struct, frozen=True, kw_only=True):
    """One section on the way through the form."""

    key: str
    name: str
    answered: int
    total: int
    here: bool


@get("/{activity_id:uuid}/edit/{section:str}", opt=page_for(Permission.WRITE_ACTIVITIES))
async def edit_page(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID], section: SectionName
) -> Response[bytes]:
    """The controls of a section, with what this person typed before and did not save."""
    info, keys, path = section_of(section), keys_of(request), request.url.path

    def work(uow: UnitOfWork) -> tuple[SectionRead, buffers.Buffer | None]:
        return service_sections.read_section(uow, str(activity_id), section), buffers.find(uow, keys, path)

    found, kept = await runner.read(request.user, work)
    typed = as_stored(info, found)
    if kept is not None:
        typed = over(typed, typed_of(kept.fields), info.fields)
    return _show(request, Editing(section=info, found=found, typed=typed, kept=kept.saved_at if kept else None))


@post("/{activity_id:uuid}/edit/{section:str}", opt=page_for(Permission.WRITE_ACTIVITIES), status_code=200)
async def save_page(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID], section: SectionName
) -> Response[bytes]:
    """Save the section; or add or take away a row; or show what must be mended or chosen first."""
    info, key, path = section_of(section), str(activity_id), request.url.path
    typed = typed_of(typed_into(request))
    found = await runner.read(request.user, lambda uow: service_sections.read_section(uow, key, section))
    changed = _rows_changed(info, typed)
    if changed is not None:
        typed, focus = changed
        typed = over(as_stored(info, found), typed, info.fields)
        return _show(request, Editing(section=info, found=found, typed=typed, focus=focus))
    read = read_typed(info, chosen(info, typed), found.value, found.document.marks)
    editing = Editing(section=info, found=found, typed=compact(info.fields, typed), problems=read.problems)
    if unchosen(info, typed) or (has_moved(found, typed) and clashing(editing)):
        return show_merge(request, editing)
    if read.problems:
        return _show(request, editing, status=422)
    # A section that was saved by somebody, and says what was typed: nothing is left to merge.
    settled = has_moved(found, typed)

    def work(uow: UnitOfWork) -> None:
        at = (found.stored.version, found.hash) if settled else (version(typed), first(typed, HASH))
        service_sections.save_section(uow, key, *at, section, read.value, read.marks)
        buffers.discard(uow, path)

    try:
        await runner.write(request.user, work)
    except Invalid as error:
        return _show(request, msgspec.structs.replace(editing, problems=error.problems), status=422)
    except PreconditionFailed:
        newest = await runner.read(request.user, lambda uow: service_sections.read_section(uow, key, section))
        return show_merge(request, msgspec.structs.replace(editing, found=newest))
    return _saved(key, section, onwards=first(typed, ACT) == "next")


def _saved(key: str, section: str, *, onwards: bool) -> Response[bytes]:
    order = section_order()
    place = order.index(section) + 1
    if onwards and place < len(order):
        return go(f"/activities/{key}/edit/{order[place]}", said="saved")
    return go(f"/activities/{key}", said="saved", fragment=f"s-{section}")


def _rows_changed(section: SectionInfo, typed: Typed) -> tuple[Typed, str] | None:
    """Return the form with a row more or less and where to go on typing; None when no such button was pressed."""
    act, _, rest = first(typed, ACT).partition(":")
    name, _, number = rest.partition(":")
    tables = {info.key for info in section.fields if info.kind is Kind.TABLE}
    if act not in {"add", "remove"} or name not in tables:
        return None
    rows = row_numbers(typed, name)
    if act == "add":
        first_column = next(each.key for each in _columns(section, name))
        return with_rows(typed, name, rows, more=True), f"{name}.{len(rows)}.{first_column}"
    return with_rows(typed, name, [row for row in rows if str(row) != number]), ""


def _columns(section: SectionInfo, name: str) -> Sequence[FieldInfo]:
    return members(next(info.member for info in section.fields if info.key == name))


def steps_of(request: ApiRequest, found: SectionRead, here: str) -> tuple[list[Step], Step]:
    """Return every section with what is answered in it, and the sum of those that are fields."""
    language = language_of(request)
    progress = found.progress
    steps = [
        Step(
            key=key,
            name=section_name(key, language),
            answered=progress[key].answered,
            total=progress[key].total,
            here=key == here,
        )
        for key in section_order()
    ]
    fields = [step for step in steps if step.key not in {"flow", "systems"}]
    answered, total = sum(step.answered for step in fields), sum(step.total for step in fields)
    return steps, Step(key="", name="", answered=answered, total=total, here=False)


def _others(request: ApiRequest, editing: Editing) -> list[tuple[str | None, str]]:
    """Return the faults that belong to no field of this section."""
    roots = tuple(f"{info.pointer}" for info in editing.section.fields)
    return [
        (None, in_language(request, each.message_th, each.message_en))
        for each in editing.problems
        if not each.pointer.replace("~1", "/").removeprefix("/marks/").startswith(roots)
    ]


def _show(request: ApiRequest, editing: Editing, status: int = 200) -> Response[bytes]:
    controls = controls_for(editing.section.fields, editing.typed, remarks_on(editing))
    found = editing.found
    steps, total = steps_of(request, found, editing.section.key)
    head = found.document.form.header
    return page(
        request,
        "activities/edit.html",
        status=status,
        stored=found.stored,
        section=editing.section,
        name=section_name(editing.section.key, language_of(request)),
        title=f"{found.stored.ref} {head.sub_process or head.main_process or ''}",
        controls=controls,
        state=hidden_fields(editing.section, editing.typed, found),
        steps=steps,
        total=total,
        problems=[*summary(request, controls), *_others(request, editing)],
        kept=editing.kept,
        focus=editing.focus,
    )


router = Router("/activities", route_handlers=[edit_page, save_page])
