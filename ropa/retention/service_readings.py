"""Use cases of readings: how each activity's retention words are understood, kept in step with its document.

Why a hook and a table of readings: activities come before retention in the order of services, so the activities service
cannot call this one. It tells `after_activity_saved` (joined in `ropa.wiring`) in the same transaction. Due dates are
computed then and stored with the holdings, so that the monthly check reads no document and stays one INSERT ... SELECT.
The words and the stated event stand in the reading, so a better reader (`RULES_VERSION`) reads them again by itself.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

import msgspec

from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import NotFound
from ropa.retention import store, store_readings, store_rules
from ropa.retention.rules import Due, due
from ropa.retention.rules_changes import differing
from ropa.retention.rules_reading import RULES_VERSION
from ropa.retention.rules_shown import describe
from ropa.retention.rules_slots import FORM_SLOT, SlotWords, about_hash, read_slot, shown_name, slots_of
from ropa.retention.service_cycles import keep_cycles, refresh_cycles
from ropa.retention.service_hooks import DATES_CHANGED, Cause, DatesChanged
from ropa.retention.store import StoredRule
from ropa.retention.store_readings import Place, StoredConfirmation
from schemas.document import ActivityDocument
from schemas.holding import DueState
from schemas.retention import RetentionReading, RetentionRule, RuleStatus

_BATCH = 500


class SavedActivity(Protocol):
    """What the activities service tells after a save (its own Struct has these fields)."""

    @property
    def activity_id(self) -> str: ...
    @property
    def office_id(self) -> int: ...
    @property
    def revision_id(self) -> str: ...
    @property
    def document(self) -> ActivityDocument | None: ...


def after_activity_saved(uow: UnitOfWork, saved: SavedActivity) -> None:
    """Keep the reading and the dates in step with a saved document; a dropped draft changes nothing here.

    When nothing was ever approved the readings go with their activity; holdings under it stop the deletion.
    """
    if saved.document is not None:
        recompute_for_activity(uow, saved.activity_id, saved.office_id, saved.revision_id, saved.document)


def recompute_for_activity(
    uow: UnitOfWork, activity_id: str, office_id: int, revision_id: str, document: ActivityDocument
) -> None:
    """Read the document's retention words and, where they changed, compute the dates of the data sets anew.

    A changed rule ends the old reading and begins another. What a check has already listed stays on its list, marked as
    changed: nothing vanishes silently, and those in `DATES_CHANGED` are told.
    """
    now = store.current_rules(uow, activity_id)
    changed: list[tuple[SlotWords, StoredRule | None]] = []
    for said in slots_of(document):
        old = now.pop(said.slot, None)
        if old is None or (old.said, old.rules_version) != (said, RULES_VERSION):
            changed.append((said, old))
        elif (old.office_id, old.revision_id) != (office_id, revision_id):
            store.move_rule(uow, old.id, office_id, revision_id)
    if changed:
        acts = store_readings.latest_among(uow, [activity_id])
        where = _Where(activity_id, office_id, revision_id)
        made = [
            (_reading(uow, said, acts.get(Place(activity_id=activity_id, slot=said.slot)), where), old)
            for said, old in changed
        ]
        _replace(uow, made, Cause.WORDS)
    for gone in now.values():
        _end(uow, gone)
    keep_cycles(uow, activity_id, document)


class _Where(NamedTuple):
    activity_id: str
    office_id: int
    revision_id: str


def _reading(uow: UnitOfWork, said: SlotWords, last: StoredConfirmation | None, where: _Where) -> StoredRule:
    return StoredRule(
        id=new_id(uow.now),
        activity_id=where.activity_id,
        slot=said.slot,
        office_id=where.office_id,
        revision_id=where.revision_id,
        retention_text=said.words,
        stated_event=said.event,
        rules_version=RULES_VERSION,
        since_at=uow.now,
        rule=as_confirmed(said, last),
        about=None if said.about is None else said,
    )


def _replace(uow: UnitOfWork, made: Sequence[tuple[StoredRule, StoredRule | None]], cause: Cause) -> None:
    """Let readings take the place of old ones, compute the dates of what is kept by them, and tell of it."""
    store_rules.replace_rules(uow, [old.id for _, old in made if old is not None], [new for new, _ in made], uow.now)
    starts = store_rules.starts_among(uow, {new.activity_id for new, _ in made})
    for new, old in made:
        moved = sum(
            store.set_dates(uow, new.activity_id, new.id, start, due(new.rule, *start), new.slot)
            for start in starts.get((new.activity_id, new.slot), ())
        )
        _tell(uow, old, new, moved, cause)


def read_again(uow: UnitOfWork, readings: Sequence[StoredRule], cause: Cause) -> None:
    """Read the words of present readings again, with the last acts on them, and compute their dates anew."""
    acts = store_readings.latest_among(uow, {old.activity_id for old in readings})
    made: list[tuple[StoredRule, StoredRule | None]] = []
    for old in readings:
        last = acts.get(Place(activity_id=old.activity_id, slot=old.slot))
        where = _Where(old.activity_id, old.office_id, old.revision_id)
        made.append((_reading(uow, old.said, last, where), old))
    _replace(uow, made, cause)


def _end(uow: UnitOfWork, gone: StoredRule) -> None:
    """End the reading of a slot that the form no longer has; data sets that named it lose their date, not their name.

    They stay bound to the ended reading: it is what gave their last dates.
    """
    store.end_rule(uow, gone.activity_id, gone.slot, uow.now)
    starts = store.starts(uow, gone.activity_id, gone.slot)
    none = Due(DueState.NO_RULE)
    moved = sum(store.set_dates(uow, gone.activity_id, gone.id, start, none, gone.slot) for start in starts)
    _tell(uow, gone, None, moved, Cause.GONE)


def _tell(uow: UnitOfWork, old: StoredRule | None, new: StoredRule | None, moved: int, cause: Cause) -> None:
    known = old or new
    if known is None or (old is None and not moved):  # a rule that is new concerns nothing that is kept
        return
    before, after = (None if one is None else one.rule for one in (old, new))
    changed = differing(before, after) | ({"dates"} if moved else set())
    if not changed:
        return
    told = DatesChanged(
        activity_id=known.activity_id,
        slot=known.slot,
        changed=changed,
        cause=cause,
        before=before,
        after=after,
        before_id=None if old is None else old.id,
        after_id=None if new is None else new.id,
        moved=moved,
    )
    for each in DATES_CHANGED:
        each(uow, told)


def refresh_readings(uow: UnitOfWork) -> int:
    """Read again what an older version of the readers read, cycles too; return how many readings were made."""
    done = refresh_cycles(uow)
    while stale := store.stale_rules(uow, RULES_VERSION, _BATCH):
        read_again(uow, stale, Cause.READER)
        done += len(stale)
    return done


def as_confirmed(said: SlotWords, last: StoredConfirmation | None) -> RetentionRule:
    """Return the rule of a slot: the confirmed one while its words, event and what it is about are the same."""
    event = None if said.event is None else str(said.event)
    if last is None or last.rule is None or said.is_doubled or not last.holds_for(said.words, event, about_hash(said)):
        return read_slot(said)
    return msgspec.structs.replace(
        last.rule,
        raw_text=said.words or "",
        status=RuleStatus.CONFIRMED,
        unconfirmed=[],
        confirmed_by=last.actor_name or last.actor_id,
        confirmed_at=last.at,
        confirmation_reason=last.reason,
    )


def read_as(
    uow: UnitOfWork, documents: Mapping[str, tuple[str, ActivityDocument]]
) -> dict[str, dict[str, RetentionRule]]:
    """Return how the words of documents are read, with what people confirmed of them: by key, then by slot.

    `documents`: (activity, document) by any key, saved or not. Says nothing about rights.
    """
    acts = store_readings.latest_among(uow, {activity_id for activity_id, _ in documents.values()})
    return {
        key: {
            said.slot: as_confirmed(said, acts.get(Place(activity_id=activity_id, slot=said.slot)))
            for said in slots_of(document)
        }
        for key, (activity_id, document) in documents.items()
    }


def rules_of(uow: UnitOfWork, activity_id: str, permission: Permission) -> dict[str, StoredRule]:
    """Return the readings of all rules of an activity on which the actor has a permission, by slot.

    Raises: NotFound, also when the actor may not see the activity; Forbidden when it may see but not do this.
    """
    found = store.current_rules(uow, activity_id)
    if FORM_SLOT not in found:
        raise NotFound
    access.require(uow, Permission.READ_ACTIVITIES, found[FORM_SLOT].office_id, hide=True)
    access.require(uow, permission, found[FORM_SLOT].office_id)
    return found


def rule_of(uow: UnitOfWork, activity_id: str, permission: Permission) -> StoredRule:
    """Return the reading of the form's own period of an activity on which the actor has a permission.

    Raises: NotFound, also when the actor may not see the activity; Forbidden when it may see but not do this.
    """
    return rules_of(uow, activity_id, permission)[FORM_SLOT]


def office_of(uow: UnitOfWork, activity_id: str, permission: Permission) -> int:
    """Return the office of an activity on which the actor has a permission.

    Raises: NotFound, Forbidden.
    """
    return rule_of(uow, activity_id, permission).office_id


def reading(uow: UnitOfWork, activity_id: str) -> RetentionReading:
    """Return how the activity's retention words are understood, as structure and in Thai and English.

    Raises: NotFound, Forbidden.
    """
    return reading_of(rule_of(uow, activity_id, Permission.READ_RETENTION))


def reading_of(found: StoredRule) -> RetentionReading:
    """Return a stored reading as people see it."""
    thai, english = describe(found.rule)
    about = None if found.about is None else found.about.about
    return RetentionReading(
        id=found.id,
        slot=found.slot,
        name="" if about is None else shown_name(about),
        stated_event=found.stated_event,
        applies_to=None if about is None else about.applies_to,
        data_items=[] if about is None else list(about.data_items or []),
        activity_id=found.activity_id,
        rule=found.rule,
        reading_th=thai,
        reading_en=english,
        since_at=found.since_at,
        rules_version=found.rules_version,
    )
