"""Use cases of what is not in a table yet: days that a library proposes, and lists that are looked over first.

Legal source: law.md C.6: a library only proposes; a person enters, with the resolution as the source.
"""

from datetime import date

from msgspec import structs

from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Invalid, invalid
from ropa.working_days import proposals, rules_entries, rules_lines, service, store, table_file
from ropa.working_days.rules_entries import problem
from schemas.findings import Problem
from schemas.thai_dates import format_thai_date
from schemas.working_days import (
    HolidayDay,
    HolidayProposal,
    HolidayScope,
    HolidaysInput,
    HolidayTable,
    LinesInput,
    LinesRead,
    ProposalTaking,
)

#: The largest file with a table.
MOST_BYTES = table_file.MOST_BYTES
_NATIONAL = (str(HolidayScope.NATIONAL), "")


def proposal(uow: UnitOfWork, year: int) -> HolidayProposal:
    """Return days to be compared with the resolution; nothing is entered, nothing counts.

    Raises: Forbidden; Invalid for a year out of range.
    """
    access.visible_offices(uow, Permission.READ_OFFICES)
    service.refuse_year(year)
    return proposals.proposed(year)


def take(uow: UnitOfWork, given: ProposalTaking) -> HolidayTable:
    """Return the table of a year after proposed days were entered into it with the source of whoever compared them.

    Without a choice all that are not in the table are taken. The year is not confirmed by it.
    Raises: Forbidden; Invalid for a day that is not proposed or stands already, and when nothing is left to take.
    """
    proposed = proposal(uow, given.year)
    by_day = {each.day: each for each in proposed.items}
    if given.days is None:
        standing = store.standing(uow, date(given.year, 1, 1), date(given.year, 12, 31), [_NATIONAL])
        kept = {row.day for row in standing}
        chosen = [each for each in proposed.items if each.day not in kept]
    else:
        reasons = {each.day: each for each in proposed.not_for_agencies}
        problems: list[Problem] = []
        for place, day in enumerate(given.days):
            if day in by_day:
                continue
            thai, english = f"ไม่มีข้อเสนอของ {format_thai_date(day)}", f"{day} is not proposed"
            if day in reasons:
                thai, english = f"{thai}: {reasons[day].reason_th}", f"{english}: {reasons[day].reason_en}"
            problems.append(problem(f"/days/{place}", thai, english))
        if problems:
            raise Invalid(problems)
        chosen = [by_day[day] for day in given.days]
    if not chosen:
        raise invalid("/days", "ไม่มีข้อเสนอที่ยังไม่อยู่ในตาราง", "No proposed day is left to take")
    try:
        service.add(
            uow,
            HolidaysInput(source_ref=given.source_ref, days=chosen, year=given.year),
            proposed_by=proposed.source,
        )
    except Invalid as error:
        # Its pointers name the field of a list; here the same place is only a day.
        raise Invalid(
            [structs.replace(each, pointer=each.pointer.removesuffix("/day")) for each in error.problems]
        ) from None
    return service.table(uow, given.year)


def look_over(uow: UnitOfWork, given: LinesInput) -> LinesRead:
    """Return what a pasted list says, line by line, beside what stands in the table. Nothing is entered.

    Raises: Forbidden; Invalid for a year out of range.
    """
    access.visible_offices(uow, Permission.READ_OFFICES)
    if given.year is not None:
        service.refuse_year(given.year)
    lines = rules_lines.read(given.lines, given.year)
    days = [each.day.day for each in lines if each.day is not None]
    place = (str(given.scope), given.scope_ref)
    known = store.standing(uow, min(days), max(days), [place]) if days else []
    kinds = rules_entries.kinds_of([(row.day, row.kind) for row in known])
    shown = [
        structs.replace(each, is_known=each.day is not None and kinds.get(each.day.day) is each.day.kind)
        for each in lines
    ]
    new = sum(each.day is not None and not each.is_known for each in shown)
    return LinesRead(lines=shown, new=new, faults=sum(each.problem is not None for each in shown))


def read_lines(text: str, year: int) -> tuple[list[HolidayDay], list[Problem]]:
    """Return the days of a pasted list of a Gregorian year, and every fault with its line; nothing is entered."""
    return rules_lines.read_lines(text, year)


def lines_of(read: LinesRead) -> str:
    """Return the days that are not in the table yet as lines that can be entered as they are."""
    return "\n".join(rules_lines.written(each.day) for each in read.lines if each.day is not None and not each.is_known)


def read_file(name: str, content: bytes) -> str:
    """Return the rows of a workbook or CSV as lines of a pasted list, each with the number of its row.

    Raises: ValueError with words in Thai and English, parted by " / ", for what is no such file.
    """
    return table_file.read_file(name, content)
