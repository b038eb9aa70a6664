"""Who is told what of the ends of retention: each owner once a month, and of each change of dates once.

Everything is posted in the transaction that found it. Texts name records and numbers, never a data subject.
"""

from collections.abc import Iterable
from itertools import islice
from typing import NamedTuple

from ropa.access import service_reach
from ropa.access.service_reach import Held, nearest
from ropa.db.unit_of_work import UnitOfWork
from ropa.notices.service import post
from ropa.retention import store_work_shown
from ropa.retention.rules_calendar import YearMonth
from schemas.access import Role
from schemas.english_dates import english_month
from schemas.notices import Notice, NoticeKind
from schemas.retention_work import WorkKind
from schemas.thai_dates import BE_OFFSET, MONTHS

_BATCH = 500
_TOLD = (WorkKind.ENDED, WorkKind.UNDATABLE, WorkKind.HELD)


class _Sum(NamedTuple):
    ended: int = 0
    undatable: int = 0
    held: int = 0

    def plus(self, kind: WorkKind, count: int) -> "_Sum":
        return self._replace(**{str(kind): getattr(self, str(kind)) + count})


def owners(held: Held) -> list[str]:
    """Return whom the retention of an office's records concerns: the nearest recorders and the nearest DPO.

    Where there is neither, the nearest reviewers, or else who answers for the office.
    """
    found = {*nearest(held, [Role.RECORDER]), *nearest(held, [Role.DPO])}
    return sorted(found) or nearest(held, [Role.REVIEWER]) or nearest(held, [Role.APPROVER])


def owners_of(uow: UnitOfWork, office_ids: Iterable[int]) -> dict[int, list[str]]:
    """Return the owners of each office; one query for 500 offices."""
    return {office_id: owners(held) for office_id, held in service_reach.holders(uow, set(office_ids)).items()}


def tell_month(uow: UnitOfWork, month: YearMonth) -> int:
    """Tell each owner once a month how much work there is; nobody who has none. Returns how many notices are new."""
    totals = store_work_shown.totals_by_office(uow, _TOLD)
    people = owners_of(uow, {office_id for office_id, _, _ in totals})
    sums: dict[str, _Sum] = {}
    for office_id, kind, count in totals:
        for person_id in people[office_id]:
            sums[person_id] = sums.get(person_id, _Sum()).plus(kind, count)
    return post_all(uow, (_monthly(month, person_id, found) for person_id, found in sorted(sums.items())))


def post_all(uow: UnitOfWork, notices: Iterable[Notice]) -> int:
    """Post notices, some at a time; return how many were new."""
    left, new = iter(notices), 0
    while some := list(islice(left, _BATCH)):
        new += post(uow, some)
    return new


def _monthly(month: YearMonth, person_id: str, found: _Sum) -> Notice:
    thai = f"{MONTHS[month.month - 1]} {month.year + BE_OFFSET}"
    return Notice(
        # The person stands in it: other systems are told of a cause once, and here each person has other numbers.
        cause=f"retention-month:{month}:{person_id}",
        kind=NoticeKind.RETENTION_DUE,
        person_id=person_id,
        path="/retention/work",
        title_th=f"ตรวจอายุการเก็บเดือน{thai}: ครบกำหนด {found.ended} ชุด",
        title_en=f"Retention check of {english_month(month.year, month.month)}. Data sets ended: {found.ended}",
        body_th=(
            f"ครบกำหนดรอเสนอทำลาย {found.ended} ชุด คำนวณวันไม่ได้ {found.undatable} ชุด "
            f"ครบกำหนดแต่ถูกระงับ {found.held} ชุด "
            "ดูได้ที่หน้า “งานของฉัน” ระบบไม่ทำลายข้อมูลเอง"
        ),
        body_en=(
            f"Ended, to be proposed: {found.ended}. Without a date: {found.undatable}. Ended but held: {found.held}. "
            "Nothing is destroyed by itself."
        ),
    )
