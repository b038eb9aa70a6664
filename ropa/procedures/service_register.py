"""What the register itself knows of the steps of a round, counted for all its offices at once."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, time
from functools import lru_cache

from msgspec import Struct

from ropa import clock
from ropa.db.unit_of_work import UnitOfWork
from ropa.offices import service_changes as offices
from ropa.procedures import store_register, store_rounds
from ropa.procedures.service_runs import document_of
from ropa.procedures.store_register import Span
from ropa.procedures.store_rounds import AnyRow
from schemas.procedure import StepAct
from schemas.round_register import RegisterCount

#: Revisions by which rounds began, of which the acts are known: an approved revision never changes.
_KNOWN = 200


class Counted(Struct, frozen=True):
    """What the register knows of one run."""

    total: int
    done: dict[StepAct, int]
    changed_at: datetime | None
    """When any of its records was last changed or confirmed."""


@lru_cache(maxsize=_KNOWN)
def _acts(_revision_id: str, schema_version: int, document: bytes) -> dict[int, StepAct]:
    return {step.number: step.act for step in document_of(schema_version, document).steps if step.act is not None}


def acts_of(row: AnyRow) -> dict[int, StepAct]:
    """Return the acts of a round's steps, by number; `row` is the round with its document."""
    return _acts(row.revision_id, row.schema_version, bytes(row.document))


def span_of(row: AnyRow) -> Span:
    """Return from when on what is done to records counts for a round: the first moment of its first day in Bangkok.

    Records that were begun after the round was started, or after its first day began, are not counted.
    """
    since = datetime.combine(row.starts_on, time(), clock.BANGKOK)
    return Span(begun_at=max(row.started_at, since), since=since)


def places(uow: UnitOfWork, row: AnyRow) -> dict[int, str]:
    """Return for each office the run that counts its records: its own, or that of the nearest above that has one.

    Offices stand as they stood when the round began.
    """
    runs = {run.office_id: run.id for run in store_rounds.runs_of(uow, row.id, None)}
    _, parents = offices.as_of(uow, span_of(row).begun_at)
    found: dict[int, str] = {}
    for office_id in parents:
        place: int | None = office_id
        while place is not None and place not in runs:
            place = parents.get(place)
        if place is not None:
            found[office_id] = runs[place]
    return found


def counts(uow: UnitOfWork, row: AnyRow, run_ids: Collection[str] | None = None) -> dict[str, Counted]:
    """Return what the register knows of the runs of a round; None: of all. As many queries for many as for one."""
    of_run = places(uow, row)
    wanted = None if run_ids is None else {office for office, run_id in of_run.items() if run_id in run_ids}
    found: dict[str, Counted] = {run_id: Counted(0, {}, None) for run_id in set(of_run.values())}
    for each in store_register.counts(uow, span_of(row), wanted):
        run_id = of_run.get(each.office)
        if run_id is not None:
            found[run_id] = _sum(found[run_id], each)
    return found


def _sum(known: Counted, row: AnyRow) -> Counted:
    done: dict[StepAct, int] = {act: known.done.get(act, 0) + int(getattr(row, str(act)) or 0) for act in _OF_RECORDS}
    moments = [each for each in (known.changed_at, row.changed_at, row.confirmed_at) if each is not None]
    return Counted(known.total + row.total, done, max(moments, default=None))


_OF_RECORDS = tuple(act for act in StepAct if act is not StepAct.RETENTION_CHECKED)


class Known(Struct, frozen=True):
    """What the register knows of a round now."""

    acts: dict[int, StepAct]
    runs: dict[str, Counted]
    checked_through: str
    """The latest month whose retention check was made."""

    def of(self, run_id: str, step: int, opens_on: date | None) -> RegisterCount | None:
        """Return how far a visit is done; None when the register knows nothing of its step."""
        act = self.acts.get(step)
        if act is None or opens_on is None:
            return None
        if act is StepAct.RETENTION_CHECKED:
            month = f"{opens_on:%Y-%m}"
            return RegisterCount(act=act, done=int(self.checked_through >= month), total=1, month=month)
        found = self.runs.get(run_id, Counted(0, {}, None))
        return RegisterCount(act=act, done=found.done.get(act, 0), total=found.total)


def known(uow: UnitOfWork, row: AnyRow, run_ids: Collection[str] | None = None, steps: Iterable[int] = ()) -> Known:
    """Return what the register knows of a round's runs; it is asked only where an act of one of `steps` needs it."""
    acts = acts_of(row)
    asked = {acts[step] for step in steps if step in acts}
    runs = counts(uow, row, run_ids) if asked & set(_OF_RECORDS) else {}
    through = store_register.checked_through(uow) if StepAct.RETENTION_CHECKED in asked else ""
    return Known(acts, runs, through)
