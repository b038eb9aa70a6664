"""Proposals of holidays from the library `holidays`, corrected for agencies. Nothing of them is entered or counted.

The library says of itself that it is exact for 1997-2025; later years are as the Royal Gazette announces them. Its
errors for civil servants: Labour Day and Children's Day are no holidays of agencies, and the Royal Ploughing Day stands
in another category. Sources: law.md C.6; the library's own notice.
"""

from datetime import date
from functools import lru_cache
from importlib.metadata import version

from schemas.working_days import HolidayDay, HolidayKind, HolidayProposal, NotForAgencies

#: Gregorian years for which the library vouches.
EXACT = range(1997, 2026)
_SPECIAL = "วันหยุดพิเศษ"
_PLOUGHING = "วันพืชมงคล"
_BY_THE_MOON = ("วันมาฆบูชา", "วันวิสาขบูชา", "วันอาสาฬหบูชา", "วันเข้าพรรษา")
_NO_HOLIDAYS = {
    "วันแรงงานแห่งชาติ": (
        "วันหยุดตามกฎหมายคุ้มครองแรงงาน ไม่ใช่วันหยุดราชการ",
        "A holiday of the Labour Protection Act, not of civil servants",
    ),
    "วันเด็กแห่งชาติ": ("ไม่ใช่วันหยุดราชการ (ตรงวันเสาร์เสมอ)", "Not a holiday of agencies (always a Saturday)"),
}


@lru_cache(maxsize=64)
def proposed(year: int) -> HolidayProposal:
    """Return what the library knows of a Gregorian year; of one that it does not know, nothing but what is missing."""
    # A tenth of a second; only those who look at holidays pay it.
    from holidays import country_holidays

    known = country_holidays("TH", years=year, categories=("public", "government"), language="th")
    items: list[HolidayDay] = []
    others: list[NotForAgencies] = []
    for day, name in sorted(known.items()):
        name_th, refused = _parted(day, name)
        if name_th:
            kind = HolidayKind.SPECIAL if name_th.startswith(_SPECIAL) else HolidayKind.FULL
            items.append(HolidayDay(day=day, name_th=name_th, kind=kind))
        others += refused
    names = " ".join(each.name_th for each in items)
    missing = [each for each in (*_BY_THE_MOON, _PLOUGHING) if each not in names]
    return HolidayProposal(
        year=year,
        source=f"holidays {version('holidays')}",
        is_exact=year in EXACT,
        items=items,
        not_for_agencies=others,
        missing_th=[*missing, _SPECIAL] if items else [*missing, _SPECIAL, "วันหยุดตามวันที่แน่นอน"],
    )


def _parted(day: date, name: str) -> tuple[str, list[NotForAgencies]]:
    """Return the names of a day that count for agencies as one, and the others with the reason."""
    counted: list[str] = []
    refused: list[NotForAgencies] = []
    for each in name.split("; "):
        reason = next((words for known, words in _NO_HOLIDAYS.items() if known in each), None)
        if reason is None:
            counted.append(each)
        else:
            refused.append(NotForAgencies(day=day, name_th=each, reason_th=reason[0], reason_en=reason[1]))
    return " / ".join(counted), refused
