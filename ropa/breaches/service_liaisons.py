"""Whom the forms name to tell the Office of a breach: found among the people of the register by their names.

A form holds names as somebody typed them ("1. นาย…, ตำแหน่ง…"), not accounts. A name that is nobody's account, that two
people have, or that is a position is not guessed: it is said to the officer who has to telephone.
"""

from collections.abc import Collection, Iterable

from msgspec import Struct

from ropa.access import service_contacts
from ropa.activities import service as activities
from ropa.activities import service_live
from ropa.breaches import store_reminders
from ropa.db.unit_of_work import UnitOfWork

_LONGEST = 120
_BATCH = 200


class Liaisons(Struct, frozen=True, kw_only=True):
    """The liaisons that the records of a breach name."""

    people: tuple[str, ...] = ()
    """`people.id` of those who can be reached."""
    unreached: tuple[str, ...] = ()
    """Names and lines that are nobody's account, as the form has them."""


def of_breaches(uow: UnitOfWork, breach_ids: Collection[str]) -> dict[str, Liaisons]:
    """Return the liaisons of each breach; each record is read once. Says nothing about rights.

    The approved form counts; a draft where nothing was approved. Legal source: PDPA s.37(4); form 003.
    """
    named: dict[str, list[str]] = {breach_id: [] for breach_id in breach_ids}
    for breach_id, activity_id in store_reminders.activities(uow, breach_ids):
        named[breach_id].append(activity_id)
    lines = _lines(uow, {activity_id for ids in named.values() for activity_id in ids})
    known = service_contacts.by_name(uow) if any(lines.values()) else {}
    return {
        breach_id: matched((line for each in ids for line in lines.get(each, ())), known)
        for breach_id, ids in named.items()
    }


def names(uow: UnitOfWork, found: Liaisons) -> list[str]:
    """Return the names of the liaisons who can be reached, as their accounts have them."""
    known = service_contacts.contacts(uow, found.people)
    return [known[each].name for each in found.people if each in known]


def matched(lines: Iterable[str], known: dict[str, str]) -> Liaisons:
    """Return who of `known` (person by key of a name) the lines name, and what is nobody's. Each once, in order."""
    people: dict[str, None] = {}
    unreached: dict[str, None] = {}
    for line in lines:
        words = " ".join(line.split())
        keys = service_contacts.name_keys(line)
        found = [known[key] for key in keys if key in known]
        people |= dict.fromkeys(found)
        # Several keys may be readings of one name: where one of them is somebody, the others are not missed.
        if words and not found:
            unreached[words[:_LONGEST]] = None
        elif len(found) > 1 or len(keys) > 1:
            unreached |= dict.fromkeys(
                name for key, name in keys.items() if key not in known and not _is_part(key, keys, known)
            )
    return Liaisons(people=tuple(people), unreached=tuple(unreached))


def _is_part(key: str, keys: Collection[str], known: dict[str, str]) -> bool:
    """Tell whether a reading is a part of one that is somebody's name, or holds one."""
    return any(other in known and (key in other or other in key) for other in keys)


def _lines(uow: UnitOfWork, activity_ids: Collection[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    ordered = sorted(activity_ids)
    for begin in range(0, len(ordered), _BATCH):
        some = ordered[begin : begin + _BATCH]
        of_revision = store_reminders.revisions(uow, service_live.public_among(some))
        for revision_id, stored in service_live.revisions(uow, list(of_revision)):
            written = activities.document_of(stored).form.safeguards.breach_pdpc_liaisons
            found[of_revision[revision_id]] = list(written or ())
    return found
