"""Use case of the list behind a mean or a count of scores: the records that it was taken of, on its day."""

import re
from datetime import date
from typing import Any

from sqlalchemy import Row

from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.activities import service_listing, service_live
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import invalid
from ropa.findings import store_score_lines as store
from ropa.findings import store_scores
from ropa.findings.service import today_of
from schemas.listing import ActivityItem
from schemas.worklist import ScoreHaving, ScoreLine, ScoreLines

_CURSOR = re.compile(r"([0-9]{1,3})_([0-9a-f-]{36})", re.ASCII)


def lines(
    uow: UnitOfWork,
    office: int | None = None,
    day: date | None = None,
    having: ScoreHaving | None = None,
    *,
    drafts: bool = False,
    cursor: str | None = None,
    limit: int = 50,
) -> ScoreLines:
    """Return a page of the records that `office_history` counts on a day of Bangkok (None: now), lowest score first.

    `office` means it and all below; `having`: only records with some of it. `drafts`, of now only: the versions that
    the actor sees in the register, as `office_tallies` counts them, and not those that everybody sees.

    Raises: Forbidden; Invalid for a day to come (`/day`) and for a cursor that this list did not give out.
    """
    today = today_of(uow)
    if day is not None and day > today:
        raise invalid("/day", "วันที่ต้องไม่เกินวันนี้", "The day must not lie ahead")
    after = _place(cursor)
    if day is None or day == today:
        shown = service_live.shown(uow, office) if drafts else service_live.shown_to_all(uow, office)
        records = store.now(shown)
    else:
        visible = access.visible_offices(uow, Permission.READ_ACTIVITIES)
        records = store.then(day, [visible, None if office is None else access.at_or_below(office)])
    of = None if having is None else str(having)
    rows = store.page(uow, records, of, after, limit + 1)
    names = service_listing.named(uow, [row.activity_id for row in rows[:limit]])
    items = [_line(row, names.get(row.activity_id)) for row in rows[:limit]]
    more = len(rows) > limit
    return ScoreLines(
        items=items,
        total=store_scores.day_of(day or today, store.total(uow, records, of)),
        next_cursor=f"{items[-1].score}_{items[-1].activity_id}" if more else None,
    )


def _line(row: Row[Any], item: ActivityItem | None) -> ScoreLine:
    named = None if item is None else item.sub_process or item.main_process or item.ref
    return ScoreLine(ref=None if item is None else item.ref, title=named, **row._mapping)  # noqa: SLF001 - public


def _place(cursor: str | None) -> tuple[int, str] | None:
    if cursor is None:
        return None
    found = _CURSOR.fullmatch(cursor)
    if found is None:
        raise invalid("/cursor", "ตัวชี้หน้าถัดไปไม่ถูกต้อง", "This is no cursor of this list")
    return int(found[1]), found[2]
