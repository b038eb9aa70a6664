"""The register of requests, right by right, and its numbers: what a report to the head or an auditor needs.

Nobody's name, number or words stand in a line; refused grounds stand by their codes alone.
"""

from collections.abc import Iterator, Sequence
from datetime import date

import msgspec

from ropa import clock
from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.activities import service_listing
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Forbidden, Invalid, NotFound, invalid
from ropa.offices import service as offices
from ropa.requests import rules_statistics as rules
from ropa.requests import service_rows, service_tasks
from ropa.requests import store_register as store
from ropa.requests.store import Offices
from schemas.day_span import span_faults
from schemas.findings import Problem
from schemas.refusals import RefusalGround
from schemas.request_decisions import DecisionInput
from schemas.request_letters import ANSWERS
from schemas.request_register import RequestRegisterFilter, RequestRegisterLine, RequestStatistics
from schemas.request_terms import RightOutcome
from schemas.requests import RequestFilter, RightShown, SubjectRequest

#: More are asked for by narrower days.
AT_ONCE = 5_000
_KINDS = tuple(str(each) for each in ANSWERS)


def _scope(uow: UnitOfWork, wanted: RequestRegisterFilter) -> list[Offices]:
    problems: list[Problem] = []
    if wanted.office is not None and offices.office_name(uow, wanted.office) is None:
        problems += invalid("/office", "ไม่มีหน่วยงานนี้", "There is no such office").problems
    problems += span_faults(wanted.since, wanted.until, ("since", "until"))
    if problems:
        raise Invalid(problems)
    below = None if wanted.office is None else access.at_or_below(wanted.office)
    return [access.visible_offices(uow, Permission.READ_REQUESTS), below]


def count(uow: UnitOfWork, wanted: RequestRegisterFilter) -> int:
    """Return how many requests the register lists. Raises: Forbidden; Invalid with every fault of the filter."""
    return store.count(uow, _scope(uow, wanted), wanted.since, wanted.until)


def lines(uow: UnitOfWork, wanted: RequestRegisterFilter) -> Iterator[RequestRegisterLine]:
    """Yield a line for each right of each request, oldest first: a handful of queries for each 200 requests.

    Raises: Forbidden; Invalid with every fault of the filter.
    """
    scope = _scope(uow, wanted)
    names = {each.id: each.name for each in offices.list_offices(uow)}
    for rows in store.batches(uow, scope, wanted.since, wanted.until):
        found = service_rows.records(uow, rows)
        ids = [each.id for each in found]
        refs = _refs(uow, sorted({key for each in found for key in each.activity_ids}))
        tasks = service_tasks.counts(uow, ids)
        joined = _Joined(uow, ids)
        for each in found:
            told = [refs.get(key, "(ไม่มีสิทธิดู)") for key in each.activity_ids]
            office = names.get(each.office_id, str(each.office_id))
            for right in each.rights:
                yield joined.line(each, right, office=office, activities=told, tasks=tasks.get(each.id, (0, 0)))


def _refs(uow: UnitOfWork, activity_ids: Sequence[str]) -> dict[str, str]:
    try:
        return {key: item.ref for key, item in service_listing.named(uow, activity_ids).items()}
    except (Forbidden, NotFound):
        return {}


def _ended_on(found: SubjectRequest, right: RightShown) -> date | None:
    """Return the day in Bangkok on which a right was taken back, or its request ended; None: it goes on."""
    at = right.decided_at if right.outcome is RightOutcome.WITHDRAWN else found.closed_at
    return None if at is None else clock.bangkok(at).date()


class _Joined:
    """What some requests have beside their rows."""

    def __init__(self, uow: UnitOfWork, ids: Sequence[str]) -> None:
        self._today = clock.bangkok(uow.now).date()
        self._answered = store.answered(uow, ids, _KINDS)
        self._grounds: dict[tuple[str, int], list[RefusalGround]] = {}
        for row in store.decisions(uow, ids):
            given = msgspec.json.decode(row.content, type=DecisionInput)
            self._grounds[row.request_id, row.right_seq] = list(dict.fromkeys(each.ground for each in given.refused))

    def counted(self, found: SubjectRequest, right: RightShown) -> rules.CountedRight:
        """Return what counting needs of a right."""
        at = self._answered.get((found.id, right.seq))
        answered_on = None if at is None else clock.bangkok(at).date()
        return rules.CountedRight(
            right=right.right,
            outcome=right.outcome,
            stand=rules.stand_of(
                right.outcome,
                found.state,
                right.due_on,
                self._today,
                answered_on=answered_on,
                fulfilled_on=right.fulfilled_on,
                ended_on=_ended_on(found, right),
            ),
            days=None if answered_on is None else (answered_on - right.received_on).days,
            grounds=tuple(self._grounds.get((found.id, right.seq), ())),
        )

    def line(
        self, found: SubjectRequest, right: RightShown, *, office: str, activities: list[str], tasks: tuple[int, int]
    ) -> RequestRegisterLine:
        """Return the line of a right."""
        known = self.counted(found, right)
        at = self._answered.get((found.id, right.seq))
        return RequestRegisterLine(
            ref=found.ref,
            office=office,
            channel=found.channel,
            language=found.language,
            state=found.state,
            received_at=found.received_at,
            requester=found.requester,
            age_band=found.age_band,
            identity_level=found.identity_level,
            right=right.right,
            right_received_on=right.received_on,
            limit_days=right.limit_days,
            limit_law=right.limit_law,
            due_on=right.due_on,
            is_paused=found.is_paused,
            outcome=right.outcome,
            decided_at=right.decided_at,
            answered_at=None if at is None else clock.bangkok(at),
            fulfilled_on=right.fulfilled_on,
            days=known.days,
            stand=known.stand,
            grounds=list(known.grounds),
            activities=activities,
            tasks_open=tasks[0],
            tasks=tasks[1],
            closed_at=found.closed_at,
            forget_on=found.forget_on,
            forgotten_at=found.forgotten_at,
        )


def narrowed(uow: UnitOfWork, found: Sequence[SubjectRequest], wanted: RequestFilter) -> list[SubjectRequest]:
    """Return those of some requests that have a right which the filter asks for, counted as in `statistics`."""
    joined = _Joined(uow, [each.id for each in found])
    return [each for each in found if any(rules.passes(joined.counted(each, right), wanted) for right in each.rights)]


def statistics(uow: UnitOfWork, wanted: RequestRegisterFilter) -> RequestStatistics:
    """Return the numbers of the requests that the actor may see.

    Raises: Forbidden; Invalid with every fault of the filter.
    """
    scope = _scope(uow, wanted)
    names = {each.id: each.name for each in offices.list_offices(uow)}

    def found() -> Iterator[rules.CountedRequest]:
        for rows in store.batches(uow, scope, wanted.since, wanted.until):
            records = service_rows.records(uow, rows)
            joined = _Joined(uow, [each.id for each in records])
            for each in records:
                yield rules.CountedRequest(
                    office_id=each.office_id,
                    state=each.state,
                    channel=each.channel,
                    received_on=each.received_on,
                    rights=[joined.counted(each, right) for right in each.rights],
                )

    return rules.counted(found(), names, wanted.since, wanted.until)
