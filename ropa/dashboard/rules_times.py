"""How fast breaches were told and requests answered. Pure.

Legal source: PDPA s.37(4) (72 hours), s.30 paragraph 3 (30 days).
"""

from datetime import date

from ropa.dashboard.rules_links import cell, to
from schemas.breach_register import BreachStatistics
from schemas.dashboard import Panel, PanelCell, PanelCode, PanelFact, PanelRow, Words
from schemas.request_register import RequestStatistics, RightNumbers
from schemas.request_terms import RightAnswer
from schemas.thai_dates import format_english_date, format_thai_date

_HOURS, _DAYS = Words("ชั่วโมง", "hours"), Words("วัน", "days")


def breaches(found: BreachStatistics, office: int | None) -> Panel:
    """Return how the notices to the Office stand, with the median hours to the first one."""
    # A median of 0 hours opens its list, too.
    told = 0 if found.median_hours_to_notice is None else 1
    rows = [
        PanelRow(key=each.code, th=each.th, en=each.en, cells=[_breaches(found, each.count, office, notice=each.code)])
        for each in found.by_notice
    ]
    return Panel(
        code=PanelCode.BREACHES,
        note=_since(found.since),
        head=Words("การแจ้งสำนักงานฯ", "Notice to the Office"),
        columns=[Words("เหตุ", "Breaches")],
        rows=rows,
        facts=[
            PanelFact(
                th="เหตุจริงทั้งหมด",
                en="Real breaches",
                cell=_breaches(found, found.total, office),
            ),
            PanelFact(
                th="มัธยฐานถึงการแจ้งครั้งแรก",
                en="Median to the first notice",
                cell=PanelCell(found.median_hours_to_notice, _breaches(found, told, office, told=1).href),
                unit=_HOURS,
            ),
        ],
        href=_statistics("/breaches/statistics", found.since, office),
    )


def _breaches(found: BreachStatistics, count: int, office: int | None, **query: object | None) -> PanelCell:
    return cell(count, "/breaches/all", office=office, counted=1, order="newest", **_days(found), **query)


def _requests(found: RequestStatistics, count: int, office: int | None, **query: object | None) -> PanelCell:
    return cell(count, "/requests", office=office, counted=1, order="newest", **_days(found), **query)


def _days(found: BreachStatistics | RequestStatistics) -> dict[str, object | None]:
    return {"from": format_thai_date(found.since) if found.since is not None else None}


def requests(found: RequestStatistics, office: int | None) -> Panel:
    """Return the rights that were asked for, with how many were answered late and how long the answers took."""
    rows = [
        PanelRow(
            key=each.code,
            th=each.th,
            en=each.en,
            cells=[
                _requests(found, each.count, office, right=each.code, show="all"),
                *_answers(found, each, office),
            ],
        )
        for each in found.by_right
    ]
    return Panel(
        code=PanelCode.REQUESTS,
        note=_since(found.since),
        head=Words("สิทธิ", "Right"),
        columns=[
            Words("ขอใช้", "Asked for"),
            Words("ตอบแล้ว", "Answered"),
            Words("ช้าหรือเลยกำหนด", "Late or overdue"),
            Words("มัธยฐาน (วัน)", "Median (days)"),
            Words("นานที่สุด (วัน)", "Longest (days)"),
        ],
        rows=rows,
        facts=[
            PanelFact(
                th="คำขอทั้งหมด",
                en="Requests",
                cell=_requests(found, found.requests, office, show="all"),
            ),
            PanelFact(th="ยังไม่จบ", en="Open", cell=_requests(found, found.open, office)),
            PanelFact(
                th="คำขอที่มีสิทธิเลยกำหนดและยังไม่ตอบ",
                en="Requests with a right overdue without an answer",
                cell=_requests(found, found.requests_overdue, office, answer=RightAnswer.OVERDUE, show="all"),
            ),
            PanelFact(
                th="มัธยฐานถึงคำตอบ",
                en="Median to the answer",
                cell=PanelCell(found.median_days, _answered(found, found.answered, office).href),
                unit=_DAYS,
            ),
        ],
        href=_statistics("/requests/statistics", found.since, office),
    )


def _answered(found: RequestStatistics, count: int, office: int | None, **query: object | None) -> PanelCell:
    return _requests(found, count, office, answer=RightAnswer.ANSWERED, show="all", **query)


def _answers(found: RequestStatistics, each: RightNumbers, office: int | None) -> list[PanelCell]:
    answered = _answered(found, each.answered, office, right=each.code)
    longest = _answered(found, each.answered, office, right=each.code, took=each.longest_days)
    return [
        answered,
        _requests(found, each.late, office, right=each.code, answer=RightAnswer.LATE, show="all"),
        PanelCell(each.median_days, answered.href),
        PanelCell(each.longest_days, longest.href),
    ]


def _since(day: date | None) -> Words:
    thai, english = ("", "") if day is None else (format_thai_date(day), format_english_date(day))
    return Words(
        f"ตั้งแต่ {thai} (12 เดือน) เลขที่เปิดได้นำไปยังรายการที่นับ ใหม่ที่สุดก่อน คำขอหนึ่งมีได้หลายสิทธิ",
        f"Since {english} (12 months). A number opens what it counts, the newest first. "
        "A request may be of several rights.",
    )


def _statistics(path: str, since: date | None, office: int | None) -> str:
    return to(path, {"office": office, "since": format_thai_date(since) if since is not None else None})
