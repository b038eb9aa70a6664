"""The form of a procedure: all chapters and the steps on one page, kept while it is typed."""

from typing import Any
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from ropa.access.rules import Permission, offices_for
from ropa.buffers import service as buffers
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Invalid, PreconditionFailed
from ropa.procedures import pages_fields, pages_steps, service, service_comments
from ropa.procedures.pages import PATH
from ropa.procedures.pages_steps import Arranged
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.offices import office_id_of, offices_of
from ropa.web.pages import go, page
from ropa.web.running import Runner
from ropa.web.sessions import keys_of
from ropa.web.short_fields import rows_in
from ropa.web.short_forms import ShortForm, fresh, kept, sent
from schemas.procedure_record import StoredProcedure

MORE_ROWS = 5
_TABLES = {"more_steps": "steps_rows", "more_definitions": "definitions_rows", "more_duties": "duties_rows"}


@get("/{procedure_id:uuid}/edit", opt=page_for(Permission.WRITE_PROCEDURES))
async def edit_page(
    request: ApiRequest, runner: NamedDependency[Runner], procedure_id: FromPath[UUID]
) -> Response[bytes]:
    """The draft, or what this person typed before and did not save."""
    key, keys = str(procedure_id), keys_of(request)
    place = f"{PATH}/{key}/edit"
    stored, held = await runner.read(
        request.user, lambda uow: (service.to_edit(uow, key), buffers.find(uow, keys, place))
    )
    if held is not None:
        return await _show(request, runner, stored, kept(request, held.fields), saved_at=held.saved_at)
    form = fresh(request)
    form.typed = pages_fields.typed(service.document_of(stored), stored.office_id) | {"version": [str(stored.version)]}
    return await _show(request, runner, stored, form)


@post("/{procedure_id:uuid}/edit", opt=page_for(Permission.WRITE_PROCEDURES), status_code=200)
async def save_page(
    request: ApiRequest, runner: NamedDependency[Runner], procedure_id: FromPath[UUID]
) -> Response[bytes]:
    """Save the draft, arrange its steps, or offer more rows.

    Whoever saved in between is told of, and nothing typed is lost.
    """
    form, key = sent(request), str(procedure_id)
    stored = await runner.read(request.user, lambda uow: service.to_edit(uow, key))
    arranged = _arranged(form)
    if arranged is not None:
        return await _show(request, runner, stored, form, arranged=arranged)
    office_id = office_id_of(form.value("office_id")) or stored.office_id
    given = pages_fields.read(form, service.document_of(stored), office_id)
    if given is None:
        return await _show(request, runner, stored, form, status=422)
    version = form.whole("version")

    def work(uow: UnitOfWork) -> StoredProcedure:
        made = service.replace(uow, key, version, given)
        buffers.discard(uow, f"{PATH}/{key}/edit")
        return made

    try:
        await runner.write(request.user, work)
    except Invalid as error:
        form.take(error.problems)
        return await _show(request, runner, stored, form, status=422)
    except PreconditionFailed:
        form.fault(
            "",
            "มีผู้บันทึกกระบวนงานนี้ไปก่อนแล้ว ข้อความของท่านยังอยู่ครบ ตรวจกับฉบับล่าสุดก่อนบันทึกอีกครั้ง",
            "Somebody saved this procedure in between. Your text is all here: look at the newest one, then save again",
        )
        form.typed = dict(form.typed) | {"version": [str(stored.version)]}
        return await _show(request, runner, stored, form, status=412)
    except Conflict as error:
        form.fault("", error.message_th, error.message_en)
        return await _show(request, runner, stored, form, status=409)
    return go(f"{PATH}/{key}", said="saved")


def _arranged(form: ShortForm) -> Arranged | None:
    """Return what a button of the rows did; None for saving."""
    table = _TABLES.get(form.value("do"))
    if table is None:
        return pages_steps.arrange(form, form.value("do"))
    form.typed = dict(form.typed) | {table: [str(_rows(form, table) + MORE_ROWS)]}
    return Arranged()


def _rows(form: ShortForm, table: str) -> int:
    return pages_fields.steps_in(form) if table == "steps_rows" else rows_in(form, table.removesuffix("_rows"))


async def _show(
    request: ApiRequest,
    runner: Runner,
    stored: StoredProcedure,
    form: ShortForm,
    *,
    status: int = 200,
    saved_at: Any = None,
    arranged: Arranged | None = None,
) -> Response[bytes]:
    held = offices_for(request.user, Permission.WRITE_PROCEDURES)
    return page(
        request,
        "procedures/edit.html",
        status=status,
        part="editor",
        form=form,
        arranged=arranged or Arranged(),
        opened=form.value(pages_steps.OPEN).split(","),
        comments=await runner.read(
            request.user, lambda uow: service_comments.standing(uow, stored.id, stored.office_id)
        ),
        item=stored,
        place=f"{PATH}/{stored.id}",
        before=pages_fields.BEFORE,
        after=pages_fields.AFTER,
        steps=pages_fields.STEPS,
        count=pages_fields.steps_in(form),
        rows_in=rows_in,
        saved_at=saved_at,
        moves_office=stored.approved_revision_id is None,
        office_choices=(await offices_of(request, runner)).choices(held, office_id_of(form.value("office_id"))),
    )


@post("/{procedure_id:uuid}/delete", opt=page_for(Permission.WRITE_PROCEDURES), status_code=200)
async def delete_page(
    request: ApiRequest, runner: NamedDependency[Runner], procedure_id: FromPath[UUID]
) -> Response[bytes]:
    """Drop the draft after a second look; what is in force stays."""
    form, key = sent(request), str(procedure_id)
    version = form.whole("version")
    stored = await runner.read(request.user, lambda uow: service.to_edit(uow, key))
    await runner.write(request.user, lambda uow: service.delete(uow, key, version))
    return go(PATH if stored.approved_revision_id is None else f"{PATH}/{key}", said="deleted")


router = Router(PATH, route_handlers=[edit_page, save_page, delete_page])
