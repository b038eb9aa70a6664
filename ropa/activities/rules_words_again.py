"""Which entries of a record may be offered where the next one is written. Pure; part of the projection.

Never a person: fields that name people are not looked at, and no entry that holds a name with its title, a national ID,
a telephone number or an e-mail address. A suggestion reaches readers who never opened the record it comes from.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from schemas.document import ActivityDocument
from schemas.form import FieldInfo, Kind, form_fields
from schemas.matching import squeezed
from schemas.national_ids import may_hold_national_id
from schemas.nothing import says_nothing
from schemas.person_names import MAY_BE_TITLED, TITLED, names_in
from schemas.suggestions import GROUP_OF, LONGEST_WORD, POSITIONS, SHORTEST_WORD, TypedWord

#: Eight digits in a row or parted like a telephone number; years and sections of laws are shorter.
_NUMBERS = re.compile(r"(?:[0-9๐-๙][-\s.]?){8,}")
_DIGIT = re.compile(r"\d")
#: No token that says "nothing" is longer.
_LONGEST_NOTHING = 40
_STEP = ("title", "actor_org_unit", "collection", "use", "disclosure", "storage", "it_systems")
_SYSTEM = ("system_name", "system_scope", "system_owner_org_unit")
_LINE = ("exchanged_data", "external_org_unit", "external_processor_org_unit")
#: Tables of the form whose cells speak of the work, not of one person's request.
_TABLES = {
    "lawful_basis_code_per_purpose": ("purpose", "data_items", "legal_reference"),
    "retention_rules": ("data_items", "retention_period", "ground"),
    "transfer_country_and_safeguard": ("recipient",),
    "processor_and_dpa_ref": ("processor",),
}
_WORDS = frozenset({Kind.TEXT, Kind.LINES, Kind.ORGANISATIONS})


def words_again(document: ActivityDocument) -> tuple[TypedWord, ...]:
    """Return the entries of a document that may be offered, each once, in a fixed order.

    No entry in which somebody stands whom the same document names in a field for names, without a title, too.
    """
    found = {
        TypedWord(group=GROUP_OF[key], value=" ".join(value.split()))
        for key, value in _entries(document)
        if may_be_offered(key, value)
    }
    named = people_named(document)
    if named:
        found = {word for word in found if not any(name in squeezed(word.value) for name in named)}
    return tuple(sorted(found))


def people_named(document: ActivityDocument) -> frozenset[str]:
    """Return the whole names (two words at least) in a document's fields for names, as names are compared."""
    return frozenset(name for text in _naming(document) for name in _whole_names(text))


def _naming(document: ActivityDocument) -> Iterator[str]:
    for info in form_fields():
        value = getattr(getattr(document.form, info.section), info.key)
        if info.note.names_people:
            yield from _texts(value)
    for contact in (document.form.beyond.controller_contact, document.form.beyond.dpo_contact):
        if contact is not None and contact.name:
            yield contact.name


@lru_cache(maxsize=8_192)
def _whole_names(text: str) -> tuple[str, ...]:
    # A given name alone is a word of many other things.
    return tuple(squeezed(name) for name in names_in(text) if " " in name.strip())


def may_be_offered(key: str, value: str) -> bool:
    """Tell whether an entry of a field may be shown to others: a word of the work, and no trace of a person."""
    words = value.strip()
    if not SHORTEST_WORD <= len(words) <= LONGEST_WORD or "\n" in words:
        return False
    return _tells_of_work(value, may_name=key in POSITIONS)


# A record is saved many times, and mostly with the words that it had: 0.4 ms instead of 3.4 for a filled form.
@lru_cache(maxsize=8_192)
def _tells_of_work(value: str, *, may_name: bool) -> bool:
    words = value.strip()
    if len(words) <= _LONGEST_NOTHING and says_nothing(words):
        return False
    return not tells_of_a_person(value) and not (may_name and any(names_in(value)))


def tells_of_a_person(value: str) -> bool:
    """Tell whether a text may hold a person's name with its title, national ID, telephone or e-mail address."""
    # Most entries have no digit at all, and the longer look costs twenty times this one.
    if "@" in value or (_DIGIT.search(value) and (_NUMBERS.search(value) or may_hold_national_id(value))):
        return True
    return MAY_BE_TITLED.search(value) is not None and TITLED.search(value) is not None


def answers_fields() -> tuple[FieldInfo, ...]:
    """Return the fields whose whole answer may be offered from a record like the one being written."""
    return tuple(
        info
        for info in form_fields()
        if info.kind in {Kind.TEXT, Kind.LINES} and not info.note.names_people and info.key in GROUP_OF
    )


def _entries(document: ActivityDocument) -> Iterator[tuple[str, str]]:
    for info in form_fields():
        value = getattr(getattr(document.form, info.section), info.key)
        if info.key in _TABLES:
            for row in value or ():
                yield from _cells(row, _TABLES[info.key])
        elif info.kind in _WORDS and info.key in GROUP_OF and not info.note.names_people:
            yield from ((info.key, each) for each in _texts(value))
    for step in document.steps:
        yield from _cells(step, _STEP)
    for system in document.systems:
        yield from _cells(system, _SYSTEM)
        for line in system.exchanges:
            yield from _cells(line, _LINE)


def _cells(row: object, keys: Iterable[str]) -> Iterator[tuple[str, str]]:
    for key in keys:
        yield from ((key, each) for each in _texts(getattr(row, key)))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        yield from (each for each in value if isinstance(each, str))
