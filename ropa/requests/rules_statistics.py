"""Counting requests of data subjects. Pure; days are of Bangkok."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from statistics import median

from msgspec import Struct

from schemas.breach_register import Counted, OfficeCount
from schemas.refusals import RefusalGround
from schemas.request_register import RequestStatistics, RightNumbers, RightStand
from schemas.request_terms import ENDED, RequestChannel, RequestState, Right, RightAnswer, RightOutcome
from schemas.requests import RequestFilter
from schemas.thai_dates import BE_OFFSET, ENGLISH_MONTHS_IN_FULL, MONTHS
from schemas.vocabulary import Term

_LATE = frozenset({RightStand.LATE, RightStand.OVERDUE})


class CountedRight(Struct, frozen=True, kw_only=True):
    """What counting needs of one right."""

    right: Right
    outcome: RightOutcome | None
    stand: RightStand
    days: int | None
    grounds: tuple[RefusalGround, ...]


class CountedRequest(Struct, frozen=True, kw_only=True):
    """What counting needs of one request."""

    office_id: int
    state: RequestState
    channel: RequestChannel
    received_on: date
    rights: list[CountedRight]


def stand_of(
    outcome: RightOutcome | None,
    state: RequestState,
    due_on: date,
    today: date,
    *,
    answered_on: date | None,
    fulfilled_on: date | None,
    ended_on: date | None = None,
) -> RightStand:
    """Return how a right stands to its last day: by the answer, and by the day on which it was carried out, if later.

    `ended_on`: without an answer, the day on which the right was taken back or the request ended. What was late then
    stays late: an end takes no missed last day out of the numbers.
    Legal source: PDPA s.30 paragraph 3 (within 30 days of receipt), PDPC erasure B.E. 2567 (90 days).
    """
    if answered_on is None and ended_on is not None and ended_on > due_on:
        return RightStand.LATE
    if outcome is RightOutcome.WITHDRAWN:
        return RightStand.WITHDRAWN
    if answered_on is not None:
        done_on = max(answered_on, fulfilled_on or answered_on)
        return RightStand.LATE if done_on > due_on else RightStand.IN_TIME
    if state in ENDED:
        return RightStand.ENDED
    return RightStand.OVERDUE if today > due_on else RightStand.WAITING


def is_counted(right: CountedRight, answer: RightAnswer) -> bool:
    """Return whether a right is among those that the numbers count so."""
    if answer is RightAnswer.ANSWERED:
        return right.days is not None
    return right.stand is RightStand.OVERDUE if answer is RightAnswer.OVERDUE else right.stand in _LATE


def passes(right: CountedRight, wanted: RequestFilter) -> bool:
    """Return whether a right is one that a list asks for, by its kind, how it is counted, and how long it took."""
    if wanted.right is not None and right.right is not wanted.right:
        return False
    if wanted.took_days is not None and (right.days is None or right.days < wanted.took_days):
        return False
    return wanted.answer is None or is_counted(right, wanted.answer)


def counted(
    requests: Iterable[CountedRequest], offices: Mapping[int, str], since: date | None, until: date | None
) -> RequestStatistics:
    """Return the numbers. What was dismissed as no request is in none but its own."""
    states: Counter[str] = Counter()
    channels: Counter[str] = Counter()
    months: Counter[str] = Counter()
    at: Counter[int] = Counter()
    found: list[CountedRight] = []
    dismissed = waiting = behind = 0
    for each in requests:
        if each.state is RequestState.NOT_A_REQUEST:
            dismissed += 1
            continue
        states[str(each.state)] += 1
        channels[str(each.channel)] += 1
        months[f"{each.received_on:%Y-%m}"] += 1
        at[each.office_id] += 1
        waiting += each.state not in ENDED
        behind += any(is_counted(right, RightAnswer.OVERDUE) for right in each.rights)
        found += each.rights
    stands = Counter(str(each.stand) for each in found)
    outcomes = Counter("" if each.outcome is None else str(each.outcome) for each in found)
    grounds = Counter(str(ground) for each in found for ground in set(each.grounds))
    days = [each.days for each in found if each.days is not None]
    return RequestStatistics(
        since=since,
        until=until,
        requests=sum(states.values()),
        open=waiting,
        requests_overdue=behind,
        dismissed=dismissed,
        rights=len(found),
        answered=len(days),
        late=stands[str(RightStand.LATE)],
        overdue=stands[str(RightStand.OVERDUE)],
        median_days=round(median(days), 1) if days else None,
        longest_days=max(days, default=None),
        by_right=[_numbers(right, [each for each in found if each.right is right]) for right in Right],
        by_outcome=[
            *_terms(RightOutcome, outcomes),
            Counted(code="", th="ยังไม่ตัดสิน", en="undecided", count=outcomes[""]),
        ],
        by_stand=_terms(RightStand, stands),
        by_state=[each for each in _terms(RequestState, states) if each.code != str(RequestState.NOT_A_REQUEST)],
        by_channel=_terms(RequestChannel, channels),
        by_month=[_month(code, count) for code, count in sorted(months.items())],
        by_ground=[each for each in _terms(RefusalGround, grounds) if each.count],
        by_office=[
            OfficeCount(office_id=key, name=offices.get(key, str(key)), count=count)
            for key, count in sorted(at.items(), key=lambda item: (-item[1], item[0]))
        ],
    )


def _numbers(right: Right, rights: list[CountedRight]) -> RightNumbers:
    outcomes = Counter(each.outcome for each in rights)
    days = [each.days for each in rights if each.days is not None]
    return RightNumbers(
        code=str(right),
        th=right.th,
        en=right.en,
        count=len(rights),
        granted=outcomes[RightOutcome.GRANTED],
        partly=outcomes[RightOutcome.PARTLY],
        refused=outcomes[RightOutcome.REFUSED],
        not_held=outcomes[RightOutcome.NOT_HELD],
        withdrawn=outcomes[RightOutcome.WITHDRAWN],
        undecided=outcomes[None],
        answered=sum(is_counted(each, RightAnswer.ANSWERED) for each in rights),
        late=sum(is_counted(each, RightAnswer.LATE) for each in rights),
        median_days=round(median(days), 1) if days else None,
        longest_days=max(days, default=None),
    )


def _terms(terms: Iterable[Term], counts: Counter[str]) -> list[Counted]:
    return [Counted(code=str(each), th=each.th, en=each.en, count=counts[str(each)]) for each in terms]


def _month(code: str, count: int) -> Counted:
    year, month = int(code[:4]), int(code[5:])
    buddhist = year + BE_OFFSET
    english = f"{ENGLISH_MONTHS_IN_FULL[month - 1]} B.E. {buddhist}"
    return Counted(code=code, th=f"{MONTHS[month - 1]} {buddhist}", en=english, count=count)
