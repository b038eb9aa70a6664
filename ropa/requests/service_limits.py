"""How many days a right may take: from the table by right and effective date.

Legal source: PDPA ss.19, 30-36; PDPC notification on erasure B.E. 2567; law.md A.7, B.8, C.5.
"""

from datetime import date, timedelta

from ropa import clock
from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.audit.service import record
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Invalid
from ropa.requests import rules_limits, rules_text, store_limits
from schemas.office import WHOLE_MINISTRY
from schemas.request_limits import Limit, LimitInput, LimitRow, LimitShown, LimitStatus, RequestLimits
from schemas.request_terms import Right

_DAY = timedelta(days=1)


def limit_of(uow: UnitOfWork, right: Right, received_on: date) -> Limit:
    """Return the limit of a right of a request that reached the agency on a day in Bangkok."""
    row = rules_limits.in_force(_rows(uow), right, received_on)
    return Limit(days=row.days, law=row.law, due_on=rules_limits.due_on(received_on, row.days))


def table(uow: UnitOfWork) -> RequestLimits:
    """Return the limits of every right with the days of receipt that each is for.

    Raises: Forbidden.
    """
    access.visible_offices(uow, Permission.READ_REQUESTS)
    today = clock.bangkok(uow.now).date()
    rows = _rows(uow)
    standing = rules_limits.standing(rows)
    current = {right: rules_limits.in_force(rows, right, today) for right in Right}
    items = [_shown(row, standing, is_current=current[row.right] == row) for row in standing]
    items.sort(key=lambda row: not row.is_current)
    return RequestLimits(items=items, may_set=access.may(uow, Permission.SET_REQUEST_LIMITS, WHOLE_MINISTRY))


def set_limit(uow: UnitOfWork, given: LimitInput) -> RequestLimits:
    """Return the table with a limit that was set for a later day, or confirmed with its source.

    Requests that were received keep the limit under which they came.
    Raises: Forbidden, Invalid.
    """
    access.require(uow, Permission.SET_REQUEST_LIMITS, WHOLE_MINISTRY)
    problems = list(rules_limits.faults(given, _rows(uow), clock.bangkok(uow.now).date()))
    problems += rules_text.problems(law=given.law, source=given.source)
    if problems:
        raise Invalid(problems)
    values = {
        "right": str(given.right),
        "number": store_limits.next_limit(uow, str(given.right)),
        "effective_on": given.effective_on,
        "days": given.days,
        "law": given.law,
        "source": given.source,
        "at": uow.now,
        "by": uow.actor.id,
        "by_name": uow.actor.name,
    }
    store_limits.add_limit(uow, values)
    details = {name: getattr(given, name) for name in given.__struct_fields__ if name != "right"}
    record(uow, "request_limit.set", f"request_limit:{given.right}", details)
    return table(uow)


def _rows(uow: UnitOfWork) -> list[LimitRow]:
    return rules_limits.shipped() + [
        LimitRow(
            right=Right.of(row.right),
            number=row.number,
            effective_on=row.effective_on,
            days=row.days,
            law=row.law,
            source=row.source,
            status=LimitStatus.CONFIRMED,
            set_at=clock.bangkok(row.at),
            set_by_name=row.by_name,
        )
        for row in store_limits.limits(uow)
    ]


def _shown(row: LimitRow, standing: list[LimitRow], *, is_current: bool) -> LimitShown:
    later = [each.effective_on for each in standing if each.right is row.right and each.effective_on > row.effective_on]
    return LimitShown(
        **{name: getattr(row, name) for name in row.__struct_fields__},
        until=min(later) - _DAY if later else None,
        is_current=is_current,
    )
