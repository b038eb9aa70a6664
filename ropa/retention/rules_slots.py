"""The retention rules of one activity, each by its slot. Pure.

The slot '' is the form's own period. Every other is the name of one of `form.beyond.retention_rules`, as a search key:
two names that look alike are one slot.
"""

import hashlib

import msgspec
from msgspec import Struct

from ropa.retention.rules_reading import read_retention
from ropa.retention.rules_words import doubt
from schemas.beyond import ItemRetention
from schemas.document import ActivityDocument
from schemas.nothing import says_nothing
from schemas.retention import RetentionKind, RetentionRule, RuleStatus
from schemas.thai_text import searchable
from schemas.vocabulary import RetentionScope, StartEvent

FORM_SLOT = ""
_LONGEST = 200
_OF_COPIES = frozenset({RetentionScope.COPIES, RetentionScope.BACKUP})


class SlotWords(Struct, frozen=True, kw_only=True):
    """What a document says about one slot."""

    slot: str
    words: str | None
    event: StartEvent | None
    about: ItemRetention | None = None
    """The rule as the form has it; None for the form's own."""
    is_doubled: bool = False
    """Another rule has the same name: nobody can say which one counts."""


def slot_of(name: str) -> str:
    """Return the slot of a rule's name; '' for a name without any letter, which is the form's own rule."""
    return searchable(name)[:_LONGEST].strip()


def shown_name(about: ItemRetention) -> str:
    """Return the name of a rule: its own, or what it is about, or its very words; '' when it says nothing at all."""
    if about.name and slot_of(about.name):
        return " ".join(about.name.split())
    items = ", ".join(about.data_items or [])
    scope = about.applies_to.th if about.applies_to else ""
    named = f"{scope}: {items}" if scope and items else scope or items
    return named if slot_of(named) else " ".join((about.retention_period or "").split())


def slots_of(document: ActivityDocument) -> list[SlotWords]:
    """Return what a document says of each of its slots, the form's own first, then in the order of the form.

    A line that says nothing is no rule. Two lines of one name are one slot, which is doubled: it has no reading.
    """
    form = document.form
    found = {
        FORM_SLOT: SlotWords(
            slot=FORM_SLOT, words=form.storage.retention_period, event=form.beyond.retention_start_event
        )
    }
    for line in form.beyond.retention_rules or []:
        slot = slot_of(shown_name(line))
        if slot:
            found[slot] = SlotWords(
                slot=slot, words=line.retention_period, event=line.start_event, about=line, is_doubled=slot in found
            )
    return list(found.values())


def about_hash(said: SlotWords) -> str | None:
    """Return the SHA-256 of what a rule is about: its name, scope, data items and ground; None for the form's own.

    Who confirmed thirty days for backups did not confirm them for health data under the same name.
    """
    about = said.about
    if about is None:
        return None
    scope = None if about.applies_to is None else str(about.applies_to)
    name = " ".join((about.name or "").split())
    return hashlib.sha256(msgspec.json.encode([name, scope, about.data_items or [], about.ground])).hexdigest()


def read_slot(said: SlotWords) -> RetentionRule:
    """Return the rule of a slot; never raises.

    Copies and backups count from their own making unless the line says otherwise. A ground that is written for keeping
    permanently answers the question for it.
    """
    about = said.about
    if about is None:
        return read_retention(said.words, said.event)
    if said.is_doubled:
        return RetentionRule(
            raw_text=said.words or "",
            kind=RetentionKind.UNPARSED,
            status=RuleStatus.UNPARSED,
            unconfirmed=[doubt("two_rules")],
        )
    of_copies = about.applies_to in _OF_COPIES
    rule = read_retention(said.words, said.event or (StartEvent.RECORD_CREATED if of_copies else None))
    answered = {"copies_only"} if of_copies else set()
    changes: dict[str, object] = {"copies_only": rule.copies_only and not of_copies}
    if about.ground and about.ground.strip() and not says_nothing(about.ground):
        answered.add("permanent_ground")
        changes["legal_refs"] = [*rule.legal_refs, about.ground.strip()]
    changes["unconfirmed"] = left = [each for each in rule.unconfirmed if each.code not in answered]
    if rule.status is RuleStatus.NEEDS_CONFIRMATION and not left:
        changes["status"] = RuleStatus.UNDERSTOOD
    return msgspec.structs.replace(rule, **changes)
