"""Two days between which something is looked for, both included; either may be open."""

from datetime import date

from schemas.findings import Problem

#: A later year is one of the Buddhist Era.
_EARLIEST, _LATEST = date(1950, 1, 1), date(2399, 12, 31)


def span_faults(first: date | None, last: date | None, names: tuple[str, str]) -> list[Problem]:
    """Return what is wrong with two days; `names`: the fields of both, as the caller knows them."""
    found = [
        Problem(
            pointer=f"/{name}",
            message_th="ปีต้องเป็น ค.ศ. และอยู่ในช่วงที่เป็นไปได้",
            message_en="The year must be Gregorian, and one that can be",
        )
        for name, day in zip(names, (first, last), strict=True)
        if day is not None and not _EARLIEST <= day <= _LATEST
    ]
    if not found and first is not None and last is not None and last < first:
        found.append(
            Problem(
                pointer=f"/{names[1]}",
                message_th="ต้องไม่มาก่อนวันเริ่ม",
                message_en="It must not come before the first day",
            )
        )
    return found
