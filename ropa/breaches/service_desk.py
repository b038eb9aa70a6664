"""The desk: all breaches whose clock is open, the largest danger first, and how many there are of each."""

import base64
import binascii
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.breaches import rules, rules_duties, store_desk
from ropa.breaches.rules_clock import hours
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Invalid, invalid
from schemas.breach import BreachPhase, BreachSource, RiskLevel
from schemas.breach_desk import CLOCKS, Danger, DeskCounts, DeskFilter, DeskPage, DeskRow, DrillFilter
from schemas.breach_duties import DutyFacts

MAX_LIMIT: Final = 200
_LONGEST: Final = 300
_DANGERS: Final = tuple(Danger)
_TIMES: Final = (
    "aware_at",
    "suspected_at",
    "received_at",
    "level_at",
    "reopened_at",
    "notified_at",
    "subjects_notified_at",
    "promised_for",
)
_PLAIN: Final = ("id", "ref", "office_id", "title", "is_drill", "incident_id", "version")


class _Cursor(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """Where a page ended, and of which moment its dangers are."""

    now: datetime
    rank: int
    since: datetime
    level: int
    id: str


_CURSOR: Final = msgspec.json.Decoder(_Cursor)


def rows(uow: UnitOfWork, wanted: DeskFilter = DeskFilter(), cursor: str | None = None, limit: int = 50) -> DeskPage:  # noqa: B008 - frozen
    """Return one page of the desk, of the offices whose breaches the actor may see.

    The clocks are those of `uow.now`; the order of further pages is that of the first page's moment, so that nothing is
    skipped or shown twice while clocks run.
    Raises: Forbidden; Invalid for a cursor that this list did not give out.
    """
    place = _read(cursor)
    moment = uow.now if place is None else place.now
    if moment > uow.now:
        raise _no_cursor()
    after = None if place is None else store_desk.Place(place.rank, place.since, place.level, place.id)
    found = store_desk.rows(uow, _scope(uow, wanted), wanted, moment, after, limit + 1)
    page = found[:limit]
    more = None
    if len(found) > limit:
        end = page[-1]
        more = _written(_Cursor(moment, end.danger_rank, end.since, end.level_rank, end.id))
    items = [_row(each._mapping, uow.now) for each in page]  # noqa: SLF001 - SQLAlchemy's public name for a mapping
    return DeskPage(items=items, next_cursor=more, now=uow.now.astimezone(rules.BANGKOK))


def counts(uow: UnitOfWork, wanted: DeskFilter = DeskFilter()) -> DeskCounts:  # noqa: B008 - frozen
    """Return how many breaches stand under each danger. Drills are counted apart unless only drills are asked for.

    Raises: Forbidden.
    """
    dangers = dict.fromkeys((str(each) for each in Danger), 0)
    drills = 0
    for rank, is_drill, number in store_desk.counts(uow, _scope(uow, wanted), wanted, uow.now):
        danger = _DANGERS[rank]
        if is_drill and danger in CLOCKS:
            drills += number
        if not is_drill or wanted.drill is DrillFilter.DRILLS:
            dangers[str(danger)] += number
    return DeskCounts(dangers=dangers, open_clocks=sum(dangers[str(each)] for each in CLOCKS), drills=drills)


def _scope(uow: UnitOfWork, wanted: DeskFilter) -> list[store_desk.Offices]:
    visible = access.visible_offices(uow, Permission.READ_BREACHES)
    return [visible, None if wanted.office is None else access.at_or_below(wanted.office)]


def _row(values: Any, now: datetime) -> DeskRow:
    found: dict[str, Any] = {name: values[name] for name in _PLAIN}
    found |= {name: rules.in_bangkok(values[name]) for name in _TIMES}
    found |= msgspec.structs.asdict(rules.clock_of(values, now))
    level = None if values["level"] is None else RiskLevel.of(values["level"])
    aware_at = values["aware_at"]
    is_told = values["subjects_notified_at"] is not None and not values["subjects_left"]
    owed = level is RiskLevel.HIGH and aware_at is not None and not is_told
    return DeskRow(
        phase=BreachPhase.of(values["phase"]),
        danger=_DANGERS[values["danger_rank"]],
        level=level,
        aware_hours=None if aware_at is None else hours(aware_at, now),
        subjects_open_hours=hours(values["level_at"], now) if owed else None,
        open_duties=rules_duties.open_codes(_facts(values, level), now),
        **found,
    )


def _facts(values: Any, level: RiskLevel | None) -> DutyFacts:
    """Return what the columns alone say of the duties: no query a row. "No risk" is never stored without evidence."""
    starts = [each for each in (values["suspected_at"], values["received_at"]) if each is not None]
    same = ("aware_at", "level_at", "stopped_at", "reopened_at", "notified_at", "late_reason_at", "excused_at")
    named = {name: values[name] for name in (*same, "subjects_notified_at", "closed_at", "processor_told_at")}
    return DutyFacts(
        phase=BreachPhase.of(values["phase"]),
        level=level,
        warning_from=min(starts, default=None),
        has_evidence=level is RiskLevel.NONE,
        subjects_left=bool(values["subjects_left"]),
        promises=int(values["promised_for"] is not None),
        promised_for=values["promised_for"],
        has_processor=values["source"] == str(BreachSource.PROCESSOR) or values["processor_name"] is not None,
        facts_changed=values["facts_changed_at"] is not None,
        **named,
    )


def _written(cursor: _Cursor) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(cursor)).decode().rstrip("=")


def _read(cursor: str | None) -> _Cursor | None:
    if cursor is None:
        return None
    if len(cursor) > _LONGEST:
        raise _no_cursor()
    try:
        found = _CURSOR.decode(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error, msgspec.MsgspecError):
        raise _no_cursor() from None
    is_whole = found.now.tzinfo is not None and found.since.tzinfo is not None and "\0" not in found.id
    # Compared with what this list would give out: base64 takes line ends and unused bits.
    if not is_whole or _written(found) != cursor or not 0 <= found.rank < len(Danger):
        raise _no_cursor()
    return msgspec.structs.replace(found, now=found.now.astimezone(UTC), since=found.since.astimezone(UTC))


def _no_cursor() -> Invalid:
    return invalid("/cursor", "ตัวชี้หน้าถัดไปไม่ถูกต้อง", "This is no cursor of this list")
