"""What the register itself knows of a step in a round: how many records are confirmed, reviewed, approved, published.

Legal source: PDPA s.39 (the record must be true to what is done); s.37(1) and the form's "การทบทวน".
"""

from typing import Annotated

from msgspec import Meta, Struct

from schemas.field import field
from schemas.procedure import StepAct
from schemas.vocabulary import RevisionStatus, Term

#: Records that one act confirms.
MOST_CONFIRMED = 200


class RecordWait(Term):
    """What a record still needs before the step of a round counts it as done."""

    CONFIRM = ("confirm", "รอยืนยันหรือแก้ไข", "to be confirmed or revised")
    SUBMIT = ("submit", "กำลังแก้ไข ยังไม่ส่งตรวจสอบ", "being revised, not submitted")
    REVIEW = ("review", "รอพิจารณา", "waits for its review")
    APPROVE = ("approve", "รออนุมัติ", "waits for its approval")
    PUBLISH = ("publish", "ยังไม่เผยแพร่", "not published")
    PUBLISH_AGAIN = ("publish_again", "ที่เผยแพร่อยู่เป็นฉบับก่อน", "an earlier revision is published")


class RegisterCount(Struct, kw_only=True):
    """How far the register sees a step done, for the office of a run and those below it without a run of their own."""

    act: StepAct
    done: int
    total: int
    """Records that stood in the register when the round began and are not retired; 1 for the month's check."""
    month: str | None = None
    """Of the retention check, `YYYY-MM`."""

    @property
    def is_complete(self) -> bool:
        """Whether nothing is open: an office without records has nothing to do."""
        return self.done >= self.total

    @property
    def open(self) -> int:
        """How many records are open."""
        return max(0, self.total - self.done)


class RoundRecord(Struct, kw_only=True):
    """A record that a round counts."""

    id: str
    ref: str
    name: str
    office_id: int
    status: RevisionStatus
    wait: RecordWait | None
    """None: done for the step."""
    revision: int | None
    """The approved revision that can be confirmed as it is; None when there is nothing to confirm."""


class RoundRecords(Struct, kw_only=True):
    """A page of the records that a run counts for a step."""

    count: RegisterCount
    items: list[RoundRecord]
    hidden: int
    """On this page: records that the reader has no right to see, such as one that was moved to another office."""
    next_cursor: str | None = None


class RecordRevision(Struct, kw_only=True, forbid_unknown_fields=True):
    """A record and the approved revision of it that somebody looked at."""

    activity_id: Annotated[str, Meta(min_length=36, max_length=36)]
    revision: Annotated[int, Meta(ge=1, le=1_000_000)]


class ConfirmMany(Struct, kw_only=True, forbid_unknown_fields=True):
    """The statement that several approved records were looked at and stay as they are."""

    records: Annotated[list[RecordRevision], Meta(min_length=1, max_length=MOST_CONFIRMED), field("รายการ", "Records")]
    note: Annotated[str, Meta(max_length=4000), field("หมายเหตุ", "Note")] | None = None


class ConfirmedMany(Struct, kw_only=True):
    """What became of a confirmation of several records; those left out are named with the reason."""

    confirmed: int
    left_out: list[str]
    """References of records that changed meanwhile, have an open draft, or are not in use any more."""
