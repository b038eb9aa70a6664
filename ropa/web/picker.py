"""Picking activities in a short form: those chosen, and those that a word finds. Works without a script."""

from msgspec import Struct

from ropa.access.rules import Permission, offices_for
from ropa.activities import service_listing
from ropa.db.unit_of_work import UnitOfWork
from ropa.web.short_forms import ShortForm
from schemas.breach import MOST_ACTIVITIES
from schemas.listing import ActivityFilter, ActivityItem

#: How many activities a search offers; a narrower word finds the rest.
_OFFERED = 8
_LONGEST_WORDS = 200


class Picked(Struct, frozen=True):
    """What the picker shows. `hidden`: ids that the reader may not see, and that stay as they are."""

    chosen: list[ActivityItem]
    offered: list[ActivityItem]
    asked: str
    hidden: list[str]


def picked(uow: UnitOfWork, form: ShortForm) -> Picked:
    """Return what the form's picker shows."""
    chosen = form.values("activity_ids")[:MOST_ACTIVITIES]
    words = form.value("q").strip()[:_LONGEST_WORDS]
    # Who has no role yet may report a breach, and sees no records.
    reads = bool(offices_for(uow.actor, Permission.READ_ACTIVITIES))
    known = service_listing.named(uow, chosen) if reads else {}
    offered = service_listing.page(uow, ActivityFilter(q=words), None, _OFFERED).items if words and reads else []
    return Picked(
        chosen=[known[each] for each in chosen if each in known],
        offered=[each for each in offered if each.id not in known],
        asked=words,
        hidden=[each for each in chosen if each not in known],
    )
