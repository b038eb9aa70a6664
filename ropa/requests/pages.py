"""The list of requests: the largest danger first, and never who asked. Its address can be shared."""

import re
from typing import Annotated, TypeVar

from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from ropa.access.rules import Permission, offices_for
from ropa.errors import invalid
from ropa.requests import service
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.language import language_of, translate
from ropa.web.language import mark as _
from ropa.web.list_filters import Days, chips, day_words, read_days, term_words
from ropa.web.offices import Offices, office_id_of, offices_of
from ropa.web.pages import in_language, link, moment_now, page
from ropa.web.running import Runner
from schemas.request_terms import RightAnswer
from schemas.requests import RequestFilter, RequestPage, RequestState, Right
from schemas.vocabulary import Term

T = TypeVar("T", bound=Term)
LIMIT = 30
PATH = "/requests"
# A form sends an empty value for a choice that is not made, so all are text here.
ShowText = Annotated[str | None, QueryParameter(name="show", max_length=20)]
RightText = Annotated[str | None, QueryParameter(name="right", max_length=20)]
StateText = Annotated[str | None, QueryParameter(name="state", max_length=20)]
OfficeText = Annotated[str | None, QueryParameter(name="office", max_length=20)]
RefText = Annotated[str | None, QueryParameter(name="ref", max_length=40)]
FromText = Annotated[str | None, QueryParameter(name="from", max_length=60)]
ThroughText = Annotated[str | None, QueryParameter(name="through", max_length=60)]
CountedText = Annotated[str | None, QueryParameter(name="counted", max_length=10)]
AnswerText = Annotated[str | None, QueryParameter(name="answer", max_length=20)]
TookText = Annotated[str | None, QueryParameter(name="took", max_length=10)]
OrderText = Annotated[str | None, QueryParameter(name="order", max_length=20)]
Cursor = Annotated[str | None, QueryParameter(name="cursor", max_length=200)]
#: What the list shows: code and words.
SHOWS = (
    ("", _("ที่ยังไม่จบ")),
    ("late", _("เลยกำหนด")),
    ("mine", _("ที่ท่านรับผิดชอบ")),
    ("all", _("ทั้งหมด รวมที่จบแล้ว")),
)


@get("/", opt=page_for(Permission.READ_REQUESTS))
async def requests_list_page(  # noqa: PLR0913 - one for each filter of the address
    request: ApiRequest,
    runner: NamedDependency[Runner],
    *,
    show: ShowText = None,
    right: RightText = None,
    standing: StateText = None,
    office: OfficeText = None,
    ref: RefText = None,
    first: FromText = None,
    last: ThroughText = None,
    counted: CountedText = None,
    answer: AnswerText = None,
    took: TookText = None,
    order: OrderText = None,
    cursor: Cursor = None,
) -> Response[bytes]:
    """Requests that the reader may see, those that are due next on top."""
    query = {"show": show, "right": right, "state": standing, "office": office, "ref": ref}
    query |= {"answer": answer, "took": took, "order": order}
    days = read_days(request, first, last)
    wanted = _wanted(request, query, days, is_counted=bool(counted))
    query |= {**days.shown, "counted": counted}
    found = RequestPage(items=[], next_cursor=None)
    if not days.faults:
        found = await runner.read(request.user, lambda uow: service.page(uow, wanted, cursor or None, LIMIT))
    offices = await offices_of(request, runner)
    return page(
        request,
        "requests/list.html",
        status=422 if days.faults else 200,
        part="rows" if cursor else None,
        records=found.items,
        offices=offices,
        now=moment_now(request),
        query=query,
        days=days,
        chips=chips(PATH, query, _chip_words(request, query, wanted, days, offices)),
        narrowed=any(value for name, value in query.items() if name != "order"),
        shows=SHOWS,
        rights=tuple(Right),
        states=tuple(RequestState),
        answers=tuple(RightAnswer),
        receives=bool(offices_for(request.user, Permission.RECEIVE_REQUESTS)),
        more=link(PATH, **query, cursor=found.next_cursor) if found.next_cursor else None,
        office_choices=offices.choices(offices_for(request.user, Permission.READ_REQUESTS), wanted.office),
    )


def _chip_words(
    request: ApiRequest, query: dict[str, str | None], wanted: RequestFilter, days: Days, offices: Offices
) -> dict[str, str | None]:
    show = next(words for code, words in SHOWS if code == (query["show"] or ""))
    return {
        "show": translate(language_of(request), show) if query["show"] else None,
        "right": term_words(request, wanted.right),
        "state": term_words(request, wanted.states[0] if wanted.states else None),
        "office": None if wanted.office is None else offices.name(wanted.office),
        "ref": wanted.ref,
        **day_words(request, days),
        "answer": term_words(request, wanted.answer),
        "took": None
        if wanted.took_days is None
        else in_language(
            request, f"ตอบโดยใช้ {wanted.took_days} วันขึ้นไป", f"Answered after {wanted.took_days} days or more"
        ),
        "counted": in_language(request, "ไม่รวมที่ไม่ใช่คำขอ", "Nothing that is no request") if wanted.is_counted else None,
    }


def _wanted(request: ApiRequest, query: dict[str, str | None], days: Days, *, is_counted: bool) -> RequestFilter:
    show, state = query["show"] or "", _term(RequestState, query["state"], "state")
    if show not in {code for code, _words in SHOWS}:
        raise invalid("/show", "ไม่มีตัวเลือกนี้", "There is no such choice")
    kind, _colon, key = request.user.id.partition(":")
    return RequestFilter(
        states=(state,) if state else (),
        right=_term(Right, query["right"], "right"),
        office=_office(query["office"]),
        # A service has no tasks of its own: the id of nobody finds nothing.
        owner_id=(key if kind == "person" else "-") if show == "mine" else None,
        ref=(query["ref"] or "").strip() or None,
        is_open=None if state or show == "all" else True,
        is_late=True if show == "late" else None,
        received_from=days.first,
        received_to=days.last,
        is_counted=is_counted or None,
        answer=_term(RightAnswer, query["answer"], "answer"),
        took_days=_days(query["took"]),
        newest_first=query["order"] == "newest",
    )


def _office(text: str | None) -> int | None:
    office_id = office_id_of(text) if text else None
    if text and office_id is None:
        raise invalid("/office", "ไม่มีหน่วยงานนี้", "There is no such office")
    return office_id


def _days(text: str | None) -> int | None:
    if not text or not text.strip():
        return None
    # Thai digits are typed, too; other signs that Python takes for digits are none.
    if not re.fullmatch(r"[0-9๐-๙]{1,4}", text.strip()):
        raise invalid("/took", "จำนวนวันต้องเป็นตัวเลขไม่เกิน 4 หลัก", "Days must be a number of up to 4 digits")
    return int(text)


def _term(kind: type[T], text: str | None, name: str) -> T | None:
    try:
        return kind.of(text) if text else None
    except KeyError:
        raise invalid(f"/{name}", "ไม่มีตัวเลือกนี้", "There is no such choice") from None


router = Router("/requests", route_handlers=[requests_list_page])
