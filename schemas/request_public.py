"""What the public form gives out: a receipt once, and where a request stands to whoever has the receipt."""

from datetime import date, datetime

from msgspec import Struct

from schemas.request_clock import AskKind
from schemas.request_terms import RequestState, Right


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
