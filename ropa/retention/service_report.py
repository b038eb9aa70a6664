"""The monthly report: what a run found, in the offices that the reader may see, with what proves it.

The evidence is that of the run and of the whole register; the tables say how its data sets stand when it is printed.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Row

from ropa.access import service as access
from ropa.access import service_identities
from ropa.access.rules import Permission
from ropa.activities import service_listing
from ropa.audit import service_sealed, service_seals
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import NotFound, invalid
from ropa.offices import service as offices
from ropa.retention import store_check, store_evidence, store_report, store_work_shown
from ropa.retention.rules_calendar import MonthError, YearMonth
from ropa.retention.rules_survey import survey_of, survey_round
from ropa.retention.service_cycles import cycle_of
from ropa.retention.service_runs import shown_run
from schemas.destruction import HoldingState
from schemas.holding import DueState, HoldKind, RetentionRun
from schemas.listing import ActivityItem
from schemas.retention import Cycle
from schemas.retention_report import ReportGroup, ReportLine, ReportSeal, ReportTable, RetentionReport
from schemas.retention_work import WorkKind

#: Groups of one part that paper shows; a workbook has every line.
MOST_GROUPS = 300
_TOGETHER = 500
_DAY = timedelta(days=1)
_ALL = "ทุกหน่วยงานที่เห็นได้"


def report(
    uow: UnitOfWork, run_id: str | None = None, *, month: str | None = None, office: int | None = None
) -> RetentionReport:
    """Return the report of a run, or of the last run of a month (`YYYY-MM`, Gregorian), or of the last run of all.

    `office` means it and all below it. Its lines are read while they are written, inside this unit of work.
    Raises: Forbidden; NotFound when there is no such run, office or month's check; Invalid for a month that is none.
    """
    visible = access.visible_offices(uow, Permission.READ_RETENTION)
    try:
        wanted = None if month is None else str(YearMonth.parse(month))
    except MonthError as error:
        raise invalid("/month", error.message_th, error.message_en) from None
    row = store_report.run(uow, run_id, wanted)
    name = None if office is None else offices.office_name(uow, office)
    if row is None or (office is not None and name is None):
        raise NotFound
    within = [visible, None if office is None else access.at_or_below(office)]
    before = YearMonth.parse(row.month).ends_until
    runs = [shown_run(each) for each in store_report.runs_of(uow, row.month)]
    few = store_check.few_of(uow, within)
    builder = _Builder(uow, row.month)
    work = store_work_shown.counts(uow, within)
    return RetentionReport(
        run=shown_run(row),
        runs=runs,
        scope=name or (_ALL if visible is not None else offices.office_name(uow, 0) or _ALL),
        printed_at=uow.now,
        printed_by=uow.actor.name or uow.actor.id,
        ran_by=service_identities.names(uow, [row.actor_id]).get(row.actor_id, ""),
        items_match=_items_match(uow, runs) if within == [None, None] else None,
        seal=_seal(uow, row.id),
        ended=builder.table(WorkKind.ENDED, store_report.ended(row.month, within, few)),
        held=builder.table(WorkKind.HELD, store_report.held(before, within, few)),
        undatable=builder.table(WorkKind.UNDATABLE, store_report.undatable(within)),
        changed=builder.table(WorkKind.CHANGED, store_report.changed(row.month, within, few)),
        away=store_report.away(row.month, within, few).totals(uow)[0],
        survey=sum(int(each.total) for each in work if each.kind == str(WorkKind.SURVEY)),
        unread=sum(int(each.total) for each in work if each.kind == str(WorkKind.UNREAD)),
    )


def _items_match(uow: UnitOfWork, runs: Sequence[RetentionRun]) -> bool:
    """Tell whether the list stands as the runs of a month hashed it: it is read whole."""
    hashes = store_evidence.listed_by(uow, [run.id for run in runs])
    return all(hashes[run.id] == run.items_hash for run in runs)


def _seal(uow: UnitOfWork, run_id: str) -> ReportSeal | None:
    newest = service_seals.newest(uow)
    if newest is None:
        return None
    entries = service_sealed.told_of(uow, "retention.checked", f"retention-run:{run_id}")
    return ReportSeal(
        number=newest.number,
        sealed_at=newest.sealed_at,
        hash=newest.hash,
        mark=newest.mark,
        covers_run=bool(entries) and all(each.is_sealed for each in entries),
    )


class _Builder:
    """Makes tables of parts, with names and surveys of the activities in them."""

    def __init__(self, uow: UnitOfWork, month: str) -> None:
        self._uow, self._month = uow, month
        self._round = survey_round(YearMonth.parse(month))
        self._offices = {each.id: each.name for each in offices.list_offices(uow)}
        self._named: dict[str, ActivityItem] = {}
        self._cycles: dict[str, Cycle] = {}

    def table(self, kind: WorkKind, part: store_report.Part) -> ReportTable:
        count, activities = part.totals(self._uow)
        rows = part.groups(self._uow, MOST_GROUPS) if count else ()
        self._learn(rows)
        return ReportTable(
            kind=kind,
            count=count,
            activities=activities,
            groups=[self._group(kind, row) for row in rows],
            lines=self._lines(kind, part) if count else (),
        )

    def _learn(self, rows: Sequence[Row[Any]]) -> None:
        """Ask for names and cycles of activities that are not known yet; those of a few are kept."""
        new = {row.activity_id for row in rows} - set(self._named)
        if len(self._named) > 10 * _TOGETHER:
            self._named.clear()
            self._cycles.clear()
            new = {row.activity_id for row in rows}
        if new:
            self._named |= service_listing.named(self._uow, new)
            self._cycles |= cycle_of(self._uow, new)

    def _names(self, activity_id: str) -> tuple[str, str]:
        item = self._named.get(activity_id)
        return ("", "") if item is None else (item.ref, item.sub_process or item.main_process or item.ref)

    def _survey(self, activity_id: str, kept: date | None) -> tuple[date | None, date | None]:
        """Return the window of the next survey: what an earlier one left is taken up by the month's own."""
        if kept is None:
            return None, None
        return max(survey_of(kept, cycle := self._cycles.get(activity_id)), self._round.window(cycle))

    def _group(self, kind: WorkKind, row: Row[Any]) -> ReportGroup:
        ref, title = self._names(row.activity_id)
        first, last = (day and day - _DAY for day in (row.first_on, row.last_on))
        opens, closes = self._survey(row.activity_id, last)
        return ReportGroup(
            office=self._offices.get(row.office_id, str(row.office_id)),
            ref=ref,
            title=title,
            reason=_reason(kind, row.reason),
            count=row.total,
            first_kept=first,
            last_kept=last,
            survey_opens_on=opens,
            survey_closes_on=closes,
        )

    def _lines(self, kind: WorkKind, part: store_report.Part) -> Iterator[ReportLine]:
        rows = part.lines(self._uow)
        while some := list(islice(rows, _TOGETHER)):
            self._learn(some)
            for row in some:
                yield self._line(kind, row)

    def _line(self, kind: WorkKind, row: Row[Any]) -> ReportLine:
        ref, title = self._names(row.activity_id)
        kept = row.kept_until and row.kept_until - _DAY
        opens, closes = self._survey(row.activity_id, kept)
        is_changed = kind is WorkKind.CHANGED
        return ReportLine(
            office=self._offices.get(row.office_id, str(row.office_id)),
            ref=ref,
            activity=title,
            title=row.title,
            location=row.location or "",
            last_day_kept=row.last_day_kept if is_changed else kept,
            survey_opens_on=opens,
            survey_closes_on=closes,
            is_new=kind is WorkKind.ENDED and row.listed_in == self._month,
            reason=_changed(row) if is_changed else _reason(kind, row.reason),
            listed_kept=kept if is_changed else None,
            state=HoldingState.of(row.state).th,
        )


def _reason(kind: WorkKind, code: str) -> str:
    if kind is WorkKind.HELD:
        return HoldKind.of(code).th
    if kind is WorkKind.UNDATABLE:
        return DueState.of(code).th
    return HoldingState.of(code).th if kind is WorkKind.CHANGED else ""


def _changed(row: Row[Any]) -> str:
    if row.due_state == str(DueState.DISPOSED):
        return HoldingState.of(row.state).th
    if row.extended_through is not None and row.last_day_kept == row.extended_through:
        return "ขยายเวลาเก็บโดยคำสั่ง"
    return "เกณฑ์หรือวันเริ่มนับเปลี่ยน" if row.due_on is not None else DueState.of(row.due_state).th
