"""The data sets that an approved record implies, by the year: what it must keep and nobody has entered. Pure."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

from msgspec import structs

from schemas.document import ActivityDocument
from schemas.holding import Carrier, CopyKind, HoldingCopy, HoldingInput
from schemas.holding_ways import HoldingProposal, YearKind
from schemas.nothing import says_nothing
from schemas.periods import calendar_year_end, fiscal_year_end
from schemas.retention import Anchor, Cycle
from schemas.thai_dates import BE_OFFSET, BE_YEARS, ThaiDateError, read_thai_date
from schemas.thai_text import arabic_digits
from schemas.vocabulary import Applies, StartEvent, StorageFormat

#: Of years of one record that are offered at once: what an agency founded long ago may still have.
MOST_YEARS: Final = 80
#: Events that fall on the same day for all that was collected in a year: at its end, at the latest.
_BY_YEAR: Final = frozenset(
    {StartEvent.RECORD_CREATED, StartEvent.COLLECTED, StartEvent.FISCAL_YEAR_END, StartEvent.CALENDAR_YEAR_END}
)
_LONGEST: Final = 500
_MOST_COPIES: Final = 50
_AS_OF: Final = re.compile(r"ณ\s*(?:วันที่)?\s*(\d{1,2}\s*[^\s\d]+\s*\d{2,4}|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4})")
_YEAR: Final = re.compile(r"(?:ปีงบประมาณ|พ\.\s?ศ\.|ปี)\s*(?:พ\.\s?ศ\.\s*)?(2[45]\d\d)(?!\d)")
_DAY = timedelta(days=1)


class Slot(NamedTuple):
    """One of a record's rules: its key, its name ("" for the form's own) and the event from which it counts."""

    slot: str
    name: str
    event: StartEvent | None


class Span(NamedTuple):
    """What a holding that is there covers: the rule that it is kept by, its first and its last day."""

    slot: str
    first: date
    last: date


def kind_of(cycle: Cycle | None) -> YearKind:
    """Return the years by which an office destroys: its cycle's, and the fiscal ones where that says neither."""
    calendar = cycle is not None and cycle.anchor is Anchor.CALENDAR_YEAR_END
    return YearKind.CALENDAR if calendar else YearKind.FISCAL


def first_known(document: ActivityDocument, approved_on: date | None, today: date) -> date | None:
    """Return the earliest day on which a record is known to have had data: by its volume, or its first approval."""
    days = list(_days_in(document.form.data_category.data_volume or "", today))
    if approved_on is not None:
        days.append(approved_on)
    return min(days, default=None)


def _days_in(words: str, today: date) -> Iterator[date]:
    plain = arabic_digits(words)
    for found in _AS_OF.finditer(plain):
        try:
            day = read_thai_date(found[1], today=today).value
        except ThaiDateError:
            continue
        if day <= today:
            yield day
    for found in _YEAR.finditer(plain):
        year = int(found[1])
        if year in BE_YEARS and year - BE_OFFSET <= today.year:
            yield date(year - BE_OFFSET, 9, 30)


def years(kind: YearKind, first: date, today: date) -> list[tuple[int, date, date]]:
    """Return (B.E. year, first day, last day) of every year from that of `first` to the last one that is over."""
    found: list[tuple[int, date, date]] = []
    end = _end(kind, first)
    while end < today and len(found) < MOST_YEARS:
        found.append((end.year + BE_OFFSET, _begin(kind, end), end))
        end = _end(kind, end + _DAY)
    return found


def _end(kind: YearKind, day: date) -> date:
    return fiscal_year_end(day) if kind is YearKind.FISCAL else calendar_year_end(day)


def _begin(kind: YearKind, end: date) -> date:
    return _end(kind, date(end.year - 1, end.month, 1)) + _DAY


def proposals(
    activity_id: str,
    document: ActivityDocument,
    slots: Sequence[Slot],
    spans: Iterable[Span],
    answered: Collection[str],
    kind: YearKind,
    since: list[tuple[int, date, date]],
) -> Iterator[HoldingProposal]:
    """Yield what a record keeps of each year by each of its rules, where nothing is entered or answered of its days.

    A year of which a part is there is not offered: it would be kept twice. Its rest is entered by hand.
    The day of the start event is the year's end for events that every record of the year has had by then; for others
    (the end of a contract) nobody knows it, and it is left open.
    """
    common = _common(document)
    by_slot: dict[str, list[Span]] = {}
    for span in spans:
        by_slot.setdefault(span.slot, []).append(span)
    for slot in slots:
        taken = [*by_slot.get(slot.slot, ()), *_answered(answered, slot.slot)]
        for year, begin, end in since:
            key = f"{kind}:{year}:{slot.slot}"
            if key in answered or any(span.first <= end and begin <= span.last for span in taken):
                continue
            known = slot.event in _BY_YEAR
            title = f"{common.title} {kind.th} {year}" + (f" ({slot.name})" if slot.name else "")
            yield HoldingProposal(
                key=key,
                activity_id=activity_id,
                year_kind=kind,
                year_be=year,
                start_known=known,
                data=structs.replace(
                    common,
                    title=_cut(title),
                    start_event=slot.event,
                    started_on=end if known else None,
                    data_from=begin,
                    data_through=end,
                    rule=slot.slot,
                ),
            )


def _answered(keys: Collection[str], slot: str) -> Iterator[Span]:
    """Yield the years of a rule that were answered: whoever put one aside is not offered its days by other years."""
    for key in keys:
        code, year, of = key.split(":", 2)
        if of == slot:
            kind = YearKind.of(code)
            end = _end(kind, date(int(year) - BE_OFFSET, 1, 1))
            yield Span(slot, _begin(kind, end), end)


def _name(document: ActivityDocument) -> str:
    header = document.form.header
    return header.sub_process or header.main_process or "ข้อมูล"


def _common(document: ActivityDocument) -> HoldingInput:
    """Return what is the same for every year."""
    storage, beyond = document.form.storage, document.form.beyond
    places = [_line(words) for words in storage.storage_locations or [] if not says_nothing(words)]
    backups = [_line(words) for words in document.form.safeguards.backup_and_recovery or [] if not says_nothing(words)]
    return HoldingInput(
        title=_name(document),
        location=_cut(", ".join(each for each in places if each)) or None,
        carrier=_carrier([each.code for each in storage.storage_formats or []]),
        saraban=beyond.saraban_applies or Applies.UNCLEAR,
        copies=[HoldingCopy(kind=CopyKind.BACKUP, place=_cut(words)) for words in backups[:_MOST_COPIES] if words],
    )


def _carrier(formats: Sequence[StorageFormat | None]) -> Carrier | None:
    known = [each for each in formats if each is not None]
    paper = StorageFormat.PAPER in known
    electronic = any(each is not StorageFormat.PAPER for each in known)
    if paper and electronic:
        return Carrier.BOTH
    if paper:
        return Carrier.PAPER
    return Carrier.ELECTRONIC if electronic else None


def _line(words: str) -> str:
    return " ".join(words.split())


def _cut(words: str) -> str:
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"
