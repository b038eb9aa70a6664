"""The register of requests of data subjects as a list for paper and Excel, and the numbers that are reported of it.

Nobody's name, number or words stand here: it is made of what the register answers masked.
"""

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta, Struct

from schemas.breach_register import Counted, OfficeCount
from schemas.refusals import RefusalGround
from schemas.request_person import AgeBand, RequesterKind
from schemas.request_terms import IdentityLevel, RequestChannel, RequestState, Right, RightOutcome, Tongue
from schemas.vocabulary import Term


class RightStand(Term):
    """How a right stands to its last day."""

    IN_TIME = ("in_time", "ตอบในกำหนด", "answered in time")
    LATE = ("late", "ตอบเกินกำหนด", "answered late")
    WAITING = ("waiting", "ยังไม่ตอบ อยู่ในกำหนด", "not answered yet, in time")
    OVERDUE = ("overdue", "ยังไม่ตอบ เกินกำหนด", "not answered, overdue")
    WITHDRAWN = ("withdrawn", "ผู้ขอถอนคำขอ", "withdrawn by the requester")
    ENDED = ("ended", "ยุติโดยไม่ต้องตอบ", "ended without an answer")


class RequestRegisterFilter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which requests are wanted: those received between two days of Bangkok, both included."""

    office: Annotated[int, Meta(ge=0, le=2_147_483_647)] | None = None
    """This office and all below."""
    since: date | None = None
    until: date | None = None


class RequestRegisterLine(Struct, frozen=True, kw_only=True):
    """One right of one request as the register lists it. Moments and days are in Bangkok."""

    ref: str
    office: str
    channel: RequestChannel
    language: Tongue
    state: RequestState
    received_at: datetime
    requester: RequesterKind
    age_band: AgeBand
    identity_level: IdentityLevel
    right: Right
    right_received_on: date
    limit_days: int
    limit_law: str
    due_on: date
    is_paused: bool
    outcome: RightOutcome | None
    decided_at: datetime | None
    answered_at: datetime | None
    """When the first letter that answers it went out."""
    fulfilled_on: date | None
    days: int | None
    """Days from the receipt to the answer."""
    stand: RightStand
    grounds: list[RefusalGround]
    activities: list[str]
    """References of the activities concerned."""
    tasks_open: int
    tasks: int
    closed_at: datetime | None
    forget_on: date | None
    forgotten_at: datetime | None


class RightNumbers(Struct, frozen=True, kw_only=True):
    """The numbers of one right."""

    code: str
    th: str
    en: str
    count: int
    granted: int
    partly: int
    refused: int
    not_held: int
    withdrawn: int
    undecided: int
    answered: int
    late: int
    """Answered late, or overdue."""
    median_days: float | None
    """From the receipt to the answer, of those that were answered."""
    longest_days: int | None


class RequestStatistics(Struct, frozen=True, kw_only=True):
    """Numbers of the requests that the reader may see. What turned out to be no request is in no other number."""

    since: date | None
    until: date | None
    requests: int
    open: int
    """Among `requests`: not over."""
    requests_overdue: int
    """Among `requests`: with a right that is overdue without an answer."""
    dismissed: int
    """Beside `requests`: no request of a data subject."""
    rights: int
    """A request may ask for several."""
    answered: int
    late: int
    overdue: int
    median_days: float | None
    longest_days: int | None
    by_right: list[RightNumbers]
    by_outcome: list[Counted]
    by_stand: list[Counted]
    by_state: list[Counted]
    by_channel: list[Counted]
    by_month: list[Counted]
    """Of receipt; `code` is `2026-11`, the words have the year of the Buddhist Era."""
    by_ground: list[Counted]
    """Grounds of the refusals that stand, by how many rights they stand against."""
    by_office: list[OfficeCount]
