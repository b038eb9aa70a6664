"""Destruction lists as they stand: items, committee, decisions, what went to the National Archives."""

from datetime import date, datetime

from msgspec import Struct
from msgspec import field as default

from schemas.destruction import ArchivesAnswer, HoldingState, ItemOutcome, ListState, Opinion, Seat
from schemas.findings import Problem
from schemas.holding import Carrier, HoldingCopy
from schemas.vocabulary import Applies, StartEvent


class Paper(Struct, frozen=True, kw_only=True):
    """A paper that proves something, and that is not kept here: its number and day, or the hash of a file."""

    number: str | None = None
    dated_on: date | None = None
    sha256: str | None = None


class ListedHolding(Struct, frozen=True, kw_only=True):
    """A data set as it was when it was put on the list. Never changed afterwards; its hash stands beside it."""

    activity_id: str
    activity_ref: str
    activity_title: str
    office_id: int
    title: str
    location: str | None
    medium: str | None
    volume: str | None
    carrier: Carrier | None
    saraban: Applies
    start_event: StartEvent | None
    started_on: date | None
    data_from: date | None
    data_through: date | None
    copies: list[HoldingCopy]
    rule: str
    retention_text: str | None
    last_day_kept: date
    due_on: date


class DestructionItem(Struct, frozen=True, kw_only=True):
    """One data set on a list. `seq` is its number there, from 1, and never given twice.

    An item whose holding is held stays in its stage while the others go on; it can be taken up later.
    """

    id: str
    list_id: str
    seq: int
    holding_id: str
    state: HoldingState
    """Where the item stands; `active` once it was kept, extended or removed."""
    outcome: ItemOutcome
    listed: ListedHolding
    listed_hash: str
    """SHA-256 of the data set as listed."""
    held: bool = False
    """An active hold or restriction stands on it now: it takes no step towards destruction."""
    opinion: Opinion | None = None
    opinion_reason: str | None = None
    opinion_through: date | None = None
    """With `extend`: the last day on which it is to be kept."""
    decision_id: str | None = None
    decision: Opinion | None = None
    decision_reason: str | None = None
    decision_through: date | None = None
    sent_id: str | None = None
    """The letter (`ArchivesReview.id`) by which it went to the National Archives."""
    answer_id: str | None = None
    answer: ArchivesAnswer | None = None
    archives_skipped: str | None = None
    """Why it needed no archives: it is no document under the Saraban Regulation."""
    frozen: str | None = None
    """SHA-256 of what the head's decision froze beside the list (binding, schema and keys of a database)."""
    outcome_on: date | None = None
    outcome_reason: str | None = None
    through: date | None = None
    """Outcome `extended`: the last day on which it is kept."""
    receipt: Paper | None = None
    """Outcome `transferred`: what the archives gave for it."""


class ItemPage(Struct, kw_only=True):
    """One page of a list's items, in the order of their numbers."""

    items: list[DestructionItem]
    next_cursor: str | None = None


class CommitteeSeat(Struct, frozen=True, kw_only=True):
    """A seat of the committee and who sits in it."""

    id: str
    seat: Seat
    name: str
    position: str
    person_id: str | None
    """`people.id`, where the member has an account: then only they sign, at the browser."""
    order_no: str
    ordered_on: date
    """The head's order that appointed them."""
    has_signed: bool
    """Whether the signature covers the opinions as they stand; a changed opinion asks for a new one."""
    signed_at: datetime | None = None
    signed_by: str | None = None
    """Actor: the member, or who recorded the signed minutes."""
    dissent: str | None = None
    paper: Paper | None = None
    """The minutes, for a member without an account."""


class Decision(Struct, frozen=True, kw_only=True):
    """One order of the head on items of a list. Held items may be decided on later, by another order."""

    id: str
    order_no: str
    ordered_on: date
    signer_name: str
    signer_position: str
    capacity: str | None
    delegation_no: str | None
    decided_at: datetime
    decided_by: str
    """Actor."""
    destroy: int
    keep: int
    extend: int
    items_hash: str
    """SHA-256 over the lines `seq hash decision` of what was decided, joined by line feeds."""


class ArchivesReview(Struct, frozen=True, kw_only=True):
    """A letter to the National Archives, an answer, or an agreement made beforehand."""

    id: str
    kind: str
    """`sent`, `answer` or `agreed_beforehand`."""
    letter_no: str | None
    dated_on: date
    """Sent: the day on which it was sent; answer: the day of the answer (or of noting that there was none)."""
    answer: ArchivesAnswer | None
    through: date | None
    """With `keep_longer`: the last day on which it is to be kept."""
    receipt_no: str | None
    """Evidence of sending: the archives' own number, or that of the registered letter."""
    paper: Paper | None
    note: str | None
    items: int
    recorded_at: datetime
    recorded_by: str


class DestructionList(Struct, frozen=True, kw_only=True):
    """A list of data sets to be destroyed, as it stands.

    `state` is the furthest stage that any item reached; `counts` tells how many items stand where. `items` is filled
    only where a use case speaks of particular items (the hooks); else they are read in pages.
    """

    id: str
    ref: str
    office_id: int
    title: str
    year: int
    """Gregorian year whose end the survey follows."""
    state: ListState
    version: int
    created_at: datetime
    created_by: str
    submitted_at: datetime | None = None
    submitted_by: str | None = None
    concluded_at: datetime | None = None
    concluded_by: str | None = None
    closed_at: datetime | None = None
    cancelled_reason: str | None = None
    opinions_hash: str | None = None
    """SHA-256 of the committee's opinions as they stand: what its members sign."""
    seats: list[CommitteeSeat] = default(default_factory=list)
    decisions: list[Decision] = default(default_factory=list)
    archives: list[ArchivesReview] = default(default_factory=list)
    size: int = 0
    """How many items it has or had."""
    counts: dict[str, int] = default(default_factory=dict)
    """Open items by state (code of `HoldingState`)."""
    outcomes: dict[str, int] = default(default_factory=dict)
    """Items by outcome (code of `ItemOutcome`), open ones too."""
    held: int = 0
    """Open items that a hold or restriction stops now."""
    items: list[DestructionItem] = default(default_factory=list)


class ListLine(Struct, frozen=True, kw_only=True):
    """A list in a list of lists."""

    id: str
    ref: str
    office_id: int
    title: str
    year: int
    state: ListState
    version: int
    size: int
    open: int
    created_at: datetime
    closed_at: datetime | None


class ListPage(Struct, kw_only=True):
    """One page of lists, newest first."""

    items: list[ListLine]
    next_cursor: str | None = None


class Refused(Struct, frozen=True, kw_only=True):
    """Why one item cannot take the next step now."""

    seq: int
    code: str
    """`held`, `undated`, `not_due`, `unconfirmed`, `young_electronic`, `changed`, `no_approver`, `other_signer` ..."""
    problem: Problem
    path: str | None = None
    """Page where it can be put right."""


class StepDone(Struct, kw_only=True):
    """What a step did: the list afterwards, how many items took it, and which stayed behind."""

    destruction_list: DestructionList
    moved: int
    stayed: list[Refused] = default(default_factory=list)


class Checked(Struct, kw_only=True):
    """What stands in the way of the next step of each open item."""

    refused: list[Refused]
    ready: int


class Frozen(Struct, frozen=True, kw_only=True):
    """What another part freezes beside a decision to destroy, or why the decision cannot be taken."""

    items: dict[str, str] = default(default_factory=dict)
    """SHA-256 by item id; items that have nothing to freeze are not there."""
    problems: list[Problem] = default(default_factory=list)
