"""Open steps of rounds where due dates stand: lines of the agenda and the calendar, and one's own steps to do."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time

from msgspec import Struct

from ropa import clock
from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.db.unit_of_work import UnitOfWork
from ropa.procedures import rules_runs, service_late, service_people, store_due
from ropa.procedures.service_runs import document_of
from ropa.procedures.store_due import AnyRow
from schemas.access import Role
from schemas.office import WHOLE_MINISTRY
from schemas.procedure import StepDoer
from schemas.reminders import DueKind, DueThing

_PERSON = "person:"
_KEY = 36
#: After every step, before every step.
_LAST_STEP, _NO_STEP = 10_000, 0
#: Of the steps that may be somebody's: nearer people may do some of them.
_LOOKED_AT = 5


class OwnStep(Struct, frozen=True, kw_only=True):
    """An open step that the actor is to do."""

    id: str
    round_id: str
    ref: str
    round_title: str
    step: int
    title: str
    run_office_id: int
    due_on: date | None
    late_days: int
    """Working days over the due date."""


def agenda(uow: UnitOfWork, start: tuple[date, str], last: date, limit: int) -> list[DueThing]:
    """Return the agenda's lines of open steps after a place (day, id) and up to a day; those that are late come first.

    A step that several offices have open until the same day is one line, which leads to the round.
    Raises: Forbidden.
    """
    visible = access.visible_offices(uow, Permission.READ_ROUNDS)
    rows = store_due.due(uow, visible, _after(start), last, limit)
    titles = _titles(uow, rows)
    return [_thing(row, titles.get((row.revision_id, row.step), "")) for row in rows]


def _after(start: tuple[date, str]) -> tuple[date, str, int]:
    day, key = start
    step = key[_KEY + 1 :]
    if len(key) > _KEY and step.isascii() and step.isdecimal():
        return day, key[:_KEY], int(step)
    return day, key, _LAST_STEP if key else _NO_STEP


def _thing(row: AnyRow, title: str) -> DueThing:
    is_one = row.offices == 1
    return DueThing(
        kind=DueKind.ROUND,
        on=row.due_on,
        at=None,
        # Padded: ids of one round and day then stand in the order of their steps.
        id=f"{row.round_id}-{row.step:04d}",
        ref=row.ref,
        title=f"{row.title}: ขั้นตอนที่ {row.step} {title}".rstrip(),
        title_en=f"{row.title}: step {row.step} {title}".rstrip(),
        office_id=row.office_id if is_one else None,
        count=row.offices,
        path=f"/rounds/{row.round_id}" + (f"/offices/{row.run_office_id}" if is_one else ""),
        # The day itself stands for its change: a moved day is another entry.
        updated_at=datetime.combine(row.due_on, time(), clock.BANGKOK).astimezone(UTC),
    )


def _titles(uow: UnitOfWork, rows: Iterable[AnyRow]) -> dict[tuple[str, int], str]:
    """Return the titles of steps by revision and number; one query, and each document is read once."""
    wanted = {row.revision_id for row in rows}
    stored = store_due.documents(uow, wanted) if wanted else {}
    return {
        (revision_id, step.number): step.title
        for revision_id, (version, content) in stored.items()
        for step in document_of(version, content).steps
    }


def own(uow: UnitOfWork, limit: int) -> list[OwnStep]:
    """Return the open steps that are the actor's to do, the earliest due first; the same people are reminded of them.

    Those handed to the actor, and those whose role the actor holds nearest to the step's office. A program has none.
    """
    if not uow.actor.id.startswith(_PERSON):
        return []
    person_id = uow.actor.id.removeprefix(_PERSON)
    found = store_due.own(uow, person_id, _held(uow), limit * _LOOKED_AT)
    if not found:
        return []
    people = service_people.doers(uow, found)
    rows = [row for row in found if person_id in people[row.id]][:limit]
    titles, late = _titles(uow, rows), _late(uow, rows)
    return [
        OwnStep(
            id=row.id,
            round_id=row.round_id,
            ref=row.ref,
            round_title=row.title,
            step=row.step,
            title=titles.get((row.revision_id, row.step), ""),
            run_office_id=row.run_office_id,
            due_on=row.due_on,
            late_days=late.get(row.id, 0),
        )
        for row in rows
    ]


def _held(uow: UnitOfWork) -> list[store_due.Held]:
    doers: dict[Role, list[str]] = {}
    for doer in StepDoer:
        doers.setdefault(service_people.ROLES.get(doer, Role.DPO), []).append(str(doer))
    return [
        store_due.Held(
            doers[grant.role],
            # A step that names nobody is the DPO's, as in `service_people`.
            grant.role is Role.DPO,
            None if grant.office_id == WHOLE_MINISTRY else access.at_or_below(grant.office_id),
        )
        for grant in uow.actor.grants
        if grant.role in doers
    ]


def _late(uow: UnitOfWork, rows: list[AnyRow]) -> dict[str, int]:
    today = clock.bangkok(uow.now).date()
    over = [row for row in rows if row.due_on is not None and row.due_on < today]
    if not over:
        return {}
    runs = store_due.runs_named(uow, {row.run_id for row in over})
    tables = service_late.tables_of(uow, runs, min(row.due_on for row in over), today)
    return {row.id: rules_runs.days_late(row.due_on, today, tables[row.run_id]) for row in over}
