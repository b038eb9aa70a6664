"""The page of a breach's evidence: lines of the trail or of the exchange log, frozen with what was asked for."""

import tempfile
from datetime import datetime
from typing import Any, BinaryIO, cast
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from ropa.access.rules import Permission
from ropa.attachments import service_files as stored
from ropa.attachments.service import NewFile
from ropa.breaches import service_evidence
from ropa.breaches.pages_frame import Frame, done, find, form_of, show, take
from ropa.breaches.pages_work import PARTS
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Forbidden, Invalid
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.language import Language, language_of, show_moment
from ropa.web.running import Runner
from ropa.web.short_forms import ShortForm, sent
from ropa.web.uploads import files_of
from schemas.breach import BreachRecord
from schemas.breach_files import BreachEvidences, ExcerptInput, ExcerptKind

BreachId = FromPath[UUID]
#: Of an excerpt on its way into the store, in memory; more waits on disk.
_IN_MEMORY = 1 << 20
#: What may be asked of the trail, and of the exchange log, beside the two moments.
_TRAIL = ("actor", "action", "subject")
_LOG = ("source", "agency", "service", "ip")


def _evidence(uow: UnitOfWork, it: BreachRecord) -> BreachEvidences:
    return service_evidence.list_evidence(uow, it.id)


@get("/{breach_id:uuid}/tasks/evidence", opt=page_for(Permission.READ_BREACHES))
async def evidence_page(request: ApiRequest, runner: NamedDependency[Runner], breach_id: BreachId) -> Response[bytes]:
    """The excerpts that were frozen, and a form for another one."""
    found = await find(request, runner, breach_id, _evidence)
    form = form_of(request, found, kind=str(ExcerptKind.TRAIL), subject=f"breach:{breach_id}")
    return await _show(request, runner, found, form)


@post("/{breach_id:uuid}/tasks/evidence", opt=page_for(Permission.HANDLE_BREACHES), status_code=200)
async def freeze_evidence(request: ApiRequest, runner: NamedDependency[Runner], breach_id: BreachId) -> Response[bytes]:
    """Freeze the lines that are asked for."""
    form = sent(request)
    given = _read(form)
    if given is not None and await _freeze(request, runner, form, str(breach_id), given):
        return done(breach_id, "saved", "/tasks/evidence")
    return await _show(request, runner, await find(request, runner, breach_id, _evidence), form, status=422)


def _read(form: ShortForm) -> ExcerptInput | None:
    of_trail = form.value("kind") != str(ExcerptKind.EXCHANGE_LOG)
    missing = ("กรอกช่วงเวลาที่ต้องการ", "Give the span of time")
    for name in ("since", "until"):
        form.moment(name, required=missing if of_trail else None)
    form.text("reason", required=("บอกว่าเป็นหลักฐานของเรื่องใด", "Say what it is evidence of"))
    choice: dict[str, str] = {str(name): form.body.pop(name) for name in ("since", "until") if name in form.body}
    choice |= {str(name): words for name in (_TRAIL if of_trail else _LOG) if (words := form.value(name).strip())}
    form.body["trail" if of_trail else "exchange_log"] = choice
    return None if form.problems else form.read(ExcerptInput)


async def _freeze(request: ApiRequest, runner: Runner, form: ShortForm, key: str, given: ExcerptInput) -> bool:
    files = files_of(request)
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as spool:
        out = cast("BinaryIO", spool)
        # An excerpt of the exchange log leaves an entry in the trail.
        run = runner.read if given.trail is not None else runner.write
        try:
            taken = await run(request.user, lambda uow: service_evidence.take(uow, key, given, out))
        except Invalid as error:
            for each in error.problems:
                form.fault(each.pointer.rpartition("/")[2], each.message_th, each.message_en)
            return False
        except Forbidden as error:
            form.fault("", error.message_th, error.message_en)
            return False
        out.seek(0)
        kept = await runner.think(lambda: files.put(out))
        names: list[str] = []

        def step(uow: UnitOfWork, _version: int) -> None:
            names.append(service_evidence.attach(uow, key, given, taken, kept).file_name)

        if not await take(request, runner, form, step):
            return False
        file = NewFile(sha256=kept.sha256, size=kept.size, media_type=service_evidence.MEDIA_TYPE, name=names[-1])
        await runner.think(lambda: stored.make_sure(files, out, file))
    return True


def _asked(choice: dict[str, Any], it: BreachRecord, language: Language) -> list[tuple[str, str]]:
    """Return what was asked for, name by name, as a person reads it: moments in Bangkok, this breach by its number."""
    shown: list[tuple[str, str]] = []
    for name, value in choice.items():
        if name in ("since", "until") and value:
            shown.append((name, show_moment(language, datetime.fromisoformat(str(value)))))
        elif value is True:
            shown.append((name, ""))
        elif value:
            shown.append((name, it.ref if value == f"breach:{it.id}" else str(value)))
    return shown


async def _show(
    request: ApiRequest, runner: Runner, found: Frame, form: ShortForm, *, status: int = 200
) -> Response[bytes]:
    language = language_of(request)
    evidence = [(each, _asked(each.filter, found.it, language)) for each in found.extra.items]
    values: dict[str, Any] = {"evidence": evidence, "kinds": tuple(ExcerptKind)}
    return await show(request, runner, "evidence", found, form, status=status, work_parts=PARTS, **values)


router = Router("/breaches", route_handlers=[evidence_page, freeze_evidence])
