"""Use cases of runs: records are chosen, the run is read and listed.

What is done is previewed by `service_preview`, carried out by `service_run` and taken back by `service_undo`. Each
record is judged by its own rights, exactly as when it is changed alone.
"""

from collections.abc import Sequence

import msgspec
from msgspec import Struct

from ropa.access import service as access
from ropa.access.rules import Permission, offices_for
from ropa.activities import service_chosen, service_stewards
from ropa.bulk import store
from ropa.bulk.service_shown import as_read
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Invalid, NotFound, invalid
from schemas.bulk import MOST_RECORDS, BulkInput, BulkItems, BulkRun, BulkRuns, BulkState, ItemState
from schemas.downloads_register import RegisterQuery
from schemas.findings import Problem
from schemas.listing import ActivityFilter
from schemas.office import WHOLE_MINISTRY
from schemas.reading import control_characters

MAX_LIMIT = 200
#: What a page shows of a run.
PAGE = 50


class Drift(Struct, frozen=True, kw_only=True):
    """How what a filter finds has changed since everything that it found was chosen."""

    came: int
    went: int
    more: bool = False
    """More came than are counted: the filter finds over 2,000 records."""


def filter_of(query: RegisterQuery) -> ActivityFilter:
    """Return the filter of the list that a query means.

    Raises: Invalid for a past day, of which nothing can be changed.
    """
    if query.as_of is not None:
        raise invalid("/query/as_of", "ทะเบียนย้อนหลังแก้ไขไม่ได้", "The register of a past day cannot be changed")
    names = (name for name in query.__struct_fields__ if name != "as_of")
    return ActivityFilter(
        **{name: getattr(query, name) or None for name in names if name != "office"}, office=query.office
    )


def choose(uow: UnitOfWork, said: BulkInput) -> BulkRun:
    """Return a new run of the records that were chosen: by their ids, or all that a filter finds at this moment.

    Raises: Forbidden; Invalid when neither or both are given, for a record that the actor does not see, for none at
    all and for more than 2,000.
    """
    if (said.activity_ids is None) == (said.query is None):
        raise invalid(
            "/activity_ids", "ระบุรายการหรือตัวกรอง อย่างใดอย่างหนึ่ง", "Give either the records or a filter, not both"
        )
    ids = _given(uow, said.activity_ids) if said.query is None else _found(uow, said.query)
    run_id = new_id(uow.now)
    values: dict[str, object] = {
        "id": run_id,
        "state": str(BulkState.CHOSEN),
        "query": None if said.query is None else msgspec.json.encode(said.query).decode(),
        "total": len(ids),
        "seen": 0,
        "created_at": uow.now,
        "created_by": uow.actor.id,
        "created_by_name": uow.actor.name,
    }
    store.add(uow, values)
    service_chosen.keep(uow, run_id, ids)
    return read(uow, run_id)


def _given(uow: UnitOfWork, given: Sequence[str] | None) -> list[str]:
    wanted = list(dict.fromkeys(given or ()))
    if not wanted:
        raise invalid("/activity_ids", "เลือกอย่างน้อยหนึ่งรายการ", "Choose at least one record")
    _not_too_many("/activity_ids", len(wanted))
    faults = list(control_characters(wanted, "/activity_ids"))
    if faults:
        raise Invalid(faults)
    seen = set(service_chosen.visible(uow, wanted))
    problems = [
        Problem(
            pointer=f"/activity_ids/{place}",
            message_th="ไม่พบรายการนี้ หรือท่านไม่มีสิทธิเห็น",
            message_en="There is no such record, or you may not see it",
        )
        for place, key in enumerate(given or ())
        if key not in seen
    ]
    if problems:
        raise Invalid(problems)
    return wanted


def _found(uow: UnitOfWork, query: RegisterQuery) -> list[str]:
    ids = service_chosen.found_by(uow, filter_of(query), MOST_RECORDS + 1)
    if not ids:
        raise invalid("/query", "ไม่พบรายการที่ตรงกับตัวกรองนี้", "No record matches this filter")
    _not_too_many("/query", len(ids))
    return ids


def _not_too_many(pointer: str, count: int) -> None:
    if count > MOST_RECORDS:
        raise invalid(
            pointer,
            f"ทำได้ครั้งละไม่เกิน {MOST_RECORDS:,} รายการ ให้กรองให้แคบลง เช่น ทีละหน่วยงาน",
            f"At most {MOST_RECORDS:,} records at a time; narrow the filter, say to one office",
        )


def owned(uow: UnitOfWork, run_id: str, *, lock: bool = False) -> store.Run:
    """Return a run of the actor's own, to go on with it.

    Raises: NotFound, also for somebody else's.
    """
    found = store.find(uow, run_id, lock=lock)
    if found is None or found.created_by != uow.actor.id:
        raise NotFound
    return found


def _oversees(uow: UnitOfWork) -> bool:
    """Tell whether the actor may read the trail of the whole ministry, so every run, too."""
    return WHOLE_MINISTRY in offices_for(uow.actor, Permission.READ_TRAIL)


def seen(uow: UnitOfWork, run_id: str) -> store.Run:
    """Return a run that the actor may look at: their own; with the right to the whole trail any.

    Raises: NotFound.
    """
    found = store.find(uow, run_id)
    if found is None or not (found.created_by == uow.actor.id or _oversees(uow)):
        raise NotFound
    return found


def read(uow: UnitOfWork, run_id: str) -> BulkRun:
    """Return a run.

    Raises: NotFound, also for what is not the actor's to see.
    """
    return _shown(uow, [seen(uow, run_id)])[0]


def _shown(uow: UnitOfWork, runs: Sequence[store.Run]) -> list[BulkRun]:
    ids = [each.id for each in runs]
    counts, undone = (store.counts(uow, ids), store.undone_by(uow, ids)) if ids else ({}, {})
    people = {each.terms.person_id for each in runs if each.terms is not None and each.terms.person_id}
    names = service_stewards.names_of(uow, people)
    return [
        BulkRun(
            id=each.id,
            state=each.state,
            kind=each.kind,
            undo_of=each.undo_of,
            undone_by=undone.get(each.id),
            query=each.query,
            total=each.total,
            terms=each.terms,
            steward=names.get(each.terms.person_id or "") if each.terms is not None else None,
            seen=each.seen,
            counts=counts[each.id][0],
            places=counts[each.id][1],
            created_at=each.created_at,
            created_by_name=each.created_by_name,
            is_mine=each.created_by == uow.actor.id,
            started_at=each.started_at,
            ended_at=each.ended_at,
        )
        for each in runs
    ]


def list_runs(uow: UnitOfWork, cursor: str | None, limit: int, *, everybody: bool = False) -> BulkRuns:
    """Return a page of the actor's runs, newest first. `everybody`: of all, where the actor may read the whole trail.

    Raises: Forbidden for everybody's without that right.
    """
    if everybody:
        access.require(uow, Permission.READ_TRAIL, WHOLE_MINISTRY)
    found = store.runs(uow, None if everybody else uow.actor.id, cursor, limit + 1)
    shown = _shown(uow, found[:limit])
    return BulkRuns(items=shown, next_cursor=shown[-1].id if len(found) > limit else None)


def items(uow: UnitOfWork, run_id: str, states: Sequence[ItemState], cursor: int | None, limit: int) -> BulkItems:
    """Return a page of a run's records in some states (none given: in any), at the offices that the actor may read.

    Raises: NotFound, Forbidden.
    """
    run = seen(uow, run_id)
    scope = access.visible_offices(uow, Permission.READ_ACTIVITIES)
    found = store.items(uow, run.id, states, cursor or 0, limit + 1, scope)
    shown = found[:limit]
    return BulkItems(items=as_read(uow, shown), next_cursor=str(shown[-1].number) if len(found) > limit else None)


def drift(uow: UnitOfWork, run: BulkRun) -> Drift | None:
    """Return how the filter's records differ now from those that were chosen; None: they do not, or no filter was used.

    Raises: Forbidden.
    """
    if run.query is None:
        return None
    chosen = set(service_chosen.of_run(uow, run.id))
    # Newest first: enough to find every chosen one where no more than 2,000 came since.
    limit = 2 * MOST_RECORDS + 1
    found = service_chosen.found_by(uow, filter_of(run.query), limit)
    now = set(found)
    came, went = len(now - chosen), run.total - len(now & chosen)
    more = len(found) == limit
    if more:
        # What lies below the limit was not read: a chosen one that is not among these may stand there.
        return Drift(came=MOST_RECORDS, went=0, more=True)
    return Drift(came=came, went=went) if came or went else None
