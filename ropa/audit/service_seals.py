"""Use cases of the seals: making one, and checking all.

Writers do not wait for a seal, nor it for more than those who write just now: entries get their ids before they are
saved, on PostgreSQL in any order, so a seal ends at an id below which nothing can still appear.
"""

import hmac
from collections.abc import Callable, Iterable

import msgspec

from ropa.audit import service_pruning, store
from ropa.audit.rules_seals import (
    BEGINNING,
    MOST_IN_SEAL,
    check_entries,
    check_gone,
    check_seal,
    digest,
    gaps,
    head_of,
    seal_hash,
    words_of,
)
from ropa.db.unit_of_work import UnitOfWork
from ropa.keys import Keys
from schemas.audit import Break, Seal, TrailCheck, TrailEntry

#: How often an unfinished transaction is waited for (50 ms each) before the seal is left to the next pass.
_PATIENCE = 20
#: Most seals that one pass makes: a trail of a million entries is sealed in a hundred of them.
_MOST_AT_ONCE = 100


def unsealed(uow: UnitOfWork) -> int:
    """Return how many entries no seal covers yet."""
    newest = store.last_seal(uow)
    return store.count_after(uow, newest.last_id if newest else 0)


def head(uow: UnitOfWork) -> str | None:
    """Return number and hash of the newest seal, to be published; None before the first."""
    newest = store.last_seal(uow)
    return None if newest is None else head_of(newest)


def newest(uow: UnitOfWork) -> Seal | None:
    """Return the newest seal; None before the first."""
    return store.last_seal(uow)


def settled_through(uow: UnitOfWork) -> int:
    """Return the newest id up to which every entry is saved or will never be; 0 when somebody writes for too long.

    Call it outside a transaction that writes.
    """
    if uow.dialect == "sqlite":
        return store.newest_id(uow)  # one writer at a time: ids are saved in their order
    newest = store.newest_taken_id(uow)
    store.mark_time(uow)
    return newest if any(store.older_transactions(uow) == 0 for _ in range(_PATIENCE)) else 0


def seal(uow: UnitOfWork, keys: Keys, through: int) -> list[Seal]:
    """Return the seals that were made over the unsealed entries up to the id `through`; none when there are none."""
    made: list[Seal] = []
    before = store.last_seal(uow)
    while len(made) < _MOST_AT_ONCE:
        after = before.last_id if before else 0
        # An id beyond the last that fits; a seal then ends right before it.
        beyond = store.first_id_after(uow, after, MOST_IN_SEAL)
        last = min(through, beyond - 1) if beyond is not None else through
        entries = list(store.entries_between(uow, after + 1, last)) if last > after else []
        if not entries:
            break
        before = _made(uow, keys, before, entries, last)
        store.add_seal(uow, before)
        made.append(before)
    return made


def _made(uow: UnitOfWork, keys: Keys, before: Seal | None, entries: list[TrailEntry], last: int) -> Seal:
    first = before.last_id + 1 if before else 1
    bare = Seal(
        number=before.number + 1 if before else 1,
        sealed_at=uow.now,
        first_id=first,
        last_id=last,
        missing=gaps([entry.id for entry in entries], first, last),
        digests=b"".join(map(digest, entries)),
        previous_hash=before.hash if before else BEGINNING,
        hash="",
        mark="",
    )
    hashed = seal_hash(bare)
    return msgspec.structs.replace(bare, hash=hashed, mark=mark_of(keys, hashed))


def mark_of(keys: Keys, hashed: str) -> str:
    """Return the mark that a seal of this hash has."""
    return keys.mark(f"audit-seal:{hashed}")


def verify(uow: UnitOfWork, keys: Keys, head: tuple[int, str] | None = None) -> TrailCheck:
    """Return what a check of the whole trail finds; `head` is one that was published (number and hash)."""
    gone = service_pruning.pruned_through(uow, keys)
    checked = check_trail(
        store.seals(uow),
        lambda sealed: store.entries_between(uow, sealed.first_id, sealed.last_id),
        keys,
        head,
        gone=gone,
    )
    checked.unsealed_entries = unsealed(uow)
    below = store.has_before(uow, 1)
    if checked.broken is None and below is not None:
        checked = told(checked, Break(kind="entry_added", seal=None, event_id=below))
    if checked.broken is None and not store.guards_stand(uow):
        checked = told(checked, Break(kind="guard_missing", seal=None, event_id=None))
    return checked


def check_trail(
    seals: Iterable[Seal],
    entries_of: Callable[[Seal], Iterable[TrailEntry]],
    keys: Keys | None,
    head: tuple[int, str] | None,
    *,
    gone: int = 0,
    first: int = 1,
) -> TrailCheck:
    """Return what a check of seals and entries finds, wherever they come from; it stops at the first break.

    The entries of seals up to number `gone` have left with a copy; seals begin with number `first`.
    """
    checked = TrailCheck(seals=0, sealed_entries=0, unsealed_entries=0, head=None, key_checked=keys is not None)
    before: Seal | None = None
    for each in seals:
        mark_ok = None if keys is None else hmac.compare_digest(mark_of(keys, each.hash), each.mark)
        entries = entries_of(each)
        found = check_seal(each, before, mark_ok, first)
        found = found or (check_gone(each, entries) if each.number <= gone else check_entries(each, entries))
        if found is None and head is not None and head[0] == each.number and head[1] != each.hash:
            found = Break(kind="head_changed", seal=each.number, event_id=None)
        if found is not None:
            return told(checked, found)
        before = each
        checked.seals += 1
        if each.number > gone:
            checked.sealed_entries += len(each.digests) // 16
        checked.head = head_of(each)
    if head is not None and head[0] > (before.number if before else 0):
        return told(checked, Break(kind="head_missing", seal=head[0], event_id=None))
    return checked


def told(checked: TrailCheck, found: Break) -> TrailCheck:
    """Return the check with what broke, in words."""
    checked.broken = found
    checked.message_th, checked.message_en = words_of(found)
    return checked
