"""Writes which words a revision holds, and how often about each word stands in the register."""

import hashlib
from collections.abc import Collection, Sequence
from functools import lru_cache

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from ropa.activities.store_matching import chunks
from ropa.activities.tables_words import revision_words, typed_words
from ropa.db.unit_of_work import UnitOfWork
from schemas.suggestions import TypedWord
from schemas.thai_text import searchable

_word, _link = typed_words.c, revision_words.c
#: From so many uses on, a word's number is no longer raised at each save, but by 2 at every second, by 4 at every
#: fourth …: an order of words needs no exact number, and savers of popular words do not wait for each other.
_EXACT = 16


# A record is saved many times, and mostly with the words that it had.
@lru_cache(maxsize=8_192)
def word_id(word: TypedWord) -> int:
    """Return the id of a word: 63 bits of the hash of its group and text."""
    said = hashlib.blake2b(f"{word.group}\0{word.value}".encode(), digest_size=8).digest()
    return int.from_bytes(said) >> 1


def save(uow: UnitOfWork, revision_id: str, words: Sequence[TypedWord]) -> None:
    """Store which words a revision holds, in place of those that it held before."""
    now = {word_id(word): word for word in words}
    # The words are asked for with the links, so that one which is missing is stored again: on PostgreSQL somebody may
    # have deleted it as unused while somebody else saved a record with it.
    held_words = revision_words.outerjoin(typed_words, _word.id == _link.word_id)
    asked = select(_link.word_id, _word.uses).select_from(held_words).where(_link.revision_id == revision_id)
    known: dict[int, int | None] = {row[0]: row[1] for row in uow.connection.execute(asked)}
    before = set(known)
    added = sorted(now.keys() - before)
    _note(uow, revision_id, now, added, {key: uses for key, uses in known.items() if uses is not None})
    if added:
        values = [{"revision_id": revision_id, "field": now[key].group, "word_id": key} for key in added]
        uow.connection.execute(insert(revision_words), values)
    gone = sorted(before - now.keys())
    if gone:
        uow.connection.execute(delete(revision_words).where(_link.revision_id == revision_id, _link.word_id.in_(gone)))
        forget(uow, gone)


def held(uow: UnitOfWork, revision_id: str) -> list[int]:
    """Return the ids of the words of a revision."""
    return list(uow.connection.scalars(select(_link.word_id).where(_link.revision_id == revision_id)))


def forget(uow: UnitOfWork, word_ids: Collection[int]) -> None:
    """Delete those of the words that no revision holds any more: what was taken out of the register is kept nowhere."""
    for some in chunks(sorted(word_ids)):
        unused = ~select(_link.word_id).where(_link.word_id == _word.id).exists()
        uow.connection.execute(delete(typed_words).where(_word.id.in_(some), unused))


def count_anew(uow: UnitOfWork) -> None:
    """Delete every word that no revision holds, and count the others exactly."""
    uow.connection.execute(delete(typed_words).where(_word.id.not_in(select(_link.word_id))))
    counted = select(func.count()).where(_link.word_id == _word.id).scalar_subquery()
    uow.connection.execute(update(typed_words).values(uses=counted))


def _note(
    uow: UnitOfWork, revision_id: str, words: dict[int, TypedWord], added: Sequence[int], known: dict[int, int]
) -> None:
    for some in chunks(added):
        rows = uow.connection.execute(select(_word.id, _word.uses).where(_word.id.in_(some)))
        known.update((row.id, row.uses) for row in rows)
    fresh = [
        {"id": key, "field": words[key].group, "uses": 1, "value": words[key].value}
        | {"word_key": searchable(words[key].value)}
        for key in sorted(words.keys() - known.keys())
    ]
    if fresh:
        # Two records with the same new word may be saved at once; in one order, so that neither waits for the other.
        dialect = sqlite if uow.dialect == "sqlite" else postgresql
        uow.connection.execute(dialect.insert(typed_words).on_conflict_do_nothing(), fresh)
    steps = [(key, _step(known[key], key, revision_id)) for key in added if key in known]
    _raise(uow, [(key, step) for key, step in steps if step])


def _step(uses: int, key: int, revision_id: str) -> int:
    """Return by how much a word's number is raised for one more record: mostly 0 for a word that is often used."""
    step = 1 << max(0, (uses // _EXACT).bit_length())
    turn = int.from_bytes(hashlib.blake2b(f"{key}{revision_id}".encode(), digest_size=4).digest())
    return step if turn % step == 0 else 0


def _raise(uow: UnitOfWork, steps: Sequence[tuple[int, int]]) -> None:
    if not steps:
        return
    if uow.dialect != "sqlite":
        # A row that somebody else is raising right now is left: nobody waits for a number that need not be exact.
        ids = [key for key, _ in steps]
        free = select(_word.id).where(_word.id.in_(ids)).with_for_update(skip_locked=True)
        taken = set(uow.connection.scalars(free))
        steps = [each for each in steps if each[0] in taken]
    raised = update(typed_words).where(_word.id == bindparam("key")).values(uses=_word.uses + bindparam("step"))
    if steps:
        uow.connection.execute(raised, [{"key": key, "step": step} for key, step in steps])
