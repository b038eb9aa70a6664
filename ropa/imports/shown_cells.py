"""Numbers and dates of a workbook's cells as a person sees them, and as the values that they are."""

import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from math import isfinite

from msgspec import Struct
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

from schemas.thai_dates import BE_OFFSET, MONTHS, SHORT_MONTHS

Value = bool | int | float | datetime | date | None

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
#: Excel keeps 15 digits; what stands behind them is the noise of binary fractions.
_DIGITS = 15
_MOST_PLAIN_DIGITS = 21
#: Number formats whose picture is certain: words, `#,##0.00` or `000`, `%`, words.
_FORMAT = re.compile(
    r'(?P<before>(?:"[^"]*"|\\.|[ ()/-])*)(?P<core>#,##0|#,###|0+|#)(?P<decimals>\.0+)?(?P<percent>%)?'
    r'(?P<after>(?:"[^"]*"|\\.|_.|[ )])*)'
)
_LOCALE = re.compile(r"\[\$[^\]-]*-(?P<code>[0-9A-Fa-f]*)[^\]]*\]")
_DATE_TOKEN = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|d{1,2}|m{1,4}|y{4}|y{2}|b{4}|b{2}|[/\-., ]', re.IGNORECASE)
_THAI_LANGUAGE = 0x1E
_THAI_CALENDAR = 7
_LONGEST_PICTURE = 10
_LAST_MOMENT = datetime(9999, 12, 31, 23, 59, 59)  # noqa: DTZ001 - a cell knows no time zone


class Styles(Struct):
    """What styles.xml says of numbers: each cell format's code, in the order that cells count them."""

    codes: list[str]
    is_1904: bool = False

    def shown(self, raw: str, style: str | None) -> tuple[str, Value] | None:
        """Return a number's words and value by its cell's format; None when it is no number, or no day."""
        if _NUMBER.fullmatch(raw) is None:
            return None
        number = float(raw)
        if not isfinite(number):
            return None
        code = self._code(style)
        if code in {"General", "@"}:
            return plain(number), _whole(number)
        if _is_date(code):
            return self._shown_date(number, code)
        return _formatted(number, code), _whole(number)

    @staticmethod
    def shown_iso(raw: str) -> tuple[str, Value] | None:
        """Return the words and value of a cell of type `d`, an ISO day or moment; None when it is none."""
        try:
            value = datetime.fromisoformat(raw)
        except ValueError:
            return None
        value = value.replace(tzinfo=None, microsecond=0)
        if value.time() == time():
            return value.date().isoformat(), value.date()
        return f"{value.date().isoformat()} {value:%H:%M}", value

    def _code(self, style: str | None) -> str:
        if style is None or not style.isdecimal() or len(style) > 6 or int(style) >= len(self.codes):  # noqa: PLR2004
            return "General"
        return self.codes[int(style)]

    def _shown_date(self, number: float, code: str) -> tuple[str, Value] | None:
        if is_timedelta_format(code):
            return plain(number), _whole(number)
        try:
            # Of a day before the first one Excel shows only signs.
            value = from_excel(number, MAC_EPOCH if self.is_1904 else WINDOWS_EPOCH) if number >= 0 else None
        except (OverflowError, ValueError):
            return None
        if isinstance(value, datetime):
            return _shown_moment(value, code)
        return (f"{value:%H:%M}", None) if isinstance(value, time) else None


def _shown_moment(value: datetime, code: str) -> tuple[str, Value]:
    if value.time() == time():
        return _shown_day(value.date(), code), value.date()
    # Seconds come out of a fraction of a day: half of one is noise.
    value = (min(value, _LAST_MOMENT) + timedelta(milliseconds=500)).replace(microsecond=0)
    return f"{_shown_day(value.date(), _without_time(code))} {value:%H:%M}", value


@lru_cache(maxsize=1000)
def _is_date(code: str) -> bool:
    return bool(is_date_format(code))


def code_of(number: int, own: dict[int, str]) -> str:
    """Return the format code of a number format's id."""
    return own.get(number) or BUILTIN_FORMATS.get(number, "General")


def _whole(number: float) -> int | float:
    return int(number) if number.is_integer() and abs(number) < 10**_DIGITS else number


def plain(number: float) -> str:
    """Return a number as Excel's General shows it where there is room: `1`, `0.3`, `1100700000000`."""
    words = Decimal(format(number, f".{_DIGITS}g"))
    if words and not -_DIGITS < words.adjusted() < _MOST_PLAIN_DIGITS:
        return format(number, f".{_DIGITS}g").upper()
    made = format(words, "f")
    made = made.rstrip("0").rstrip(".") if "." in made else made
    return "0" if made in {"-0", ""} else made


def _formatted(number: float, code: str) -> str:
    """Return a number by its format where the format is simple, else as General would show it."""
    found = _picture(code)
    if found is None or abs(number) >= 10**_DIGITS:
        return plain(number)
    places = len(found["decimals"] or ".") - 1
    amount = Decimal(plain(abs(number))) * (100 if found["percent"] else 1)
    comma = "," if "," in found["core"] else ""
    words = f"{amount.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):{comma}f}"
    digits, point, rest = words.partition(".")
    if found["core"].startswith("0"):
        digits = digits.rjust(len(found["core"]), "0")
    sign = "-" if number < 0 and any(sign in "123456789" for sign in words) else ""
    return (
        sign + _literal(found["before"]) + digits + point + rest + (found["percent"] or "") + _literal(found["after"])
    )


@lru_cache(maxsize=1000)
def _picture(code: str) -> re.Match[str] | None:
    found = _FORMAT.fullmatch(code.partition(";")[0])
    too_long = found is not None and max(len(found["core"]), len(found["decimals"] or "")) > _LONGEST_PICTURE
    return None if too_long else found


def _literal(words: str) -> str:
    return re.sub(r'"([^"]*)"|\\(.)|_.', lambda found: found[1] or found[2] or "", words)


def _without_time(code: str) -> str:
    return re.split(r"[hHsS]|AM/PM", code.partition(";")[0], maxsplit=1)[0].rstrip(" ,")


def _shown_day(day: date, code: str) -> str:
    """Return a day as its format shows it; in the ISO form where the format leaves that to the computer.

    Day first only: 11/12/2026 with the month first would be read as another day.
    """
    code = code.partition(";")[0]
    tokens = _DATE_TOKEN.findall(code)
    order = [token[0].lower() for token in tokens if token[0].lower() in "dmyb"]
    if "".join(tokens) != code or order not in (["d", "m", "y"], ["d", "m", "b"]) or code == BUILTIN_FORMATS[15]:
        return day.isoformat()
    locale = _LOCALE.search(code)
    number = int(locale["code"] or "0", 16) if locale else 0
    thai = number & 0xFF == _THAI_LANGUAGE
    buddhist = number >> 16 & 0xFF == _THAI_CALENDAR or order[-1] == "b"
    if any(len(token) > 2 and token[0] in "mM" for token in tokens) and not thai:  # noqa: PLR2004
        return day.isoformat()
    return "".join(_day_part(token, day, buddhist=buddhist) for token in tokens)


def _day_part(token: str, day: date, *, buddhist: bool) -> str:
    kind, size = token[0].lower(), len(token)
    if kind == "d":
        return f"{day.day:0{size}}"
    if kind == "m":
        return (f"{day.month}", f"{day.month:02}", SHORT_MONTHS[day.month - 1], MONTHS[day.month - 1])[size - 1]
    if kind in "yb":
        # Two digits of a year are two readings; the cell knows all four.
        return str(day.year + (BE_OFFSET if buddhist else 0))
    if kind == "[":
        return ""
    return _literal(token)
