"""What stands beside the documents in the register's workbook: data sets kept, and revisions."""

from datetime import date, datetime

from msgspec import Struct

from schemas.destruction import HoldingState
from schemas.holding import Carrier, DueState, HoldingCopy, HoldKind
from schemas.vocabulary import Applies, RevisionStatus, StartEvent


class HeldSet(Struct, frozen=True, kw_only=True):
    """One data set that is kept under an activity."""

    title: str
    start_event: StartEvent | None
    started_on: date | None
    last_day_kept: date | None
    due_on: date | None
    """The first day on which destruction may be proposed."""
    due_state: DueState
    reason_th: str
    """How the date was computed, or why there is none."""
    holds: tuple[HoldKind, ...]
    """Why it must not be destroyed whatever the date says; empty: nothing holds it."""
    location: str | None
    medium: str | None
    volume: str | None
    data_from: date | None = None
    data_through: date | None = None
    carrier: Carrier | None = None
    saraban: Applies = Applies.UNCLEAR
    copies: tuple[HoldingCopy, ...] = ()
    rule: str = ""
    """Name of the rule that it is kept by; "" is the form's own."""
    source_key: str | None = None
    state: HoldingState = HoldingState.ACTIVE
    extended_through: date | None = None
    disposed_on: date | None = None


class RevisionLine(Struct, frozen=True, kw_only=True):
    """One revision of an activity: the draft that the register shows, or one that was approved."""

    revision: int
    status: RevisionStatus
    content_hash: str
    updated_at: datetime
    approved_at: datetime | None = None
    approved_by_name: str | None = None
    manifest_hash: str | None = None
    superseded_at: datetime | None = None
