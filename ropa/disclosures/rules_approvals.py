"""On which days an agency's request stands approved, told by its steps. Pure.

Several approvals may follow each other (renewals), and what was suspended or ended is not approved for that time: a
line of the exchange log is judged at its own moment, not at the one when its batch came in.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta, tzinfo

from msgspec import Struct

from schemas.disclosures import ExchangeRequestInput, ExchangeStep, ExchangeStepInput, ExchangeStepTaken
from schemas.findings import Problem
from schemas.thai_dates import format_thai_date

_DAY = timedelta(days=1)
T = ExchangeStep
#: Steps that say on which days a request is approved.
APPROVALS = frozenset({T.APPROVE, T.RENEW})
#: Steps that use an approval, so they belong to its days.
_USES = frozenset({T.CONNECT, T.RESUME, T.ROTATE})
Stretch = tuple[datetime, datetime]


class Standing(Struct, frozen=True, kw_only=True):
    """What stands of a request before a step."""

    asked: ExchangeRequestInput
    client_id: str | None
    approved: Sequence[tuple[date, date]]


def approved_days(steps: Iterable[ExchangeStepTaken]) -> list[tuple[date, date]]:
    """Return the first and the last day of each approval, in the order of the decisions."""
    return [(first, last) for first, last in map(_days, steps) if first is not None and last is not None]


def _days(taken: ExchangeStepTaken) -> tuple[date | None, date | None]:
    given = taken.details
    return (given.valid_from, given.valid_to) if taken.step in APPROVALS else (None, None)


def is_in_force(approved: Iterable[tuple[date, date]], today: date) -> bool:
    """Tell whether a day is one that was approved."""
    return any(first <= today <= last for first, last in approved)


def usable(step: ExchangeStep, approved: Iterable[tuple[date, date]], today: date) -> bool:
    """Tell whether a step may be taken on a day as far as approvals go."""
    return step not in _USES or is_in_force(approved, today)


def stretches(steps: Sequence[ExchangeStepTaken], zone: tzinfo) -> list[Stretch]:
    """Return the times at which a request stood approved and was neither suspended nor ended; the ends are outside.

    `zone` is where its days begin and end.
    """
    days = [
        (_midnight(first, zone), _midnight(min(last, date.max - _DAY) + _DAY, zone))
        for first, last in approved_days(steps)
    ]
    return [(max(a, c), min(b, d)) for a, b in days for c, d in _open(steps, zone) if max(a, c) < min(b, d)]


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone)


def _open(steps: Iterable[ExchangeStepTaken], zone: tzinfo) -> Iterator[Stretch]:
    """Yield the times between a resumption and the next suspension or the end."""
    since: datetime | None = datetime.min.replace(tzinfo=zone)
    for taken in steps:
        if taken.step in {T.SUSPEND, T.END} and since is not None:
            yield since, taken.taken_at
            since = None
        elif taken.step is T.RESUME:
            since = taken.taken_at
    if since is not None:
        yield since, datetime.max.replace(tzinfo=zone)


def standing_faults(given: ExchangeStepInput, before: Standing, today: date) -> Iterator[Problem]:
    """Yield what of a step does not agree with what was asked and approved."""
    asked = given.asked or before.asked
    if given.step in APPROVALS:
        yield from _outside(given, asked)
    if not usable(given.step, before.approved, today):
        spans_th = ", ".join(f"{format_thai_date(first)} – {format_thai_date(last)}" for first, last in before.approved)
        spans_en = ", ".join(f"{first} to {last}" for first, last in before.approved)
        yield _say(
            "/step",
            f"ทำได้เฉพาะในช่วงที่อนุมัติ ({spans_th}) ถ้าเลยแล้วให้ต่ออายุหรือสิ้นสุด",
            f"This belongs to the days that it is approved for ({spans_en}); once they have passed, renew or end it",
        )
    if given.step is T.ROTATE and given.client_id is not None and given.client_id == before.client_id:
        yield _say("/client_id", "ต้องไม่ใช่ ClientID เดิม", "This is the ClientID that it has already")
    if given.step is T.RENEW:
        yield from _renewal_faults(given, before)


def _outside(given: ExchangeStepInput, asked: ExchangeRequestInput) -> Iterator[Problem]:
    th = f"ต้องอยู่ในช่วงที่ขอ ({format_thai_date(asked.wanted_from)} – {format_thai_date(asked.wanted_to)})"
    en = f"Must lie in the time that was asked for ({asked.wanted_from} to {asked.wanted_to})"
    for name in ("valid_from", "valid_to"):
        day = getattr(given, name)
        if day is not None and not asked.wanted_from <= day <= asked.wanted_to:
            yield _say(f"/{name}", th, en)


def _renewal_faults(given: ExchangeStepInput, before: Standing) -> Iterator[Problem]:
    last = max((last for _, last in before.approved), default=None)
    if last is not None and given.valid_to is not None and given.valid_to <= last:
        th = f"ต้องหลังวันที่อนุมัติไว้แล้ว ({format_thai_date(last)})"
        yield _say("/valid_to", th, f"Must come after the last day that is approved already ({last})")
    code = before.asked.agency_code
    if code and given.asked is not None and given.asked.agency_code != code:
        th, en = "ต่ออายุให้หน่วยงานอื่นไม่ได้ ให้รับคำขอใหม่", "Another agency needs a request of its own"
        yield _say("/asked/agency_code", th, en)


def uncovered(moments: Iterable[int], spans: Sequence[tuple[int, int]]) -> bool:
    """Tell whether a moment lies in no span, whose end is outside."""
    return any(not any(first <= at < last for first, last in spans) for at in moments)


def _say(pointer: str, message_th: str, message_en: str) -> Problem:
    return Problem(pointer=pointer, message_th=message_th, message_en=message_en)
