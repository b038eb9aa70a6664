"""What one page tells the head of a breach at one moment."""

from datetime import datetime

from msgspec import Struct

from schemas.breach import BreachPhase, BreachState, RiskLevel
from schemas.breach_duties import DutyState
from schemas.breach_work import TaskState


class SituationDuty(Struct, frozen=True, kw_only=True):
    """One duty on the page."""

    words: str
    state: DutyState
    due_at: datetime | None
    done_at: datetime | None
    age_hours: int | None


class SituationTask(Struct, frozen=True, kw_only=True):
    """One task on the page."""

    title: str
    owner: str
    state: TaskState
    due_at: datetime | None


class SituationEvent(Struct, frozen=True, kw_only=True):
    """One entry of the timeline on the page."""

    at: datetime
    kind: str
    words: str


class SituationFacts(Struct, frozen=True, kw_only=True):
    """All that the page can say; it cuts what is too long, with a mark. Times have an offset.

    `known`: (label, words). `decisions`: what somebody has to decide or do now, the most urgent first.
    """

    ref: str
    title: str
    office: str
    is_drill: bool
    phase: BreachPhase
    state: BreachState
    printed_at: datetime
    printed_by: str
    suspected_at: datetime | None
    aware_at: datetime | None
    due_at: datetime | None
    """72 hours after awareness; of a suspicion, where its warning ends."""
    limit_at: datetime | None
    """15 days after awareness."""
    remaining_seconds: int
    notified_at: datetime | None
    subjects_notified_at: datetime | None
    closed_at: datetime | None
    level: RiskLevel | None
    level_reason: str
    known: list[tuple[str, str]]
    duties: list[SituationDuty]
    tasks: list[SituationTask]
    """Open ones first; the rest is a number."""
    tasks_open: int
    tasks_total: int
    events: list[SituationEvent]
    """Newest first."""
    decisions: list[str]
