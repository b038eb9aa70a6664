"""What several records say together, and what of it a reader may see. Pure."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from msgspec import structs

from schemas.breach_details import Known
from schemas.breach_known import KnownActivity, KnownFacts

_JOINED = (
    "data_items",
    "special_categories",
    "subject_categories",
    "lawful_bases",
    "systems",
    "storage",
    "measures",
    "recipients",
    "recipients_abroad",
    "countries",
    "processors",
    "liaisons",
    "report_channels",
)
_QUESTIONS = ("has_special", "has_national_id", "has_minors", "goes_abroad", "is_cloud")
#: Terms of closed lists and answers: what a record gives away of itself to who may not read it.
_OPEN = ("id", "is_approved", "as_of", "special_categories", "countries", *_QUESTIONS)


def together(activities: Sequence[KnownActivity], missing: int = 0) -> KnownFacts:
    """Return what the records together say; lists have each entry once, in the order of the records."""
    volumes = [each.volume for each in activities if each.volume is not None]
    counted = [each for each in volumes if each.persons is not None or each.records is not None]
    found: dict[str, Any] = {name: _once(activities, name) for name in _JOINED}
    found |= {name: _answer([getattr(each, name) for each in activities], missing) for name in _QUESTIONS}
    return KnownFacts(
        activities=list(activities),
        missing=missing,
        hidden=sum(each.is_hidden for each in activities),
        controllers=[*dict.fromkeys(each.controller for each in activities if each.controller)],
        controller_contact=next((each.controller_contact for each in activities if each.controller_contact), None),
        dpo_contact=next((each.dpo_contact for each in activities if each.dpo_contact), None),
        persons=_sum(each.persons for each in counted),
        records=_sum(each.records for each in counted),
        volume_as_of=min((each.as_of for each in counted if each.as_of is not None), default=None),
        uncounted=len(activities) - len(counted),
        **found,
    )


def _once(activities: Sequence[KnownActivity], name: str) -> list[Any]:
    found: list[Any] = []
    seen = set()
    for each in activities:
        for value in getattr(each, name):
            key = repr(value) if name == "systems" else value
            if key not in seen:
                seen.add(key)
                found.append(value)
    return found


def _answer(answers: Sequence[Known], missing: int) -> Known:
    """Return yes where one record says so, no where all do, unknown in all other cases."""
    if Known.YES in answers:
        return Known.YES
    return Known.NO if answers and not missing and set(answers) == {Known.NO} else Known.UNKNOWN


def _sum(numbers: Iterable[int | None]) -> int | None:
    given = [number for number in numbers if number is not None]
    return sum(given) if given else None


def shown(facts: KnownFacts, visible: Collection[str]) -> KnownFacts:
    """Return what a reader of some records may see of the facts: numbers and terms of all, words of the readable ones.

    Who may not read a record does not learn its reference, title, office, systems, recipients or any words of it.
    """
    return together([each if each.id in visible else _hidden(each) for each in facts.activities], facts.missing)


def _hidden(activity: KnownActivity) -> KnownActivity:
    volume = None if activity.volume is None else structs.replace(activity.volume, words="")
    kept = {name: getattr(activity, name) for name in _OPEN}
    return KnownActivity(is_hidden=True, volume=volume, **kept)
