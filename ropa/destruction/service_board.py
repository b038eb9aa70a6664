"""What people see of the destruction lists beside the lists themselves: what waits for them, what a new list would
take, who may sit in a committee, and every act on a list.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Row

from ropa import clock
from ropa.access import service as access
from ropa.access import service_reach
from ropa.access.rules import Permission, offices_for
from ropa.access.service_contacts import contacts
from ropa.activities import service_approvers
from ropa.audit import service_acts
from ropa.db.unit_of_work import UnitOfWork
from ropa.destruction import service_lists, store, store_board
from ropa.retention import service_listable, service_preview
from ropa.retention.service_preview import Preview
from schemas.destruction import HoldingState, ItemOutcome

_PERSON = "person:"
#: Lists of one kind of work that are shown at once.
MOST = 50


class Work(StrEnum):
    """What somebody has to do on a list."""

    SIGN = "sign"
    DECIDE = "decide"
    SUBMIT = "submit"
    CONCLUDE = "conclude"
    ARCHIVES = "archives"
    RECORD = "record"


class Waiting(Struct, frozen=True, kw_only=True):
    """A list on which somebody has to do something."""

    work: Work
    id: str
    ref: str
    title: str
    office_id: int
    items: int
    """How many items it is about; 0: the whole list."""


#: The work of each stage, with the right that it needs.
_STAGES = (
    (Work.DECIDE, HoldingState.HEAD_DECISION, Permission.DECIDE_DESTRUCTION),
    (Work.RECORD, HoldingState.APPROVED_TO_DESTROY, Permission.RECORD_DESTRUCTION),
    (Work.ARCHIVES, HoldingState.ARCHIVES_REVIEW, Permission.RECORD_DESTRUCTION),
    (Work.CONCLUDE, HoldingState.COMMITTEE_REVIEW, Permission.RECORD_DESTRUCTION),
    (Work.SUBMIT, HoldingState.LISTED, Permission.LIST_DESTRUCTION),
)


def waiting(uow: UnitOfWork) -> list[Waiting]:
    """Return what waits for the actor: to sign, to decide, and the secretary's steps; oldest list first in each.

    A committee's list waits for its secretary only when nobody's signature is missing.
    """
    found: list[Waiting] = []
    if uow.actor.id.startswith(_PERSON) and offices_for(uow.actor, Permission.SIT_IN_COMMITTEE):
        rows = store_board.to_sign(uow, uow.actor.id.removeprefix(_PERSON), MOST)
        found += [_waiting(Work.SIGN, row, 0) for row in rows]
    for work, state, permission in _STAGES:
        if not offices_for(uow.actor, permission):
            continue
        rows = store_board.standing(uow, access.visible_offices(uow, permission), state, MOST)
        if work is Work.CONCLUDE:
            unsigned = store_board.unsigned(uow, [row.id for row in rows])
            rows = [row for row in rows if row.opinions_hash is not None and row.id not in unsigned]
        found += [_waiting(work, row, row.items) for row in rows]
    return found


def _waiting(work: Work, row: Row[Any], items: int) -> Waiting:
    return Waiting(work=work, id=row.id, ref=row.ref, title=row.title, office_id=row.office_id, items=items)


def preview(uow: UnitOfWork, office_id: int, year: int) -> Preview:
    """Return what a new list of an office and a (Gregorian) year would take, and what it would leave out and why.

    Raises: Forbidden.
    """
    access.require(uow, Permission.LIST_DESTRUCTION, office_id)
    now = clock.bangkok(uow.now).date()
    by = min(date(year, 12, 31) + timedelta(days=1), now)
    return service_preview.preview(uow, access.at_or_below(office_id), by, date(now.year, 1, 1))


class Candidate(Struct, frozen=True, kw_only=True):
    """Somebody who may sign for a seat with an account of their own."""

    person_id: str
    name: str


def candidates(uow: UnitOfWork, office_id: int) -> list[Candidate]:
    """Return the people who may sit in a committee of an office, by name.

    Raises: Forbidden: whoever names a committee may know them.
    """
    access.require(uow, Permission.LIST_DESTRUCTION, office_id)
    held = service_reach.holders(uow, [office_id])[office_id]
    roles = service_reach.roles_with(Permission.SIT_IN_COMMITTEE)
    found = contacts(uow, sorted({person_id for role in roles for _, person_id in held.get(role, ())}))
    named = [Candidate(person_id=key, name=each.name) for key, each in found.items() if each.name]
    return sorted(named, key=lambda each: each.name)


class ListAct(Struct, frozen=True, kw_only=True):
    """One act on a list, as the trail has it. `facts` hold no personal data."""

    at: datetime
    action: str
    actor_name: str
    """Empty for a person without a name; the key of what is no person."""
    facts: dict[str, Any]


_KINDS = ("destruction-list",)


def acts(uow: UnitOfWork, list_id: str) -> list[ListAct]:
    """Return every act on a list, newest first.

    Raises: NotFound for a list that the actor may not see.
    """
    service_lists.read(uow, list_id)
    found = service_acts.acts_on(uow, [f"{kind}:{list_id}" for kind in _KINDS])
    names = _names(uow, [each.actor_id for each in found])
    return [
        ListAct(
            at=each.at,
            action=each.action,
            actor_name=names.get(each.actor_id, "" if each.actor_id.startswith(_PERSON) else each.actor_id),
            facts=msgspec.json.decode(each.details),
        )
        for each in found
    ]


def _names(uow: UnitOfWork, actor_ids: Sequence[str]) -> dict[str, str]:
    people = sorted({each.removeprefix(_PERSON) for each in actor_ids if each.startswith(_PERSON)})
    return {f"{_PERSON}{key}": each.name for key, each in contacts(uow, people).items() if each.name}


def names_of(uow: UnitOfWork, actor_ids: Sequence[str | None]) -> dict[str, str]:
    """Return the names of actors who are people, for a list that the caller may see."""
    return _names(uow, [each for each in actor_ids if each])


def opinion_counts(uow: UnitOfWork, list_id: str) -> dict[str, int]:
    """Return how many items before the committee have which opinion; "" is none yet. For a list that was read."""
    return store_board.opinions(uow, list_id)


class Before(Struct, frozen=True, kw_only=True):
    """What waits for the head's decision on a list, in numbers."""

    opinions: dict[str, int]
    """Items by the committee's opinion."""
    approvers: dict[tuple[str, ...], int]
    """Items by whom their records name as the approver of destruction; of those that name nobody, by ()."""
    held: int


def before_head(uow: UnitOfWork, list_id: str) -> Before:
    """Return what waits for the head on a list that was read."""
    items = store.items(uow, list_id, state=HoldingState.HEAD_DECISION, outcome=ItemOutcome.OPEN)
    held = service_listable.held_of_list(uow, list_id)
    records = service_approvers.records(uow, {each.listed.activity_id for each in items})
    named = {key: each.approvers if each.is_approved else () for key, each in records.items()}
    return Before(
        opinions=dict(Counter(str(each.opinion) for each in items if each.opinion)),
        approvers=dict(Counter(named.get(each.listed.activity_id, ()) for each in items)),
        held=sum(each.holding_id in held for each in items),
    )
