"""The pages of the trail: search, whether it is whole, and a copy to keep elsewhere."""

import tempfile
from collections.abc import Iterator
from datetime import date
from typing import Annotated, BinaryIO

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from litestar.response import Stream

from ropa import clock
from ropa.access import service_identities
from ropa.access.rules import Permission
from ropa.audit import service_copies, service_reading, service_seals
from ropa.audit.service_reading import TrailFilter
from ropa.db.unit_of_work import UnitOfWork
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest, attachment
from ropa.web.pages import in_language, link, moment_now, page
from ropa.web.running import Runner
from ropa.web.sessions import keys_of
from schemas.audit import TrailCheck, TrailPage
from schemas.thai_dates import ThaiDateError, read_thai_date

Actor = Annotated[str | None, QueryParameter(name="actor", max_length=100)]
Action = Annotated[str | None, QueryParameter(name="action", max_length=60)]
Subject = Annotated[str | None, QueryParameter(name="subject", max_length=100)]
Day = Annotated[str | None, QueryParameter(max_length=60)]
Cursor = Annotated[str | None, QueryParameter(name="cursor", max_length=20)]
LIMIT = 50
_IN_MEMORY = 1024 * 1024
_CHUNK = 64 * 1024


@get("/trail", opt=page_for(Permission.READ_TRAIL))
async def trail(  # noqa: PLR0913, PLR0917 - one argument for each filter
    request: ApiRequest,
    runner: NamedDependency[Runner],
    actor: Actor = None,
    action: Action = None,
    subject: Subject = None,
    first: Day = None,
    last: Day = None,
    cursor: Cursor = None,
) -> Response[bytes]:
    """Entries newest first, narrowed by who, what, to what and when."""
    faults: dict[str, str] = {}
    days = {name: _day(request, name, text, faults) for name, text in (("first", first), ("last", last))}
    wanted = TrailFilter(
        actor=actor or None,
        action=action or None,
        subject=subject or None,
        first_day=days["first"],
        last_day=days["last"],
    )

    def work(uow: UnitOfWork) -> tuple[TrailPage, dict[str, str]]:
        found = service_reading.page(uow, wanted, cursor, LIMIT)
        return found, service_identities.names(uow, {each.actor_id for each in found.items})

    found, names = await runner.read(request.user, work)
    typed = {"actor": actor, "action": action, "subject": subject, "first": first, "last": last}
    return page(
        request,
        "audit/trail.html",
        status=422 if faults else 200,
        part="entries",
        items=found.items,
        names=names,
        typed={name: value or "" for name, value in typed.items()},
        faults=faults,
        more=link("/trail", **typed, cursor=found.next_cursor) if found.next_cursor else None,
    )


def _day(request: ApiRequest, name: str, text: str | None, faults: dict[str, str]) -> date | None:
    if not text or not text.strip():
        return None
    try:
        return read_thai_date(text, today=clock.bangkok(moment_now(request)).date()).value
    except ThaiDateError as error:
        faults[name] = in_language(request, error.message_th, error.message_en)
        return None


@get("/trail/check", opt=page_for(Permission.READ_TRAIL))
async def check(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Walk the whole trail and say whether it is as it was sealed."""
    keys = keys_of(request)

    def work(uow: UnitOfWork) -> TrailCheck:
        service_reading.require_trail(uow)
        return service_seals.verify(uow, keys)

    found = await runner.read(request.user, work)
    words = in_language(request, found.message_th or "", found.message_en or "")
    return page(request, "audit/check.html", found=found, words=words)


@post("/trail/copy", opt=page_for(Permission.READ_TRAIL))
async def copy(request: ApiRequest, runner: NamedDependency[Runner]) -> Stream:
    """Hand out the whole trail with its seals; `ropa audit verify --file` checks it without the database."""
    # Closed at the end of `_chunks`, after this function; typed as what it is in all but name.
    out: BinaryIO = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # type: ignore[assignment]  # noqa: SIM115

    def work(uow: UnitOfWork) -> int:
        service_reading.require_trail(uow)
        return service_copies.write_copy(uow, out)

    try:
        count = await runner.read(request.user, work)
        await runner.write(request.user, lambda uow: service_copies.record_copy(uow, count))
    except BaseException:
        out.close()
        raise
    out.seek(0)
    name = f"trail-{clock.bangkok(moment_now(request)):%Y%m%d-%H%M}.jsonl"
    return Stream(_chunks(out), media_type="application/jsonl", headers=attachment(name))


def _chunks(out: BinaryIO) -> Iterator[bytes]:
    with out:
        while chunk := out.read(_CHUNK):
            yield chunk


router = Router("/", route_handlers=[trail, check, copy])
