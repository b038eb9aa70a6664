"""Which data items rest on consent alone, and until when each must be gone after a withdrawal. Pure.

Legal source: PDPA ss.19, 24, 26, 33(2) and 37(3); law.md F.4 62-64.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct

from schemas.document import ActivityDocument
from schemas.findings import Problem
from schemas.periods import last_day
from schemas.request_effects import ItemBasis
from schemas.retention import RetentionRule
from schemas.thai_text import searchable
from schemas.vocabulary import LawfulBasis, RetentionScope, StartEvent

#: What ends with a withdrawal. Data that the person made public (s.26(3)) do not rest on a consent to the controller.
CONSENT = frozenset({LawfulBasis.CONSENT, LawfulBasis.CONSENT_MINOR, LawfulBasis.S26_EXPLICIT_CONSENT})
_OF_COPIES = frozenset({RetentionScope.COPIES, RetentionScope.BACKUP})


class Rests(Struct, frozen=True):
    """A data item under its label in the record, and what it rests on there; no bases: the record does not say."""

    item: str
    bases: tuple[LawfulBasis, ...]

    @property
    def on_consent_alone(self) -> bool:
        """Tell whether nothing is left of the item's grounds once consent is withdrawn."""
        return bool(self.bases) and CONSENT.issuperset(self.bases)


class SlotRule(Struct, frozen=True):
    """A retention rule of the record as it is read: its slot, the items that it names (none: all), and what for."""

    slot: str
    items: tuple[str, ...]
    scope: RetentionScope | None
    rule: RetentionRule


def key_of(item: str) -> str:
    """Return what two ways of writing an item have in common."""
    return searchable(item)


def items_of(document: ActivityDocument) -> dict[str, Rests]:
    """Return all data items of a record by their keys, in its order.

    A purpose that names no items says nothing of any one of them.
    """
    found: dict[str, tuple[str, list[LawfulBasis]]] = {}
    for item in document.form.data_category.personal_data_items or []:
        if key_of(item):
            found.setdefault(key_of(item), (item, []))
    for purpose in document.form.beyond.lawful_basis_code_per_purpose or []:
        for item in purpose.data_items or []:
            if not key_of(item):
                continue
            bases = found.setdefault(key_of(item), (item, []))[1]
            if purpose.lawful_basis is not None and purpose.lawful_basis not in bases:
                bases.append(purpose.lawful_basis)
    return {key: Rests(item, tuple(bases)) for key, (item, bases) in found.items()}


def united(documents: Iterable[ActivityDocument]) -> dict[str, Rests]:
    """Return the data items of what stood one after the other, the present one last, by their keys.

    What rested on consent alone while a withdrawal was there already still does for it: a change of the basis after
    the withdrawal is no valid repair (F.4 64).
    """
    found: dict[str, Rests] = {}
    for document in documents:
        for key, each in items_of(document).items():
            if key not in found or not found[key].on_consent_alone:
                found[key] = each
    return found


def unnamed_consent(document: ActivityDocument) -> bool:
    """Tell whether a purpose rests on consent without naming its items: then a person names what it reaches."""
    purposes = document.form.beyond.lawful_basis_code_per_purpose or []
    return any(each.lawful_basis in CONSENT and not each.data_items for each in purposes)


def due_of(key: str, rules: Iterable[SlotRule], withdrawn_on: date, limit_on: date) -> tuple[date, str]:
    """Return the last day on which an item goes after a withdrawal, and the name of the rule that says so.

    A rule of the record counts only when it counts from the withdrawal, and only when it ends before the law's own
    limit: ten years from collection are no ground to keep what rested on consent (F.4 62).
    """
    best = (limit_on, "")
    for each in rules:
        if not _speaks_of(each, key):
            continue
        for period in _from_withdrawal(each.rule):
            best = min(best, (last_day(period, withdrawn_on), each.slot), key=lambda found: found[0])
    return best


def _speaks_of(rule: SlotRule, key: str) -> bool:
    if rule.scope in _OF_COPIES:
        return False
    # The form's own period, and a rule without items, are about all of the data.
    return not rule.items or key in map(key_of, rule.items)


def _from_withdrawal(rule: RetentionRule) -> Iterator[str]:
    for part in (rule, *rule.alternatives):
        if part.start_event is StartEvent.CONSENT_WITHDRAWN and part.period is not None:
            yield part.period


def shown(items: Mapping[str, Rests], rules: Sequence[SlotRule], withdrawn_on: date, limit_on: date) -> list[ItemBasis]:
    """Return the items of a record with their grounds; those on consent alone with their last day."""
    found = []
    for key, each in items.items():
        due, rule = due_of(key, rules, withdrawn_on, limit_on) if each.on_consent_alone else (None, "")
        found.append(
            ItemBasis(item=each.item, bases=list(each.bases), consent_only=each.on_consent_alone, due_on=due, rule=rule)
        )
    return found


def unknown_items(given: Sequence[str], known: Mapping[str, Rests]) -> Iterator[Problem]:
    """Yield the items that the record does not have. A record without any item takes every label."""
    for place, item in enumerate(given) if known else ():
        if key_of(item) not in known:
            yield Problem(
                pointer=f"/data_items/{place}",
                message_th="รายการของกิจกรรมไม่มีข้อมูลนี้ ใช้ชื่อรายการตามแบบบันทึก",
                message_en="The record has no such data item; name it as the record does",
            )


def other_grounds(given: Sequence[str], known: Mapping[str, Rests]) -> Iterator[Problem]:
    """Yield the items that rest on another ground than consent as well: a withdrawal does not reach them (F.4 63)."""
    for place, item in enumerate(given):
        rests = known.get(key_of(item))
        others = [] if rests is None else [each for each in rests.bases if each not in CONSENT]
        if others:
            yield Problem(
                pointer=f"/data_items/{place}",
                message_th=f"รายการนี้ใช้ฐานอื่นด้วย: {', '.join(each.th for each in others)} การถอนความยินยอมไปไม่ถึง",
                message_en=f"A withdrawal does not reach it; it rests on {', '.join(each.en for each in others)}, too",
                law="PDPA ม.33(2)",
            )
