"""Editing a record section by section: the controls come from the types, every fault stands at its field."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, PathParameter

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
from ropa.activities.pages_edit_rows import rows_changed
from ropa.activities.pages_edit_steps import jumps_of, saved_part, section_order, steps_of
from ropa.activities.pages_merge import chosen, clashing, show_merge, unchosen
from ropa.activities.pages_record_body import section_name
from ropa.activities.service_sections import SectionRead
from ropa.buffers import service as buffers
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Invalid, NotFound, PreconditionFailed
from ropa.web.authentication import page_for, typed_into
from ropa.web.bodies import ApiRequest
from ropa.web.forms import compact, first, typed_of, typed_values
from ropa.web.forms_controls import controls_for
from ropa.web.forms_read import read_typed
from ropa.web.language import language_of
from ropa.web.pages import in_language, page
from ropa.web.running import Runner
from ropa.web.saving import REVERT, arrive, fields_before, remember, saved_at
from ropa.web.sessions import keys_of
from schemas.form import SectionInfo, sections
from schemas.listing import StoredRevision

SectionName = Annotated[str, PathParameter(max_length=40)]


def section_of(key: str) -> SectionInfo:
    """Return a section of the form.

    Raises: NotFound.
    """
    found = next((section for section in sections() if section.key == key), None)
    if found is None:
        raise NotFound
    return found


@get("/{activity_id:uuid}/edit/{section:str}", opt=page_for(Permission.WRITE_ACTIVITIES))
async def edit_page(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID], section: SectionName
) -> Response[bytes]:
    """The controls of a section, with what this person typed before and did not save."""
    info, keys, path = section_of(section), keys_of(request), request.url.path

    def work(uow: UnitOfWork) -> tuple[SectionRead, buffers.Buffer | None, datetime | None]:
        found = service_sections.read_section(uow, str(activity_id), section)
        return found, buffers.find(uow, keys, path), saved_at(uow, keys, path, found.hash)

    found, kept, revertable = await runner.read(request.user, work)
    typed = as_stored(info, found)
    if kept is not None:
        typed = over(typed, typed_of(kept.fields), info.fields)
    editing = Editing(section=info, found=found, typed=typed, kept=kept.saved_at if kept else None)
    return _show(request, msgspec.structs.replace(editing, revertable=revertable))


@post("/{activity_id:uuid}/edit/{section:str}", opt=page_for(Permission.WRITE_ACTIVITIES), status_code=200)
async def save_page(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID], section: SectionName
) -> Response[bytes]:
    """Save the section; or add or take away a row; or show what must be mended or chosen first."""
    info, key, path = section_of(section), str(activity_id), request.url.path
    typed = typed_of(typed_into(request))
    found = await runner.read(request.user, lambda uow: service_sections.read_section(uow, key, section))
    other = await _other_button(request, runner, Editing(section=info, found=found, typed=typed))
    if other is not None:
        return other
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
        saved = service_sections.save_section(uow, key, *at, section, read.value, read.marks)
        _remember(uow, request, found, info, saved)
        buffers.discard(uow, path)

    try:
        await runner.write(request.user, work)
    except Invalid as error:
        return _show(request, msgspec.structs.replace(editing, problems=error.problems), status=422)
    except PreconditionFailed:
        newest = await runner.read(request.user, lambda uow: service_sections.read_section(uow, key, section))
        return show_merge(request, msgspec.structs.replace(editing, found=newest))
    return _saved(request, key, section, onwards=first(typed, ACT) == "next")


async def _other_button(request: ApiRequest, runner: Runner, sent: Editing) -> Response[bytes] | None:
    """Return the answer to a button that does not save what was typed; None when no such button was pressed."""
    if first(sent.typed, ACT) == REVERT:
        return await _revert(request, runner, sent.section, sent.found.stored.id)
    changed = rows_changed(sent.section, sent.typed)
    if changed is None:
        return None
    typed = over(as_stored(sent.section, sent.found), changed.typed, sent.section.fields)
    return _show(request, msgspec.structs.replace(sent, typed=typed, focus=changed.focus, removed=changed.removed))


def _remember(
    uow: UnitOfWork, request: ApiRequest, stood: SectionRead, info: SectionInfo, saved: StoredRevision
) -> None:
    """Keep what stood in a section before it was saved."""
    after = service_sections.hash_in(saved, info.key)
    before = typed_values(info.fields, stood.value, stood.document.marks)
    fields = [(name, value) for name, values in before.items() for value in values]
    remember(uow, keys_of(request), request.url.path, fields, stood.hash, after)


async def _revert(request: ApiRequest, runner: Runner, info: SectionInfo, key: str) -> Response[bytes]:
    """Save the section as it stood before this person saved it last; say so when that is not possible any more."""
    keys, path = keys_of(request), request.url.path

    def work(uow: UnitOfWork) -> bool:
        found = service_sections.read_section(uow, key, info.key)
        fields = fields_before(uow, keys, path, found.hash)
        if fields is None:
            return False
        read = read_typed(info, typed_of(fields), found.value, found.document.marks)
        if read.problems:
            return False
        at = (found.stored.version, found.hash)
        saved = service_sections.save_section(uow, key, *at, info.key, read.value, read.marks)
        _remember(uow, request, found, info, saved)
        buffers.discard(uow, path)
        return True

    done = await runner.write(request.user, work)
    return arrive(request, path, said="save-taken-back" if done else "save-stands")


def _saved(request: ApiRequest, key: str, section: str, *, onwards: bool) -> Response[bytes]:
    order = section_order()
    place = order.index(section) + 1
    if onwards and place < len(order):
        return arrive(request, f"/activities/{key}/edit/{order[place]}", said="saved", part=section)
    return arrive(request, f"/activities/{key}", said="saved", part=section, fragment=f"s-{section}")


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
        part="fields",
        stored=found.stored,
        section=editing.section,
        name=section_name(editing.section.key, language_of(request)),
        title=f"{found.stored.ref} {head.sub_process or head.main_process or ''}",
        controls=controls,
        state=hidden_fields(editing.section, editing.typed, found),
        steps=steps,
        total=total,
        problems=[*summary(request, controls), *_others(request, editing)],
        jumps=jumps_of(request, controls),
        kept=editing.kept,
        revertable=editing.revertable,
        removed=editing.removed,
        saved_part=saved_part(request),
        focus=editing.focus,
    )


router = Router("/activities", route_handlers=[edit_page, save_page])
