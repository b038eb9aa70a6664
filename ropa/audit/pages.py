"""The pages of the trail: search, whether it is whole, and a copy to keep elsewhere."""

import tempfile
from collections.abc import Iterator
from typing import Annotated, BinaryIO

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from litestar.response import Stream

from ropa import clock
from ropa.access.rules import Permission
from ropa.audit import service_copies, service_excerpts, service_reading, service_seals
from ropa.audit.pages_filter import Action, Actor, Asked, Day, Subject, asked_of, choices, wanted_of
from ropa.audit.pages_lines import Known, known_of, line_of
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Invalid
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest, attachment
from ropa.web.language import language_of
from ropa.web.list_filters import chips
from ropa.web.offices import offices_of
from ropa.web.pages import in_language, link, moment_now, page
from ropa.web.running import Runner
from ropa.web.sessions import keys_of
from schemas.audit import TrailCheck, TrailPage
from schemas.findings import Problem

Cursor = Annotated[str | None, QueryParameter(name="cursor", max_length=20)]
LIMIT = 50
#: Entries of an excerpt; the copy has all.
MOST = 20_000
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
    """Entries newest first, narrowed by who, what, to what and when, in words."""
    said = {"actor": actor, "action": action, "subject": subject, "first": first, "last": last}
    asked = asked_of(request, said)
    offices, language = await offices_of(request, runner), language_of(request)

    def work(uow: UnitOfWork) -> tuple[TrailPage, Known]:
        wanted = wanted_of(uow, request, asked)
        found = (
            TrailPage(items=[], next_cursor=None) if asked.faults else service_reading.page(uow, wanted, cursor, LIMIT)
        )
        return found, known_of(uow, found.items)

    found, known = await runner.read(request.user, work)
    return page(
        request,
        "audit/trail.html",
        status=422 if asked.faults else 200,
        part="entries",
        lines=[line_of(each, known, offices, language) for each in found.items],
        typed=asked.typed,
        faults=asked.faults,
        notes=asked.notes,
        is_narrow=asked.is_narrow,
        choices=choices(request, asked.typed["action"]),
        chips=chips("/trail", asked.typed, _chip_words(request, asked)),
        export=link("/trail/copy", **asked.typed),
        more=link("/trail", **asked.typed, cursor=found.next_cursor) if found.next_cursor else None,
    )


def _chip_words(request: ApiRequest, asked: Asked) -> dict[str, str | None]:
    # The days as they were typed: each says which of the two it is.
    days = {"first": in_language(request, "ตั้งแต่", "From"), "last": in_language(request, "ถึง", "Until")}
    groups = choices(request, asked.typed["action"])
    named = {code: words for value, words, group in groups for code, words in [(value, words), *group]}
    typed = {name: value for name, value in asked.typed.items() if value and name not in asked.faults}
    return {
        name: named.get(value, value) if name == "action" else f"{days[name]} {value}" if name in days else value
        for name, value in typed.items()
    }


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
async def copy(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    actor: Actor = None,
    action: Action = None,
    subject: Subject = None,
    first: Day = None,
    last: Day = None,
) -> Stream:
    """Hand out the whole trail with its seals, or, with filters, an excerpt: `ropa audit verify --file` checks both."""
    asked = asked_of(request, {"actor": actor, "action": action, "subject": subject, "first": first, "last": last})
    # Closed at the end of `_chunks`, after this function; typed as what it is in all but name.
    out: BinaryIO = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # type: ignore[assignment]  # noqa: SIM115

    def work(uow: UnitOfWork) -> int:
        service_reading.require_trail(uow)
        if not asked.is_narrow:
            return service_copies.write_copy(uow, out)
        wanted = wanted_of(uow, request, asked)
        if asked.faults:
            faults = asked.faults.items()
            raise Invalid([Problem(pointer=f"/{name}", message_th=said, message_en=said) for name, said in faults])
        return service_excerpts.write_entries(uow, service_reading.ids(uow, wanted, MOST), out).entries

    # What people typed may be a name; the trail keeps no names.
    part = {name: asked.typed[name] for name in ("action", "first", "last") if asked.typed[name]}
    part |= {name: "1" for name in ("actor", "subject") if asked.typed[name]}
    try:
        count = await runner.read(request.user, work)
        await runner.write(request.user, lambda uow: service_copies.record_copy(uow, count, part))
    except BaseException:
        out.close()
        raise
    out.seek(0)
    kind = "excerpt" if asked.is_narrow else "trail"
    name = f"{kind}-{clock.bangkok(moment_now(request)):%Y%m%d-%H%M}.jsonl"
    return Stream(_chunks(out), media_type="application/jsonl", headers=attachment(name))


def _chunks(out: BinaryIO) -> Iterator[bytes]:
    with out:
        while chunk := out.read(_CHUNK):
            yield chunk


router = Router("/", route_handlers=[trail, check, copy])
