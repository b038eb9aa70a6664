"""Suggestions while somebody types: words that this person may read anyway, the nearest and most used first."""

from collections.abc import Iterable, Iterator
from functools import cache

from ropa.access import service as access
from ropa.access import service_contacts
from ropa.access.rules import Permission
from ropa.activities import service, service_clone, service_listing
from ropa.activities.rules_words_again import answers_fields, people_named, tells_of_a_person, words_again
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import invalid
from ropa.offices import service as offices
from ropa.suggestions import store
from schemas.form import value_at
from schemas.listing import ActivityFilter
from schemas.matching import squeezed
from schemas.national_ids import may_hold_national_id
from schemas.reading import CONTROL
from schemas.suggestions import (
    FEW,
    GROUP_OF,
    LONGEST_WORD,
    MOST,
    OFFICE_GROUPS,
    Suggestion,
    SuggestionList,
    WordSource,
)
from schemas.thai_text import searchable

_MOST_WORDS = 6
#: Of so many records like the one being written the answers are looked at.
_ALIKE = 6
_MOST_ANSWERS = 3
#: A list of offices for one or two letters would hide what was typed before.
_SHORTEST_FOR_OFFICES = 2


def suggest(
    uow: UnitOfWork,
    field: str,
    q: str = "",
    *,
    office: int | None = None,
    activity_id: str | None = None,
    limit: int = FEW,
) -> SuggestionList:
    """Return what may be meant in a field: first this office's words, then the register's, offices', templates'.

    `field` is the key of a field of the form or of a column. Every word of `q` must stand in what is suggested; without
    words the most used come. `activity_id`: the record being written; while its field is empty, whole answers of
    records like it come as well. Only from records that the actor may see, and never a person's name or number.

    Raises: Invalid for a field that takes no suggestions; Forbidden.
    """
    if field not in GROUP_OF:
        raise invalid("/field", "ช่องนี้ไม่มีคำแนะนำ", "This field takes no suggestions")
    typed = searchable(q)
    words = typed.split()[:_MOST_WORDS]
    found = SuggestionList(field=field, q=q, items=[])
    if may_hold_national_id(q) or any(CONTROL.search(word) for word in words):
        return found
    limit = min(limit, MOST)
    if activity_id is not None and office is None:
        office = service.read(uow, activity_id).office_id
    seen = {typed}
    for each in _all(uow, field, words, office, limit):
        key = searchable(each.value)
        if key not in seen:
            seen.add(key)
            found.items.append(each)
        if len(found.items) == limit:
            break
    people = service_contacts.names_among(uow, (each.value for each in found.items))
    found.items[:] = [each for each in found.items if each.value not in people]
    if activity_id is not None and not words:
        found.items[:0] = answers(uow, activity_id, field)
    return found


def _all(uow: UnitOfWork, field: str, words: list[str], office: int | None, limit: int) -> Iterator[Suggestion]:
    group = GROUP_OF[field]
    # What is retired was right once; what is suggested should be right now.
    tests = service_listing.tests_of(uow, ActivityFilter(in_use=True))
    # One more than asked for: what was typed already may be the first.
    wanted = limit + 1
    if office is not None:
        near, _ = store.words_of(uow, [*tests, store.of_office(office)], group, words, wanted)
        yield from (Suggestion(value=row.value, uses=row.uses, source=WordSource.HERE) for row in near)
    rows, is_all = store.words_of(uow, tests, group, words, 2 * wanted)
    yield from (Suggestion(value=row.value, uses=row.uses, source=WordSource.REGISTER) for row in rows)
    if not is_all and len(rows) < wanted:
        wide = store.widely(uow, tests, group, words, 2 * wanted)
        yield from (Suggestion(value=row.value, source=WordSource.REGISTER) for row in wide)
    if group in OFFICE_GROUPS and len("".join(words)) >= _SHORTEST_FOR_OFFICES:
        names = (each.name for each in offices.list_offices(uow) if not each.is_placeholder)
        yield from _with(names, words, WordSource.OFFICES)
    yield from _with(_of_templates().get(group, ()), words, WordSource.TEMPLATES)


def _with(values: Iterable[str], words: list[str], source: WordSource) -> Iterator[Suggestion]:
    for value in values:
        key = searchable(value)
        if all(word in key for word in words):
            yield Suggestion(value=value, source=source)


@cache
def _of_templates() -> dict[str, list[str]]:
    """Return the templates' words by group, the most used first."""
    uses: dict[tuple[str, str], int] = {}
    for each in service_clone.templates():
        for word in words_again(service_clone.template(each.key).document):
            if "โปรด" not in word.value:
                uses[word.group, word.value] = uses.get((word.group, word.value), 0) + 1
    found: dict[str, list[str]] = {}
    for group, value in sorted(uses, key=lambda each: (-uses[each], len(each[1]), each)):
        found.setdefault(group, []).append(value)
    return found


def answers(uow: UnitOfWork, activity_id: str, field: str) -> list[Suggestion]:
    """Return whole answers that records like this one give to a field, the nearest first; a short one is a word.

    Like it are the records of its main process, and where it has no name yet, those of its office.

    Raises: NotFound, Forbidden.
    """
    info = next((each for each in answers_fields() if each.key == field), None)
    stored = service.read(uow, activity_id)
    access.require(uow, Permission.READ_ACTIVITIES, stored.office_id, hide=True)
    if info is None:
        return []
    header = service.document_of(stored).form.header
    tests = service_listing.tests_of(uow, ActivityFilter(in_use=True))
    tests += store.alike(header.main_process, stored.office_id, activity_id)
    found: dict[str, Suggestion] = {}
    for near in store.newest_first(uow, tests, stored.office_id, _ALIKE):
        other = service.read(uow, near)
        said = value_at(service.document_of(other), info.pointer)
        text = "\n".join(said) if isinstance(said, list) else said
        if not isinstance(text, str) or len(text) <= _short(said) or tells_of_a_person(text):
            continue
        if any(name in squeezed(text) for name in people_named(service.document_of(other))):
            continue
        found.setdefault(searchable(text), Suggestion(value=text, source=WordSource.ANSWER, ref=other.ref))
        if len(found) == _MOST_ANSWERS:
            break
    return list(found.values())


def _short(said: object) -> int:
    """Return the length up to which an answer is one of the words already: a list of one, or a short text."""
    return LONGEST_WORD if isinstance(said, str) or (isinstance(said, list) and len(said) == 1) else 0
