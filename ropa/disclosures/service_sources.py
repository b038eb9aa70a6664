"""Use cases of the systems that send in their exchange log: name one, list them, how long lines are kept, drop days."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Row

from ropa import clock
from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.activities import service as activities
from ropa.audit.service import record
from ropa.db.unit_of_work import UnitOfWork
from ropa.disclosures import store_log
from ropa.disclosures.rules_log_words import LineFault, refuse_secret
from ropa.disclosures.service_batches import milliseconds, moment_of
from ropa.errors import Conflict, Invalid, NotFound
from ropa.offices import service as offices
from schemas.exchange_log import ExchangeBatch, ExchangeKeeping, ExchangeSource, ExchangeSourceInput
from schemas.findings import Problem

#: Most lines that one pass drops: the writer must not be held longer than a second.
MOST_DROPPED = 100_000


def add(uow: UnitOfWork, given: ExchangeSourceInput) -> ExchangeSource:
    """Return the new source.

    Raises: Forbidden; Conflict when its code is taken; Invalid for an office or an activity that is not known, and for
    a code that may be somebody's number or a secret.
    """
    fault = offices.fault_of(uow, given.office_id)
    problems = [] if fault is None else [Problem(pointer="/office_id", message_th=fault[0], message_en=fault[1])]
    try:
        # It stands in every search and in the trail.
        refuse_secret(given.code)
    except LineFault as error:
        problems.append(Problem(pointer="/code", message_th=error.message_th, message_en=error.message_en))
    if given.activity_id is not None:
        try:
            activities.read(uow, given.activity_id)
        except NotFound:
            th, en = "ไม่พบกิจกรรมนี้", "There is no such activity"
            problems.append(Problem(pointer="/activity_id", message_th=th, message_en=en))
    if problems:
        raise Invalid(problems)
    access.require(uow, Permission.RECORD_DISCLOSURES, given.office_id)
    if store_log.source(uow, given.code) is not None:
        raise Conflict("มีระบบที่ใช้รหัสนี้แล้ว", "This code is taken by another source")
    values: dict[str, Any] = {name: getattr(given, name) for name in given.__struct_fields__}
    store_log.add_source(uow, {**values, "created_at": uow.now, "created_by": uow.actor.id})
    record(uow, "exchange_log.source_added", f"exchange_source:{given.code}", {"office_id": given.office_id})
    return find(uow, given.code)


def find(uow: UnitOfWork, code: str) -> ExchangeSource:
    """Return one source.

    Raises: NotFound, also when it belongs to an office whose disclosures the actor may neither read nor record.
    """
    row = store_log.source(uow, code)
    if row is None or not any(
        access.may(uow, permission, row.office_id)
        for permission in (Permission.READ_DISCLOSURES, Permission.RECORD_DISCLOSURES)
    ):
        raise NotFound
    return _shown(row)


def listed(uow: UnitOfWork) -> list[ExchangeSource]:
    """Return the sources that the actor may read, by code.

    Raises: Forbidden.
    """
    visible = access.visible_offices(uow, Permission.READ_DISCLOSURES)
    return [_shown(row) for row in store_log.sources(uow, visible, None, None)]


def batches(uow: UnitOfWork, code: str, limit: int = 50) -> list[ExchangeBatch]:
    """Return the newest batches of a source.

    Raises: NotFound.
    """
    source = find(uow, code)
    return [
        ExchangeBatch(
            batch=row.batch_key,
            lines=row.lines,
            stored=row.stored,
            first_at=moment_of(row.first_at),
            last_at=moment_of(row.last_at),
            sha256=row.sha256,
            received_at=clock.bangkok(row.received_at),
        )
        for row in store_log.batches(uow, source.id, limit)
    ]


def keep(uow: UnitOfWork, code: str, given: ExchangeKeeping) -> ExchangeSource:
    """Change how long the lines of a source are kept and return it.

    Raises: NotFound, Forbidden.
    Legal source: Computer Crime Act s.26: traffic data for 90 days at least.
    """
    source = find(uow, code)
    access.require(uow, Permission.DECIDE_DISCLOSURES, source.office_id)
    store_log.change_source(uow, source.id, keep_days=given.keep_days)
    details = {"before": source.keep_days, "after": given.keep_days, "reason": given.reason}
    record(uow, "exchange_log.keeping_changed", f"exchange_source:{code}", details)
    return find(uow, code)


def waits(uow: UnitOfWork) -> bool:
    """Tell whether some source has lines whose time is over."""
    return any(_over(uow, row) is not None for row in store_log.sources(uow, None, None, None))


def drop_old(uow: UnitOfWork) -> int:
    """Drop lines whose whole day is past the time of their source; return how many went.

    Up to `MOST_DROPPED` in one pass; what is left goes with the next, and no search shows it meanwhile.
    """
    left = MOST_DROPPED
    for row in store_log.sources(uow, None, None, None):
        before = _over(uow, row)
        if before is None or not left:
            continue
        if store_log.dropped_before(uow, [row.id]).get(row.id, 0) < before:
            store_log.add_drop(uow, row.id, before)
        gone = store_log.drop_lines(uow, row.id, before, left)
        left -= gone
        details = {"before": moment_of(before), "lines": gone, "keep_days": row.keep_days}
        record(uow, "exchange_log.dropped", f"exchange_source:{row.code}", details)
    return MOST_DROPPED - left


def _over(uow: UnitOfWork, row: Row[Any]) -> int | None:
    """Return the midnight in Bangkok before which the lines of a source go; None when it has none so old."""
    today = clock.bangkok(uow.now).replace(hour=0, minute=0, second=0, microsecond=0)
    before = milliseconds(today - timedelta(days=row.keep_days))
    oldest = store_log.oldest(uow, row.id)
    return before if oldest is not None and oldest < before else None


def _shown(row: Row[Any]) -> ExchangeSource:
    return ExchangeSource(
        id=row.id,
        office_id=row.office_id,
        code=row.code,
        name=row.name,
        activity_id=row.activity_id,
        keep_days=row.keep_days,
        created_at=clock.bangkok(row.created_at),
    )
