"""Word of a breach from outside: links by which processors report, and reports of the public that wait for triage."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from schemas.breach import AwareAt, AwareBy, AwareHow, OfficeKey, Reason, TimesNote, Title
from schemas.field import field
from schemas.vocabulary import Term

#: Bounded, because anybody may send it.
LONGEST_WORDS = 2_000
LONGEST_CONTACT = 300
LONGEST_LINK_DAYS = 366

ZONED = Meta(tz=True)
_WORDS = Meta(pattern=r"\S")


class LinkInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """A link by which a processor of an office reports without an account, until a day."""

    office_id: OfficeKey
    processor_name: Annotated[str, _WORDS, field("ชื่อผู้ประมวลผลข้อมูลส่วนบุคคล", "Name of the processor", max_length=300)]
    days: Annotated[int, Meta(ge=1, le=LONGEST_LINK_DAYS, title="ใช้ได้กี่วัน", description="Days that it counts")] = 365


class BreachLink(Struct, frozen=True, kw_only=True):
    """A link as it stands. The token is not here: only its hash is stored."""

    id: str
    office_id: int
    processor_name: str
    created_at: datetime
    created_by: str
    expires_at: datetime
    revoked_at: datetime | None
    is_open: bool
    uses: int
    """How many reports came by it."""
    last_used_at: datetime | None


class BreachLinkMade(BreachLink, frozen=True, kw_only=True):
    """A new link, with what is shown once."""

    token: str
    path: str
    """The address below ROPA_BASE_URL that the processor opens."""


class BreachLinkList(Struct, frozen=True, kw_only=True):
    """Links, newest first."""

    items: list[BreachLink]


class ProcessorReport(Struct, kw_only=True, forbid_unknown_fields=True):
    """What a processor tells: nothing that the controller does not need at once."""

    knew_at: Annotated[datetime, ZONED, field("ท่านทราบเหตุเมื่อ", "When you became aware", laws=("PDPA s.40(2)",))]
    what: Annotated[str, _WORDS, field("เกิดอะไรขึ้น", "What happened", max_length=LONGEST_WORDS)]
    whose_data: (
        Annotated[str, field("ข้อมูลอะไร ของใคร ประมาณกี่คน", "Which data, whose, how many", max_length=LONGEST_WORDS)]
        | None
    ) = None
    contact: Annotated[str, _WORDS, field("ติดต่อท่านได้ที่", "How to reach you", max_length=LONGEST_CONTACT)]


class PublicReport(Struct, kw_only=True, forbid_unknown_fields=True):
    """What anybody tells. Only the first field must be filled."""

    what: Annotated[str, _WORDS, field("เกิดอะไรขึ้น", "What happened", max_length=LONGEST_WORDS)]
    when_words: Annotated[str, field("เมื่อไร (โดยประมาณ)", "When, roughly", max_length=LONGEST_CONTACT)] | None = None
    office_id: OfficeKey | None = None
    contact: (
        Annotated[str, field("ติดต่อท่านได้ที่ (ไม่บังคับ)", "How to reach you (if you wish)", max_length=LONGEST_CONTACT)]
        | None
    ) = None


class ReportState(Term):
    """Where a report of the public stands."""

    WAITING = ("waiting", "รอคัดกรอง", "waiting for triage")
    ACCEPTED = ("accepted", "รับเป็นเหตุใหม่", "accepted as a new breach")
    MERGED = ("merged", "รวมกับเหตุที่มีอยู่", "merged into a breach")
    REJECTED = ("rejected", "ไม่รับ", "rejected")


class ReportDecision(Struct, frozen=True, kw_only=True):
    """What somebody decided on a report, and why."""

    kind: ReportState
    reason: str | None
    breach_id: str | None
    decided_by: str
    decided_by_name: str
    decided_at: datetime


class ReportItem(Struct, frozen=True, kw_only=True):
    """A report of the public in the inbox. Same words are one report, with a counter. Times are in Bangkok."""

    id: str
    office_id: int | None
    """None: the reporter did not say whose data it is."""
    what: str
    when_words: str | None
    contacts: list[str]
    """How reporters may be reached; forgotten 90 days after the decision."""
    count: int
    received_at: datetime
    last_received_at: datetime
    warning_due_at: datetime
    """72 hours after the first one came: word had reached the agency. No deadline of the law."""
    remaining_seconds: int
    age_hours: int
    state: ReportState
    decision: ReportDecision | None


class ReportPage(Struct, frozen=True, kw_only=True):
    """A page of the inbox, the newest warning first. `next_cursor` is None on the last page."""

    items: list[ReportItem]
    next_cursor: str | None
    waiting: int
    """All that wait and that the reader may see."""


class AcceptInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """A report becomes a breach. Without `aware_at` it is a suspicion since the report was received."""

    office_id: OfficeKey
    title: Title
    aware_at: AwareAt | None = None
    aware_by: AwareBy | None = None
    aware_how: AwareHow | None = None
    times_note: TimesNote | None = None
    reason: Reason | None = None


class MergeInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """A report tells of a breach that is known."""

    breach_id: Annotated[str, Meta(max_length=36)]
    reason: Reason | None = None


class RejectInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """A report tells of no breach."""

    reason: Reason
