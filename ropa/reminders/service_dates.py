"""Use cases of review dates: kept in step with documents and approvals, and moved by "reviewed, nothing to change".

Activities come before reminders in the order of services, so they tell the hooks here (joined in `ropa.wiring`) in the
same transaction: of each save of the revision that everybody sees (its cycle), and of each approval and retirement.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from ropa import clock
from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.activities import service_approved
from ropa.activities.service_hooks import StepTaken
from ropa.audit.service import record
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Invalid, NotFound, PreconditionFailed
from ropa.reminders import store
from ropa.reminders.rules import begins_on, next_review, stage
from ropa.retention import service_cycles
from ropa.retention.rules_cycles import read_cycle
from schemas.document import ActivityDocument
from schemas.life import LifeStep
from schemas.reading import control_characters
from schemas.reminders import ConfirmInput, ReviewDate, ReviewState
from schemas.retention import Cycle, CyclePart

#: Confirmations that are shown at once.
_LATEST = 20
MAX_LIMIT = 200
#: Told, in the same transaction, of records that somebody found to be as they should; of many confirmed together once.
AFTER_CONFIRMATION: list[Callable[[UnitOfWork, Sequence[str]], None]] = []


class SavedActivity(Protocol):
    """What the activities service tells after a save (its own Struct has these fields)."""

    @property
    def activity_id(self) -> str: ...
    @property
    def office_id(self) -> int: ...
    @property
    def document(self) -> ActivityDocument | None: ...


def after_activity_saved(uow: UnitOfWork, saved: SavedActivity) -> None:
    """Keep the cycle in step with a saved document."""
    if saved.document is None:
        store.drop(uow, saved.activity_id)
        return
    words = saved.document.form.review.review_cycle
    now = store.find(uow, saved.activity_id)
    if now is not None and (now.cycle_text, now.office_id) == (words, saved.office_id):
        return
    reviewed = None if now is None else now.last_reviewed_on
    before = None if now is None else (now.next_review_on, now.stage, now.remind_on)
    values = {"activity_id": saved.activity_id, "office_id": saved.office_id, "cycle_text": words}
    cycle = _cycles(uow, {saved.activity_id: words})[saved.activity_id]
    store.save(uow, {**values, **_computed(uow, cycle, reviewed, before)})


def after_cycles_changed(uow: UnitOfWork, part: CyclePart, activity_ids: Sequence[str]) -> None:
    """Compute the dates anew of records whose cycle of review a person confirmed, or took back."""
    if part is not CyclePart.REVIEW:
        return
    rows = store.rows_of(uow, activity_ids)
    cycles = _cycles(uow, {row.activity_id: row.cycle_text for row in rows})
    store.change(
        uow,
        [
            {
                "key": row.activity_id,
                **_computed(
                    uow, cycles[row.activity_id], row.last_reviewed_on, (row.next_review_on, row.stage, row.remind_on)
                ),
            }
            for row in rows
        ],
    )


def _cycles(uow: UnitOfWork, words: Mapping[str, str | None]) -> dict[str, Cycle]:
    """Return the cycle of some records' words: as a person confirmed it, else as it is read."""
    known = service_cycles.cycle_of(uow, words.keys(), CyclePart.REVIEW)
    return {
        key: known[key] if key in known and known[key].raw_text == (said or "") else read_cycle(said)
        for key, said in words.items()
    }


def after_step(uow: UnitOfWork, taken: StepTaken) -> None:
    """An approval is a review; a retired record is reviewed no more."""
    if taken.step is LifeStep.APPROVE:
        _set(uow, taken.activity_id, clock.bangkok(taken.at).date())
    elif taken.step is LifeStep.RETIRE:
        _set(uow, taken.activity_id, None)


def _set(uow: UnitOfWork, activity_id: str, reviewed_on: date | None) -> None:
    now = store.find(uow, activity_id, locked=True)
    if now is None:
        return
    before = (now.next_review_on, now.stage, now.remind_on)
    cycle = _cycles(uow, {activity_id: now.cycle_text})[activity_id]
    store.change(uow, [{"key": activity_id, **_computed(uow, cycle, reviewed_on, before)}])


def _computed(
    uow: UnitOfWork, cycle: Cycle, reviewed_on: date | None, before: tuple[date | None, int, date | None] | None
) -> dict[str, object]:
    """Return the computed columns. What was told of the same date stays told.

    Stages that had begun on the day of the review are passed over: with a cycle of a month nobody is told "in 31 days"
    on the day after.
    """
    due_on = None if reviewed_on is None else next_review(cycle, reviewed_on)
    unread = None if cycle.every is not None else next((each.code for each in cycle.unconfirmed), "not_understood")
    told, remind_on = 0, None
    if before is not None and due_on is not None and before[0] == due_on:
        told, remind_on = before[1], before[2]
    elif due_on is not None and reviewed_on is not None:
        told = stage(due_on, reviewed_on)
        remind_on = begins_on(due_on, told + 1)
    return {
        "unread": unread,
        "last_reviewed_on": reviewed_on,
        "next_review_on": due_on,
        "stage": told,
        "remind_on": remind_on,
        "updated_at": uow.now,
    }


def rebuild(uow: UnitOfWork) -> int:
    """Compute every date from the approvals and confirmations; return how many changed.

    The cycles themselves come with the documents (`ropa reindex` tells of each).
    """
    moments: dict[str, datetime] = dict(service_approved.approved_at(uow))
    for activity_id, at in store.confirmed_at(uow):
        if activity_id in moments:
            moments[activity_id] = max(moments[activity_id], at)
    changed = []
    rows = list(store.all_rows(uow))
    cycles = _cycles(uow, {row.activity_id: row.cycle_text for row in rows})
    for row in rows:
        reviewed_at = moments.get(row.activity_id)
        reviewed_on = None if reviewed_at is None else clock.bangkok(reviewed_at).date()
        values = _computed(uow, cycles[row.activity_id], reviewed_on, (row.next_review_on, row.stage, row.remind_on))
        if any(getattr(row, name) != value for name, value in values.items() if name != "updated_at"):
            changed.append({"key": row.activity_id, **values})
    store.change(uow, changed)
    return len(changed)


def review_state(uow: UnitOfWork, activity_id: str) -> ReviewState:
    """Return when a record is to be reviewed, and who found it unchanged.

    Raises: NotFound.
    """
    row = store.find(uow, activity_id)
    if row is None:
        raise NotFound
    access.require(uow, Permission.READ_ACTIVITIES, row.office_id, hide=True)
    return ReviewState(review=store.shown(row), confirmations=store.confirmations(uow, activity_id, _LATEST))


def may_confirm(uow: UnitOfWork, state: ReviewState) -> bool:
    """Tell whether the actor may say that a record was reviewed and stays as it is."""
    return state.review.last_reviewed_on is not None and access.may(
        uow, Permission.COMMENT_ACTIVITIES, state.review.office_id
    )


def confirm(uow: UnitOfWork, activity_id: str, given: ConfirmInput, *, tells: bool = True) -> ReviewState:
    """Return the review of a record that somebody looked at and left unchanged: its next date counts from today.

    The same person's second confirmation of a revision on one day changes nothing. `tells`: False for one of many,
    after which the caller tells `AFTER_CONFIRMATION`.

    Raises: NotFound; Forbidden; Invalid; PreconditionFailed when another revision is approved by now; Conflict when
    nothing is approved, a draft is open (then something is to be changed) or the record is retired.
    """
    now = service_approved.standing(uow, activity_id)
    access.require(uow, Permission.READ_ACTIVITIES, now.office_id, hide=True)
    access.require(uow, Permission.COMMENT_ACTIVITIES, now.office_id)
    problems = list(control_characters({"note": given.note}))
    if problems:
        raise Invalid(problems)
    if now.is_retired or not now.revision:
        raise Conflict("ยืนยันได้เฉพาะรายการที่อนุมัติแล้วและยังใช้อยู่", "Only an approved record that is in use can be confirmed")
    if now.has_draft:
        raise Conflict("มีร่างแก้ไขเปิดอยู่ ให้อนุมัติหรือทิ้งร่างก่อน", "A draft is open; approve or drop it first")
    if given.revision != now.revision:
        raise PreconditionFailed
    row = store.find(uow, activity_id, locked=True)
    if row is None:
        raise NotFound
    today = clock.bangkok(uow.now).date()
    said_at = store.confirmed_by(uow, activity_id, given.revision)
    if said_at is None or clock.bangkok(said_at).date() != today:
        _keep(uow, activity_id, given)
        _set(uow, activity_id, max(today, row.last_reviewed_on or today))
        for told in AFTER_CONFIRMATION if tells else ():
            told(uow, [activity_id])
    return review_state(uow, activity_id)


def _keep(uow: UnitOfWork, activity_id: str, given: ConfirmInput) -> None:
    values: dict[str, object] = {
        "id": new_id(uow.now),
        "activity_id": activity_id,
        "revision": given.revision,
        "confirmed_at": uow.now,
        "actor_id": uow.actor.id,
        "actor_name": uow.actor.name,
        "note": (given.note or "").strip() or None,
    }
    store.add_confirmation(uow, values)
    record(uow, "activity.confirmed", f"activity:{activity_id}", {"revision": given.revision})


def unread_cycles(uow: UnitOfWork, cursor: str | None, limit: int) -> list[ReviewDate]:
    """Return the approved records of the actor's offices whose words give no review date, after an id.

    Raises: Forbidden.
    """
    visible = access.visible_offices(uow, Permission.READ_ACTIVITIES)
    return store.unread(uow, visible, cursor or "", limit)
