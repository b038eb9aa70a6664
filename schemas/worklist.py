"""The worklist of findings: who answers for each, what a DPO accepted for a time, and scores over time."""

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta, Struct

from schemas.field import field
from schemas.findings import Severity
from schemas.vocabulary import Term

#: Most findings that are assigned at once.
MOST_ASSIGNED = 200
Key = Annotated[str, Meta(pattern="^[0-9a-f]{64}$", description="`key` of the finding, as the list gives it")]
Id = Annotated[str, Meta(max_length=36)]


class FindingState(Term):
    """Whether a finding counts."""

    OPEN = ("open", "ยังไม่แก้", "open")
    ACCEPTED = ("accepted", "ยอมรับแล้ว", "accepted")


class Acceptance(Struct, frozen=True, kw_only=True):
    """A finding that a DPO accepted, with the reason, until a day."""

    id: str
    activity_id: str
    key: str
    code: str
    pointer: str
    message_th: str
    message_en: str
    reason: str
    accepted_by_name: str
    accepted_at: datetime
    valid_through: date
    """Last day (Bangkok) on which it counts."""
    ended_at: datetime | None
    """Taken back before that day."""
    ended_by_name: str | None


class AcceptInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """What a DPO accepts. It ends by itself when the text at the finding's place changes."""

    key: Key
    reason: Annotated[str, Meta(min_length=1, max_length=4000), field("เหตุผล", "Reason")]
    valid_through: Annotated[date, field("ยอมรับถึงวันที่", "Accepted through")]


class AssignInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """Who is asked to see to findings of one record. Without keys all that stand; without a person: nobody special."""

    activity_id: Id
    keys: Annotated[list[Key], Meta(max_length=MOST_ASSIGNED)] = []
    person_id: Id | None = None


class Assigned(Struct, frozen=True, kw_only=True):
    """How many findings have the owner now."""

    findings: int
    owner_name: str | None


class WorkFilter(Struct, frozen=True, kw_only=True):
    """What the worklist is narrowed to."""

    office: int | None = None
    """This office and all below it."""
    severity: Severity | None = None
    code: str | None = None
    state: FindingState | None = None
    mine: bool = False
    """Those of the actor: assigned, written last, or nobody's at an office where the actor writes."""
    activity_id: str | None = None


class WorkItem(Struct, frozen=True, kw_only=True):
    """One finding of one record."""

    key: str
    activity_id: str
    ref: str
    title: str
    office_id: int
    revision: int
    code: str
    severity: Severity
    pointer: str
    message_th: str
    message_en: str
    law: str | None
    suggestion: str | None
    suggestion_en: str | None
    is_new: bool
    """By a rule that is newer than the text: it was not there when this was approved."""
    owner_id: str | None
    """`person:` and the id of who answers for it; None: whoever writes at the office."""
    owner_name: str | None
    assigned: bool
    """Somebody was asked; else the owner is who wrote last."""
    state: FindingState
    acceptance: Acceptance | None


class WorkPage(Struct, frozen=True, kw_only=True):
    """A page of the worklist: newest record first, each record's findings in the order of the form."""

    items: list[WorkItem]
    next_cursor: str | None


class Tally(Struct, frozen=True, kw_only=True):
    """What stands open in a number of records, and their scores added up."""

    records: int = 0
    errors: int = 0
    warnings: int = 0
    hints: int = 0
    accepted: int = 0
    completeness_sum: int = 0
    score_sum: int = 0

    @property
    def score(self) -> int | None:
        """The mean score, 0 to 100; None without a record."""
        return round(self.score_sum / self.records) if self.records else None

    @property
    def completeness(self) -> int | None:
        """The mean completeness in percent; None without a record."""
        return round(self.completeness_sum / self.records) if self.records else None


class OfficeTally(Struct, frozen=True, kw_only=True):
    """An office with all below it."""

    office_id: int
    name: str
    depth: int
    records: int
    errors: int
    warnings: int
    hints: int
    accepted: int
    completeness: int | None
    score: int | None


class OfficeTallyList(Struct, frozen=True, kw_only=True):
    """Offices that have records, as a tree: each right above those below it."""

    items: list[OfficeTally]
    next_cursor: str | None = None


class ScoreDay(Struct, frozen=True, kw_only=True):
    """How records stood at the end of a day of Bangkok; the present day: as they stand now."""

    day: date
    records: int
    completeness: int | None
    score: int | None
    errors: int
    warnings: int
    hints: int
    accepted: int


class ScoreHaving(Term):
    """What the records of a day can be narrowed to: those that have some of it."""

    ERRORS = ("errors", "มีข้อผิดพลาด", "with errors")
    WARNINGS = ("warnings", "มีคำเตือน", "with warnings")
    HINTS = ("hints", "มีข้อแนะนำ", "with hints")
    ACCEPTED = ("accepted", "มีข้อที่ยอมรับแล้ว", "with accepted findings")


class ScoreLine(Struct, frozen=True, kw_only=True):
    """How one record stood at the end of a day."""

    activity_id: str
    ref: str | None
    """None: retired meanwhile, or at an office now that the reader does not see."""
    title: str | None
    office_id: int
    """Of that day."""
    completeness: int
    score: int
    errors: int
    warnings: int
    hints: int
    accepted: int


class ScoreLines(Struct, frozen=True, kw_only=True):
    """A page of records as they stood on a day, the lowest score first, and what all of them add up to."""

    items: list[ScoreLine]
    total: ScoreDay
    next_cursor: str | None = None


class ScoreHistory(Struct, frozen=True, kw_only=True):
    """Scores over time, oldest day first."""

    items: list[ScoreDay]
    next_cursor: str | None = None


class Expiring(Struct, frozen=True, kw_only=True):
    """An acceptance that ends soon, for a reminder."""

    acceptance_id: str
    activity_id: str
    ref: str
    title: str
    office_id: int
    code: str
    pointer: str
    valid_through: date
    accepted_by: str
    accepted_by_name: str
