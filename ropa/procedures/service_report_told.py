"""Whoever runs a round is told once that month 6, or month 12, of it is over and its report can be printed."""

from datetime import timedelta

from ropa import clock
from ropa.access import service_reach
from ropa.access.rules import Permission
from ropa.access.service_reach import Held, nearest
from ropa.db.unit_of_work import UnitOfWork
from ropa.notices.service import post
from ropa.procedures import rules_plan, store_report
from ropa.procedures.store_rounds import AnyRow
from schemas.access import Role
from schemas.english_dates import english_day
from schemas.notices import Notice, NoticeKind
from schemas.thai_dates import format_thai_date

MONTHS = (6, 12)
#: A report that could be printed longer ago is no news: after an upgrade nobody is told of the rounds of past years.
NEWS = timedelta(days=62)
_MONTH = timedelta(days=31)


def tell(uow: UnitOfWork) -> int:
    """Post what is new; return how many were told. Three queries, however many rounds there are."""
    today = clock.bangkok(uow.now).date()
    rows = store_report.rounds_begun(uow, today - max(MONTHS) * _MONTH - NEWS, today)
    ready = [
        (row, months)
        for row in rows
        for months in MONTHS
        if (over := rules_plan.month_is_over(row.starts_on, months)) <= today < over + NEWS
    ]
    if not ready:
        return 0
    held = service_reach.holders(uow, {row.office_id for row, _ in ready})
    return post(
        uow,
        [
            _notice(row, months, person_id)
            for row, months in ready
            for person_id in _runners(held[row.office_id], row.owner_id)
        ],
    )


def _runners(held: Held, owner_id: str | None) -> list[str]:
    roles = service_reach.roles_with(Permission.RUN_ROUNDS)
    able = {person for role, people in held.items() if role in roles for _, person in people}
    return [owner_id] if owner_id is not None and owner_id in able else nearest(held, [Role.DPO])


def _notice(row: AnyRow, months: int, person_id: str) -> Notice:
    last = rules_plan.month_is_over(row.starts_on, months) - timedelta(days=1)
    return Notice(
        cause=f"round-report:{row.id}:{months}",
        kind=NoticeKind.ROUND_REPORT,
        person_id=person_id,
        path=f"/rounds/{row.id}/report?month={months}",
        title_th=f"รายงานรอบ {months} เดือน พร้อมออกแล้ว: {row.title}",
        title_en=f"The {months}-month report is ready: {row.title}",
        body_th=f"{row.ref} ตั้งแต่ {format_thai_date(row.starts_on)} ถึง {format_thai_date(last)}",
        body_en=f"{row.ref}, {english_day(row.starts_on)} to {english_day(last)}",
    )
