"""What the public sees of an activity: the published extract of the register and its privacy notice.

Legal source: PDPA s.23; Official Information Act B.E. 2540 s.23 (what an agency publishes of its systems of personal
information). Systems, security measures, names of people, findings and drafts have no field here.
"""

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta, Struct

from schemas.vocabulary import LawfulBasis, SpecialCategory, StartEvent, Term, TransferSafeguard

#: The most letters of what a DPO writes for the public beside the record.
MOST_WORDS = 4_000


class RecipientKind(Term):
    """Kinds of those to whom data may be disclosed (PDPA s.23(4)): the extract names no recipient."""

    STATE = ("state", "หน่วยงานของรัฐ", "state agencies")
    STATE_ENTERPRISE = ("state_enterprise", "รัฐวิสาหกิจ", "state enterprises")
    COMPANY = ("company", "บริษัทหรือห้างหุ้นส่วน", "companies and partnerships")
    BANK = ("bank", "ธนาคารหรือสถาบันการเงิน", "banks and financial institutions")
    SCHOOL = ("school", "สถานศึกษา", "schools and universities")
    HOSPITAL = ("hospital", "สถานพยาบาล", "hospitals and clinics")
    ASSOCIATION = ("association", "สมาคม มูลนิธิ หรือสภาวิชาชีพ", "associations, foundations, professional councils")
    PROCESSOR = ("processor", "ผู้ประมวลผลข้อมูลส่วนบุคคล", "data processors")
    ABROAD = ("abroad", "ผู้รับในต่างประเทศ", "recipients abroad")
    OTHER = ("other", "บุคคลหรือหน่วยงานภายนอกอื่น", "other outside persons or bodies")


class PublicContact(Struct, frozen=True, kw_only=True):
    """Where a controller or a DPO is reached; no person is named."""

    address: str | None = None
    telephone: str | None = None
    email: str | None = None

    @property
    def lines(self) -> list[str]:
        """Return what is known, in the order of a letterhead."""
        return [each for each in (self.address, self.telephone, self.email) if each]


class PublicTransfer(Struct, frozen=True, kw_only=True):
    """A country to which data go, and what makes it lawful (ss. 28-29)."""

    country: str | None = None
    safeguard: TransferSafeguard | None = None


class PublicPeriod(Struct, frozen=True, kw_only=True):
    """How long some of the data are kept, where it differs from the rest."""

    items: list[str]
    period: str


class PublicActivity(Struct, frozen=True, kw_only=True):
    """Everything that the public may see of one activity, with names of people and national IDs hidden."""

    ref: str
    name: str
    controller: str | None = None
    office: str
    purposes: list[str] = []
    bases: list[LawfulBasis] = []
    basis_words: str | None = None
    laws: list[str] = []
    subjects: list[str] = []
    data_items: list[str] = []
    special: list[SpecialCategory] = []
    source: str | None = None
    recipients: list[RecipientKind] = []
    discloses_nothing: bool = False
    """The record says that nobody outside gets the data."""
    transfers: list[PublicTransfer] = []
    retention: str | None = None
    retention_start: StartEvent | None = None
    periods: list[PublicPeriod] = []
    necessity: str | None = None
    """Whether somebody must give the data, and what follows from not doing so (s.23(2)); a DPO writes it."""
    controller_contact: PublicContact = PublicContact()
    dpo_contact: PublicContact = PublicContact()


class PublishInput(Struct, frozen=True, kw_only=True):
    """What a DPO decides: `seen` is the hash of the preview that was looked at."""

    seen: Annotated[str, Meta(max_length=64)]
    with_notice: bool = False
    necessity: Annotated[str, Meta(max_length=MOST_WORDS)] | None = None


class Publication(Struct, frozen=True, kw_only=True):
    """One decision to publish; withdrawn ones stay as what was public once."""

    id: str
    activity_id: str
    revision: int
    content: PublicActivity
    content_hash: str
    with_notice: bool
    published_at: datetime
    withdrawn_at: datetime | None = None


class Candidate(Struct, frozen=True, kw_only=True):
    """An approved activity as a DPO chooses from: what of it is public now."""

    id: str
    ref: str
    name: str
    office_id: int
    revision: int
    published_revision: int | None
    with_notice: bool
    published_on: date | None = None


class PublicLine(Struct, frozen=True, kw_only=True):
    """One activity in the public list."""

    activity_id: str
    office_id: int
    with_notice: bool
    content: PublicActivity
    number: int
    """Where it stands in the list, to go on behind it."""


class PublicFilter(Struct, frozen=True, kw_only=True):
    """What somebody looks for in the public list."""

    q: str = ""
    office: int | None = None
