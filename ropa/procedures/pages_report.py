"""The page of a round's report: at 6 and 12 months or of a day, every figure with the list behind it."""

import re
from datetime import date
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from ropa.access.rules import Permission, offices_for
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Invalid
from ropa.procedures import service_report, service_rounds_shown
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.offices import office_id_of, offices_of
from ropa.web.pages import in_language, link, page
from ropa.web.running import Runner
from schemas import round_report_words
from schemas.round_record import RoundItem
from schemas.round_report import LateStep, OfficeReport, OfficeStanding, ReportAsked, RoundReport
from schemas.rounds import LateCause
from schemas.thai_dates import ThaiDateError, format_thai_date, read_thai_date

PATH = "/rounds"
#: Lines of a long table; the workbook has them all.
SHOWN = 100
MONTHS = (6, 12)
#: In the filter of causes: late and still open, or ended without a cause.
NO_CAUSE = "none"
Short = Annotated[str | None, QueryParameter(name="month", max_length=4)]
DayText = Annotated[str | None, QueryParameter(name="as_of", max_length=40)]
OfficeText = Annotated[str | None, QueryParameter(name="office", max_length=10)]


@get("/{round_id:uuid}/report", opt=page_for(Permission.READ_ROUNDS))
async def round_report_page(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    round_id: FromPath[UUID],
    month: Short = None,
    as_of: DayText = None,
    office: OfficeText = None,
) -> Response[bytes]:
    """Summary, steps, offices, late steps and causes; a figure leads to its lines."""
    key, faults = str(round_id), dict[str, str]()
    months = next((each for each in MONTHS if str(each) == month), None)
    # Who types a day wants that day, whatever was chosen before.
    day = _day(request, as_of, faults)
    asked = ReportAsked(month=None if day else months, as_of=day, office=office_id_of(office or ""))

    def read(uow: UnitOfWork) -> tuple[RoundItem, RoundReport | None]:
        whole = service_rounds_shown.head(uow, key)
        try:
            return whole, None if faults else service_report.report(uow, key, asked)
        except Invalid as error:
            faults["as_of"] = in_language(request, error.problems[0].message_th, error.problems[0].message_en)
            return whole, None

    whole, found = await runner.read(request.user, read)
    chosen = _chosen(request)
    place, offices = f"{PATH}/{key}/report", await offices_of(request, runner)
    period = {"month": asked.month, "as_of": asked.as_of and format_thai_date(asked.as_of), "office": asked.office}
    return page(
        request,
        "procedures/round_report.html",
        status=422 if faults else 200,
        item=whole,
        report=found,
        faults=faults,
        typed=as_of or "",
        months=MONTHS,
        asked=asked,
        place=place,
        to=partial(link, place, **period),
        file=partial(_file, key, asked),
        offices=offices,
        office_choices=offices.choices(offices_for(request.user, Permission.READ_ROUNDS), asked.office),
        **_lists(found, chosen),
        chosen=chosen,
        causes={str(each): each for each in LateCause},
        no_cause=NO_CAUSE,
        shown=SHOWN,
        **_words(found),
    )


def _chosen(request: ApiRequest) -> dict[str, str | None]:
    """Return which figure's lines are asked for."""
    said = {name: request.query_params.get(name) for name in ("standing", "cause", "step")}
    return {
        "standing": _code(said["standing"], OfficeStanding),
        "cause": NO_CAUSE if said["cause"] == NO_CAUSE else _code(said["cause"], LateCause),
        "step": said["step"] if said["step"] and re.fullmatch("[0-9]{1,3}", said["step"]) else None,
    }


def _code(code: str | None, terms: Any) -> str | None:
    return code if code in {str(each) for each in terms} else None


def _day(request: ApiRequest, typed: str | None, faults: dict[str, str]) -> date | None:
    if not typed or not typed.strip():
        return None
    try:
        return read_thai_date(typed).value
    except ThaiDateError as error:
        faults["as_of"] = in_language(request, error.message_th, error.message_en)
        return None


def _file(key: str, asked: ReportAsked, kind: str) -> str:
    return link(f"/api/v1/rounds/{key}/report.{kind}", month=asked.month, as_of=asked.as_of, office=asked.office)


def _lists(found: RoundReport | None, chosen: dict[str, str | None]) -> dict[str, Any]:
    """Return the offices and late steps that the chosen figures lead to."""
    lines: list[OfficeReport] = [] if found is None else found.offices
    late: list[LateStep] = [] if found is None else found.late_steps
    if chosen["standing"] is not None:
        lines = [each for each in lines if str(each.standing) == chosen["standing"]]
    if chosen["step"] is not None:
        late = [each for each in late if str(each.step) == chosen["step"]]
    if chosen["cause"] is not None:
        wanted = None if chosen["cause"] == NO_CAUSE else chosen["cause"]
        late = [each for each in late if (None if each.cause is None else str(each.cause)) == wanted]
    return {"lines": lines, "late": late}


def _words(found: RoundReport | None) -> dict[str, Any]:
    if found is None:
        return {}
    words = round_report_words
    return {
        "sentences": list(words.sentences(found)),
        "period_words": words.period_words(found),
        "scope_words": words.scope_words(found),
        "cutoff_words": words.cutoff_words(found),
    }


router = Router(PATH, route_handlers=[round_report_page])
