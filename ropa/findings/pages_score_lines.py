"""The records behind a mean or a count of scores, on the day of that number. Its address can be shared."""

from datetime import date
from typing import Annotated

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from ropa.access.rules import Permission, offices_for
from ropa.errors import invalid
from ropa.findings import service_score_lines as service
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.list_filters import chips, term_words
from ropa.web.offices import office_id_of, offices_of
from ropa.web.pages import in_language, link, page
from ropa.web.running import Runner
from schemas.thai_dates import ThaiDateError, format_thai_date, read_thai_date
from schemas.worklist import ScoreHaving

LIMIT = 50
PATH = "/findings/scores/records"
OfficeText = Annotated[str | None, QueryParameter(name="office", max_length=20)]
DayText = Annotated[str | None, QueryParameter(name="day", max_length=60)]
HavingText = Annotated[str | None, QueryParameter(name="having", max_length=20)]
DraftsText = Annotated[str | None, QueryParameter(name="drafts", max_length=10)]
Cursor = Annotated[str | None, QueryParameter(name="cursor", max_length=60)]


@get("/scores/records", opt=page_for(Permission.READ_ACTIVITIES))
async def score_lines_page(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    office: OfficeText = None,
    day: DayText = None,
    having: HavingText = None,
    drafts: DraftsText = None,
    cursor: Cursor = None,
) -> Response[bytes]:
    """The records that a number of the dashboard or of the scores counts, the lowest score first."""
    office_id = office_id_of(office) if office else None
    if office and office_id is None:
        raise invalid("/office", "ไม่มีหน่วยงานนี้", "There is no such office")
    on, wanted = _day(day), _having(having)
    found = await runner.read(
        request.user,
        lambda uow: service.lines(uow, office_id, on, wanted, drafts=bool(drafts), cursor=cursor or None, limit=LIMIT),
    )
    offices = await offices_of(request, runner)
    query = {"office": office, "day": day, "having": having, "drafts": drafts}
    words = {
        "office": None if office_id is None else offices.name(office_id),
        "day": None if on is None else format_thai_date(on),
        "having": term_words(request, wanted),
        "drafts": in_language(request, "ฉบับที่ท่านเห็น รวมฉบับร่าง", "The versions that you see, drafts included")
        if drafts
        else None,
    }
    return page(
        request,
        "findings/score_lines.html",
        part="rows" if cursor else None,
        records=found.items,
        total=found.total,
        offices=offices,
        chips=chips(PATH, query, words),
        query=query,
        shown_day="" if on is None else format_thai_date(on),
        havings=tuple(ScoreHaving),
        more=link(PATH, **query, cursor=found.next_cursor) if found.next_cursor else None,
        office_choices=offices.choices(offices_for(request.user, Permission.READ_ACTIVITIES), office_id),
    )


def _day(text: str | None) -> date | None:
    try:
        return read_thai_date(text).value if text and text.strip() else None
    except ThaiDateError as error:
        raise invalid("/day", error.message_th, error.message_en) from None


def _having(text: str | None) -> ScoreHaving | None:
    try:
        return ScoreHaving.of(text) if text else None
    except KeyError:
        raise invalid("/having", "ไม่มีตัวเลือกนี้", "There is no such choice") from None
