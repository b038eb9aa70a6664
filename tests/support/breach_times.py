"""Breaches as time goes by: reporting them, and reading what the worker put out."""

from datetime import timedelta
from typing import Any

from sqlalchemy import func, select, update

from ropa.access.tables import people
from ropa.activities import service as activities
from ropa.breaches import service as breaches
from ropa.breaches.tables_assessments import breach_assessments
from ropa.breaches.tables_reminders import breach_reminders
from ropa.notices.tables import notice_outbox, notices
from schemas.access import Actor
from schemas.breach import BreachInput
from tests.support.actors import PHETCHABURI
from tests.support.staff import key
from tests.support.world import activity_input

HOUR = timedelta(hours=1)


def report(times: Any, *, hours: float = 0.0, title: str = "เหตุของ นางสาวสมมติ ผู้เสียหาย", **more: Any) -> str:
    """Report a breach of which the agency became aware some hours ago; `aware_at=None` makes it a suspicion."""
    times_of = {"aware_at": times.now - hours * HOUR} | more
    with times.register.write(times.office.officer, times.now) as uow:
        return breaches.report(uow, BreachInput(office_id=PHETCHABURI, title=title, **times_of)).id


def change(times: Any, breach_id: str, **values: Any) -> None:
    with times.register.write(times.office.officer, times.now) as uow:
        breaches.change(uow, breach_id, None, **values)


def rows(times: Any, breach_id: str | None = None) -> list[Any]:
    """Return every row of a breach, in the order of its moments."""
    query = select(breach_reminders).order_by(breach_reminders.c.due_at, breach_reminders.c.stage)
    if breach_id is not None:
        query = query.where(breach_reminders.c.breach_id == breach_id)
    with times.register.read(times.office.officer, times.now) as uow:
        return list(uow.connection.execute(query))


def put_out(times: Any, breach_id: str | None = None) -> list[str]:
    return [row.stage for row in rows(times, breach_id) if row.not_needed is None]


def inbox(times: Any, actor: Actor) -> list[Any]:
    """Return the notices of somebody about breaches, the latest first."""
    query = select(notices).where(notices.c.kind == "breach_clock", notices.c.person_id == key(actor))
    with times.register.read(times.office.officer, times.now) as uow:
        return list(uow.connection.execute(query.order_by(notices.c.id.desc())))


def mails(times: Any) -> list[Any]:
    with times.register.read(times.office.officer, times.now) as uow:
        query = select(notice_outbox.c.cause, notice_outbox.c.addressee).where(
            notice_outbox.c.channel == "email", notice_outbox.c.cause.like("breach%")
        )
        return list(uow.connection.execute(query.order_by(notice_outbox.c.id)))


def assess(times: Any, breach_id: str, level: str, **more: Any) -> None:
    """Note a decision as the desk does."""
    empty = dict.fromkeys(("factors", "circumstances", "grounds", "evidence", "known"), b"{}")
    with times.register.write(times.office.officer, times.now) as uow:
        number = uow.connection.scalar(
            select(func.count()).select_from(breach_assessments).where(breach_assessments.c.breach_id == breach_id)
        )
        values = {"level": level, "suggestion": level, "reason": "เหตุผล", "facts_hash": "", "decided_at": times.now}
        values |= {"decided_by": "x", "decided_by_name": "x", "breach_id": breach_id, "number": number + 1}
        uow.connection.execute(breach_assessments.insert(), values | empty | more)
    change(times, breach_id, level=level, level_at=times.now)


def record_with(times: Any, *lines: str) -> str:
    data = activity_input(office_id=PHETCHABURI)
    data.form.safeguards.breach_pdpc_liaisons = list(lines)
    with times.register.write(times.office.recorder, times.now) as uow:
        return activities.create(uow, data).id


def name(times: Any, actor: Actor, display_name: str) -> None:
    with times.register.write(times.office.officer, times.now) as uow:
        uow.connection.execute(update(people).where(people.c.id == key(actor)).values(display_name=display_name))
