"""The register of breaches, line by line, and its numbers: what a report to the head or an auditor needs.

Nobody's name stands in a line: those who became aware, people named behind a title and national IDs are hidden.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import msgspec

from ropa import clock
from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.activities import service_listing
from ropa.breaches import rules_statistics as rules
from ropa.breaches import service_rows, store_tasks
from ropa.breaches import store_register as store
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Forbidden, Invalid, NotFound, invalid
from ropa.offices import service as offices
from schemas.breach import BreachRecord
from schemas.breach_details import BreachCause, CountKind, Known, Measures
from schemas.breach_register import BreachStatistics, RegisterFilter, RegisterLine
from schemas.day_span import span_faults
from schemas.findings import Problem
from schemas.masking import Masker
from schemas.reading import Unreadable, read_value

#: Names in such a query that the trail keeps: codes and dates, all of them.
TOLD = RegisterFilter.__struct_fields__
#: More lines are made in the background.
AT_ONCE = 1_000


def _scope(uow: UnitOfWork, wanted: RegisterFilter) -> tuple[list[Any], datetime | None, datetime | None]:
    problems: list[Problem] = []
    if wanted.office is not None and offices.office_name(uow, wanted.office) is None:
        problems += invalid("/office", "ไม่มีหน่วยงานนี้", "There is no such office").problems
    problems += span_faults(wanted.since, wanted.until, ("since", "until"))
    if problems:
        raise Invalid(problems)
    visible = access.visible_offices(uow, Permission.READ_BREACHES)
    below = None if wanted.office is None else access.at_or_below(wanted.office)
    first, end = clock.span(wanted.since, wanted.until)
    return [visible, below], first, end


def count(uow: UnitOfWork, wanted: RegisterFilter) -> int:
    """Return how many lines the register has. Raises: Forbidden; Invalid with every fault of the filter."""
    scope, first, end = _scope(uow, wanted)
    return store.count(uow, scope, first, end, drills=None if wanted.drills else False)


def checked(uow: UnitOfWork, query: dict[str, Any]) -> dict[str, Any]:
    """Return the query of a register as it is stored. Raises: Invalid with every fault; Forbidden."""
    try:
        wanted = read_value(query, RegisterFilter)
        count(uow, wanted)
    except (Unreadable, Invalid) as error:
        raise Invalid(
            [msgspec.structs.replace(each, pointer=f"/query{each.pointer}") for each in error.problems]
        ) from None
    stored: dict[str, Any] = msgspec.to_builtins(wanted)
    return {name: value for name, value in stored.items() if value not in {None, False}}


def lines(uow: UnitOfWork, wanted: RegisterFilter, *, drills: bool = False) -> Iterator[RegisterLine]:
    """Yield the lines of real breaches, or of drills, oldest first: a handful of queries for each 200.

    Raises: Forbidden; Invalid with every fault of the filter.
    """
    scope, first, end = _scope(uow, wanted)
    names = {each.id: each.name for each in offices.list_offices(uow)}
    for rows in store.batches(uow, scope, first, end, drills=drills):
        yield from _lines(uow, service_rows.records(uow, rows), names)


def _lines(uow: UnitOfWork, found: Sequence[BreachRecord], names: dict[int, str]) -> Iterator[RegisterLine]:
    ids = [each.id for each in found]
    refs = _refs(uow, sorted({each for one in found for each in one.activity_ids}))
    tasks = store_tasks.counts(uow, ids)
    lessons: dict[str, list[str]] = {}
    for row in store_tasks.lessons(uow, ids):
        lessons.setdefault(row.breach_id, []).append(f"{row.cause} → {row.change}")
    causes = store.causes(uow, ids)
    for each in found:
        waiting, total = tasks.get(each.id, (0, 0))
        yield _line(
            each,
            office=names.get(each.office_id, str(each.office_id)),
            cause=_cause(each, causes),
            activities=[refs.get(key, "(ไม่มีสิทธิดู)") for key in each.activity_ids],
            lessons=lessons.get(each.id, []),
            tasks=(waiting, total),
        )


def _refs(uow: UnitOfWork, activity_ids: Sequence[str]) -> dict[str, str]:
    try:
        return {key: item.ref for key, item in service_listing.named(uow, activity_ids).items()}
    except (Forbidden, NotFound):
        return {}


def _cause(found: BreachRecord, causes: dict[str, str]) -> BreachCause | None:
    code = causes.get(found.id)
    return found.details.cause if code is None else BreachCause.of(code)


def _line(
    found: BreachRecord,
    *,
    office: str,
    cause: BreachCause | None,
    activities: list[str],
    lessons: list[str],
    tasks: tuple[int, int],
) -> RegisterLine:
    details = found.details
    hide = Masker([each for each in (found.aware_by, details.dpo_name) if each]).text
    has_s26 = {Known.YES: True, Known.NO: False}.get(details.has_s26_data) if details.has_s26_data else None
    return RegisterLine(
        ref=found.ref,
        title=hide(found.title),
        office=office,
        is_drill=found.is_drill,
        source=found.source,
        phase=found.phase,
        state=found.state,
        occurred_from=found.occurred_from,
        occurred_to=found.occurred_to,
        detected_at=found.detected_at,
        suspected_at=found.suspected_at,
        aware_at=found.aware_at,
        due_at=found.notify_office_due_at,
        level=found.level,
        level_at=found.level_at,
        notified_at=found.notified_at,
        is_late=found.late,
        hours_to_notice=rules.hours_to_notice(found.aware_at, found.notified_at),
        has_late_reason=found.late_reason_at is not None,
        excused_at=found.excused_at,
        subjects_notified_at=found.subjects_notified_at,
        types=details.breach_types,
        subject_categories=[hide(each) for each in details.subject_categories],
        subject_count=_count(details.subject_count, details.subject_count_kind),
        record_count=_count(details.record_count, details.record_count_kind),
        has_s26_data=has_s26,
        cause=cause,
        description=hide(found.description or ""),
        consequences=hide(details.likely_consequences or ""),
        measures=hide(_measures(details.measures_taken)),
        activities=activities,
        tasks_open=tasks[0],
        tasks=tasks[1],
        lessons=[hide(each) for each in lessons],
        closed_at=found.closed_at,
    )


def _count(number: int | None, kind: CountKind | None) -> str:
    if number is None:
        return kind.th if kind is CountKind.UNKNOWN else ""
    return f"{number:,}" if kind is None or kind is CountKind.EXACT else f"{number:,} ({kind.th})"


def _measures(taken: Measures) -> str:
    return "\n".join(each for each in (taken.personnel, taken.process, taken.technology) if each)


def statistics(uow: UnitOfWork, wanted: RegisterFilter) -> BreachStatistics:
    """Return the numbers of the breaches that the actor may see; drills are counted as drills only (F.1, case 20).

    Raises: Forbidden; Invalid with every fault of the filter.
    """
    scope, first, end = _scope(uow, wanted)
    names = {each.id: each.name for each in offices.list_offices(uow)}

    def found() -> Iterator[rules.CountedBreach]:
        for rows in store.batches(uow, scope, first, end, drills=None):
            causes = store.causes(uow, [row.id for row in rows])
            for each in service_rows.records(uow, rows):
                yield rules.CountedBreach(
                    office_id=each.office_id,
                    since=each.since,
                    aware_at=each.aware_at,
                    notified_at=each.notified_at,
                    state=each.state,
                    phase=each.phase,
                    level=each.level,
                    cause=_cause(each, causes) or BreachCause.UNKNOWN,
                    is_drill=each.is_drill,
                )

    return rules.counted(found(), names, wanted.since, wanted.until)
