"""Takes a run back, as a run of its own: as far as its records were not changed since."""

import msgspec

from ropa.access.rules import Permission
from ropa.activities import service as activities
from ropa.activities import service_chosen, service_life, service_stewards
from ropa.bulk import rules, service_fill, store
from ropa.bulk.service import read, seen
from ropa.bulk.service_rights import Rights
from ropa.bulk.service_texts import save_texts
from ropa.bulk.store import Item, Run
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Forbidden, NotFound, PreconditionFailed
from schemas.bulk import BulkKind, BulkRun, BulkState, ItemState
from schemas.life import LifeStep
from schemas.listing import StoredRevision
from schemas.vocabulary import RevisionStatus

_MOST = 1_000_000
_NO_RIGHTS = (rules.NO_RIGHT, *((each.message_th, each.message_en) for each in (Forbidden, service_stewards.NotYours)))


def start(uow: UnitOfWork, run_id: str) -> BulkRun:
    """Return a new run that would take a run back as far as the actor's rights go: previewed, to be confirmed.

    Raises: NotFound; Forbidden for who may take none of it back; Conflict for a run that did nothing or still goes on,
    for one that is an undoing itself, and when nothing (or nothing more) of it can be taken back.
    """
    run = seen(uow, run_id)
    if run.undo_of is not None or run.started_at is None:
        raise Conflict(*rules.NOTHING_DONE)
    if run.seen == 0:
        raise Conflict(*rules.TOO_OLD)
    done = _standing(uow, run_id)
    looked = (_assigned if run.kind is BulkKind.ASSIGN else _saved)(uow, run, done)
    _some_ready(looked)
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
    store.add_items(uow, made, looked)
    service_chosen.keep(uow, made, [each.activity_id for each in looked if each.message_en != rules.GONE[1]])
    return read(uow, made)


def _standing(uow: UnitOfWork, run_id: str) -> list[Item]:
    """Return what a run did and nobody took back yet. Raises: Conflict when it goes on, or there is nothing."""
    if store.numbers(uow, run_id, ItemState.READY):
        raise Conflict(*rules.UNFINISHED)
    done = store.items(uow, run_id, [ItemState.DONE], 0, _MOST)
    if not done:
        raise Conflict(*rules.NOTHING_DONE)
    back = store.taken_back(uow, run_id)
    left = [each for each in done if each.activity_id not in back]
    if not left:
        raise Conflict(*rules.UNDONE)
    return left


def _some_ready(looked: list[Item]) -> None:
    if any(each.state is ItemState.READY for each in looked):
        return
    reasons = [(each.message_th or "", each.message_en or "") for each in looked]
    if all(each in _NO_RIGHTS for each in reasons):
        raise Forbidden
    raise Conflict(*rules.none_back(reasons))


def still_right(uow: UnitOfWork, run_id: str, undo_id: str) -> None:
    """Return when an undoing that is being confirmed is about what stands now.

    Raises: Conflict when the run goes on, and when somebody took a part of it back since the preview.
    """
    store.find(uow, run_id, lock=True)
    left = {each.activity_id for each in _standing(uow, run_id)}
    if left != {each.activity_id for each in store.items(uow, undo_id, [], 0, _MOST)}:
        raise Conflict(
            "มีการเลิกทำบางรายการหลังจากแสดงตัวอย่าง ให้กดเลิกทำจากงานเดิมอีกครั้ง",
            "Some of it was taken back after the preview; begin from the run again",
        )


def _back(item: Item, number: int, words: rules.Words | None) -> Item:
    detail = store.Detail(
        places=[msgspec.structs.replace(each, before=each.after, after=each.before) for each in item.detail.places],
        before=item.detail.after,
        after=item.detail.before,
        was=item.detail.was,
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


def _saved(uow: UnitOfWork, run: Run, done: list[Item]) -> list[Item]:
    may = Rights(uow)
    needs = Permission.SUBMIT_ACTIVITIES if run.kind is BulkKind.SUBMIT else Permission.WRITE_ACTIVITIES
    now = {stored.id: stored for stored in service_chosen.shown(uow, [each.activity_id for each in done])}
    found = []
    for number, item in enumerate(done, start=1):
        stored = now.get(item.activity_id)
        words = None
        if stored is None:
            words = rules.GONE
        elif not may(needs, stored.office_id):
            words = rules.NO_RIGHT
        elif stored.version != item.version_after:
            words = rules.CHANGED_SINCE
        elif item.starts_draft and service_chosen.is_commented(uow, item.activity_id):
            words = rules.COMMENTED
        found.append(_back(item, number, words))
    return found


def _assigned(uow: UnitOfWork, run: Run, done: list[Item]) -> list[Item]:
    ids, may = [each.activity_id for each in done], Rights(uow)
    runs = service_stewards.runs_of(uow, ids)
    there = {each.id: each.office_id for each in service_chosen.heads(uow, ids)}
    stewards = service_stewards.of_items(uow, there.items())
    found = []
    for number, item in enumerate(done, start=1):
        words = None
        if item.activity_id not in there:
            words = rules.GONE
        elif runs.get(item.activity_id) != run.id:
            words = rules.CHANGED_SINCE
        else:
            office = there[item.activity_id]
            refused = service_stewards.obstacle(
                uow,
                assigns=may(Permission.ASSIGN_ACTIVITIES, office),
                writes=may(Permission.WRITE_ACTIVITIES, office),
                present=stewards.get(item.activity_id),
                person_id=item.detail.before,
            )
            words = None if refused is None else (refused.message_th, refused.message_en)
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
    if run.kind is BulkKind.FILL and run.terms is not None:
        after = service_fill.empty(uow, run.terms, item, stored)
    else:
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
