"""What the register answers about rounds: lists, the progress of offices, the steps of a run, what happened."""

from datetime import date, datetime
from typing import Any

from msgspec import Struct
from msgspec import field as default

from schemas.procedure import BranchAnswer, StepDoer
from schemas.round_register import RegisterCount
from schemas.rounds import LateCause, RoundState, StepState
from schemas.step_files import StepFile
from schemas.work_flow import ChartShape


class RunStep(Struct, kw_only=True):
    """One visit of a step in the run of an office."""

    id: str
    step: int
    visit: int
    """1 at first; a decision that is not agreed opens a new visit of the step to which it goes back."""
    title: str
    shape: ChartShape
    state: StepState
    version: int
    office_id: int
    doer: StepDoer | None
    person_id: str | None
    person_name: str | None
    answers: list[BranchAnswer]
    """Among which whoever ends it chooses; empty when it is no decision."""
    working_days: int | None
    """Standard of the step at the time the round began."""
    opens_on: date | None
    """Its first day; the standard counts from the next working day."""
    due_on: date | None
    planned_on: date | None
    """Due date by the plan of the first day, with the holidays known then; never moved."""
    is_provisional: bool
    """A year on the way has no confirmed table of holidays."""
    done_on: date | None
    done_by: str | None
    answer: BranchAnswer | None
    note: str | None
    cause: LateCause | None
    actual_days: int | None
    """Working days taken, without those on which the run was paused; None while it is not done."""
    late_days: int
    """Working days over the due date, until today when open."""
    may_end: bool = False
    """Whether the reader may end it now."""
    may_explain: bool = False
    """Whether the reader may say why it was late: the register ended it, and nobody was there to be asked."""
    register: RegisterCount | None = None
    """What the register knows of it: now while it is open, as it was at its end after that."""
    by_register: bool = False
    """It was ended by the register, when nothing was open any more."""
    has_doer: bool = True
    """False: open, and nobody holds the role or right to do it; whoever runs the round gives it to somebody."""
    files: list[StepFile] = default(default_factory=list)
    """Its evidence, oldest first; what was taken out while it was open is not among it."""
    may_attach: bool = False
    """Whether the reader may add evidence: also to a step that has ended, if they may end it or did."""


class RunShown(Struct, kw_only=True):
    """The run of one office with its visits, in the order in which they came to be."""

    id: str
    office_id: int
    state: RoundState
    version: int
    started_on: date
    ended_on: date | None
    paused_since: date | None
    steps: list[RunStep]


class RunLine(Struct, kw_only=True):
    """The run of one office as a line of its round."""

    office_id: int
    state: RoundState
    started_on: date
    ended_on: date | None
    done: int
    """Visits that were ended."""
    open_steps: list[int]
    due_on: date | None
    """The earliest due date of what is open, or has a day on which it opens."""
    is_provisional: bool
    late_days: int
    """Working days over the due date of what is open, the most of them."""
    register: list[RegisterCount] = default(default_factory=list)
    """What the register knows of its open steps."""
    without_doer: list[int] = default(default_factory=list)
    """Open steps that nobody does."""
    files: int = 0
    """Evidence files of all its steps."""


class RoundItem(Struct, kw_only=True):
    """One line of the list of rounds."""

    id: str
    ref: str
    title: str
    procedure_id: str
    procedure_title: str
    revision: int
    starts_on: date
    state: RoundState
    version: int
    offices: int
    """Of those that the reader sees."""
    done: int
    late: int
    """Offices with an open step after whose due date a working day has passed."""
    started_by: str
    started_at: datetime


class RoundPage(Struct, kw_only=True):
    """A page of rounds, newest first."""

    items: list[RoundItem]
    next_cursor: str | None = None


class RoundShown(Struct, kw_only=True):
    """A round with the run of each office that the reader sees."""

    item: RoundItem
    runs: list[RunLine]
    may_run: bool


class RoundEvent(Struct, kw_only=True):
    """Something that happened in a round; written once."""

    kind: str
    at: datetime
    by: str
    office_id: int | None
    step: int | None
    reason: str | None
    details: dict[str, Any]
    cause: LateCause | None = None
    """Of a late step, where it was said afterwards."""
    cause_before: LateCause | None = None


class RoundEvents(Struct, kw_only=True):
    """What happened in a round, newest first."""

    items: list[RoundEvent]
