"""What the public form gives out: a receipt once, and where a request stands to whoever has the receipt."""

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta, Struct

from schemas.request_clock import AskKind
from schemas.request_terms import RequestState, Right
from schemas.requests import Reason, SubjectRequest

#: Most that are dismissed, or read, at once.
MOST_ARRIVALS = 100


class RightDue(Struct, frozen=True, kw_only=True):
    """One right that was asked for, as the requester is told of it."""

    right: Right
    due_on: date
    is_decided: bool


class PublicReceipt(Struct, frozen=True, kw_only=True):
    """What the requester keeps. The code is shown this once and stored nowhere; `received_at` is in Bangkok."""

    ref: str
    code: str
    office_id: int
    received_at: datetime
    rights: list[RightDue]


class PublicAsk(Struct, frozen=True, kw_only=True):
    """Something that the agency waits for."""

    kind: AskKind
    words: str | None
    due_on: date
    """The last day for the requester, already a working day."""
    is_provisional: bool
    """The holidays of that year are not settled: the day may come later, never earlier."""


class PublicStatus(Struct, frozen=True, kw_only=True):
    """Where a request stands, without anything of who asked. `received_at` is in Bangkok."""

    ref: str
    office_id: int
    received_at: datetime
    state: RequestState
    rights: list[RightDue]
    is_paused: bool
    asks: list[PublicAsk]
    answered_on: date | None


class Arrivals(Struct, frozen=True, kw_only=True):
    """What waits of the public form at one office."""

    office_id: int
    waiting: int
    fresh: int
    """Of these nobody was told yet."""
    oldest: datetime
    due_on: date | None
    """The earliest last day among them."""
    near: int = 0
    """Of these the last day is within 14 days, or has passed."""
    is_nearer: bool = False
    """One of these came nearer to its last day by a stage since it was told of."""


class ArrivalPage(Struct, frozen=True, kw_only=True):
    """Requests by the public form that nobody took up, the oldest first. `next_cursor` is None on the last page."""

    items: list[SubjectRequest]
    waiting: int
    next_cursor: str | None


class ArrivalWords(Struct, frozen=True, kw_only=True):
    """What one of them says, as far as it shows whether it is a request."""

    id: str
    name: str
    wishes: list[str]


class ArrivalsDismissed(Struct, frozen=True, kw_only=True):
    """What became of those that were said to be no requests."""

    dismissed: list[str]
    passed: list[str]
    """Ids that somebody took up or ended meanwhile: they stay as they are."""


class ArrivalsInput(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Requests of strangers that are none, and why; the reason goes into the timeline of each."""

    ids: Annotated[list[Annotated[str, Meta(max_length=36)]], Meta(min_length=1, max_length=MOST_ARRIVALS)]
    reason: Reason
