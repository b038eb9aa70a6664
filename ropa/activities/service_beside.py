"""Use case of a record's page: what stands beside its text. What a record does not have is not asked for."""

from msgspec import Struct

from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.activities import service_stewards, store_beside, store_life, store_separation
from ropa.activities.service_life import LATEST, seen, steps_open
from ropa.db.unit_of_work import UnitOfWork
from schemas.life import Approval, Comment, LifeEntry, LifeStep, SeparationException
from schemas.listing import StoredRevision
from schemas.stewards import Steward
from schemas.vocabulary import RevisionStatus

_OPEN = frozenset({RevisionStatus.DRAFT, RevisionStatus.SUBMITTED, RevisionStatus.REVIEWED})


class LifeShown(Struct, frozen=True, kw_only=True):
    """What the page of a record shows of its life."""

    steps: list[LifeStep]
    """Steps that the actor may take now; empty where an older revision is shown."""
    entries: list[LifeEntry]
    approval: Approval | None
    """What froze the revision that is shown."""
    comments: list[Comment]
    waiting: int | None
    """Number of an open draft beside the revision that is shown, for who may look at it."""
    waiting_status: RevisionStatus | None
    exceptions: dict[str, SeparationException]
    """Exceptions that some step needed, by id."""
    retired: LifeEntry | None
    steward: Steward | None
    """Who looks after the record."""


def life_shown(uow: UnitOfWork, stored: StoredRevision) -> LifeShown:
    """Return the life of a record beside one of its revisions, which the actor may read."""
    there = store_beside.beside(uow, stored.id)
    drafts = access.may(uow, Permission.READ_DRAFTS, stored.office_id)
    # An open draft is the newest revision, and there is no approval of it yet: neither is asked for.
    open_yet = stored.status in _OPEN
    last = store_life.newest(uow, stored.id) if drafts and not open_yet else None
    is_newest = last is None or last[0] == stored.revision
    entries = seen(store_life.steps(uow, stored.id, LATEST), drafts=drafts) if there.steps else []
    stewards = service_stewards.of_items(uow, [(stored.id, stored.office_id)]) if there.steward else {}
    return LifeShown(
        steps=steps_open(uow, stored) if is_newest and stored.status is not RevisionStatus.SUPERSEDED else [],
        entries=entries,
        approval=None if open_yet else store_life.approval(uow, stored.id, stored.revision),
        comments=store_life.comments(uow, stored.id, standing=True) if there.comments and drafts else [],
        waiting=None if is_newest or last is None else last[0],
        waiting_status=None if is_newest or last is None else last[1],
        exceptions=store_separation.named(uow, {each.exception_id for each in entries if each.exception_id}),
        retired=next((each for each in entries if each.step is LifeStep.RETIRE), None),
        steward=stewards.get(stored.id),
    )
