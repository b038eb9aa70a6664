"""What the workbooks are made of: handed in by the doors, so that nothing here knows a database."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta, timezone

from msgspec import Struct

from schemas.disclosures import DisclosureLine
from schemas.document import ActivityDocument
from schemas.findings import Finding
from schemas.refusals import RefusalLine
from schemas.register_lines import HeldSet, RevisionLine
from schemas.thai_dates import format_thai_date
from schemas.vocabulary import RevisionStatus
from schemas.worklist import WorkItem

#: Thailand has kept UTC+7 without daylight saving since 1920.
BANGKOK = timezone(timedelta(hours=7))


class FormRecord(Struct, frozen=True, kw_only=True):
    """One activity as `write_form` prints it."""

    document: ActivityDocument
    ref: str
    revision: int
    version: int
    status: RevisionStatus
    office_name: str
    content_hash: str
    """SHA-256 of the document, 64 hexadecimal digits."""
    printed_on: date
    """Day of printing in Bangkok."""
    findings: tuple[Finding, ...] = ()
    disclosures: tuple[DisclosureLine, ...] = ()
    """Use and disclosure without consent that stand in the log (s.39(6)); none: no sheet of them."""
    refusals: tuple[RefusalLine, ...] = ()
    """Refused requests of data subjects that stand in the record (s.39(7)); none: no sheet of them."""
    dfd_png: bytes | None = None
    """The data flow diagram as a PNG picture; None prints a line that says so."""
    watermark: str = ""
    """At the foot of every printed page: who took the copy, and when."""


class RegisterRow(Struct, frozen=True, kw_only=True):
    """One activity as `write_register` lists it."""

    document: ActivityDocument
    ref: str
    office_name: str
    status: RevisionStatus
    revision: int
    version: int | None
    """None in a register as of a past day: how often a record had been saved by then is not kept."""
    updated_at: datetime
    """Aware; shown as the day in Bangkok."""
    content_hash: str
    holdings: Iterable[HeldSet] = ()
    """Data sets kept under the activity; walked once, so that an activity with very many need not be in memory."""
    disclosures: Sequence[DisclosureLine] = ()
    """Use and disclosure without consent that stand in the log of s.27 paragraph 3."""
    refusals: Sequence[RefusalLine] = ()
    """Refused requests of data subjects that stand in the record (s.39(7))."""
    findings: Sequence[WorkItem] = ()
    revisions: Sequence[RevisionLine] = ()


class RegisterOptions(Struct, frozen=True, kw_only=True):
    """How a register is headed, and how its caller follows and stops it."""

    printed_on: date
    """Day of printing in Bangkok."""
    scope: str = "ทั้งกระทรวง"
    """Whose activities are listed, e.g. an office and a status; printed under the title."""
    as_of: date | None = None
    """The day at whose end (Bangkok) the register stood as listed; None: the moment of printing. The day of printing is
    then left out, so that the same day gives the same file for ever."""
    masked: bool = False
    """Nobody's name stands in any sheet: what names people is replaced by `schemas.masking.MASK`."""
    watermark: str | None = None
    """Printed under the title and at the foot of every sheet, for example who took the file out and when."""
    progress: Callable[[int], None] | None = None
    """Called with the number of activities written, every 500 and at the end."""
    cancelled: Callable[[], bool] | None = None
    """Asked every 500 activities; True ends the export with `ExportCancelled`."""


class RegisterSummary(Struct, frozen=True, kw_only=True):
    """What a register holds. The numbers count rows; `replaced` and `cut` count cells."""

    activities: int
    steps: int
    systems: int
    exchange_lines: int
    recipients: int
    holdings: int
    findings: int
    revisions: int
    sheets: tuple[str, ...]
    """Titles of the sheets with rows, in their order; the legend and the hidden sheets are not among them."""
    replaced: int
    """Cells in which characters that XML forbids were replaced by visible ones."""
    cut: int
    """Cells that were longer than Excel takes; each says where the whole text is."""
    size: int
    """Bytes written."""


class ExportCancelled(Exception):
    """The caller asked to stop. Nothing was written to `out`."""


def said_day(options: RegisterOptions) -> str:
    """Return the words for the moment at which the register stood as listed."""
    if options.as_of is not None:
        return f"ข้อมูล ณ สิ้นวันที่ {format_thai_date(options.as_of, style='long')}"
    return f"ข้อมูล ณ วันที่ {format_thai_date(options.printed_on, style='long')}"


def day_in_bangkok(moment: datetime) -> date:
    """Return the day of an aware moment in Bangkok.

    Raises: ValueError for a naive one: nobody can say which day it is.
    """
    if moment.tzinfo is None:
        raise ValueError(f"a time without an offset: {moment.isoformat()}")
    return moment.astimezone(BANGKOK).date()
