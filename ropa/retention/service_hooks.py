"""Whom to tell, in the same transaction, that dates of data sets changed because of the rule that they are kept by."""

from collections.abc import Callable, Sequence

from msgspec import Struct

from ropa.db.unit_of_work import UnitOfWork
from schemas.retention import CyclePart, RetentionRule
from schemas.vocabulary import Term


class Cause(Term):
    """Why a rule is read otherwise than before."""

    WORDS = ("words", "แก้ไขข้อความระยะเวลาจัดเก็บ", "the words changed")
    CONFIRMED = ("confirmed", "ยืนยันการอ่านข้อความ", "a reading was confirmed")
    WITHDRAWN = ("withdrawn", "ยกเลิกการยืนยัน", "a confirmation was withdrawn")
    READER = ("reader", "โปรแกรมอ่านข้อความรุ่นใหม่", "a newer reader reads the words")
    GONE = ("gone", "ตัดเกณฑ์ระยะเวลาออก", "the rule was taken out of the form")


class DatesChanged(Struct, frozen=True, kw_only=True):
    """A rule by which data sets are kept is another one now.

    `changed` names what differs: fields of `RetentionRule` ("period", "start_event", "operator", "alignment", "bound",
    "kind", "requires_order", "disposal", "alternatives", ...), and "dates" when the date of any data set moved.
    """

    activity_id: str
    slot: str
    changed: frozenset[str]
    cause: Cause
    before: RetentionRule | None
    """None: the slot is new."""
    after: RetentionRule | None
    """None: the slot is gone; its data sets have no date (`no_rule`)."""
    before_id: str | None
    after_id: str | None
    """Ids of the two readings in `retention_rules`."""
    moved: int
    """How many data sets have another date than before."""


#: Called only when something differs.
DATES_CHANGED: list[Callable[[UnitOfWork, DatesChanged], None]] = []
#: A person confirmed how a cycle of some activities is meant, or took that back; or a newer reader reads it otherwise.
CYCLES_CHANGED: list[Callable[[UnitOfWork, CyclePart, Sequence[str]], None]] = []
#: A month was checked.
AFTER_CHECK: list[Callable[[UnitOfWork], None]] = []
