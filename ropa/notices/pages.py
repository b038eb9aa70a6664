"""Pages of one's own notices: the inbox, how to be told, and ending the digests from a mail."""

import re
from datetime import time
from typing import Annotated

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from ropa.access.rules import Permission
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Invalid
from ropa.notices import service, service_preferences
from ropa.settings import Settings
from ropa.web.authentication import NOBODY, actor_from, page_for
from ropa.web.bodies import ApiRequest
from ropa.web.pages import go, page, safe_path
from ropa.web.running import Runner
from ropa.web.sessions import keys_of
from ropa.web.short_forms import ShortForm, fresh, sent
from schemas.notices import Contact, Preferences

INBOX, PREFERENCES, UNSUBSCRIBE = "/inbox", "/me/notices", "/notices/unsubscribe/{token:str}"
_ALL = "all"
_HOURS = [f"{hour:02d}:00" for hour in range(24)]
_HOUR = re.compile(r"([01]\d|2[0-3]):00", re.ASCII)
_SMALL = 4096
Before = Annotated[str | None, QueryParameter(name="before", max_length=36)]


@get(INBOX, opt=page_for(Permission.ENTER))
async def inbox(request: ApiRequest, runner: NamedDependency[Runner], before: Before = None) -> Response[bytes]:
    """My notices, newest first."""
    person_id: str = request.auth.person_id
    found = await runner.read(request.user, lambda uow: service.inbox(uow, person_id, before))
    return page(request, "notices/inbox.html", found=found)


@post(INBOX, opt=page_for(Permission.ENTER), status_code=200)
async def read(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Mark one notice as read and go to what it is about; or mark all."""
    person_id: str = request.auth.person_id
    chosen = sent(request).value("notice")
    if chosen in {"", _ALL}:
        await runner.write(request.user, lambda uow: service.mark_all_read(uow, person_id))
        return go(INBOX, said="read")
    found = await runner.write(request.user, lambda uow: service.open_notice(uow, person_id, chosen))
    return go(safe_path(found.path))


@get(PREFERENCES, opt=page_for(Permission.ENTER))
async def preferences(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """How I am told."""
    person_id, keys = request.auth.person_id, keys_of(request)
    chosen = await runner.read(request.user, lambda uow: service_preferences.read(uow, keys, person_id))
    form = fresh(
        request,
        by_email="1" if chosen.by_email else "",
        digest="1" if chosen.digest else "",
        quiet_from=chosen.quiet_from.strftime("%H:%M"),
        quiet_until=chosen.quiet_until.strftime("%H:%M"),
        language=chosen.language,
        line_user=chosen.line_user or "",
    )
    return await _show(request, runner, form)


@post(PREFERENCES, opt=page_for(Permission.ENTER), status_code=200)
async def save(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Keep how I want to be told."""
    person_id, keys = request.auth.person_id, keys_of(request)
    form = sent(request)
    for name in ("quiet_from", "quiet_until"):
        if not _HOUR.fullmatch(form.value(name)):
            form.fault(name, "เลือกเวลา", "Choose a time")
    if not form.problems:
        wanted = Preferences(
            by_email=bool(form.value("by_email")),
            digest=bool(form.value("digest")),
            quiet_from=time.fromisoformat(form.value("quiet_from")),
            quiet_until=time.fromisoformat(form.value("quiet_until")),
            language=form.value("language"),
            line_user=form.value("line_user").strip() or None,
        )
        try:
            await runner.write(request.user, lambda uow: service_preferences.save(uow, keys, person_id, wanted))
        except Invalid as error:
            form.take(error.problems)
        else:
            return go(PREFERENCES, said="saved")
    return await _show(request, runner, form, status=422)


async def _show(request: ApiRequest, runner: Runner, form: ShortForm, *, status: int = 200) -> Response[bytes]:
    person_id: str = request.auth.person_id
    settings: Settings = request.app.state.settings

    def work(uow: UnitOfWork) -> Contact | None:
        return service.contacts(uow, [person_id]).get(person_id)

    contact = await runner.read(request.user, work)
    return page(
        request,
        "notices/preferences.html",
        status=status,
        form=form,
        email=contact.email if contact is not None else None,
        hours=_HOURS,
        sends_mail=bool(settings.smtp_url),
        sends_line=bool(settings.line_channel_token),
    )


@get(UNSUBSCRIBE, opt=page_for(Permission.PUBLIC))
async def ask_to_end(request: ApiRequest, token: FromPath[str]) -> Response[bytes]:
    """Ask before the digests end: mail programs open every link of a mail by themselves."""
    service_preferences.person_of_token(keys_of(request), token)
    return page(request, "notices/unsubscribe.html", ended=False)


@post(UNSUBSCRIBE, opt=page_for(Permission.PUBLIC), status_code=200, request_max_body_size=_SMALL)
async def end(request: ApiRequest, runner: NamedDependency[Runner], token: FromPath[str]) -> Response[bytes]:
    """End the digests: one click, also by the mail program itself (RFC 8058), which has no session and no mark."""
    keys = keys_of(request)
    await runner.write(actor_from(request, NOBODY), lambda uow: service_preferences.unsubscribe(uow, keys, token))
    return page(request, "notices/unsubscribe.html", ended=True)


router = Router("/", route_handlers=[inbox, read, preferences, save, ask_to_end, end])
