"""What other parts are told about activities, inside the same transaction, and what they may add to a frozen revision.

Activities come early in the order of services, so they call nobody; the parts add themselves in `ropa.wiring`.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from ropa.db.unit_of_work import UnitOfWork
from schemas.document import ActivityDocument
from schemas.findings import Finding
from schemas.life import LifeStep
from schemas.listing import StoredRevision
from schemas.retention import RetentionRule


class SavedActivity(Struct, frozen=True, kw_only=True):
    """What is told after a save of the revision that everybody sees. `document` is None after a deletion."""

    activity_id: str
    office_id: int
    revision_id: str
    document: ActivityDocument | None


class DraftSaved(Struct, frozen=True, kw_only=True):
    """What is told after each save and each approval, whoever may see the revision."""

    activity_id: str
    office_id: int
    revision_id: str
    revision: int
    content_hash: str
    document: ActivityDocument
    is_approved: bool


class StepTaken(Struct, frozen=True, kw_only=True):
    """What is told after a step of the life cycle."""

    activity_id: str
    ref: str
    title: str
    """Name of the sub-process, or of the main process."""
    office_id: int
    revision_id: str
    revision: int
    step: LifeStep
    at: datetime
    actor_id: str
    actor_name: str
    note: str | None
    writers: tuple[str, ...]
    """The ids of those who wrote the revision (people and machines)."""
    batch_id: str | None
    superseded_revision_id: str | None = None
    """The approved revision whose place this one took."""


class Dropped(Struct, frozen=True, kw_only=True):
    """What is told before a draft is deleted. Rows that refer to the revision (or the activity) must go now."""

    activity_id: str
    revision_id: str
    whole_activity: bool
    """Nothing was ever approved: the activity goes as well."""


#: The revision that everybody sees was saved or approved (retention keeps its reading and dates).
AFTER_SAVE: list[Callable[[UnitOfWork, SavedActivity], None]] = []
#: Any revision was saved.
AFTER_DRAFT: list[Callable[[UnitOfWork, DraftSaved], None]] = []
AFTER_STEP: list[Callable[[UnitOfWork, StepTaken], None]] = []
BEFORE_DROP: list[Callable[[UnitOfWork, Dropped], None]] = []
#: Takes an activity and its findings, returns those that still count: accepted ones are left out.
STANDING: list[Callable[[UnitOfWork, str, Sequence[Finding]], list[Finding]]] = []
#: Which of some activities have data sets in the register of what is kept. Empty: nobody knows, and no rule asks.
HOLDING: list[Callable[[UnitOfWork, Collection[str]], set[str]]] = []
#: Which of some activities have an entry in the log of use and disclosure without consent. Empty: no rule asks.
DISCLOSING: list[Callable[[UnitOfWork, Collection[str]], set[str]]] = []
#: Which of some activities have a refused request of a data subject in their record. Empty: no rule asks.
REFUSING: list[Callable[[UnitOfWork, Collection[str]], set[str]]] = []
#: For which data items of some activities a person withdrew consent: their keys, by activity. Empty: no rule asks.
WITHDRAWN: list[Callable[[UnitOfWork, Collection[str]], dict[str, frozenset[str]]]] = []
#: How the words of some documents are read, with what people confirmed of them: takes (activity, document) by any key,
#: returns by the same keys the rule of each slot (`ropa.retention.rules_slots`). Empty: as the words alone say.
READINGS: list[
    Callable[[UnitOfWork, Mapping[str, tuple[str, ActivityDocument]]], dict[str, dict[str, RetentionRule]]]
] = []
#: What else an approval freezes: (kind, name, SHA-256) of each attached document.
MANIFEST: list[Callable[[UnitOfWork, str, str], list[tuple[str, str, str]]]] = []
#: Draws what is kept of a revision that is being approved: takes it as it will stand, its document and the moment.
#: Returns SVG, or None when it cannot be drawn.
PICTURE: list[Callable[[StoredRevision, ActivityDocument, datetime], bytes | None]] = []
