"""Who holds the person that a request is about, as the register knows it: from its records, never from the person.

It is computed on every activity that the request is linked to. What stands only in records that the reader may not read
is counted and not named.
"""

from datetime import date
from typing import Annotated

from msgspec import Meta, Struct

from schemas.destruction import HoldingState
from schemas.exchange_log import EarlierLines
from schemas.holding import HoldingCopy
from schemas.vocabulary import Term


class WhereOrigin(Term):
    """Where the register has it from that somebody got the data."""

    FORM = ("form", "ผู้รับที่ระบุในแบบ", "recipient named in the form")
    ABROAD = ("abroad", "ผู้รับในต่างประเทศที่ระบุในแบบ", "recipient abroad named in the form")
    SEND_LINE = ("send_line", "บรรทัดส่งข้อมูลในตารางแลกเปลี่ยน", "send line of the exchange table")
    PROCESSOR_LINE = ("processor_line", "ผู้ประมวลผลในตารางแลกเปลี่ยน", "processor of an exchange line")
    AGREEMENT = ("agreement", "ข้อตกลงประมวลผลข้อมูล", "processing agreement")
    DISCLOSURE = ("disclosure", "บันทึกการเปิดเผยตามมาตรา 27", "log of disclosure without consent (s.27)")
    EXCHANGE_REQUEST = ("exchange_request", "คำขอเชื่อมโยงที่อนุมัติ", "approved request of an agency")
    EXCHANGE_LOG = ("exchange_log", "บันทึกการแลกเปลี่ยนของบุคคลนี้", "exchange log of this very person")


class WhereLine(Struct, frozen=True, kw_only=True):
    """One place of the register that names a system, a recipient or a processor."""

    origin: WhereOrigin | None = None
    """None: the list of systems."""
    activity_id: str | None = None
    """None: not from one record (the exchange log)."""
    place: str | None = None
    """Where it stands, for example the system and the line; or the number of a log entry or of a request."""
    data: str | None = None
    """Which data, in the words of the register."""
    since: date | None = None
    until: date | None = None
    count: int = 1
    """How many lines of a log say so."""


class WhereActivity(Struct, frozen=True, kw_only=True):
    """An activity that the request is linked to and that the reader may read."""

    id: str
    ref: str
    title: str
    office_id: int
    systems: int
    holdings: int
    recipients: int
    processors: int


class WhereSystem(Struct, frozen=True, kw_only=True):
    """A system that keeps the data, once, however many activities list it."""

    key: str
    name: str
    owner: str | None
    is_abroad: bool
    lines: list[WhereLine]


class WhereHolding(Struct, frozen=True, kw_only=True):
    """A data set with its places, copies and backups."""

    id: str
    activity_id: str
    title: str
    location: str | None
    medium: str | None
    volume: str | None
    data_from: date | None
    data_through: date | None
    due_on: date | None
    state: HoldingState | None
    copies: list[HoldingCopy]
    count: int = 1
    """An activity with very many data sets has one entry for all of them: `id` begins with `all:`, `state` is None."""


class WhereParty(Struct, frozen=True, kw_only=True):
    """A recipient or a processor, once, with every line that names it."""

    key: str
    name: str
    is_abroad: bool
    lines: list[WhereLine]


class WhereHidden(Struct, frozen=True, kw_only=True):
    """How much more there is in records that the reader may not read."""

    activities: int = 0
    systems: int = 0
    holdings: int = 0
    recipients: int = 0
    processors: int = 0


class Where(Struct, frozen=True, kw_only=True):
    """Who holds the person, of the activities that the request is linked to."""

    request_id: str
    activities: list[WhereActivity]
    systems: list[WhereSystem]
    holdings: list[WhereHolding]
    recipients: list[WhereParty]
    processors: list[WhereParty]
    hidden: WhereHidden
    may_search_log: bool
    """Whether the reader may look for the person in the exchange log (`POST .../where/exchange-log`)."""
    has_number: bool
    """Whether the request knows a number by which the exchange log can be searched."""


class LoggedAgency(Struct, frozen=True, kw_only=True):
    """An agency that called for this person's data, by the exchange log."""

    key: str
    name: str
    """As the log names it, or the name of its approved request."""
    lines: int
    first_on: date
    last_on: date


class LoggedSource(Struct, frozen=True, kw_only=True):
    """A system whose exchange log has lines of this person."""

    code: str
    name: str
    lines: int
    activity_id: str | None
    """The activity that the system belongs to, where one is named: a proposal."""
    is_linked: bool


class WhereLogged(Struct, frozen=True, kw_only=True):
    """What the exchange log tells of this person, of the systems that the reader may search."""

    lines: int
    is_more: bool
    """True: only the newest lines were looked at."""
    agencies: list[LoggedAgency]
    sources: list[LoggedSource]
    earlier: EarlierLines | None = None
    """What could not be searched for a person; None: nothing."""


class ProposalReason(Term):
    """Why an activity is proposed."""

    EARLIER = ("earlier", "คำขอก่อนหน้าของบุคคลเดียวกัน", "an earlier request of the same person")
    CATEGORY = ("category", "ประเภทเจ้าของข้อมูลตรงกัน", "the category of data subjects fits")
    SEARCH = ("search", "ตรงกับคำค้น", "the search words fit")


class ProposedActivity(Struct, frozen=True, kw_only=True):
    """An activity that may hold the person; nobody is linked to it before an officer says so."""

    id: str
    ref: str
    title: str
    office_id: int
    reasons: list[ProposalReason]
    categories: list[str]
    """Its categories of data subjects that fit."""
    is_linked: bool


class ProposedActivities(Struct, frozen=True, kw_only=True):
    """Proposals, those with the most reasons first."""

    items: list[ProposedActivity]
    is_more: bool
    hidden: int
    """How many activities of earlier requests the reader may not read."""


class ProposalQuery(Struct, frozen=True, kw_only=True):
    """What proposals are made from, beside the earlier requests of the same person."""

    q: Annotated[str, Meta(max_length=200)] | None = None
    category: Annotated[str, Meta(max_length=200)] | None = None
