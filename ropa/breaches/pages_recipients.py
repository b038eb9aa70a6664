"""The pages of who is told: the delivery register, giving out, letters, the public text, and adding a list."""

import tempfile
from typing import Annotated, Any, BinaryIO, cast
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, PathParameter, QueryParameter
from msgspec import Struct

from ropa.access.rules import Permission
from ropa.breaches import (
    service_letters,
    service_letters_printed,
    service_notices,
    service_recipient_acts,
    service_recipients,
)
from ropa.breaches.pages_frame import Frame, done, find, path_of, show, take, version_of
from ropa.breaches.pages_notice_fields import SUBJECTS
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Invalid, NotFound
from ropa.settings import Settings
from ropa.web.authentication import TAKES_FILE, page_for
from ropa.web.bodies import ApiRequest
from ropa.web.pages import link
from ropa.web.running import Runner
from ropa.web.sessions import keys_of
from ropa.web.short_forms import ShortForm, fresh, sent
from ropa.web.uploads import body_limit, file_in, form_of, no_file
from schemas.breach import BreachRecord
from schemas.breach_letters import (
    Publication,
    PublicText,
    RecipientAct,
    RecipientChange,
    RecipientPage,
    RecipientState,
    RecipientWay,
)
from schemas.breach_notice import BreachNotice, NoticeAudience

BreachId = FromPath[UUID]
Number = Annotated[int, PathParameter(ge=1, le=1_000_000)]
Cursor = Annotated[int, QueryParameter(name="cursor", ge=0, le=10_000_000)]
LIMIT = 100
_IN_MEMORY = 1 << 20
_TAKES_FILE = {TAKES_FILE: True}


class Seen(Struct, frozen=True):
    """What the pages show beside the breach."""

    notice: BreachNotice
    register: RecipientPage
    text: PublicText


def _seen(keys: Any, number: int, cursor: int = 0) -> Any:
    def work(uow: UnitOfWork, it: BreachRecord) -> Seen:
        notice = service_notices.read(uow, it.id, number)
        if notice.audience is not NoticeAudience.SUBJECTS:
            raise NotFound
        register = service_recipients.page(uow, keys, it.id, number, cursor, LIMIT)
        return Seen(notice, register, service_letters.public_text(uow, it.id, number))

    return work


@get("/{breach_id:uuid}/notices/{number:int}/recipients", opt=page_for(Permission.READ_BREACHES))
async def recipients_page(
    request: ApiRequest, runner: NamedDependency[Runner], breach_id: BreachId, number: Number, cursor: Cursor = 0
) -> Response[bytes]:
    """The delivery register, contacts masked, and what can be done next."""
    found = await find(request, runner, breach_id, _seen(keys_of(request), number, cursor))
    return await _show(request, runner, found, fresh(request))


@post("/{breach_id:uuid}/notices/{number:int}/recipients", opt=page_for(Permission.HANDLE_BREACHES), status_code=200)
async def tell_subjects(
    request: ApiRequest, runner: NamedDependency[Runner], breach_id: BreachId, number: Number
) -> Response[bytes]:
    """Give the notice out, say what became of recipients, or that the public text was put up."""
    form, key, keys = sent(request), str(breach_id), keys_of(request)
    do = form.value("do")
    given = _read(form, do)

    def step(uow: UnitOfWork, version: int) -> object:
        if isinstance(given, RecipientChange):
            return service_recipient_acts.change(uow, key, number, given)
        if isinstance(given, Publication):
            return service_letters.published(uow, keys, key, number, given)
        return service_letters.release(uow, key, number, version)

    if not form.problems and await take(request, runner, form, step):
        said = "notice-released" if do == "release" else "saved"
        return done(breach_id, said, f"/notices/{number}/recipients")
    found = await find(request, runner, breach_id, _seen(keys, number))
    return await _show(request, runner, found, form, status=422)


def _read(form: ShortForm, do: str) -> RecipientChange | Publication | None:
    if do == "publish":
        form.text("where", required=("บอกว่าเผยแพร่ที่ใด", "Say where it was put up"))
        form.moment("published_at")
        return form.read(Publication)
    if do == "change":
        form.text("act", required=("เลือกว่าจะทำอะไร", "Choose what is done"))
        for name in ("way", "state", "reason"):
            form.text(name)
        form.moment("happened_at")
        return form.read(RecipientChange)
    if do != "release":
        raise NotFound
    return None


async def _show(
    request: ApiRequest, runner: Runner, found: Frame, form: ShortForm, *, status: int = 200
) -> Response[bytes]:
    seen: Seen = found.extra
    at = path_of(found.it.id, f"/notices/{seen.notice.number}/recipients")
    return await show(
        request,
        runner,
        "recipients",
        found,
        form,
        status=status,
        notice=seen.notice,
        notice_version=version_of(form) or seen.notice.version,
        register=seen.register,
        public_text=seen.text,
        lacking=[each for each in SUBJECTS if each.name in seen.text.missing],
        acts=tuple(RecipientAct),
        ways=tuple(RecipientWay),
        states=tuple(RecipientState),
        more=link(at, cursor=seen.register.next_cursor) if seen.register.next_cursor else None,
    )


@get("/{breach_id:uuid}/notices/{number:int}/recipients/list", opt=page_for(Permission.HANDLE_BREACHES))
async def list_form_page(
    request: ApiRequest, runner: NamedDependency[Runner], breach_id: BreachId, number: Number
) -> Response[bytes]:
    """The form that takes a list of recipients."""
    found = await find(request, runner, breach_id, _seen(keys_of(request), number))
    return await _show_list(request, runner, found, fresh(request))


@post(
    "/{breach_id:uuid}/notices/{number:int}/recipients/list",
    opt=page_for(Permission.HANDLE_BREACHES, **_TAKES_FILE),
    status_code=200,
)
async def add_list(
    request: ApiRequest, runner: NamedDependency[Runner], breach_id: BreachId, number: Number
) -> Response[bytes]:
    """Add a list. With a fault in any line nothing of it is saved, and every fault is told by its line and column."""
    form, key, keys = sent(request), str(breach_id), keys_of(request)
    found = await find(request, runner, breach_id, _seen(keys, number))
    await runner.read(request.user, lambda uow: service_recipients.notice_of(uow, key, number, handle=True))
    upload = file_in(await form_of(request))
    if upload is None:
        form.take(no_file().problems)
        return await _show_list(request, runner, found, form, status=422)
    source, name, anew = cast("BinaryIO", upload.file), upload.filename, bool(form.value("anew"))
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as spool:
        out = cast("BinaryIO", spool)
        try:
            await runner.think(lambda: service_letters_printed.read_list(source, name, out))
        except Invalid as error:
            # Each fault names its own line, so all stand under the file.
            for each in error.problems:
                form.fault("file", each.message_th, each.message_en)
            return await _show_list(request, runner, found, form, status=422)

        def step(uow: UnitOfWork, _version: int) -> object:
            out.seek(0)
            contacts = service_letters_printed.contacts(out)
            return service_recipients.add(uow, keys, key, number, contacts, anew=anew)

        if await take(request, runner, form, step):
            return done(breach_id, "recipients-added", f"/notices/{number}/recipients")
    return await _show_list(request, runner, found, form, status=422)


async def _show_list(
    request: ApiRequest, runner: Runner, found: Frame, form: ShortForm, *, status: int = 200
) -> Response[bytes]:
    return await show(request, runner, "recipients_list", found, form, status=status, notice=found.extra.notice)


def router_of(settings: Settings) -> Router:
    """Return the pages; the largest list follows the settings."""
    return Router(
        "/breaches",
        route_handlers=[recipients_page, tell_subjects, list_form_page, add_list],
        request_max_body_size=body_limit(settings),
    )
