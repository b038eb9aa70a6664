"""Pages of the data sets that approved records imply: of one record, and of all records of an office."""

from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from msgspec import Struct

from ropa.access.rules import Permission, offices_for
from ropa.activities import service_listing
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Invalid, NotFound, invalid
from ropa.retention import service_proposals
from ropa.web.authentication import page_for, typed_into
from ropa.web.bodies import ApiRequest
from ropa.web.forms import first, typed_of
from ropa.web.offices import office_id_of, offices_of
from ropa.web.pages import go, in_language, link, page
from ropa.web.running import Runner
from schemas.findings import Problem
from schemas.holding_ways import HoldingProposal, ProposalAnswers, ProposalEdit, ProposalPage, YearKind
from schemas.listing import ActivityItem
from schemas.thai_dates import BE_YEARS
from schemas.thai_text import arabic_digits

PATH = "/holdings/proposals"
KindText = Annotated[str | None, QueryParameter(name="kind", max_length=20)]
YearText = Annotated[str | None, QueryParameter(name="from_year", max_length=10)]
OfficeText = Annotated[str | None, QueryParameter(name="office", max_length=20)]
Cursor = Annotated[str | None, QueryParameter(name="cursor", max_length=50)]


class Asked(Struct, frozen=True):
    """How the proposals are asked for; `year` as it was typed."""

    kind: YearKind | None
    year: str
    office: int | None = None

    @property
    def from_year(self) -> int | None:
        """The Buddhist year that was typed; None where it is blank or none."""
        digits = arabic_digits(self.year)
        return int(digits) if digits.isascii() and digits.isdecimal() and int(digits) in BE_YEARS else None

    @property
    def faults(self) -> list[Problem]:
        """What is wrong with what was typed."""
        if not self.year or self.from_year is not None:
            return []
        said = ("ปีแรกต้องเป็นปี พ.ศ. เช่น 2559", "The first year is a Buddhist one, for example 2559")
        return [Problem(pointer="/from_year", message_th=said[0], message_en=said[1])]

    @property
    def query(self) -> dict[str, object]:
        """The same as the words of an address."""
        kind = str(self.kind) if self.kind else None
        return {"kind": kind, "from_year": self.year or None, "office": self.office}


def _asked(kind: str | None, year: str | None, office: str | None = None) -> Asked:
    chosen = next((each for each in YearKind if str(each) == kind), None)
    office_id = office_id_of(office) if office else None
    if office and office_id is None:
        raise invalid("/office", "ไม่มีหน่วยงานนี้", "There is no such office")
    return Asked(chosen, (year or "").strip()[:10], office_id)


@get("/activities/{activity_id:uuid}/holdings/proposals", opt=page_for(Permission.WRITE_HOLDINGS))
async def proposals_page(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    activity_id: FromPath[UUID],
    kind: KindText = None,
    from_year: YearText = None,
) -> Response[bytes]:
    """What one record implies, year by year."""
    return await _one(request, runner, str(activity_id), _asked(kind, from_year))


@post("/activities/{activity_id:uuid}/holdings/proposals", opt=page_for(Permission.WRITE_HOLDINGS), status_code=200)
async def answer_page(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]
) -> Response[bytes]:
    """Take the ticked ones up, or put them aside."""
    typed, key = typed_of(typed_into(request)), str(activity_id)
    asked = _asked(first(typed, "kind"), first(typed, "from_year"))
    keys = [each.partition("|")[2] for each in typed.get("pick", []) if each.startswith(f"{key}|")]
    if not keys:
        return await _one(request, runner, key, asked, [_nothing()])
    answers = _answers(asked, keys, declines=first(typed, "act") == "decline")
    try:
        await runner.write(request.user, lambda uow: service_proposals.answer(uow, key, answers))
    except Invalid as error:
        return await _one(request, runner, key, asked, list(error.problems))
    return go(f"/activities/{key}/holdings", said="holdings-made")


def _answers(asked: Asked, keys: list[str], *, declines: bool) -> ProposalAnswers:
    if declines:
        return ProposalAnswers(kind=asked.kind, from_year_be=asked.from_year, decline=keys)
    accept = [ProposalEdit(key=key) for key in keys]
    return ProposalAnswers(kind=asked.kind, from_year_be=asked.from_year, accept=accept)


def _nothing() -> Problem:
    return Problem(pointer="", message_th="เลือกอย่างน้อยหนึ่งรายการ", message_en="Tick at least one line")


async def _one(
    request: ApiRequest, runner: Runner, activity_id: str, asked: Asked, problems: list[Problem] | None = None
) -> Response[bytes]:
    problems = [*(problems or []), *asked.faults]

    def work(uow: UnitOfWork) -> tuple[list[HoldingProposal], ActivityItem]:
        activity = service_listing.named(uow, [activity_id]).get(activity_id)
        if activity is None:
            raise NotFound
        return service_proposals.proposed(uow, activity_id, asked.kind, asked.from_year), activity

    found, activity = await runner.read(request.user, work)
    offices = await offices_of(request, runner)
    return page(
        request,
        "retention/proposals.html",
        status=422 if problems else 200,
        items=found,
        activity=activity,
        activities={activity_id: activity},
        offices=offices,
        asked=asked,
        kinds=tuple(YearKind),
        place=f"/activities/{activity_id}/holdings/proposals",
        cursor="",
        problems=[(None, in_language(request, each.message_th, each.message_en)) for each in problems],
        more=None,
        office_choices=None,
    )


@get(PATH, opt=page_for(Permission.WRITE_HOLDINGS))
async def office_proposals_page(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    office: OfficeText = None,
    kind: KindText = None,
    from_year: YearText = None,
    cursor: Cursor = None,
) -> Response[bytes]:
    """What all approved records of an office imply, some records a page."""
    return await _all(request, runner, _asked(kind, from_year, office), cursor or None)


@post(PATH, opt=page_for(Permission.WRITE_HOLDINGS), status_code=200)
async def answer_office_page(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Take the ticked ones of all these records up, or put them aside: all or none."""
    typed = typed_of(typed_into(request))
    asked = _asked(first(typed, "kind"), first(typed, "from_year"), first(typed, "office"))
    cursor = first(typed, "cursor") or None
    picked: dict[str, list[str]] = {}
    for each in typed.get("pick", []):
        activity_id, _, key = each.partition("|")
        picked.setdefault(activity_id, []).append(key)
    if not picked:
        return await _all(request, runner, asked, cursor, [_nothing()])
    declines = first(typed, "act") == "decline"

    def work(uow: UnitOfWork) -> None:
        for activity_id, keys in picked.items():
            service_proposals.answer(uow, activity_id, _answers(asked, keys, declines=declines))

    try:
        await runner.write(request.user, work)
    except Invalid as error:
        return await _all(request, runner, asked, cursor, list(error.problems))
    return go(link(PATH, **asked.query), said="holdings-made")


async def _all(
    request: ApiRequest,
    runner: Runner,
    asked: Asked,
    cursor: str | None,
    problems: list[Problem] | None = None,
) -> Response[bytes]:
    problems = [*(problems or []), *asked.faults]

    def work(uow: UnitOfWork) -> tuple[ProposalPage, dict[str, ActivityItem]]:
        found = service_proposals.proposed_in(uow, asked.office, cursor, asked.kind, asked.from_year)
        return found, service_listing.named(uow, {each.activity_id for each in found.items})

    found, activities = await runner.read(request.user, work)
    offices = await offices_of(request, runner)
    return page(
        request,
        "retention/proposals.html",
        status=422 if problems else 200,
        items=found.items,
        activity=None,
        activities=activities,
        offices=offices,
        asked=asked,
        kinds=tuple(YearKind),
        place=PATH,
        cursor=cursor or "",
        problems=[(None, in_language(request, each.message_th, each.message_en)) for each in problems],
        more=link(PATH, **asked.query, cursor=found.next_cursor) if found.next_cursor else None,
        office_choices=offices.choices(offices_for(request.user, Permission.WRITE_HOLDINGS), asked.office),
    )


router = Router("/", route_handlers=[proposals_page, answer_page, office_proposals_page, answer_office_page])
