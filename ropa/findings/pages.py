"""Pages of findings over many records: the worklist, what stands open by office, and scores over time."""

from collections.abc import Sequence
from itertools import groupby
from typing import Annotated

from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from msgspec import Struct

from ropa import clock
from ropa.access.rules import Permission, offices_for
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Invalid, RopaError, invalid
from ropa.findings import service_scores, service_worklist
from ropa.findings.pages_score_lines import score_lines_page
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.language import language_of
from ropa.web.offices import Offices, office_id_of, offices_of
from ropa.web.pages import in_language, link, moment_now, page
from ropa.web.places import anchor_of, editor_of, place_words
from ropa.web.running import Runner
from ropa.web.score_chart import chart_of
from schemas.findings import Severity
from schemas.worklist import FindingState, WorkFilter, WorkItem, WorkPage

LIMIT = 40
ANY = "any"
OfficeText = Annotated[str | None, QueryParameter(name="office", max_length=20)]
SeverityText = Annotated[str | None, QueryParameter(name="severity", max_length=20)]
CodeText = Annotated[str | None, QueryParameter(name="code", max_length=60)]
StateText = Annotated[str | None, QueryParameter(name="status", max_length=20)]
MineText = Annotated[str | None, QueryParameter(name="mine", max_length=10)]
Cursor = Annotated[str | None, QueryParameter(name="cursor", max_length=60)]


class Group(Struct, frozen=True):
    """The findings of one record that stand beside each other in the list."""

    first: WorkItem
    items: list[WorkItem]
    edits: bool


def linked(item: WorkItem, *, edits: bool) -> str:
    """Return where a finding is mended, or seen by those who do not write there."""
    if item.code == "holdings.missing":
        return f"/activities/{item.activity_id}/holdings"
    if item.code == "disclosure.log_missing":
        return f"/activities/{item.activity_id}/disclosures"
    if edits:
        return editor_of(item.activity_id, item.pointer)
    return f"/activities/{item.activity_id}#{anchor_of(item.pointer)}"


@get("/", opt=page_for(Permission.READ_ACTIVITIES))
async def worklist_page(  # noqa: PLR0913, PLR0917 - one argument for each filter
    request: ApiRequest,
    runner: NamedDependency[Runner],
    office: OfficeText = None,
    severity: SeverityText = None,
    code: CodeText = None,
    status: StateText = None,
    mine: MineText = None,
    cursor: Cursor = None,
) -> Response[bytes]:
    """Open findings of the records that the reader sees, grouped by record; each filter is part of the address."""
    wanted = _filter(office, severity, code, status, mine)

    def work(uow: UnitOfWork) -> tuple[WorkPage, dict[Severity, int]]:
        found = service_worklist.page(uow, wanted, cursor or None, LIMIT)
        return found, {} if cursor else service_worklist.count(uow, wanted)

    found, counts = await runner.read(request.user, work)
    offices = await offices_of(request, runner)
    query = {
        "office": wanted.office,
        "severity": wanted.severity,
        "code": wanted.code,
        "status": ANY if wanted.state is None else None if wanted.state is FindingState.OPEN else wanted.state,
        "mine": "1" if wanted.mine else None,
    }
    plain = {**query, "status": wanted.state}
    return page(
        request,
        "findings/worklist.html",
        part="rows" if cursor else None,
        groups=_groups(request, found.items, offices),
        wanted=wanted,
        any=ANY,
        counts=[(each, counts.get(each, 0)) for each in Severity],
        codes=[(code, in_language(request, *said)) for code, said in service_worklist.codes()],
        offices=offices,
        office_choices=offices.choices(offices_for(request.user, Permission.READ_ACTIVITIES), wanted.office),
        severities=tuple(Severity),
        states=tuple(FindingState),
        more=link("/findings", **query, cursor=found.next_cursor) if found.next_cursor else None,
        workbook=link("/api/v1/findings/worklist.xlsx", **{**plain, "mine": "true" if wanted.mine else None}),
        place=lambda pointer: place_words(pointer, language_of(request)),
        linked=lambda item, edits: linked(item, edits=edits),
    )


def _groups(request: ApiRequest, items: Sequence[WorkItem], offices: Offices) -> list[Group]:
    held = offices_for(request.user, Permission.WRITE_ACTIVITIES)
    groups = [list(some) for _, some in groupby(items, key=lambda item: item.activity_id)]
    return [Group(some[0], some, offices.covers(held, some[0].office_id)) for some in groups]


def _filter(
    office: str | None, severity: str | None, code: str | None, status: str | None, mine: str | None
) -> WorkFilter:
    """Return the filter; raises Invalid with every value that no choice of the page sends."""
    faults: list[RopaError] = []
    office_id = office_id_of(office) if office else None
    if office and office_id is None:
        faults.append(invalid("/office", "ไม่มีหน่วยงานนี้", "There is no such office"))
    if severity and severity not in set(map(str, Severity)):
        faults.append(invalid("/severity", "ไม่มีระดับนี้", "There is no such weight"))
    if status and status != ANY and status not in set(map(str, FindingState)):
        faults.append(invalid("/status", "ไม่มีสถานะนี้", "There is no such state"))
    problems = [problem for fault in faults if isinstance(fault, Invalid) for problem in fault.problems]
    if problems:
        raise Invalid(problems)
    named = FindingState.of(status) if status and status != ANY else FindingState.OPEN
    return WorkFilter(
        office=office_id,
        severity=Severity.of(severity) if severity else None,
        code=code or None,
        state=None if status == ANY else named,
        mine=bool(mine),
    )


@get("/offices", opt=page_for(Permission.READ_ACTIVITIES))
async def offices_page(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """What stands open by office, as a tree; each line counts everything below it."""
    found = await runner.read(request.user, service_scores.office_tallies)
    return page(request, "findings/offices.html", items=found.items)


@get("/scores", opt=page_for(Permission.READ_ACTIVITIES))
async def scores_page(
    request: ApiRequest, runner: NamedDependency[Runner], office: OfficeText = None
) -> Response[bytes]:
    """The mean score of an office and all below it over time, as a picture and a table."""
    office_id = office_id_of(office) if office else None
    if office and office_id is None:
        raise invalid("/office", "ไม่มีหน่วยงานนี้", "There is no such office")
    found = await runner.read(request.user, lambda uow: service_scores.office_history(uow, office_id))
    offices = await offices_of(request, runner)
    today = clock.bangkok(moment_now(request)).date()
    return page(
        request,
        "findings/scores.html",
        days=list(reversed(found.items)),
        chart=chart_of(found.items, today),
        office=None if office_id is None else offices.name(office_id),
        office_id=office_id,
        office_choices=offices.choices(offices_for(request.user, Permission.READ_ACTIVITIES), office_id),
    )


router = Router("/findings", route_handlers=[worklist_page, offices_page, scores_page, score_lines_page])
