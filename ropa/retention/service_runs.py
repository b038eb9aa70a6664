"""One run of the monthly check for each month that is asked for or was missed, with the evidence that it leaves.

The list, the work, the notices and the evidence of all these months are one transaction: killed at any point, nothing
of it is there, and the next run does it all.
"""

import hashlib
import time
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from typing import Any

import msgspec
from sqlalchemy import Row

from ropa.audit.service import record
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.retention import store_check, store_evidence, store_work
from ropa.retention.rules_calendar import YearMonth
from ropa.retention.rules_reading import RULES_VERSION
from ropa.retention.rules_survey import survey_round
from ropa.retention.service_changed import gathered
from ropa.retention.service_hooks import AFTER_CHECK
from ropa.retention.service_readings import refresh_readings
from ropa.retention.service_told import tell_month
from schemas.holding import MonthResult, RetentionRun
from schemas.retention_work import RunFacts, WorkKind

DISTRIBUTION = "thai-ropa-register"
NOTHING_LISTED = hashlib.sha256().hexdigest()
#: What of a result stands in the trail, too.
_TOLD = ("month", "number", "late", "due", "held", "undatable", "added", "items_hash", "rules_hash")


def run_months(uow: UnitOfWork, wanted: YearMonth) -> list[MonthResult]:
    """Run the check of a month and of every month that was missed before it; one runs at a time.

    A month that is no longer the latest adds what it lists; the work of owners always stands as of the latest.
    """
    begun = time.perf_counter()
    store_check.wait_for_turn(uow)
    with gathered(uow):
        refresh_readings(uow)
    done = store_check.runs_by_month(uow)
    first = store_check.first_kept_at(uow)
    start = wanted if first is None else min(wanted, YearMonth.of(first))
    latest = max(done, default="")
    results = []
    for month in start.through(wanted):
        if month == wanted or str(month) not in done:
            latest = max(latest, str(month))
            results.append(_Run(uow, month, YearMonth.parse(latest), begun).run(done.get(str(month))))
            begun = time.perf_counter()
    for told in AFTER_CHECK:
        told(uow)
    return results


class _Run:
    """One month's run."""

    def __init__(self, uow: UnitOfWork, month: YearMonth, latest: YearMonth, begun: float) -> None:
        self._uow, self._month, self._latest, self._begun = uow, month, latest, begun
        self._id = new_id(uow.now)

    def run(self, before: tuple[int, bool] | None) -> MonthResult:
        """Return what the month's check found; `before`: how many runs the month had, and whether its first was late.

        It leaves evidence when it is the month's first or when it changed anything.
        """
        uow, month = self._uow, self._month
        number, late = (before[0] + 1, before[1]) if before else (1, month < YearMonth.of(uow.now))
        added = store_check.list_ended(uow, month.ends_until, self._id)
        done = self._refresh_work()
        due, held = store_check.due_and_held(uow, month.ends_until)
        work = store_evidence.open_work(uow)
        reasons = _reasons(work)
        result = MonthResult(
            month=str(month),
            late=late,
            due=due,
            held=held,
            undatable=_total(work, WorkKind.UNDATABLE),
            added=added,
            reasons=reasons,
            survey=_total(work, WorkKind.SURVEY),
            opened=done.opened,
            closed=done.closed,
        )
        if added or before is None or any(msgspec.structs.astuple(done)):
            told = tell_month(uow, month) if month == YearMonth.of(uow.now) else 0
            self._keep_evidence(number, result, self._facts(work, done, told))
        return result

    def _refresh_work(self) -> store_work.Changes:
        at = store_work.Moment(
            run_id=self._id,
            month=str(self._month),
            before=self._latest.ends_until,
            surveys=survey_round(self._latest),
        )
        return store_work.refresh(self._uow, at)

    def _facts(self, work: Sequence[tuple[WorkKind, str, int, int]], done: store_work.Changes, told: int) -> RunFacts:
        held_by = store_work.held_by(self._uow, self._latest.ends_until) if _total(work, WorkKind.HELD) else {}
        return RunFacts(
            survey=_total(work, WorkKind.SURVEY),
            held_by=held_by,
            readings=store_evidence.readings(self._uow),
            changed=sum(pieces for kind, _, pieces, _ in work if kind is WorkKind.CHANGED),
            opened=done.opened,
            closed=done.closed,
            recounted=done.recounted,
            told=told,
            failures=store_evidence.failures_since_last_run(self._uow),
            duration_ms=round((time.perf_counter() - self._begun) * 1000),
        )

    def _keep_evidence(self, number: int, result: MonthResult, facts: RunFacts) -> None:
        values: dict[str, object] = {
            "id": self._id,
            "number": number,
            "month": result.month,
            "late": result.late,
            "due": result.due,
            "held": result.held,
            "undatable": result.undatable,
            "added": result.added,
            "reasons": msgspec.json.encode(result.reasons, order="sorted"),
            "items_hash": store_evidence.listed_hash(self._uow, self._id) if result.added else NOTHING_LISTED,
            "rules_version": RULES_VERSION,
            "program_version": _version(),
            "actor_id": self._uow.actor.id,
            "ran_at": self._uow.now,
            "rules_hash": store_evidence.readings_hash(self._uow),
            "facts": msgspec.json.encode(facts, order="sorted"),
        }
        store_check.add_run(self._uow, values)
        record(self._uow, "retention.checked", f"retention-run:{self._id}", {name: values[name] for name in _TOLD})


@cache
def _version() -> str:
    return version(DISTRIBUTION)


def shown_run(row: Row[Any]) -> RetentionRun:
    """Return a stored run as people see it."""
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's documented name
    values["reasons"] = msgspec.json.decode(values["reasons"], type=dict[str, int])
    values["facts"] = RunFacts() if row.facts is None else msgspec.json.decode(row.facts, type=RunFacts)
    return RetentionRun(**values)


def _total(work: Sequence[tuple[WorkKind, str, int, int]], wanted: WorkKind) -> int:
    return sum(total for kind, _, _, total in work if kind is wanted)


def _reasons(work: Sequence[tuple[WorkKind, str, int, int]]) -> dict[str, int]:
    names = {WorkKind.UNDATABLE: "holding", WorkKind.UNREAD: "activity"}
    found = {f"{names[kind]}_{reason}": total for kind, reason, _, total in work if kind in names}
    return dict(sorted(found.items()))
