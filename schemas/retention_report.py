"""The monthly report on the ends of retention, as it is printed and signed. Every day is one in Bangkok."""

from collections.abc import Iterable
from datetime import date, datetime

from msgspec import Struct

from schemas.holding import RetentionRun
from schemas.retention_work import WorkKind


class ReportGroup(Struct, frozen=True, kw_only=True):
    """Data sets of one activity that share a reason."""

    office: str
    ref: str
    title: str
    reason: str
    """In Thai; "" where the table says it all."""
    count: int
    first_kept: date | None = None
    last_kept: date | None = None
    survey_opens_on: date | None = None
    survey_closes_on: date | None = None
    """Of the next survey of what ends last."""


class ReportLine(Struct, frozen=True, kw_only=True):
    """One data set."""

    office: str
    ref: str
    activity: str
    title: str
    location: str
    last_day_kept: date | None
    survey_opens_on: date | None = None
    survey_closes_on: date | None = None
    is_new: bool = False
    """This month's check put it on the list."""
    reason: str = ""
    """In Thai: the holds, why there is no date, what became of it."""
    listed_kept: date | None = None
    """The last day kept that it was listed with, when that is no longer the present one."""
    state: str = ""
    """In Thai: where it stands on its way to destruction."""


class ReportTable(Struct, frozen=True, kw_only=True):
    """One part of the report: all lines for a workbook, groups by activity for paper."""

    kind: WorkKind
    count: int
    """All data sets of the part."""
    activities: int
    """All activities of the part; `groups` may be fewer."""
    groups: list[ReportGroup]
    lines: Iterable[ReportLine]
    """Read while they are written: only inside the unit of work that made the report."""


class ReportSeal(Struct, frozen=True, kw_only=True):
    """The newest seal of the trail when the report was made."""

    number: int
    sealed_at: datetime
    hash: str
    mark: str
    """HMAC of the hash, with a key that is not in the database."""
    covers_run: bool
    """It, or an earlier one, covers the run's own entry in the trail."""


class RetentionReport(Struct, frozen=True, kw_only=True):
    """What a month's check found, in the offices that the reader may see."""

    run: RetentionRun
    runs: list[RetentionRun]
    """Every run of the month, first one first."""
    scope: str
    printed_at: datetime
    printed_by: str
    ran_by: str
    """Name of who had the run done; "" for one that is no person."""
    items_match: bool | None
    """What the month's runs listed stands on the list as their hashes say; None: only the report of all looks."""
    seal: ReportSeal | None
    ended: ReportTable
    held: ReportTable
    undatable: ReportTable
    changed: ReportTable
    away: int
    """Data sets that ended and stand on a destruction list already."""
    survey: int
    """Data sets that the next survey takes up."""
    unread: int
    """Retention rules whose words nobody has confirmed or that were not understood."""
