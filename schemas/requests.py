"""A request of a data subject (PDPA s.19, ss.30-36): what it asks, by which way it came, and where it stands.

Who asked is in `schemas.request_person`, apart from this: lists, exports and notices are made of this module alone.
"""

from datetime import date, datetime
from typing import Annotated, Any

from msgspec import UNSET, Meta, Struct, UnsetType
from msgspec import field as default

from schemas.field import field, text
from schemas.request_person import (
    AgeBand,
    Capacity,
    Filled,
    RequestAgent,
    RequesterKind,
    RequestGuardian,
    RequestPerson,
    Wish,
)
from schemas.request_terms import (
    ENDED,
    LAW_OF,
    IdentityLevel,
    RequestChannel,
    RequestEventKind,
    RequestState,
    Right,
    RightAnswer,
    RightOutcome,
    Tongue,
)

__all__ = [
    "ENDED",
    "LAW_OF",
    "AgeBand",
    "Capacity",
    "IdentityLevel",
    "RequestAgent",
    "RequestChannel",
    "RequestEventKind",
    "RequestGuardian",
    "RequestPerson",
    "RequestState",
    "RequesterKind",
    "Right",
    "RightOutcome",
    "Tongue",
    "Wish",
]

#: Most activities that a request is linked to, and most rights in one request (one may come again later).
MOST_ACTIVITIES = 1_000
MOST_RIGHTS = 30
#: The day from which the rights of the Act bind (1 June B.E. 2565).
IN_FORCE_ON = date(2022, 6, 1)

OfficeKey = Annotated[int, Meta(ge=0, le=2_147_483_647)]
ActivityKeys = Annotated[
    list[Annotated[str, Meta(max_length=36)]],
    Meta(max_length=MOST_ACTIVITIES, title="กิจกรรมที่เกี่ยวข้อง", description="Activities concerned"),
]
ReceivedAt = Annotated[
    datetime, Meta(tz=True), field("วันเวลาที่หน่วยงานได้รับคำขอ", "Reached the agency at", laws=("PDPA s.30 para 3",))
]
Reason = Annotated[str, Filled, text("เหตุผล", "Reason")]
Why = Annotated[str, Filled, field("เหตุที่ต้องเปิดดู", "Why it is opened", max_length=1_000)]
Seq = Annotated[int, Meta(ge=1, le=MOST_RIGHTS)]


class IdentityInput(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How sure it is who asks, after somebody looked."""

    level: Annotated[IdentityLevel, field("ระดับการยืนยันตัวตน", "Identity level")]
    how: Annotated[
        str, Filled, field("ตรวจอย่างไร (ไม่ใส่เลขประจำตัว)", "How it was checked, without numbers", max_length=500)
    ]
    age_band: AgeBand | None = None
    """None: as it was."""
    representative_checked_on: Annotated[date, field("ตรวจหลักฐานผู้ยื่นแทนเมื่อ", "Authority or proof checked on")] | None = (
        None
    )
    """The document of authority of an agent, or the proof of a parent, guardian or curator."""


class RightAsked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One right, and what is wanted of it in the person's own words."""

    right: Right
    wish: Annotated[str, text("สิ่งที่ขอ", "What is asked")] | None = None


class RequestInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """A request as it is taken in. `received_at` is when it reached the agency, whoever opened it when; None: now."""

    office_id: OfficeKey
    channel: Annotated[RequestChannel, field("ช่องทาง", "Channel")] = RequestChannel.COUNTER
    language: Annotated[Tongue, field("ภาษา", "Language")] = Tongue.TH
    received_at: ReceivedAt | None = None
    rights: Annotated[list[RightAsked], Meta(min_length=1, max_length=MOST_RIGHTS, title="สิทธิที่ขอใช้")]
    person: RequestPerson
    requester: Annotated[RequesterKind, field("ผู้ยื่นคำขอ", "Who asks")] = RequesterKind.SELF
    age_band: Annotated[AgeBand, field("อายุของเจ้าของข้อมูล", "Age of the data subject")] = AgeBand.UNKNOWN
    identity: IdentityInput | None = None
    """What was checked at the counter already. None: only claimed."""
    activity_ids: ActivityKeys = default(default_factory=list)
    owner_id: Annotated[str, Meta(max_length=36)] | None = None


class RequestChange(Struct, kw_only=True, forbid_unknown_fields=True):
    """What is put right; what is left out stays. Another day of receipt moves the clocks, so it needs a reason."""

    channel: RequestChannel | UnsetType = UNSET
    language: Tongue | UnsetType = UNSET
    received_at: ReceivedAt | UnsetType = UNSET
    reason: Reason | None = None


class PersonOpening(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why somebody opens who asked; it stands in the trail."""

    why: Why


class PersonChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The data of the requester, put right as a whole."""

    person: RequestPerson
    requester: RequesterKind
    age_band: AgeBand
    why: Why


class PersonSearch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A number by which earlier requests of the same person are found. It comes in a body, never in an address."""

    national_id: Annotated[str, Meta(max_length=40)] | None = None
    passport: Annotated[str, Meta(max_length=60)] | None = None
    why: Why


class RightsInput(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Rights that the person asks for later. Each has a clock of its own, from its own receipt. None: now."""

    rights: Annotated[list[RightAsked], Meta(min_length=1, max_length=MOST_RIGHTS)]
    received_at: ReceivedAt | None = None


class OwnerInput(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who works on a request; None: nobody."""

    owner_id: Annotated[str, Meta(max_length=36)] | None


class ActivitiesInput(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The activities that a request concerns; they take the place of those before."""

    activity_ids: ActivityKeys


class WithdrawInput(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The person takes the request back, or some rights of it. Empty `rights`: all that are undecided."""

    reason: Reason
    rights: list[Seq] = default(default_factory=list)


class EndInput(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why a request ends, or is opened again."""

    reason: Reason


class NoteInput(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A note in the timeline, without personal data of the requester."""

    note: Annotated[str, Filled, text("บันทึก", "Note")]


class RightShown(Struct, frozen=True, kw_only=True):
    """One right of a request and its clock. Days are in Bangkok."""

    seq: int
    right: Right
    received_on: date
    """The counting base of this right: the first day is not counted."""
    limit_days: int
    limit_law: str
    due_on: date
    """The last day that is in time; never moved by a holiday (APA s.64)."""
    days_left: int | None
    """Whole days to `due_on`, negative after it. None: its clock ended (decided, and done where it must be done)."""
    outcome: RightOutcome | None
    decided_at: datetime | None
    answered_at: datetime | None
    """When the letter that tells of this decision went out; None: it is owed."""
    fulfilled_on: date | None


class SubjectRequest(Struct, frozen=True, kw_only=True):
    """What the register answers for one request: nobody's name, number, address or words. Times are in Bangkok."""

    id: str
    ref: str
    office_id: int
    version: int
    channel: RequestChannel
    language: Tongue
    state: RequestState
    received_at: datetime
    received_on: date
    requester: RequesterKind
    age_band: AgeBand
    identity_level: IdentityLevel
    identity_at: datetime | None
    representative_checked_on: date | None
    identity_gaps: list[str]
    """What is missing before data may be handed to the requester, as codes of `ropa.requests.rules_identity`; empty:
    nothing."""
    owner_id: str | None
    owner_name: str | None
    rights: list[RightShown]
    activity_ids: list[str]
    due_on: date | None
    """The earliest last day of its rights whose clocks run; None: none runs, or it is over."""
    days_left: int | None
    is_late: bool
    is_paused: bool
    has_person: bool
    """False: who asked was forgotten."""
    earlier: int
    """How many other requests of the same person (by a keyed hash) stand where the reader may see them."""
    answered_at: datetime | None
    closed_at: datetime | None
    forget_on: date | None
    forgotten_at: datetime | None
    created_at: datetime
    updated_at: datetime

    @property
    def is_over(self) -> bool:
        """Tell whether the request ended, in whatever way."""
        return self.state in ENDED


class RequestPage(Struct, frozen=True, kw_only=True):
    """A page of requests. `next_cursor` is None on the last page."""

    items: list[SubjectRequest]
    next_cursor: str | None


class RequestFilter(Struct, frozen=True, kw_only=True):
    """Which requests a list shows. None and empty: all."""

    states: tuple[RequestState, ...] = ()
    right: Right | None = None
    office: int | None = None
    """This office and all below it."""
    owner_id: str | None = None
    activity_id: str | None = None
    ref: str | None = None
    """A part of the reference."""
    is_open: bool | None = None
    is_late: bool | None = None
    due_before: date | None = None
    received_from: date | None = None
    received_to: date | None = None
    is_counted: bool | None = None
    """True: only what the statistics count, so nothing that turned out to be no request."""
    answer: RightAnswer | None = None
    """Only requests of which a right (with `right`: that one) is counted so; nothing that was no request."""
    took_days: int | None = None
    """Only requests of which such a right was answered after so many days or more."""
    same_person_as: str | None = None
    """The id of a request: others of the same person."""
    newest_first: bool = False
    """False: the most urgent first."""


class RequestEvent(Struct, frozen=True, kw_only=True):
    """One entry of the timeline: what happened, never who asked. Times are in Bangkok."""

    number: int
    kind: RequestEventKind
    at: datetime
    by: str
    by_name: str
    note: str | None
    details: dict[str, Any]


class RequestEvents(Struct, frozen=True, kw_only=True):
    """A page of the timeline, oldest first. `next_cursor` is None on the last page."""

    items: list[RequestEvent]
    next_cursor: str | None


class Hindrance(Struct, frozen=True, kw_only=True):
    """One thing that stands against closing a request."""

    code: str
    th: str
    en: str


class RequestClosing(Struct, frozen=True, kw_only=True):
    """Whether a request may be closed, and what stands against it."""

    may_close: bool
    hindrances: list[Hindrance]


class RequestOwner(Struct, frozen=True, kw_only=True):
    """Somebody who may work on a request."""

    id: str
    name: str


class RequestOwners(Struct, frozen=True, kw_only=True):
    """Who may work on a request, the nearest to its office first."""

    items: list[RequestOwner]
