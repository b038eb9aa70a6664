"""Holidays by scope, the years whose tables a person confirmed, and what is entered."""

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta, Struct
from msgspec import field as default

from schemas.field import field
from schemas.findings import Problem
from schemas.vocabulary import Term

Filled = Meta(pattern=r"\S")
#: Years of the Gregorian calendar that a table may be for.
FIRST_YEAR, LAST_YEAR = 2000, 2199
#: Wider than what is taken, so that a year of the other era is refused with words of its own.
Year = Annotated[int, Meta(ge=1, le=9_999), field("ปี (ค.ศ.)", "Year, Gregorian")]
ScopeRef = Annotated[str, Meta(max_length=20, pattern=r"^[0-9]*$"), field("รหัสจังหวัด", "Number of the province")]
SourceRef = Annotated[
    str, Filled, field("แหล่งอ้างอิง (มติ ครม. ประกาศจังหวัด)", "Resolution or announcement", max_length=500)
]
Reason = Annotated[str, Filled, field("เหตุผล", "Reason", max_length=1_000)]


class HolidayScope(Term):
    """For whom a day is a holiday; a later one knows better than an earlier one."""

    NATIONAL = ("national", "ทั้งประเทศ", "national")
    MINISTRY = ("ministry", "ทั้งกระทรวง", "ministry")
    PROVINCE = ("province", "จังหวัด", "province")


class HolidayKind(Term):
    """What a day is."""

    FULL = ("full", "วันหยุดราชการ", "holiday")
    SPECIAL = ("special", "วันหยุดพิเศษ", "special holiday")
    CANCELLED = ("cancelled", "ยกเลิกวันหยุด (เป็นวันทำการ)", "cancelled: a working day")


class YearState(Term):
    """Whether the table of a year is whole."""

    CONFIRMED = ("confirmed", "ยืนยันครบถ้วนแล้ว", "confirmed as whole")
    TAKEN_BACK = ("taken_back", "ถอนการยืนยัน", "confirmation taken back")


class HolidayDay(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One day of a list."""

    day: Annotated[date, field("วันที่", "Day")]
    name_th: Annotated[str, Filled, field("ชื่อวันหยุด", "Name", max_length=300)]
    kind: Annotated[HolidayKind, field("ประเภท", "Kind")] = HolidayKind.FULL


class HolidaysInput(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Days of one source. A cancelled day takes the place of the holiday that stood in the same scope, and back."""

    scope: Annotated[HolidayScope, field("ขอบเขต", "Scope")] = HolidayScope.NATIONAL
    scope_ref: ScopeRef = ""
    source_ref: SourceRef
    days: Annotated[list[HolidayDay], Meta(min_length=1, max_length=100, title="วันหยุด")]
    year: Year | None = None
    """Days of any other year are refused."""


class HolidayRemoval(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why a day is taken out: it was entered by mistake. A day that was cancelled is entered as cancelled instead."""

    reason: Reason


class YearInput(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The statement that the table of a year is whole by its source, or that this is taken back."""

    scope: Annotated[HolidayScope, field("ขอบเขต", "Scope")] = HolidayScope.NATIONAL
    scope_ref: ScopeRef = ""
    year: Year
    state: YearState = YearState.CONFIRMED
    source_ref: SourceRef
    reason: Reason | None = None
    """Needed to take a confirmation back."""


class Holiday(Struct, frozen=True, kw_only=True):
    """A day of the table as it stands."""

    id: str
    scope: HolidayScope
    scope_ref: str
    day: date
    name_th: str
    source_ref: str
    kind: HolidayKind
    created_at: datetime
    created_by_name: str


class HolidayYear(Struct, frozen=True, kw_only=True):
    """What was last said of the table of a year."""

    scope: HolidayScope
    scope_ref: str
    year: int
    state: YearState
    days: int
    """Days in the table when it was said."""
    source_ref: str
    reason: str | None
    at: datetime
    by_name: str


class HolidayTable(Struct, frozen=True, kw_only=True):
    """The holidays of a year, of every scope or of one place, earliest first."""

    year: int
    items: list[Holiday]
    years: list[HolidayYear]
    """What was said of the tables of this year, by scope."""
    is_confirmed: bool
    """The national table of this year is confirmed: dates that are counted with it are not provisional."""
    may_change: bool


class NotForAgencies(Struct, frozen=True, kw_only=True):
    """A day that the library calls a holiday and that is none of civil servants."""

    day: date
    name_th: str
    reason_th: str
    reason_en: str


class HolidayProposal(Struct, frozen=True, kw_only=True):
    """Days that a library proposes for a year, to be compared with the resolution; none is entered, none counts.

    What a person takes of them is entered with the source that this person names.
    """

    year: int
    source: str
    """The library and its version."""
    is_exact: bool
    """The library vouches for this year; any other is as the Royal Gazette announces it."""
    items: list[HolidayDay]
    not_for_agencies: list[NotForAgencies] = default(default_factory=list)
    missing_th: list[str] = default(default_factory=list)
    """Holidays of which the library does not know the day in this year: the resolution alone tells."""


class ProposalTaking(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Proposed days that a person compared with a resolution, for the national table."""

    year: Year
    source_ref: SourceRef
    days: Annotated[list[date], Meta(min_length=1, max_length=100, title="วันหยุด")] | None = None
    """Only these; none: every one that is not in the table yet."""


class LinesInput(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A pasted list to be looked over. Nothing is entered."""

    lines: Annotated[str, Filled, field("รายการวันหยุด", "List of holidays", max_length=20_000)]
    year: Year | None = None
    """Days of any other year are faults."""
    scope: Annotated[HolidayScope, field("ขอบเขต", "Scope")] = HolidayScope.NATIONAL
    scope_ref: ScopeRef = ""


class ReadLine(Struct, frozen=True, kw_only=True):
    """A line of a list as it was read."""

    line: int
    text: str
    day: HolidayDay | None = None
    is_known: bool = False
    """The day stands in the table already, as it is."""
    problem: Problem | None = None


class LinesRead(Struct, frozen=True, kw_only=True):
    """A list that was looked over: it can be entered when no line has a fault."""

    lines: list[ReadLine]
    new: int
    """Days that are not in the table yet."""
    faults: int


class WorkingDay(Struct, frozen=True):
    """A working day that was counted."""

    day: date
    is_provisional: bool
    """A year that it touches has no confirmed table."""
