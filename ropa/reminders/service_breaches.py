"""Reminders of breaches: each stage of each clock once, to liaisons, DPO and head, whenever the worker comes.

A stage, its notices and its row in `breach_reminders` are saved together or not at all, so a worker that dies in the
middle has done nothing, and the next one does all of it. What was held up goes out late and says so. Each stage is a
notice of its own in the inbox; by mail the latest of a breach goes out and names the earlier ones of the same pass.

Legal source: PDPA s.37(4); law.md F.1, case 23.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby

import msgspec
from msgspec import Struct

from ropa import clock
from ropa.access import service_reach
from ropa.access.rules import Permission
from ropa.access.service_reach import Held, nearest
from ropa.breaches import service_liaisons, service_reminders, service_timeline
from ropa.breaches.service_liaisons import Liaisons
from ropa.breaches.service_reminders import Reminded
from ropa.db.unit_of_work import UnitOfWork
from ropa.notices.service import post
from ropa.offices import service as offices
from ropa.reminders import rules_breach_stages as stages
from ropa.reminders import rules_breach_words as words
from ropa.reminders.service_telling import HEADS, TOO_MANY
from schemas.access import Role
from schemas.breach_reminders import ReminderClock, ReminderSeries, ReminderStage
from schemas.breach_work import BreachEventKind
from schemas.notices import Notice, NoticeKind

#: Breaches that one pass serves, the most urgent first; the next pass, a minute later, goes on. It bounds how long
#: other writers wait (SQLite has one) and how much memory a month without a worker takes.
MOST_BREACHES = 500
_BATCH = 500
_NAMED = 10
Due = tuple[ReminderClock, Sequence[ReminderStage]]


class Addressees(Struct, frozen=True, kw_only=True):
    """Whom a breach concerns."""

    everybody: tuple[str, ...]
    officers: frozenset[str]
    """DPOs: they hear which liaisons nobody can write to."""
    readers: frozenset[str]
    """Who may open the breach's page."""
    unreached: tuple[str, ...]


def waiting(uow: UnitOfWork) -> bool:
    """Tell whether a stage of a clock has come, or stopped, and has no row."""
    return any(stages.due(each, uow.now) for each in service_reminders.clocks(uow))


def warn(uow: UnitOfWork) -> str:
    """Put out what is due of the most urgent breaches and note it; return one line about it, empty when nothing was.

    Raises: IntegrityError when another worker notes the same stages in this moment; then nothing of this is saved.
    """
    due = _due(uow)
    if not due:
        return ""
    ids = {each.breach_id for each, _ in due}
    facts = service_reminders.facts(uow, ids)
    told = {each.breach_id for each, found in due if any(stage.not_needed is None for stage in found)}
    people = _addressees(uow, facts, told)
    notices = list(_spared(_notices(uow, due, facts, people), uow))
    new = sum(post(uow, notices[begin : begin + _BATCH]) for begin in range(0, len(notices), _BATCH))
    _note(uow, due, people)
    count = sum(stage.not_needed is None for _, found in due for stage in found)
    return f"stages {count}, notices {new}" if count else f"no longer needed {sum(len(found) for _, found in due)}"


def _due(uow: UnitOfWork) -> list[Due]:
    """Return what is due, the clocks of one breach side by side."""
    found = [(each, due) for each in service_reminders.clocks(uow) if (due := stages.due(each, uow.now))]
    found.sort(key=lambda one: (one[0].started_at, one[0].breach_id))
    served = set(list(dict.fromkeys(each.breach_id for each, _ in found))[:MOST_BREACHES])
    return sorted((one for one in found if one[0].breach_id in served), key=lambda one: one[0].breach_id)


def _addressees(uow: UnitOfWork, facts: Mapping[str, Reminded], told: set[str]) -> dict[str, Addressees]:
    held = service_reach.holders(uow, {facts[breach_id].office_id for breach_id in told})
    liaisons = service_liaisons.of_breaches(uow, told)
    return {breach_id: _concerned(held[facts[breach_id].office_id], liaisons[breach_id]) for breach_id in told}


def _concerned(held: Held, liaisons: Liaisons) -> Addressees:
    officers = nearest(held, [Role.DPO])
    answering = {*officers, *(person_id for role in HEADS for person_id in nearest(held, [role]))}
    if not answering:  # an office without head and DPO: somebody must hear of it
        answering = {*(nearest(held, [Role.REVIEWER]) or nearest(held, [Role.SYSTEM_ADMIN]))}
    reading = service_reach.roles_with(Permission.READ_BREACHES)
    return Addressees(
        everybody=tuple(sorted({*answering, *liaisons.people})),
        officers=frozenset(officers or answering),
        readers=frozenset(person_id for role in reading for _, person_id in held.get(role, ())),
        unreached=liaisons.unreached,
    )


class _Told(Struct, frozen=True, kw_only=True):
    """A notice on its way, with the breach that it is about and whether a later one of this pass tells it, too."""

    breach_id: str
    name: str
    clock: ReminderClock
    notice: Notice
    is_newest: bool


def _notices(
    uow: UnitOfWork, due: Sequence[Due], facts: Mapping[str, Reminded], people: Mapping[str, Addressees]
) -> Iterator[_Told]:
    names = _names(uow)
    for each, found in due:
        wanted = [stage for stage in found if stage.not_needed is None]
        for place, stage in enumerate(wanted, start=1):
            is_newest = place == len(wanted)
            earlier = [(one.hour, one.due_at) for one in wanted[:-1]] if is_newest else []
            concerned = people[each.breach_id]
            said = _said(each, facts[each.breach_id], names, uow)
            text = words.reminder(said, stage.hour, due_at=stage.due_at, is_late=stage.is_late)
            for person_id in concerned.everybody:
                own = words.with_late(text, earlier)
                if person_id in concerned.officers:
                    own = words.with_unreached(own, concerned.unreached)
                notice = Notice(
                    cause=f"breach:{each.breach_id}:{each.started_at.isoformat()}:{stage.code}",
                    kind=NoticeKind.BREACH_CLOCK,
                    person_id=person_id,
                    path=f"/breaches/{each.breach_id}" if person_id in concerned.readers else "/",
                    is_urgent=True,
                    inbox_only=not is_newest,
                    **own._asdict(),
                )
                yield _Told(breach_id=each.breach_id, name=said.name, clock=each, notice=notice, is_newest=is_newest)


def _names(uow: UnitOfWork) -> Callable[[int], str]:
    known = {each.id: each.name for each in offices.list_offices(uow)}
    return lambda office_id: known.get(office_id, "")


def _said(each: ReminderClock, about: Reminded, names: Callable[[int], str], uow: UnitOfWork) -> words.Said:
    came = about.received_at
    return words.Said(
        name=f"{about.ref} {names(about.office_id)}".strip(),
        series=each.series,
        started_at=each.started_at,
        now=uow.now,
        is_drill=about.is_drill,
        received_at=came if came is not None and came < each.started_at else None,
    )


def _spared(told: Iterator[_Told], uow: UnitOfWork) -> Iterator[Notice]:
    """Yield the notices; whoever would get mail of more breaches than anybody reads gets one that names them."""
    by_person = sorted(told, key=lambda one: one.notice.person_id)
    for person_id, group in groupby(by_person, key=lambda one: one.notice.person_id):
        found = list(group)
        crowd = {each.breach_id: each for each in found if each.is_newest}
        if len(crowd) <= TOO_MANY:
            yield from (each.notice for each in found)
            continue
        yield from (_kept_in(each.notice) for each in found)
        urgent = sorted(crowd.values(), key=lambda one: (one.clock.started_at, one.breach_id))[:_NAMED]
        listed = [(each.name, _ends_at(each.clock)) for each in urgent]
        yield Notice(
            # The rows of the stages keep this from being said again; its moment makes it one of its own.
            cause=f"breach:many:{clock.bangkok(uow.now).isoformat()}",
            kind=NoticeKind.BREACH_CLOCK,
            person_id=person_id,
            path="/breaches",
            is_urgent=True,
            **words.many(len(crowd), listed, uow.now)._asdict(),
        )


def _kept_in(notice: Notice) -> Notice:
    return msgspec.structs.replace(notice, inbox_only=True)


def _ends_at(each: ReminderClock) -> datetime | None:
    """Return when the 72 hours of a clock end; None where the law gives no hours."""
    if each.series in {ReminderSeries.SUBJECTS, ReminderSeries.REASSESS}:
        return None
    return stages.moment_of(each.started_at, stages.DEADLINE)


def _note(uow: UnitOfWork, due: Sequence[Due], people: Mapping[str, Addressees]) -> None:
    """Write the row of every stage, and into the timeline those that somebody was told of."""
    told = [
        (each, stage, len(people[each.breach_id].everybody) if stage.not_needed is None else 0)
        for each, found in due
        for stage in found
    ]
    service_reminders.note(uow, told)
    service_timeline.add_many(
        uow,
        BreachEventKind.REMINDER,
        [
            (each.breach_id, {"stage": stage.code, "due_at": stage.due_at, "is_late": stage.is_late, "people": count})
            for each, stage, count in told
            if stage.not_needed is None
        ],
    )
