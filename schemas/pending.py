"""What is not gone yet after a destruction, and the checks of it."""

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta, Struct

from schemas.evidence import CheckOutcome, PendingKind, Person, Words


class PendingErasure(Struct, kw_only=True):
    """Something that is not gone yet, with the day of its next check."""

    id: str
    certificate_id: str
    certificate_ref: str
    list_id: str
    item_id: str
    holding_id: str
    activity_id: str
    office_id: int
    title: str
    kind: PendingKind
    words: str
    """What it is: the copy's kind and place, or what overwriting does not reach."""
    reason: str
    measures: str
    since: date
    next_check_on: date
    overdue: bool
    checks: int
    closed_at: datetime | None
    changed_at: datetime
    """When it became pending, or was checked last."""
    version: int


class PendingPage(Struct, kw_only=True):
    """One page of what is pending, earliest check first."""

    items: list[PendingErasure]
    next_cursor: str | None = None


class PendingCheckInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """What a person found when checking something that is pending."""

    outcome: CheckOutcome
    checked_on: date
    words: Words
    """How it was checked and what was seen; for a review what was tried."""
    next_check_on: date | None = None
    """A must while it is still there."""
    reason: Annotated[str, Meta(max_length=2_000)] = ""
    """Why it is still there; a must then."""
    measures: Annotated[str, Meta(max_length=2_000)] = ""
    """New measures; empty: as before."""
    reviewer: Person | None = None
    """Who reviewed; a must for a review, and somebody other than who destroyed."""


class PendingCheck(Struct, kw_only=True):
    """A check of something pending, as recorded."""

    at: datetime
    by_name: str
    outcome: CheckOutcome
    checked_on: date
    words: str
    reason: str
    next_check_on: date | None


class PendingDetail(Struct, kw_only=True):
    """Something pending with its checks, oldest first."""

    pending: PendingErasure
    checks: list[PendingCheck]
