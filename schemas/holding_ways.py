"""The ways by which data sets come into the register beside the page: a system's calls, a sheet, a proposal."""

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta, Struct
from msgspec import field as default

from schemas.findings import Problem
from schemas.holding import Holding, HoldingInput
from schemas.vocabulary import StartEvent, Term

MOST_AT_ONCE = 1_000


class SaveOutcome(Term):
    """What saving one of many data sets did."""

    CREATED = ("created", "เพิ่มใหม่", "created")
    CHANGED = ("changed", "ปรับปรุงแล้ว", "changed")
    SAME = ("same", "มีอยู่แล้ว ไม่เปลี่ยน", "known already; unchanged")


class HoldingBatchInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """Data sets that a system sends in one call; each has its `source_key`, so that the call may be repeated."""

    items: Annotated[list[HoldingInput], Meta(min_length=1, max_length=MOST_AT_ONCE)]


class SavedHolding(Struct, kw_only=True):
    """What became of one of the data sets that were sent, in their order."""

    id: str
    source_key: str | None
    version: int
    outcome: SaveOutcome


class HoldingBatch(Struct, kw_only=True):
    """Answer to data sets that were sent in one call: all were saved."""

    items: list[SavedHolding]
    created: int
    changed: int
    same: int


class DueShown(Term):
    """Which data sets a list shows by their date."""

    OVERDUE = ("overdue", "ครบกำหนดแล้ว", "the period has ended")
    THIS_YEAR = ("this_year", "ครบกำหนดภายในปีปฏิทินนี้", "ends within this calendar year")
    NEXT_SURVEY = ("next_survey", "เข้าการสำรวจรอบถัดไป", "taken up by the next survey")
    UNDATED = ("undated", "ยังไม่มีวันครบกำหนด", "has no date")


class HeldItem(Struct, kw_only=True):
    """A data set in the list of all."""

    holding: Holding
    office_id: int
    list_id: str | None
    """The destruction list that it stands on."""


class HeldPage(Struct, kw_only=True):
    """One page of data sets of all activities that the caller sees."""

    items: list[HeldItem]
    next_cursor: str | None = None


class SheetImport(Struct, kw_only=True):
    """A sent workbook of data sets: looked at, and saved once somebody says so."""

    id: str
    file_name: str
    sha256: str
    created_at: datetime
    rows: int
    new: int
    changed: int
    known: int
    """Lines that the register has already; saving leaves them as they are."""
    faults: list[Problem]
    """Each names its sheet and cell. While there is one nothing can be saved."""
    more_faults: int = 0
    """How many there are beyond those listed."""
    sent_before_at: datetime | None = None
    """When the very same file was saved before."""
    committed_at: datetime | None = None


class SheetOptions(Struct, kw_only=True, forbid_unknown_fields=True):
    """What may be said beside a workbook of data sets: nothing but its name."""

    name: Annotated[str, Meta(max_length=1000)] | None = None


class YearKind(Term):
    """Which years data sets are cut by."""

    FISCAL = ("fiscal", "ปีงบประมาณ", "fiscal year")
    CALENDAR = ("calendar", "ปีปฏิทิน", "calendar year")


class HoldingProposal(Struct, kw_only=True):
    """A data set that an activity implies: what it keeps of one year by one of its rules."""

    key: str
    """Names the proposal within its activity; the same one is never offered again once it was answered."""
    activity_id: str
    year_kind: YearKind
    year_be: int
    start_known: bool
    """False: the day of the start event depends on what happened to each record; somebody must say it."""
    data: HoldingInput


class ProposalPage(Struct, kw_only=True):
    """What an activity, or some of an office's activities, imply."""

    items: list[HoldingProposal]
    next_cursor: str | None = None


class ProposalEdit(Struct, kw_only=True, forbid_unknown_fields=True):
    """An accepted proposal; what is given here replaces what was proposed."""

    key: Annotated[str, Meta(min_length=1, max_length=250)]
    title: Annotated[str, Meta(min_length=1, max_length=500, pattern=r"\S")] | None = None
    start_event: StartEvent | None = None
    started_on: date | None = None


class ProposalAnswers(Struct, kw_only=True, forbid_unknown_fields=True):
    """Which proposals become data sets, and which are put aside for good."""

    kind: YearKind | None = None
    """As the proposals were asked for; None: by the activity's destruction cycle."""
    from_year_be: Annotated[int, Meta(ge=2400, le=2800)] | None = None
    accept: Annotated[list[ProposalEdit], Meta(max_length=MOST_AT_ONCE)] = default(default_factory=list)
    decline: Annotated[list[str], Meta(max_length=MOST_AT_ONCE)] = default(default_factory=list)
