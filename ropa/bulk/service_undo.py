"""Takes a run back, as a run of its own: as far as its records were not changed since."""

import msgspec

from ropa.activities import service as activities
from ropa.activities import service_chosen, service_life, service_stewards
from ropa.bulk import rules, store
from ropa.bulk.service import read, seen
from ropa.bulk.service_texts import save_texts
from ropa.bulk.store import Item, Run
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, NotFound, PreconditionFailed
from schemas.bulk import BulkKind, BulkRun, BulkState, ItemState
from schemas.life import LifeStep
from schemas.listing import StoredRevision
from schemas.vocabulary import RevisionStatus

_MOST = 1_000_000


def start(uow: UnitOfWork, run_id: str) -> BulkRun:
    """Return a new run that would take a run back: previewed, to be confirmed.

    Raises: NotFound; Conflict for a run that did nothing, for one that is an undoing itself, and for one that was
    taken back already.
    """
    run = seen(uow, run_id)
    if run.undo_of is not None or run.started_at is None:
        raise Conflict("งานชุดนี้ไม่มีอะไรให้เลิกทำ", "There is nothing to take back in this run")
    if store.undone_by(uow, [run_id]):
        raise Conflict("งานชุดนี้เลิกทำไปแล้ว", "This run was taken back already")
    done = store.items(uow, run_id, [ItemState.DONE], 0, _MOST)
    if not done:
        raise Conflict("งานชุดนี้ไม่มีอะไรให้เลิกทำ", "There is nothing to take back in this run")
    made = new_id(uow.now)
    values: dict[str, object] = {
        "id": made,
        "state": str(BulkState.PREVIEWED),
        "kind": str(run.kind),
        "terms": None if run.terms is None else msgspec.json.encode(run.terms).decode(),
        "undo_of": run_id,
        "total": len(done),
        "seen": 1,
        "created_at": uow.now,
        "created_by": uow.actor.id,
        "created_by_name": uow.actor.name,
    }
    store.add(uow, values)
    looked = _assigned(uow, run_id, done) if run.kind is BulkKind.ASSIGN else _saved(uow, done)
    store.add_items(uow, made, looked)
    service_chosen.keep(uow, made, [each.activity_id for each in looked if each.message_en != rules.GONE[1]])
    return read(uow, made)


def _back(item: Item, number: int, words: rules.Words | None) -> Item:
    detail = store.Detail(
        places=[msgspec.structs.replace(each, before=each.after, after=each.before) for each in item.detail.places],
        before=item.detail.after,
        after=item.detail.before,
    )
    return msgspec.structs.replace(
        item,
        number=number,
        state=ItemState.READY if words is None else ItemState.REFUSED,
        message_th=words[0] if words else None,
        message_en=words[1] if words else None,
        version=item.version_after or 0,
        version_after=None,
        detail=detail,
    )


def _saved(uow: UnitOfWork, done: list[Item]) -> list[Item]:
    now = {stored.id: stored for stored, _ in service_chosen.currents(uow, [each.activity_id for each in done])}
    found = []
    for number, item in enumerate(done, start=1):
        stored = now.get(item.activity_id)
        words = None
        if stored is None:
            words = rules.GONE
        elif stored.version != item.version_after:
            words = rules.CHANGED_SINCE
        elif item.starts_draft and service_chosen.is_commented(uow, item.activity_id):
            words = rules.COMMENTED
        found.append(_back(item, number, words))
    return found


def _assigned(uow: UnitOfWork, run_id: str, done: list[Item]) -> list[Item]:
    ids = [each.activity_id for each in done]
    runs = service_stewards.runs_of(uow, ids)
    there = {each.id for each in service_chosen.heads(uow, ids)}
    found = []
    for number, item in enumerate(done, start=1):
        words = None
        if item.activity_id not in there:
            words = rules.GONE
        elif runs.get(item.activity_id) != run_id:
            words = rules.CHANGED_SINCE
        found.append(_back(item, number, words))
    return found


def undo_one(uow: UnitOfWork, run: Run, item: Item) -> StoredRevision | None:
    """Take one record's change back; return the record, None where it was a steward's.

    Raises: NotFound, Forbidden, Invalid; PreconditionFailed when it was changed since.
    """
    if run.kind is BulkKind.ASSIGN:
        if service_stewards.runs_of(uow, [item.activity_id]).get(item.activity_id) != run.undo_of:
            raise PreconditionFailed
        service_stewards.assign(uow, item.activity_id, item.detail.after, run_id=run.id)
        return None
    stored = service_chosen.current(uow, item.activity_id)
    if stored.version != item.version:
        raise PreconditionFailed
    if run.kind is BulkKind.SUBMIT:
        return service_life.take_step(uow, stored.id, LifeStep.WITHDRAW, version=stored.version, batch_id=run.id)
    if item.starts_draft:
        return _drop_draft(uow, stored)
    after = save_texts(uow, stored, {each.pointer: each.after for each in item.detail.places})
    if after.content_hash != item.hash_before:
        raise Conflict(*rules.CHANGED_SINCE)
    return after


def _drop_draft(uow: UnitOfWork, stored: StoredRevision) -> StoredRevision:
    if stored.status is not RevisionStatus.DRAFT:
        raise PreconditionFailed
    if service_chosen.is_commented(uow, stored.id):
        raise Conflict(*rules.COMMENTED)
    activities.delete(uow, stored.id, stored.version)
    try:
        return service_chosen.current(uow, stored.id)
    except NotFound:
        raise PreconditionFailed from None
