"""Use cases of queues: what waits for the actor, and the approval of many records at once.

Legal source: seed 001 (the head of the office approves, level 3).
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from ropa import clock
from ropa.access import service as access
from ropa.access.rules import Permission, offices_for
from ropa.activities import service, service_life, store_separation, store_work
from ropa.activities.rules_findings import findings_of
from ropa.activities.rules_life import blocking, breaks_separation
from ropa.activities.service_life import SeparationOfDuties
from ropa.audit.service import record
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Invalid, NotFound, RopaError, invalid
from ropa.offices import service as offices
from schemas.diff import Change, compare
from schemas.document import ActivityDocument
from schemas.findings import Problem
from schemas.life import LifeStep, StepInput
from schemas.listing import StoredRevision
from schemas.signing import (
    Refused,
    SignedItem,
    SigningInput,
    SigningItem,
    SigningPage,
    SigningResult,
    WaitingItem,
    WaitingPage,
)
from schemas.vocabulary import RevisionStatus

MAX_LIMIT = 50
#: Records that one signing takes.
MOST_AT_ONCE = 200
#: Changes that the queue shows of each record; the comparison page has all.
SHOWN_CHANGES = 6
#: Pairs of rows that are compared while the queue is made: two tables of 500 rows take seconds, and one recorder could
#: stop an approver's whole queue with them.
_MOST_PAIRS = 10_000
#: What each queue holds, and who it is for.
QUEUES = {
    "review": (RevisionStatus.SUBMITTED, Permission.REVIEW_ACTIVITIES),
    "sign": (RevisionStatus.REVIEWED, Permission.APPROVE_ACTIVITIES),
    "returned": (RevisionStatus.DRAFT, Permission.SUBMIT_ACTIVITIES),
}


def queue(
    uow: UnitOfWork,
    name: str,
    cursor: str | None = None,
    limit: int = MAX_LIMIT,
    office: int | None = None,
    *,
    own: bool = False,
) -> WaitingPage:
    """Return a page of a queue of the actor: `review`, `sign` or `returned`, longest waiting first.

    `own`: only the records that the actor wrote or looks after.

    Raises: NotFound for another name, Forbidden, Invalid for a cursor that this queue did not give out.
    """
    if name not in QUEUES:
        raise NotFound
    status, permission = QUEUES[name]
    scope = access.visible_offices(uow, permission)
    found = store_work.waiting(
        uow,
        status,
        (scope, None if office is None else access.at_or_below(office)),
        _after(cursor),
        limit + 1,
        returned=name == "returned",
        hand=uow.actor.id.removeprefix("person:") if own else None,
    )
    more = len(found) > limit
    return WaitingPage(items=found[:limit], next_cursor=_cursor(found[limit - 1]) if more else None)


def _cursor(item: WaitingItem) -> str:
    return f"{item.since.isoformat()}~{item.id}"


def _after(cursor: str | None) -> tuple[datetime, str] | None:
    if not cursor:
        return None
    at, _, key = cursor.partition("~")
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None or not key:
        raise invalid("/cursor", "ตัวชี้หน้าไม่ถูกต้อง", "This cursor is not ours")
    return moment, key


def counts(uow: UnitOfWork) -> dict[str, int]:
    """Return how many records wait for the actor in the queues that are theirs (drafts sent back are not counted)."""
    found = {}
    for name, (status, permission) in QUEUES.items():
        if name != "returned" and offices_for(uow.actor, permission):
            found[name] = store_work.count_waiting(uow, status, access.visible_offices(uow, permission))
    return found


def signing_queue(
    uow: UnitOfWork, cursor: str | None = None, limit: int = 20, office: int | None = None
) -> SigningPage:
    """Return a page of what the actor may sign, each with what changed since the last approval and what stands against.

    Raises: Forbidden, Invalid for a cursor that this queue did not give out.
    """
    return _with_changes(uow, queue(uow, "sign", cursor, limit, office), LifeStep.APPROVE)


def review_queue(uow: UnitOfWork, cursor: str | None = None, limit: int = 20) -> SigningPage:
    """Return a page of what the actor may review, each with what changed since the last approval.

    Errors do not stand against a review: they are counted among the warnings, and stop the approval.

    Raises: Forbidden, Invalid for a cursor that this queue did not give out.
    """
    return _with_changes(uow, queue(uow, "review", cursor, limit), LifeStep.REVIEW)


def _with_changes(uow: UnitOfWork, waiting: WaitingPage, step: LifeStep) -> SigningPage:
    keys = [each.id for each in waiting.items]
    documents = store_work.documents(uow, keys)
    wrote, reviewed = store_work.hands(uow, keys)
    items = []
    for each in waiting.items:
        draft, before = documents[each.id]
        document = service.document_of(draft)
        changes = _changes(before, document)
        findings = service_life.standing_findings(uow, each.id, findings_of(document))
        obstacles = blocking(findings) if step is LifeStep.APPROVE else []
        hands: tuple[Any, Any] = (wrote.get(each.id, ()), reviewed.get(each.id, ()))
        if breaks_separation(step, uow.actor.id, *hands) and not _excepted(uow, each.office_id):
            obstacles = [_obstacle(SeparationOfDuties()), *obstacles]
        items.append(
            SigningItem(
                waiting=each,
                content_hash=draft.content_hash,
                approved_before=before.revision if before else None,
                change_count=None if changes is None else len(changes),
                changes=(changes or [])[:SHOWN_CHANGES],
                obstacles=obstacles,
                warnings=len(findings) - (len(blocking(findings)) if step is LifeStep.APPROVE else 0),
            )
        )
    return SigningPage(items=items, next_cursor=waiting.next_cursor)


def _changes(before: StoredRevision | None, document: ActivityDocument) -> list[Change] | None:
    """Return what changed; None where matching the rows of one record would hold up the whole queue."""
    if before is None:
        return []
    old = service.document_of(before)
    if len(old.steps) * len(document.steps) > _MOST_PAIRS or len(old.systems) * len(document.systems) > _MOST_PAIRS:
        return None
    return compare(old, document)


def _excepted(uow: UnitOfWork, office_id: int) -> bool:
    today = clock.bangkok(uow.now).date()
    return store_separation.valid_for(uow, office_id, today, not_by=uow.actor.id) is not None


def _obstacle(error: RopaError) -> Problem:
    return Problem(pointer="", message_th=error.message_th, message_en=error.message_en)


def sign(uow: UnitOfWork, said: SigningInput) -> SigningResult:
    """Approve many records at once and name those that were not, with every reason.

    Each is judged by itself, exactly as when it is approved alone; what is approved is saved together.

    Raises: Forbidden.
    """
    access.visible_offices(uow, Permission.APPROVE_ACTIVITIES)
    batch = new_id(uow.now)
    refused = []
    done = 0
    for each in {choice.id: choice for choice in said.items}.values():
        try:
            service_life.take_step(
                uow, each.id, LifeStep.APPROVE, StepInput(note=said.note), version=each.version, batch_id=batch
            )
            done += 1
        except RopaError as error:
            refused.append(_refusal(uow, each.id, error))
    record(uow, "signing.done", f"signing:{batch}", {"approved": done, "refused": len(refused)})
    return SigningResult(batch_id=batch, approved=signed(uow, batch) if done else [], refused=refused)


def to_approve(uow: UnitOfWork, activity_ids: Collection[str]) -> list[StoredRevision]:
    """Return the reviewed drafts among some records, as far as the actor may approve them; none without that right."""
    return [draft for draft, _ in pairs_waiting(uow, activity_ids)]


def pairs_waiting(
    uow: UnitOfWork, activity_ids: Collection[str], name: str = "sign"
) -> list[tuple[StoredRevision, StoredRevision | None]]:
    """Return those of some drafts that wait in a queue of the actor, each with what was approved last, if anything."""
    status, permission = QUEUES[name]
    if not offices_for(uow.actor, permission):
        return []
    found = store_work.documents(uow, activity_ids, access.visible_offices(uow, permission))
    return [pair for pair in found.values() if pair[0].status is status]


def _refusal(uow: UnitOfWork, activity_id: str, error: RopaError) -> Refused:
    try:
        ref = service.read(uow, activity_id).ref
    except NotFound:
        ref = None
    return Refused(
        id=activity_id,
        ref=ref,
        message_th=error.message_th,
        message_en=error.message_en,
        problems=list(error.problems) if isinstance(error, Invalid) else [],
    )


def signed(uow: UnitOfWork, batch_id: str) -> list[SignedItem]:
    """Return what was approved in a signing, at the offices that the actor may read.

    Raises: Forbidden; NotFound where nothing of it may be seen.
    """
    scope = access.visible_offices(uow, Permission.READ_ACTIVITIES)
    found = store_work.signed(uow, batch_id, scope, _names(uow))
    if not found:
        raise NotFound
    return found


def _names(uow: UnitOfWork) -> dict[int, str]:
    return {each.id: each.name for each in offices.list_offices(uow)}


def to_sign(uow: UnitOfWork, office: int | None = None, limit: int = 500) -> list[SignedItem]:
    """Return what waits for the actor's signature, for the list that is printed and signed by hand.

    Raises: Forbidden.
    """
    names = _names(uow)
    waiting = queue(uow, "sign", None, limit, office).items
    hashes = {key: draft.content_hash for key, (draft, _) in store_work.documents(uow, [w.id for w in waiting]).items()}
    found = [
        SignedItem(
            id=each.id,
            ref=each.ref,
            office_id=each.office_id,
            office=names.get(each.office_id, str(each.office_id)),
            revision=each.revision,
            title=each.sub_process or each.main_process or "",
            content_hash=hashes[each.id],
            approved_at=each.since,
            approved_by_name=each.by or "",
        )
        for each in waiting
    ]
    return sorted(found, key=lambda item: (item.office_id, item.ref))
