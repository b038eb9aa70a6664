"""Counting breaches. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from statistics import median

from msgspec import Struct

from ropa.breaches.rules import BANGKOK
from schemas.breach import BreachPhase, BreachState, RiskLevel
from schemas.breach_details import BreachCause
from schemas.breach_register import BreachStatistics, Counted, NoticeStand, OfficeCount
from schemas.thai_dates import BE_OFFSET, ENGLISH_MONTHS_IN_FULL, MONTHS
from schemas.vocabulary import Term

_SECONDS = 3600


_STANDS = {
    BreachState.NOTIFIED: NoticeStand.ON_TIME,
    BreachState.NOTIFIED_LATE: NoticeStand.LATE,
    BreachState.OPEN: NoticeStand.WAITING,
    BreachState.DUE_SOON: NoticeStand.WAITING,
    BreachState.OVERDUE: NoticeStand.OVERDUE,
    BreachState.LATE_BEYOND_15D: NoticeStand.OVERDUE,
    BreachState.SUSPECTED: NoticeStand.SUSPECTED,
    BreachState.NOT_REQUIRED: NoticeStand.NOT_REQUIRED,
    BreachState.EXCUSED: NoticeStand.EXCUSED,
}


class CountedBreach(Struct, frozen=True, kw_only=True):
    """What counting needs of one breach."""

    office_id: int
    since: datetime
    """When it became known: awareness, else suspicion."""
    aware_at: datetime | None
    notified_at: datetime | None
    state: BreachState
    phase: BreachPhase
    level: RiskLevel | None
    cause: BreachCause
    is_drill: bool


def hours_to_notice(aware_at: datetime | None, notified_at: datetime | None) -> float | None:
    """Return the hours from awareness to the first notice, with one decimal; None without one of the two."""
    if aware_at is None or notified_at is None:
        return None
    return round((notified_at - aware_at).total_seconds() / _SECONDS, 1)


def counted(
    breaches: Iterable[CountedBreach], offices: Mapping[int, str], since: date | None, until: date | None
) -> BreachStatistics:
    """Return the numbers. A drill is in none but that of drills, a dismissed suspicion in none but its own."""
    months: Counter[str] = Counter()
    levels: Counter[str] = Counter()
    at: Counter[int] = Counter()
    stands: Counter[str] = Counter()
    causes: Counter[str] = Counter()
    phases: Counter[BreachPhase] = Counter()
    hours: list[float] = []
    drills = 0
    for each in breaches:
        if each.is_drill:
            drills += 1
            continue
        phases[each.phase] += 1
        if each.phase is BreachPhase.DISMISSED:
            continue
        months[f"{each.since.astimezone(BANGKOK):%Y-%m}"] += 1
        levels[str(each.level or "")] += 1
        at[each.office_id] += 1
        stands[str(_STANDS[each.state])] += 1
        causes[str(each.cause)] += 1
        took = hours_to_notice(each.aware_at, each.notified_at)
        hours += [] if took is None else [took]
    return BreachStatistics(
        since=since,
        until=until,
        total=sum(months.values()),
        suspected=phases[BreachPhase.SUSPECTED],
        closed=phases[BreachPhase.CLOSED],
        dismissed=phases[BreachPhase.DISMISSED],
        drills=drills,
        by_month=[_month(code, count) for code, count in sorted(months.items())],
        by_level=[
            *_terms(RiskLevel, levels),
            _not_assessed(levels[""]),
        ],
        by_office=[
            OfficeCount(office_id=key, name=offices.get(key, str(key)), count=count)
            for key, count in sorted(at.items(), key=lambda item: (-item[1], item[0]))
        ],
        by_notice=_terms(NoticeStand, stands),
        by_cause=_terms(BreachCause, causes),
        median_hours_to_notice=round(median(hours), 1) if hours else None,
    )


def _not_assessed(count: int) -> Counted:
    return Counted(code="", th="ยังไม่ประเมิน", en="not assessed", count=count)


def _month(code: str, count: int) -> Counted:
    year, month = int(code[:4]), int(code[5:])
    buddhist = year + BE_OFFSET
    return Counted(
        code=code,
        th=f"{MONTHS[month - 1]} {buddhist}",
        en=f"{ENGLISH_MONTHS_IN_FULL[month - 1]} B.E. {buddhist}",
        count=count,
    )


def _terms(terms: Iterable[Term], counts: Counter[str]) -> list[Counted]:
    return [Counted(code=str(each), th=each.th, en=each.en, count=counts[str(each)]) for each in terms]
