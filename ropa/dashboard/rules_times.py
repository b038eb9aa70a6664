"""How fast breaches were told and requests answered. Pure.

Legal source: PDPA s.37(4) (72 hours), s.30 paragraph 3 (30 days).
"""

from datetime import date

from ropa.dashboard.rules_links import cell, to
from ropa.dashboard.rules_register import english_day
from schemas.breach_register import BreachStatistics
from schemas.dashboard import Panel, PanelCell, PanelCode, PanelFact, PanelRow, Words
from schemas.request_register import RequestStatistics
from schemas.thai_dates import format_thai_date

#: What the desk shows by itself: the danger that a stand of the notice means there.
_DANGERS = {"overdue": "overdue", "suspected": "warning"}
_HOURS, _DAYS = Words("ชั่วโมง", "hours"), Words("วัน", "days")


def breaches(found: BreachStatistics, office: int | None) -> Panel:
    """Return how the notices to the Office stand, with the median hours to the first one."""
    rows = [
        PanelRow(key=each.code, th=each.th, en=each.en, cells=[_breaches(each.count, each.code, office)])
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
                cell=cell(found.total, "/breaches/all", office=office, order="newest"),
            ),
            PanelFact(
                th="มัธยฐานถึงการแจ้งครั้งแรก",
                en="Median to the first notice",
                cell=PanelCell(found.median_hours_to_notice),
                unit=_HOURS,
            ),
        ],
        href=_statistics("/breaches/statistics", found.since, office),
    )


def _breaches(count: int, code: str, office: int | None) -> PanelCell:
    if code in _DANGERS:
        return cell(count, "/breaches", office=office, danger=_DANGERS[code], drill="real")
    return cell(count, "/breaches/all", office=office, order="newest")


def requests(found: RequestStatistics, office: int | None) -> Panel:
    """Return the rights that were asked for, with how many were answered late and how long the answers took."""
    rows = [
        PanelRow(
            key=each.code,
            th=each.th,
            en=each.en,
            cells=[
                cell(each.count, "/requests", office=office, right=each.code, show="all", order="newest"),
                PanelCell(each.answered),
                PanelCell(each.late),
                PanelCell(each.median_days),
                PanelCell(each.longest_days),
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
                cell=cell(found.requests, "/requests", office=office, show="all", order="newest"),
            ),
            PanelFact(th="ยังไม่จบ", en="Open", cell=cell(found.open, "/requests", office=office)),
            PanelFact(
                th="สิทธิที่เลยกำหนดและยังไม่ตอบ",
                en="Rights overdue without an answer",
                cell=cell(found.overdue, "/requests", office=office, show="late"),
            ),
            PanelFact(th="มัธยฐานถึงคำตอบ", en="Median to the answer", cell=PanelCell(found.median_days), unit=_DAYS),
        ],
        href=_statistics("/requests/statistics", found.since, office),
    )


def _since(day: date | None) -> Words:
    thai, english = ("", "") if day is None else (format_thai_date(day), english_day(day))
    return Words(
        f"ตั้งแต่ {thai} (12 เดือน) เลขที่เปิดได้นำไปยังรายการทั้งหมดของชนิดนั้น เรียงใหม่ที่สุดก่อน",
        f"Since {english} (12 months). A number opens all of its kind, the newest first.",
    )


def _statistics(path: str, since: date | None, office: int | None) -> str:
    return to(path, {"office": office, "since": format_thai_date(since) if since is not None else None})
