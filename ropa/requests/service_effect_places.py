"""What the register knows of the places at which a granted erasure is to be carried out: activities, tasks, data sets.

Legal source: PDPA s.33; PDPC notification on erasure B.E. 2567 (every place within 90 days); law.md B.8.
"""

from collections.abc import Iterable, Sequence
from datetime import date

import msgspec

from ropa import clock
from ropa.activities import service as activities
from ropa.activities import service_live, service_named_bodies
from ropa.db.unit_of_work import UnitOfWork
from ropa.requests import (
    rules_effect_items,
    rules_effect_open,
    rules_where,
    service_standing,
    service_tasks,
    service_where,
    store_tasks,
)
from ropa.requests import rules_tasks as tasks
from ropa.requests.rules_effect_open import Around
from schemas.request_effects import Effect, EffectKind
from schemas.request_tasks import TaskKind, TaskLine, TaskResult, TaskWhat
from schemas.request_terms import Right
from schemas.requests import RightShown, SubjectRequest

_LINES = msgspec.json.Decoder(list[TaskLine])
_LOOKED = frozenset({TaskWhat.SEARCH, TaskWhat.ERASE})


def around(uow: UnitOfWork, found: SubjectRequest, effects: Sequence[Effect]) -> Around:
    """Return what is known of the places of a request; nothing, and no query, where no erasure was granted."""
    rights = [each for each in found.rights if each.right is Right.ERASURE and each.outcome in tasks.DECIDED_FOR]
    if not rights or not found.activity_ids:
        return rules_effect_open.NOTHING
    heads = service_named_bodies.heads(uow, found.activity_ids)
    of = {each.activity_id: each for each in heads}
    refs = {key: of[key].ref if key in of else "" for key in found.activity_ids}
    rows = store_tasks.tasks(uow, found.id)
    seqs = [each.seq for each in rights]
    return Around(
        refs=refs,
        items=_items(uow, rights, effects, {key: head.revision_id for key, head in of.items()}),
        done_with=_refused(uow, found, seqs) | _nothing_found(rows, seqs),
        erasing=_count(row for row in rows if _is_erasing(row) and row.done_at is None and row.dropped_at is None),
        unasked=_unasked(uow, found, rights, effects, rows),
        erased_on=_erased_on(rows),
    )


def _is_erasing(row: store_tasks.AnyRow) -> bool:
    return TaskWhat.of(row.what) is TaskWhat.ERASE


def _count(rows: Iterable[store_tasks.AnyRow]) -> dict[int, int]:
    found: dict[int, int] = {}
    for row in rows:
        for seq in service_tasks.seqs_of(row):
            found[seq] = found.get(seq, 0) + 1
    return found


def _erased_on(rows: Sequence[store_tasks.AnyRow]) -> dict[int, date]:
    found: dict[int, date] = {}
    for row in rows:
        if _is_erasing(row) and row.done_at is not None:
            day = clock.bangkok(row.done_at).date()
            found |= {seq: max(day, found.get(seq, day)) for seq in service_tasks.seqs_of(row)}
    return found


def _items(
    uow: UnitOfWork, rights: Sequence[RightShown], effects: Sequence[Effect], revisions: dict[str, str]
) -> dict[str, frozenset[str]]:
    """Return the data items of activities in which data are kept by a law and none was erased."""
    mine = [each for right in rights for each in rules_effect_open.counted(right, effects)]
    kept = {each.activity_id for each in mine if each.kind is EffectKind.KEPT}
    wanted = kept - {each.activity_id for each in mine if each.kind is EffectKind.ERASURE}
    of = {revisions[each]: each for each in wanted if each in revisions}
    if not of:
        return {}
    return {
        of[key]: frozenset(rules_effect_items.items_of(activities.document_of(stored)))
        for key, stored in service_live.revisions(uow, list(of))
    }


def _refused(uow: UnitOfWork, found: SubjectRequest, seqs: Sequence[int]) -> frozenset[tuple[int, str]]:
    """Return the activities that a grant in part leaves out by name."""
    decided = service_standing.by_right(uow, found.id)
    return frozenset(
        (seq, activity_id)
        for seq in seqs
        if seq in decided
        for part in decided[seq].refused
        for activity_id in part.activity_ids
    )


def _nothing_found(rows: Sequence[store_tasks.AnyRow], seqs: Sequence[int]) -> frozenset[tuple[int, str]]:
    """Return the activities where every search and every task to erase ended with nothing found."""
    ends: dict[tuple[int, str], list[bool]] = {}
    for row in rows:
        if row.dropped_at is not None or TaskWhat.of(row.what) not in _LOOKED:
            continue
        is_nothing = row.done_at is not None and TaskResult.of(row.result) is TaskResult.NOT_FOUND
        said = [each.activity_id for each in _LINES.decode(row.sources)]
        named = {each for each in (*said, row.activity_id) if each is not None}
        for seq in set(service_tasks.seqs_of(row)).intersection(seqs):
            for activity_id in named:
                ends.setdefault((seq, activity_id), []).append(is_nothing)
    return frozenset(key for key, each in ends.items() if all(each))


def _unasked(
    uow: UnitOfWork,
    found: SubjectRequest,
    rights: Sequence[RightShown],
    effects: Sequence[Effect],
    rows: Sequence[store_tasks.AnyRow],
) -> dict[int, int]:
    """Return how many places have neither a task to erase nor an effect of the right."""
    known = service_tasks.known_of(uow, rows)
    targets = rules_where.targets(service_where.facts_of(uow, found.activity_ids))
    wanted = [each for each in tasks.wanted(targets, found.rights, known) if each.what is TaskWhat.ERASE]
    counts: dict[int, int] = {}
    for right in rights:
        done = {each.holding_id for each in rules_effect_open.counted(right, effects)}
        for each, _ in tasks.planned(wanted, known).new:
            is_done = each.target.kind is TaskKind.HOLDING and each.target.key in done
            if right.seq in each.rights and not is_done:
                counts[right.seq] = counts.get(right.seq, 0) + 1
    return counts
