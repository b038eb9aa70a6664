"""The page of one record: the ministry's form as the paper has it, its tables, and what is found wrong in it."""

from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from msgspec import Struct

from ropa.access.rules import Permission
from ropa.activities import pages_record_body as bodies
from ropa.activities import service_beside, service_sections
from ropa.activities.pages_record_body import KEPT, Around, Drawn, drawn_from, key_of
from ropa.activities.pages_record_layout import downloads
from ropa.activities.service_beside import LifeShown
from ropa.activities.service_sections import RecordShown
from ropa.db.unit_of_work import UnitOfWork
from ropa.findings import service_shown
from ropa.findings.service_shown import ShownCheck
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.language import Language, language_of
from ropa.web.offices import offices_of
from ropa.web.pages import link, page
from ropa.web.running import Runner

#: Bytes of a document that is drawn where the request is: mostly one section differs from what is kept, and handing
#: that to a thread and back takes longer than drawing it. The sample with all fields has 86,000: 10 ms from nothing.
_DRAWN_AT_ONCE = 128 * 1024
RevisionNumber = Annotated[int | None, QueryParameter(name="revision", ge=1, le=1_000_000)]


class _Read(Struct, frozen=True, kw_only=True):
    """What the page needs of the database; `findings` only where its document has to be drawn."""

    found: RecordShown
    life: LifeShown
    check: ShownCheck
    around: Around
    drawn: Drawn | None
    findings: tuple[bytes, ...] | None


@get("/{activity_id:uuid}", opt=page_for(Permission.READ_ACTIVITIES))
async def record_page(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID], revision: RevisionNumber = None
) -> Response[bytes]:
    """A record in the form's own layout."""
    language = language_of(request)
    read = await runner.short_read(request.user, lambda uow: _read(uow, str(activity_id), revision, language))
    found, drawn = read.found, read.drawn
    if drawn is None and len(found.stored.document) <= _DRAWN_AT_ONCE:
        drawn = _drawn(read, language)
    elif drawn is None:
        drawn = await runner.think(lambda: _drawn(read, language))
    stored = found.stored
    files = f"/api/v1/activities/{stored.id}"
    return page(
        request,
        "activities/record.html",
        stored=stored,
        office=(await offices_of(request, runner)).name(stored.office_id),
        steward=read.life.steward,
        editable=found.editable,
        deletable=found.deletable,
        revision=revision,
        title=drawn.title or stored.ref,
        drawn=drawn,
        fragments=drawn.fragments,
        has_sources=stored.sources != b"{}",
        downloads=downloads(files, revision, language),
        life=read.life,
        accepted=[] if revision else read.check.accepted,
        anchor=bodies.anchor_of,
        place=lambda pointer: bodies.place_words(pointer, language),
    )


def _read(uow: UnitOfWork, activity_id: str, revision: int | None, language: Language) -> _Read:
    found = service_sections.record_shown(uow, activity_id, revision)
    check = service_shown.check_of(uow, found.stored)
    around = _around(found, revision)
    drawn = KEPT.get(key_of(found.stored, language, check.mark, around))
    return _Read(
        found=found,
        life=service_beside.life_shown(uow, found.stored),
        check=check,
        around=around,
        drawn=drawn,
        findings=service_shown.found_by(uow, check) if drawn is None else None,
    )


def _around(found: RecordShown, revision: int | None) -> Around:
    files, pages = f"/api/v1/activities/{found.stored.id}", f"/activities/{found.stored.id}"
    return Around(
        editor=f"{pages}/edit" if found.editable else None,
        flow_picture=link(f"{files}/dfd.svg", revision=revision),
        flow_page=link(f"{pages}/diagrams", revision=revision),
        exchange_picture=link(f"{files}/exchange.svg", revision=revision),
        exchange_page=link(f"{pages}/diagrams", kind="exchange", revision=revision),
    )


def _drawn(read: _Read, language: Language) -> Drawn:
    findings = read.findings
    if findings is None:
        findings = bodies.found_in(service_sections.document_in(read.found))
    drawn = drawn_from(service_sections.parts_in(read.found), findings, language, read.around)
    KEPT.put(key_of(read.found.stored, language, read.check.mark, read.around), drawn)
    return drawn


@get("/{activity_id:uuid}/sources", opt=page_for(Permission.READ_ACTIVITIES))
async def sources_page(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID], revision: RevisionNumber = None
) -> Response[bytes]:
    """Where each value of an imported record came from, and the corrections that were proposed."""
    found = await runner.read(request.user, lambda uow: service_sections.record_shown(uow, str(activity_id), revision))
    language = language_of(request)
    sources = service_sections.sources_of(found.stored)
    rows = [
        (bodies.place_words(pointer, language), bodies.anchor_of(pointer), source)
        for pointer, source in sources.items()
    ]
    return page(
        request,
        "activities/record_sources.html",
        stored=found.stored,
        record=link(f"/activities/{found.stored.id}", revision=revision),
        proposed=[row for row in rows if row[2].proposed],
        rows=rows,
    )


router = Router("/activities", route_handlers=[record_page, sources_page])
