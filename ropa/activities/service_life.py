"""Use cases of a record's life: submit, withdraw, review, approve, return, retire.

An approval freezes the document and the attached documents by hash, with approver and time. Only persons at a browser
take these steps (`NOT_BY_MACHINE`).

Legal source: seed 001 (level 1 reviews, level 3 approves); s.39 (the record must be one that the agency stands by).
"""

import hashlib
from collections.abc import Callable

import msgspec
from msgspec import Struct

from ropa import clock
from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.activities import (
    service,
    service_hooks,
    service_pictures,
    store,
    store_index,
    store_life,
    store_separation,
)
from ropa.activities.rules_findings import findings_of
from ropa.activities.rules_life import TRANSITIONS, blocking, breaks_separation, may_follow, step_problems, steps_from
from ropa.audit.service import record
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed
from schemas.document import ActivityDocument
from schemas.findings import Finding
from schemas.life import CommentInput, LifeEntry, LifeStep, SeparationException, StepInput
from schemas.listing import StoredRevision
from schemas.vocabulary import RevisionStatus

PERMISSIONS: dict[LifeStep, Permission] = {
    LifeStep.SUBMIT: Permission.SUBMIT_ACTIVITIES,
    LifeStep.WITHDRAW: Permission.SUBMIT_ACTIVITIES,
    LifeStep.REVIEW: Permission.REVIEW_ACTIVITIES,
    LifeStep.APPROVE: Permission.APPROVE_ACTIVITIES,
    LifeStep.RETURN: Permission.RETURN_ACTIVITIES,
    LifeStep.RETIRE: Permission.RETIRE_ACTIVITIES,
}
#: Steps shown on a page at once.
LATEST = 50


class SeparationOfDuties(Forbidden):
    """The actor would decide on what they did themselves."""

    message_th = "ผู้ที่จัดทำหรือพิจารณารายการนี้เองจะพิจารณาหรืออนุมัติไม่ได้ ต้องเป็นบุคคลอื่น (หากหน่วยงานมีคนไม่พอ DPO ให้ข้อยกเว้นได้)"
    message_en = (
        "Who wrote or reviewed this record cannot review or approve it; somebody else must "
        "(the DPO can give a small office an exception)"
    )


class Taken(Struct, frozen=True, kw_only=True):
    """A record before one of its steps."""

    head: store.Head
    stored: StoredRevision
    revision_id: str
    document: ActivityDocument


def take_step(
    uow: UnitOfWork,
    activity_id: str,
    step: LifeStep,
    said: StepInput | None = None,
    *,
    version: int | None = None,
    batch_id: str | None = None,
) -> StoredRevision:
    """Return the record after a step of its life.

    `version`: what the actor saw (If-Match); None when the state alone decides. `batch_id`: the signing of several.

    Raises: NotFound; Forbidden, SeparationOfDuties; PreconditionFailed when somebody was first; Conflict when the
    record's state does not allow the step; Invalid with each fault of `said`, and for an approval with every
    error-level finding and its law.
    """
    said = said or StepInput()
    found = _open(uow, activity_id, step, version)
    problems = step_problems(step, said, found.document)
    if problems:
        raise Invalid(problems)
    exception = _leave(uow, step, found)
    after = _ACTS.get(step, _move)(uow, found, step, batch_id)
    step_id = new_id(uow.now)
    note = (said.note or "").strip() or None
    store_life.add_step(
        uow,
        {
            "id": step_id,
            "activity_id": activity_id,
            "revision_id": found.revision_id,
            "step": str(step),
            "at": uow.now,
            "actor_id": uow.actor.id,
            "actor_name": uow.actor.name,
            "note": note,
            "exception_id": exception.id if exception else None,
            "batch_id": batch_id,
        },
    )
    add_comments(uow, found, said.comments)
    _tell(uow, found, after, step, note, batch_id)
    details: dict[str, object] = {"ref": after.ref, "revision": after.revision, "hash": after.content_hash}
    if step is LifeStep.APPROVE:
        # The trail is sealed: who changes what was frozen cannot change this.
        details["manifest"] = store_life.manifest_hash(uow, found.revision_id)
    if exception is not None:
        details["exception"] = exception.id
    if batch_id is not None:
        details["batch"] = batch_id
    if said.comments:
        details["comments"] = len(said.comments)
    record(uow, _ACTIONS[step], f"activity:{activity_id}", details)
    return after


_ACTIONS = {
    LifeStep.SUBMIT: "activity.submitted",
    LifeStep.WITHDRAW: "activity.withdrawn",
    LifeStep.REVIEW: "activity.reviewed",
    LifeStep.APPROVE: "activity.approved",
    LifeStep.RETURN: "activity.returned",
    LifeStep.RETIRE: "activity.retired",
}


def _open(uow: UnitOfWork, activity_id: str, step: LifeStep, version: int | None) -> Taken:
    head = store.read_head(uow, activity_id)
    if head is None:
        raise NotFound
    access.require(uow, Permission.READ_ACTIVITIES, head.office_id, hide=True)
    access.require(uow, PERMISSIONS[step], head.office_id)
    now = store.read_one(uow, activity_id, public=False)
    revision_id = head.draft_revision_id or head.approved_revision_id
    if now is None or revision_id is None:
        raise NotFound
    if version is not None and now.version != version:
        raise PreconditionFailed
    if not may_follow(step, now.status):
        raise Conflict(*_wrong_state(step, now.status))
    return Taken(head=head, stored=now, revision_id=revision_id, document=service.document_of(now))


def _wrong_state(step: LifeStep, status: RevisionStatus) -> tuple[str, str]:
    sources = TRANSITIONS[step].sources
    if step is LifeStep.RETIRE and status not in {RevisionStatus.RETIRED, RevisionStatus.SUPERSEDED}:
        return (
            "รายการมีร่างที่ยังเปิดอยู่ ให้อนุมัติหรือทิ้งร่างก่อนจึงเลิกใช้ได้",
            "The record has an open draft; approve or drop it before you retire the record",
        )
    wanted_th, wanted_en = " หรือ ".join(each.th for each in sources), " or ".join(each.en for each in sources)
    return (
        f"ทำขั้นตอน “{step.th}” ไม่ได้ เพราะรายการมีสถานะ “{status.th}” ต้องเป็น {wanted_th}",
        f"Cannot {step.en}: the record is {status.en}, it must be {wanted_en}",
    )


def _leave(uow: UnitOfWork, step: LifeStep, found: Taken) -> SeparationException | None:
    """Return the exception that the step needs; raises SeparationOfDuties where it needs one and there is none."""
    if step not in {LifeStep.REVIEW, LifeStep.APPROVE}:
        return None
    writers = store_life.writers(uow, found.revision_id)
    if not breaks_separation(step, uow.actor.id, writers, store_life.reviewers(uow, found.revision_id)):
        return None
    today = clock.bangkok(uow.now).date()
    # Nobody gives leave to themselves: the one who gave it is not the one who needs it.
    exception = store_separation.valid_for(uow, found.stored.office_id, today, not_by=uow.actor.id)
    if exception is None:
        raise SeparationOfDuties
    return exception


def _move(uow: UnitOfWork, found: Taken, step: LifeStep, _batch_id: str | None) -> StoredRevision:
    target = TRANSITIONS[step].target
    if not store.bump(uow, found.stored.id, found.stored.version, {}):
        raise PreconditionFailed
    store_life.set_status(uow, found.revision_id, target)
    return _after(uow, found, target)


def _after(uow: UnitOfWork, found: Taken, status: RevisionStatus) -> StoredRevision:
    return msgspec.structs.replace(found.stored, status=status, version=found.stored.version + 1, updated_at=uow.now)


def _approve(uow: UnitOfWork, found: Taken, step: LifeStep, batch_id: str | None) -> StoredRevision:
    stored, head = found.stored, found.head
    refused = blocking(standing_findings(uow, stored.id, findings_of(found.document)))
    if refused:
        raise Invalid(refused)
    after = _after(uow, found, TRANSITIONS[step].target)
    manifest = sorted(
        [
            *(each for told in service_hooks.MANIFEST for each in told(uow, stored.id, found.revision_id)),
            *service_pictures.freeze(uow, after, found.revision_id, found.document),
        ]
    )
    encoded = msgspec.json.encode(manifest)
    changed: dict[str, object] = {"draft_revision_id": None, "approved_revision_id": found.revision_id}
    if not store.bump(uow, stored.id, stored.version, changed):
        raise PreconditionFailed
    store_life.set_status(uow, found.revision_id, RevisionStatus.APPROVED)
    store_life.add_approval(
        uow,
        {
            "revision_id": found.revision_id,
            "activity_id": stored.id,
            "number": stored.revision,
            "office_id": stored.office_id,
            "content_hash": stored.content_hash,
            "manifest_hash": hashlib.sha256(encoded).hexdigest(),
            "manifest": encoded.decode(),
            "approved_at": uow.now,
            "approved_by": uow.actor.id,
            "approved_by_name": uow.actor.name,
            "batch_id": batch_id,
        },
    )
    if head.approved_revision_id is not None:
        store_life.supersede(uow, head.approved_revision_id)
        store_index.drop_index(uow, head.approved_revision_id)
    store_life.show_approved(uow, found.revision_id)
    # From now on everybody sees this revision: retention reads its words and dates its holdings anew.
    service.tell(uow, after, found.revision_id, found.document)
    return after


def _retire(uow: UnitOfWork, found: Taken, step: LifeStep, _batch_id: str | None) -> StoredRevision:
    if not store_life.retire(uow, found.stored.id, found.stored.version):
        raise PreconditionFailed
    store_life.show_status(uow, found.revision_id, RevisionStatus.RETIRED)
    return _after(uow, found, TRANSITIONS[step].target)


_ACTS: dict[LifeStep, Callable[[UnitOfWork, Taken, LifeStep, str | None], StoredRevision]] = {
    LifeStep.APPROVE: _approve,
    LifeStep.RETIRE: _retire,
}


def standing_findings(uow: UnitOfWork, activity_id: str, findings: list[Finding]) -> list[Finding]:
    """Return the findings that count: those that a DPO has accepted for a time are left out."""
    for counted in service_hooks.STANDING:
        findings = counted(uow, activity_id, findings)
    return findings


def _tell(
    uow: UnitOfWork, found: Taken, after: StoredRevision, step: LifeStep, note: str | None, batch_id: str | None
) -> None:
    if not service_hooks.AFTER_STEP:
        return
    header = found.document.form.header
    taken = service_hooks.StepTaken(
        activity_id=after.id,
        ref=after.ref,
        title=header.sub_process or header.main_process or after.ref,
        office_id=after.office_id,
        revision_id=found.revision_id,
        revision=after.revision,
        step=step,
        at=uow.now,
        actor_id=uow.actor.id,
        actor_name=uow.actor.name,
        note=note,
        writers=tuple(sorted(store_life.writers(uow, found.revision_id))),
        batch_id=batch_id,
        superseded_revision_id=found.head.approved_revision_id if step is LifeStep.APPROVE else None,
    )
    for told in service_hooks.AFTER_STEP:
        told(uow, taken)


def add_comments(uow: UnitOfWork, found: Taken, comments: list[CommentInput]) -> None:
    """Keep comments on the revision that is open."""
    store_life.add_comments(
        uow,
        [
            {
                "id": new_id(uow.now),
                "activity_id": found.stored.id,
                "revision_id": found.revision_id,
                "pointer": each.pointer,
                "text": each.text.strip(),
                "author_id": uow.actor.id,
                "author_name": uow.actor.name,
                "created_at": uow.now,
            }
            for each in comments
        ],
    )


def newest(uow: UnitOfWork, activity_id: str) -> StoredRevision:
    """Return the newest revision of a record for those who write it or decide on it.

    Raises: NotFound, also without the right to see open drafts.
    """
    stored = store.read_one(uow, activity_id, public=False)
    if stored is None:
        raise NotFound
    access.require(uow, Permission.READ_DRAFTS, stored.office_id, hide=True)
    return stored


def is_open(step: LifeStep, stored: StoredRevision) -> bool:
    """Tell whether the state of a record allows a step."""
    return may_follow(step, stored.status)


def needs_reason(step: LifeStep) -> bool:
    """Tell whether a step must say why."""
    return TRANSITIONS[step].reason


def steps_open(uow: UnitOfWork, stored: StoredRevision) -> list[LifeStep]:
    """Return the steps that the actor may take on the newest revision now, as far as rights and state decide."""
    return [step for step in steps_from(stored.status) if access.may(uow, PERMISSIONS[step], stored.office_id)]


def history(uow: UnitOfWork, activity_id: str) -> list[LifeEntry]:
    """Return the steps of a record, newest first, for whoever may read it.

    Raises: NotFound.
    """
    shown = service.read(uow, activity_id)
    drafts = access.may(uow, Permission.READ_DRAFTS, shown.office_id)
    return seen(store_life.steps(uow, activity_id, LATEST), drafts=drafts)


def seen(entries: list[LifeEntry], *, drafts: bool) -> list[LifeEntry]:
    """Return what a reader sees of the steps of a record. `drafts`: they may see open drafts."""
    if drafts:
        return entries
    # Who may not see open drafts sees what was decided in the end, not what reviewers wrote to authors on the way.
    approved = {each.revision for each in entries if each.step is LifeStep.APPROVE}
    return [
        msgspec.structs.replace(each, note=each.note if each.step is LifeStep.RETIRE else None)
        for each in entries
        if each.revision in approved
    ]
