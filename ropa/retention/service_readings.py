"""Use cases of readings: how each activity's retention words are understood, kept in step with its document.

Why a hook and a table of readings: activities come before retention in the order of services, so the activities service
cannot call this one. It tells `after_activity_saved` (joined in `ropa.wiring`) in the same transaction. Due dates are
computed then and stored with the holdings, so that the monthly check reads no document and stays one INSERT ... SELECT.
The words and the stated event stand in the reading, so a better reader (`RULES_VERSION`) reads them again by itself.
"""

from typing import Protocol

from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import NotFound
from ropa.retention import store
from ropa.retention.rules import due
from ropa.retention.rules_reading import RULES_VERSION, read_retention
from ropa.retention.rules_shown import describe
from ropa.retention.store import StoredRule
from schemas.document import ActivityDocument
from schemas.retention import RetentionReading
from schemas.vocabulary import StartEvent

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
    """Read the document's retention words and, when they changed, compute the dates of the activity's holdings anew.

    A changed rule ends the old reading and begins another. What a check has already listed stays on its list, marked as
    changed: nothing vanishes silently.
    """
    words = document.form.storage.retention_period
    event = document.form.beyond.retention_start_event
    now = store.current_rule(uow, activity_id)
    if now is None or (now.retention_text, now.stated_event, now.rules_version) != (words, event, RULES_VERSION):
        _read_anew(uow, activity_id, office_id, revision_id, words, event)
    elif (now.office_id, now.revision_id) != (office_id, revision_id):
        store.move_rule(uow, now.id, office_id, revision_id)


def _read_anew(
    uow: UnitOfWork,
    activity_id: str,
    office_id: int,
    revision_id: str,
    words: str | None,
    event: StartEvent | None,
) -> None:
    made = StoredRule(
        id=new_id(uow.now),
        activity_id=activity_id,
        office_id=office_id,
        revision_id=revision_id,
        retention_text=words,
        stated_event=event,
        rules_version=RULES_VERSION,
        since_at=uow.now,
        rule=read_retention(words, event),
    )
    store.replace_rule(uow, made)
    for start in store.starts(uow, activity_id):
        store.set_dates(uow, activity_id, made.id, start, due(made.rule, *start))


def refresh_readings(uow: UnitOfWork) -> int:
    """Read again what an older version of the reader read; return how many readings were made."""
    done = 0
    while stale := store.stale_rules(uow, RULES_VERSION, _BATCH):
        for old in stale:
            _read_anew(uow, old.activity_id, old.office_id, old.revision_id, old.retention_text, old.stated_event)
        done += len(stale)
    return done


def rule_of(uow: UnitOfWork, activity_id: str, permission: Permission) -> StoredRule:
    """Return the reading of an activity on which the actor has a permission.

    Raises: NotFound, also when the actor may not see the activity; Forbidden when it may see but not do this.
    """
    found = store.current_rule(uow, activity_id)
    if found is None:
        raise NotFound
    access.require(uow, Permission.READ_ACTIVITIES, found.office_id, hide=True)
    access.require(uow, permission, found.office_id)
    return found


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
    return RetentionReading(
        activity_id=found.activity_id,
        rule=found.rule,
        reading_th=thai,
        reading_en=english,
        since_at=found.since_at,
        rules_version=found.rules_version,
    )
