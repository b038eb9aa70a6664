"""The clocks of breaches for those who remind, and the rows that say what became of each stage.

Nothing here asks for rights: it is called by the job, which tells only those whom a breach concerns.
Legal source: PDPA s.37(4); law.md F.1, cases 11 to 15, 19 and 23.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime

from msgspec import Struct

from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.breaches import rules, service_liaisons, store, store_reminders
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import NotFound
from schemas.breach_reminders import (
    BreachReminders,
    NotNeeded,
    ReminderClock,
    ReminderRow,
    ReminderSeries,
    ReminderStage,
)

#: Stages of one breach that its page shows; two weeks of a neglected breach have some sixty.
SHOWN = 200


class Reminded(Struct, frozen=True, kw_only=True):
    """What a reminder may say of a breach: nothing that somebody typed into it."""

    ref: str
    office_id: int
    is_drill: bool
    aware_at: datetime | None
    received_at: datetime | None


def clocks(uow: UnitOfWork) -> Iterator[ReminderClock]:
    """Yield every clock that runs, and those that stopped and whose count is not closed; each once.

    A clock of an awareness that was left and taken again is closed first and begins in the next pass.
    """
    former = set()
    for row in store_reminders.former_clocks(uow):
        place = (row.breach_id, row.started_at)
        if place not in former:
            former.add(place)
            yield _clock(ReminderSeries.OFFICE, row)
    for series in ReminderSeries:
        for row in store_reminders.clocks(uow, series):
            if series is not ReminderSeries.OFFICE or (row.breach_id, row.started_at) not in former:
                yield _clock(series, row)


def _clock(series: ReminderSeries, row: store_reminders.AnyRow) -> ReminderClock:
    begins = (row.started_at, row.known, row.moved, row.resumed, row.reopened)
    return ReminderClock(
        breach_id=row.breach_id,
        series=series,
        started_at=row.started_at,
        begins_at=max(moment for moment in begins if moment is not None),
        served_through=row.served,
        stopped_at=row.stopped_at,
        stopped_by=None if row.stopped_by is None else NotNeeded.of(row.stopped_by),
    )


def facts(uow: UnitOfWork, breach_ids: Collection[str]) -> dict[str, Reminded]:
    """Return what reminders say of some breaches."""
    return {
        key: Reminded(
            ref=row.ref,
            office_id=row.office_id,
            is_drill=row.is_drill,
            aware_at=row.aware_at,
            received_at=row.received_at,
        )
        for key, row in store_reminders.facts(uow, breach_ids).items()
    }


def note(uow: UnitOfWork, stages: Iterable[tuple[ReminderClock, ReminderStage, int]]) -> None:
    """Write the row of each stage with how many people were told; in the unit of work that tells them."""
    rows = [
        {
            "breach_id": clock.breach_id,
            "clock": clock.started_at,
            "stage": stage.code,
            "series": str(clock.series),
            "due_at": stage.due_at,
            "put_out_at": uow.now,
            "is_late": stage.is_late,
            "not_needed": None if stage.not_needed is None else str(stage.not_needed),
            "people": people,
        }
        for clock, stage, people in stages
    ]
    store_reminders.add(uow, rows)


def of_breach(uow: UnitOfWork, breach_id: str) -> BreachReminders:
    """Return what became of the stages of a breach, the latest first, and whom its forms name.

    Names of liaisons are for those who handle breaches of the office; others get how many there are.
    Raises: NotFound, also for a breach that the actor may not see.
    """
    row = store.find(uow, breach_id)
    if row is None:
        raise NotFound
    office_id = row._mapping["office_id"]  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping
    access.require(uow, Permission.READ_BREACHES, office_id, hide=True)
    found = service_liaisons.of_breaches(uow, [breach_id])[breach_id]
    handles = access.may(uow, Permission.HANDLE_BREACHES, office_id)
    return BreachReminders(
        items=[_row(each) for each in store_reminders.of_breach(uow, breach_id, SHOWN)],
        liaisons=len(found.people),
        unreached=len(found.unreached),
        liaison_names=service_liaisons.names(uow, found) if handles else [],
        liaisons_unreached=list(found.unreached) if handles else [],
    )


def _row(each: store_reminders.AnyRow) -> ReminderRow:
    return ReminderRow(
        series=ReminderSeries.of(each.series),
        clock=each.clock.astimezone(rules.BANGKOK),
        stage=each.stage,
        due_at=each.due_at.astimezone(rules.BANGKOK),
        put_out_at=each.put_out_at.astimezone(rules.BANGKOK),
        is_late=each.is_late,
        not_needed=None if each.not_needed is None else NotNeeded.of(each.not_needed),
        people=each.people,
    )
