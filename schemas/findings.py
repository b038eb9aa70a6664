"""A finding: one thing that a record lacks or contradicts, with its place, its law and what to do."""

from msgspec import Struct

from schemas.vocabulary import Term


class Severity(Term):
    """How much a finding weighs. An error stops approval."""

    ERROR = ("error", "ข้อผิดพลาด", "error")
    WARNING = ("warning", "คำเตือน", "warning")
    HINT = ("hint", "ข้อแนะนำ", "hint")


class Finding(Struct, frozen=True, kw_only=True):
    """One finding. `pointer` is RFC 6901 into the document."""

    code: str
    severity: Severity
    pointer: str
    message_th: str
    message_en: str
    law: str | None = None
    suggestion: str | None = None
    suggestion_en: str | None = None
    since: int = 1
    """The edition of the rules that brought this rule."""
    is_new: bool = False
    """The revision was approved before this rule was made: the finding is told, and the approval stands."""


class FindingList(Struct, frozen=True, kw_only=True):
    """Findings of one record, in the order of the form; never more than one page."""

    items: list[Finding]
    next_cursor: str | None = None


class Problem(Struct, frozen=True, kw_only=True):
    """One fault in what a client sent; every fault is reported at once."""

    pointer: str
    message_th: str
    message_en: str
    law: str | None = None
