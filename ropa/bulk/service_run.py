"""Carries a run out: each record whole or not at all, in a unit of work of its own.

What ends in the middle (a deadline, a crash) leaves a run that knows what was done; going on does the rest.
"""

from collections.abc import Callable
from typing import Protocol, TypeVar

from ropa.activities import service_chosen, service_life, service_stewards
from ropa.audit.service import record
from ropa.bulk import rules, service_fill, service_undo, store
from ropa.bulk.service import owned, read
from ropa.bulk.service_rights import noted
from ropa.bulk.service_texts import save_texts
from ropa.bulk.store import Item, Run
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed, RopaError, Unavailable
from ropa.notices.service import post
from ropa.reminders import service_many
from schemas.bulk import BulkKind, BulkRun, BulkState, ItemState
from schemas.life import LifeStep, StepInput
from schemas.listing import StoredRevision
from schemas.notices import Notice, NoticeKind

T = TypeVar("T")


class Writer(Protocol):
    """Runs work in a write unit of work of its own."""

    def __call__(self, work: Callable[[UnitOfWork], T], /) -> T:
        """Return what the work gives, after it was saved."""


def confirm(uow: UnitOfWork, run_id: str, seen: int) -> BulkRun:
    """Return a run that is allowed to begin. Confirmed again, it changes nothing: the form sent twice is one run.

    `seen`: the number of the preview that was looked at. Raises: NotFound; Conflict for a run without a preview, for
    another preview than the present one, and for an undoing of what was taken back already.
    """
    run = owned(uow, run_id, lock=True)
    if run.state in {BulkState.RUNNING, BulkState.DONE}:
        return read(uow, run_id)
    if run.state is not BulkState.PREVIEWED or run.seen != seen:
        raise Conflict("ตัวอย่างเปลี่ยนไปแล้ว โปรดดูอีกครั้งก่อนยืนยัน", "The preview has changed; look at it again")
    if run.undo_of is not None:
        service_undo.still_right(uow, run.undo_of, run_id)
    store.change(uow, run_id, {"state": str(BulkState.RUNNING), "started_at": uow.now})
    details: dict[str, object] = {"kind": str(run.kind), "records": len(store.numbers(uow, run_id, ItemState.READY))}
    if run.undo_of is not None:
        details["undo_of"] = run.undo_of
    else:
        details |= _asked(run)
    record(uow, "bulk.started", f"bulk:{run_id}", details)
    return read(uow, run_id)


def _asked(run: Run) -> dict[str, object]:
    """Return what was asked, as the trail keeps it; the note to the reviewer stands with each step."""
    if run.terms is None:
        return {}
    names = {BulkKind.REPLACE: ("find", "put", "in_part"), BulkKind.ASSIGN: ("person_id",), BulkKind.FILL: ("pointer",)}
    return {name: getattr(run.terms, name) for name in names.get(run.terms.kind, ())}


def stop(uow: UnitOfWork, run_id: str) -> BulkRun:
    """Return a run that is ended: what is still to be done is marked as not done.

    Raises: NotFound; Conflict for a run that does not go on.
    """
    run = owned(uow, run_id, lock=True)
    if run.state is not BulkState.RUNNING:
        raise Conflict("งานชุดนี้ไม่ได้ทำอยู่", "This run does not go on")
    store.stop(uow, run_id, *rules.STOPPED)
    _close(uow, run)
    return read(uow, run_id)


def work(write: Writer, run_id: str, *, going: Callable[[], bool] = lambda: True) -> BulkRun:
    """Do what is still to be done of a run, record by record, until `going` says no; return how it stands then.

    A record that is refused keeps no other back. Raises: NotFound; Conflict for a run that was not confirmed; what
    stops every record alike: Busy, StorageFull, Unavailable.
    """
    waiting = write(lambda uow: _waiting(uow, run_id))
    for number in waiting:
        if not going():
            break
        _one(write, run_id, number)
    return write(lambda uow: _ended(uow, run_id))


def _waiting(uow: UnitOfWork, run_id: str) -> list[int]:
    run = owned(uow, run_id)
    if run.state not in {BulkState.RUNNING, BulkState.DONE}:
        raise Conflict("ยังไม่ได้ยืนยันงานชุดนี้", "This run is not confirmed")
    if store.undone_by(uow, [run_id]):
        return []
    return store.numbers(uow, run_id, ItemState.READY)


def _one(write: Writer, run_id: str, number: int) -> None:
    try:
        write(lambda uow: _do(uow, run_id, number))
    except Invalid as error:
        first = error.problems[0]
        words = f"{first.pointer}: {first.message_th}", f"{first.pointer}: {first.message_en}"
    except PreconditionFailed:
        words = rules.CHANGED
    except (Conflict, Forbidden, NotFound) as error:
        words = error.message_th, error.message_en
    except RopaError:
        raise
    except Exception as error:  # noqa: BLE001  # one record's fault is told, those behind it are done
        fault = error
        words = write(lambda uow: noted(uow, f"bulk:{run_id}/{number}", fault))
    else:
        return
    write(lambda uow: _note(uow, run_id, number, words))


def _note(uow: UnitOfWork, run_id: str, number: int, words: rules.Words) -> None:
    values: dict[str, object] = {"state": str(ItemState.FAILED), "message_th": words[0], "message_en": words[1]}
    if store.claim(uow, run_id, number) is not None:
        store.change_item(uow, run_id, number, values)


def _do(uow: UnitOfWork, run_id: str, number: int) -> None:
    if store.undone_by(uow, [run_id]):
        return
    item = store.claim(uow, run_id, number)
    if item is None:
        return
    run = owned(uow, run_id)
    try:
        done = service_undo.undo_one(uow, run, item) if run.undo_of is not None else _ACTS[_kind(run)](uow, run, item)
    except Unavailable as error:
        # A document that a newer program wrote: one record's fault. The database's own are told by the unit of work.
        raise Conflict(error.message_th, error.message_en) from None
    if done is not None:
        store.change_item(uow, run_id, number, {"version_after": done.version})
        details: dict[str, object] = {"run": run_id, "ref": item.ref}
        if item.detail.places:
            details["places"] = len(item.detail.places)
        record(uow, "bulk.undone" if run.undo_of else "bulk.changed", f"activity:{item.activity_id}", details)


def _kind(run: Run) -> BulkKind:
    if run.kind is None:
        raise Conflict
    return run.kind


def _unchanged(uow: UnitOfWork, item: Item) -> StoredRevision:
    """Return the record as it was previewed; raises PreconditionFailed when somebody saved it since."""
    stored = service_chosen.current(uow, item.activity_id)
    if stored.version != item.version:
        raise PreconditionFailed
    return stored


def _replace(uow: UnitOfWork, _run: Run, item: Item) -> StoredRevision:
    stored = _unchanged(uow, item)
    return save_texts(uow, stored, {each.pointer: each.after for each in item.detail.places})


def _fill(uow: UnitOfWork, run: Run, item: Item) -> StoredRevision:
    if run.terms is None:
        raise PreconditionFailed
    return service_fill.fill(uow, run.terms, item)


def _submit(uow: UnitOfWork, run: Run, item: Item) -> StoredRevision:
    note = run.terms.note if run.terms is not None else None
    return service_life.take_step(
        uow, item.activity_id, LifeStep.SUBMIT, StepInput(note=note), version=item.version, batch_id=run.id
    )


def _assign(uow: UnitOfWork, run: Run, item: Item) -> None:
    present = service_stewards.present_of(uow, item.activity_id)
    if present != item.detail.before:
        raise PreconditionFailed
    service_stewards.assign(uow, item.activity_id, item.detail.after, run_id=run.id)


_ACTS: dict[BulkKind, Callable[[UnitOfWork, Run, Item], StoredRevision | None]] = {
    BulkKind.REPLACE: _replace,
    BulkKind.SUBMIT: _submit,
    BulkKind.ASSIGN: _assign,
    BulkKind.FILL: _fill,
}


def _ended(uow: UnitOfWork, run_id: str) -> BulkRun:
    run = owned(uow, run_id, lock=True)
    if run.state is BulkState.RUNNING and not store.numbers(uow, run_id, ItemState.READY):
        _close(uow, run)
    return read(uow, run_id)


def _close(uow: UnitOfWork, run: Run) -> None:
    store.change(uow, run.id, {"state": str(BulkState.DONE), "ended_at": uow.now})
    counts, _ = store.counts(uow, [run.id])[run.id]
    record(uow, "bulk.done", f"bulk:{run.id}", dict(counts))
    if run.kind is BulkKind.SUBMIT:
        service_many.tell(uow, run.id)
    if run.kind is BulkKind.ASSIGN and run.undo_of is None:
        _tell(uow, run, counts.get(str(ItemState.DONE), 0))


def _tell(uow: UnitOfWork, run: Run, count: int) -> None:
    person_id = run.terms.person_id if run.terms is not None else None
    if person_id is None or count == 0 or person_id == service_stewards.self_of(uow):
        return
    told = Notice(
        cause=f"assigned:{run.id}",
        kind=NoticeKind.ASSIGNED,
        person_id=person_id,
        title_th=f"ท่านได้รับมอบหมายให้ดูแล {count:,} รายการ",
        title_en=f"You now look after {count:,} record(s)",
        body_th=f"มอบหมายโดย {uow.actor.name}",
        body_en=f"Assigned by {uow.actor.name}",
        path="/activities?steward=me",
    )
    post(uow, [told])
