"""The page of what changed in the register since a day."""

from datetime import date, timedelta
from typing import Annotated

from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from ropa import clock
from ropa.access.rules import Permission, offices_for
from ropa.activities import service_changes
from ropa.errors import Invalid, RopaError, invalid
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.language import field_day, language_of
from ropa.web.offices import office_id_of, offices_of
from ropa.web.pages import in_language, link, page
from ropa.web.running import Runner
from schemas.comparison import RegisterChangeKind, RegisterChanges
from schemas.findings import Problem
from schemas.thai_dates import ThaiDateError, read_thai_date

Since = Annotated[str | None, QueryParameter(name="since", max_length=60)]
OfficeText = Annotated[str | None, QueryParameter(name="office", max_length=20)]
Cursor = Annotated[str | None, QueryParameter(name="cursor", max_length=40)]
LIMIT = 50
#: Where the page begins when nobody has chosen a day.
_LAST = timedelta(days=30)


@get("/changes", opt=page_for(Permission.READ_ACTIVITIES))
async def changes_page(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    since: Since = None,
    office: OfficeText = None,
    cursor: Cursor = None,
) -> Response[bytes]:
    """Newly approved, changed and retired records; a day that cannot be read is told at its field."""
    today = clock.bangkok(runner.now()).date()
    problems: list[Problem] = []
    office_id = _office(office, problems)
    day = _day(since, today, problems)
    found: RegisterChanges | None = None
    if day is not None and not problems:
        begin, scope = day, office_id
        try:
            found = await runner.read(
                request.user, lambda uow: service_changes.changes(uow, begin, scope, cursor or None, LIMIT)
            )
        except Invalid as error:
            problems += error.problems
    offices = await offices_of(request, runner)
    query = {"since": day.isoformat() if day else None, "office": office_id}
    faults = {each.pointer: in_language(request, each.message_th, each.message_en) for each in problems}
    return page(
        request,
        "activities/changes.html",
        status=422 if problems else 200,
        found=found,
        day=day,
        typed=since or (field_day(language_of(request), day) if day else ""),
        faults=faults,
        problems=[(f"f-{pointer[1:]}", words) for pointer, words in faults.items()],
        kinds=tuple(RegisterChangeKind),
        office=office_id,
        offices=offices,
        office_choices=offices.choices(offices_for(request.user, Permission.READ_ACTIVITIES), office_id),
        first=not cursor,
        more=link("/activities/changes", **query, cursor=found.next_cursor) if found and found.next_cursor else None,
        workbook=link("/api/v1/activities/changes.xlsx", **query) if found else None,
    )


def _office(text: str | None, problems: list[Problem]) -> int | None:
    office_id = office_id_of(text) if text else None
    if text and office_id is None:
        problems += _problems(invalid("/office", "ไม่มีหน่วยงานนี้", "There is no such office"))
    return office_id


def _day(text: str | None, today: date, problems: list[Problem]) -> date | None:
    """Return the day of Thai or ISO text; the one 30 days ago without any."""
    if not text or not text.strip():
        return today - _LAST
    try:
        return read_thai_date(text, today=today).value
    except ThaiDateError as error:
        problems += _problems(invalid("/since", error.message_th, error.message_en))
        return None


def _problems(error: RopaError) -> list[Problem]:
    return list(error.problems) if isinstance(error, Invalid) else []


router = Router("/activities", route_handlers=[changes_page])
