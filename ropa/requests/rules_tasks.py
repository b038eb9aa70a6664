"""Which tasks a request has: what each right asks for at what holds the data, and which of them are new. Pure.

Legal source: PDPA ss.19, 30-36; s.33 and PDPC B.E. 2567 (who got the data is told of an erasure); law.md F.4 68.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from msgspec import Struct

from ropa.requests.rules_where import Target
from schemas.breach_work import TaskState
from schemas.findings import Problem
from schemas.request_effects import EffectKind
from schemas.request_tasks import RequestTaskDone, TaskKind, TaskResult, TaskWanted, TaskWhat
from schemas.request_terms import Right, RightOutcome
from schemas.requests import RightShown

#: What is done where the data are kept: in systems, data sets, and at those who process them for the agency.
WORK: Final[dict[Right, TaskWhat]] = {
    Right.WITHDRAWAL: TaskWhat.STOP_USE,
    Right.ACCESS: TaskWhat.COPY,
    Right.PORTABILITY: TaskWhat.COPY,
    Right.OBJECTION: TaskWhat.STOP_USE,
    Right.ERASURE: TaskWhat.ERASE,
    Right.RESTRICTION: TaskWhat.RESTRICT,
    Right.RECTIFICATION: TaskWhat.CORRECT,
}
#: What does not wait for a decision: a copy harms nobody, and who withdraws or objects is no longer used at once
#: (PDPA s.19, s.32 paragraph 3).
AT_ONCE: Final = frozenset({TaskWhat.COPY, TaskWhat.STOP_USE})
#: Of what is done, recipients are told.
TOLD_OF: Final = frozenset({TaskWhat.ERASE, TaskWhat.CORRECT})
TOLD_RIGHTS: Final = frozenset(right for right, what in WORK.items() if what in TOLD_OF)
#: Nothing is done any more for a right that ended in one of these.
DECIDED_AGAINST: Final = frozenset({RightOutcome.REFUSED, RightOutcome.NOT_HELD, RightOutcome.WITHDRAWN})
DECIDED_FOR: Final = frozenset({RightOutcome.GRANTED, RightOutcome.PARTLY})
#: Work ends before the last day of the right: the answer is to be written, too.
BEFORE_THE_END: Final = timedelta(days=7)
#: What the clock of a writer may be ahead of ours.
AHEAD: Final = timedelta(minutes=1)

#: What an effect of a right at a data set ends there, and how: data that a law keeps cannot be erased.
ENDED_BY: Final[dict[EffectKind, tuple[TaskWhat, TaskResult]]] = {
    EffectKind.ERASURE: (TaskWhat.ERASE, TaskResult.DONE),
    EffectKind.KEPT: (TaskWhat.ERASE, TaskResult.CANNOT),
    EffectKind.RESTRICTION: (TaskWhat.RESTRICT, TaskResult.DONE),
    EffectKind.SEPARATION: (TaskWhat.STOP_USE, TaskResult.DONE),
    EffectKind.WITHDRAWAL: (TaskWhat.STOP_USE, TaskResult.DONE),
}

_RESULTS: Final[dict[TaskWhat, frozenset[TaskResult]]] = {
    TaskWhat.SEARCH: frozenset({TaskResult.FOUND, TaskResult.NOT_FOUND, TaskResult.CANNOT}),
    **dict.fromkeys(
        (TaskWhat.COPY, TaskWhat.CORRECT, TaskWhat.ERASE, TaskWhat.RESTRICT, TaskWhat.STOP_USE),
        frozenset({TaskResult.DONE, TaskResult.NOT_FOUND, TaskResult.CANNOT}),
    ),
    TaskWhat.TELL: frozenset({TaskResult.DONE, TaskResult.CANNOT}),
}
#: Something was changed: how, and by what it can be shown, is asked for.
_CHANGES: Final = frozenset({TaskWhat.CORRECT, TaskWhat.ERASE, TaskWhat.RESTRICT, TaskWhat.STOP_USE})

Key = tuple[TaskKind, TaskWhat, str]
"""By which a task is made once."""


class Known(Struct, frozen=True, kw_only=True):
    """A task that was made."""

    number: int
    key: Key
    round: int
    rights: list[int]
    state: TaskState
    result: TaskResult | None
    lines: int
    is_overtaken: bool = False
    """Put off by a decision, not by a person."""


class Wanted(Struct, frozen=True, kw_only=True):
    """A task that the facts ask for. `is_early`: it waits for the decision, or for the erasure."""

    what: TaskWhat
    target: Target
    rights: list[int]
    is_early: bool = False

    @property
    def key(self) -> Key:
        """Return by what it is made once."""
        return self.target.kind, self.what, self.target.key


class Plan(Struct, frozen=True, kw_only=True):
    """What making the wanted tasks does: `new` with the round of each, `wider` with the number of the open one."""

    new: list[tuple[Wanted, int]]
    wider: list[tuple[int, Wanted]]
    there: int


def wanted(
    found: Iterable[Target], rights: Sequence[RightShown], known: Iterable[Known], erased: Collection[int] = ()
) -> list[Wanted]:
    """Return the tasks that the rights ask for at each target, in the order of targets.

    Before a decision the person is searched for, copies are made, and what may not wait is done at once; data are
    erased, corrected or restricted after it, and recipients are told. `erased`: rights for which data were erased,
    whatever they ask for.
    """
    known = list(known)
    copied: dict[tuple[TaskKind, str], set[int]] = {}
    for each in known:
        if each.key[1] is TaskWhat.COPY and each.state is TaskState.DONE:
            copied.setdefault((each.key[0], each.key[2]), set()).update(each.rights)
    work, apart = _work(rights, may_join=True), _work(rights, may_join=False)
    told = [one.seq for one in rights if one.right in TOLD_RIGHTS and one.outcome not in DECIDED_AGAINST]
    now = told_now(rights, known) | set(erased)
    tell = (TaskWhat.TELL, sorted(now) if now else told, not now)
    made: list[Wanted] = []
    for target in found:
        searched = copied.get((target.kind, target.key))
        here = [tell] if target.kind is TaskKind.RECIPIENT else work if searched is None else apart
        for what, seqs, is_early in here:
            asks = [seq for seq in seqs if what is not TaskWhat.SEARCH or searched is None or seq not in searched]
            if asks:
                made.append(Wanted(what=what, target=target, rights=asks, is_early=is_early))
    return made


def _work(rights: Sequence[RightShown], *, may_join: bool) -> list[tuple[TaskWhat, list[int], bool]]:
    """Return what is done at each place that keeps the data, for which rights, and whether it waits for a decision.

    `may_join`: who makes a copy searches at the same time for the other rights.
    """
    now: dict[TaskWhat, list[int]] = {}
    later: dict[TaskWhat, list[int]] = {}
    searched: list[int] = []
    for each in rights:
        if each.outcome in DECIDED_AGAINST:
            continue
        what = WORK[each.right]
        if what in AT_ONCE or each.outcome in DECIDED_FOR:
            now.setdefault(what, []).append(each.seq)
        else:
            searched.append(each.seq)
            later.setdefault(what, []).append(each.seq)
    if searched:
        first = TaskWhat.COPY if may_join and TaskWhat.COPY in now else TaskWhat.SEARCH
        now[first] = sorted([*now.get(first, []), *searched])
    return [
        *((what, seqs, False) for what, seqs in sorted(now.items())),
        *((what, seqs, True) for what, seqs in sorted(later.items()) if what not in now),
    ]


def told_now(rights: Sequence[RightShown], known: Iterable[Known]) -> set[int]:
    """Return the rights of which recipients are to be told: granted ones, and those for which data were changed.

    Also a right that is not decided yet, or was refused later: who got data that are erased since is told.
    """
    of = {each.seq: each for each in rights}
    now = {each.seq for each in rights if each.right in TOLD_RIGHTS and each.outcome in DECIDED_FOR}
    for task in known:
        _, what, _ = task.key
        if what in TOLD_OF and task.state is TaskState.DONE and task.result is TaskResult.DONE:
            now |= {seq for seq in task.rights if seq in of}
    return now


def chosen(tasks: Iterable[Wanted], given: TaskWanted) -> list[Wanted]:
    """Return those of the tasks that are asked for and not too early; of their rights, those that are asked for."""
    found: list[Wanted] = []
    for each in tasks:
        seqs = each.rights if given.rights is None else [seq for seq in each.rights if seq in given.rights]
        fits = (given.kinds is None or each.target.kind in given.kinds) and (
            given.what is None or each.what in given.what
        )
        if fits and seqs and not each.is_early:
            found.append(Wanted(what=each.what, target=each.target, rights=seqs))
    return found


def planned(tasks: Iterable[Wanted], known: Iterable[Known]) -> Plan:
    """Return what is new of some tasks: one a target, however often it is asked for.

    An open task takes on a further right; a done one is evidence, so that a further right is another round of it; one
    that somebody put off with a reason is not made again for the same right.
    """
    rounds: dict[Key, list[Known]] = {}
    for each in known:
        rounds.setdefault(each.key, []).append(each)
    new: list[tuple[Wanted, int]] = []
    wider: list[tuple[int, Wanted]] = []
    there = 0
    for task in tasks:
        before = sorted(rounds.get(task.key, ()), key=lambda each: each.round)
        missing = [
            seq for seq in task.rights if not any(seq in each.rights for each in before if not each.is_overtaken)
        ]
        last = before[-1] if before else None
        if last is not None and last.state in OPEN:
            if missing or last.lines < len(task.target.lines):
                seqs = sorted({*last.rights, *missing})
                wider.append((last.number, Wanted(what=task.what, target=task.target, rights=seqs)))
            there += 1
        elif missing:
            rights = missing if before else task.rights
            new.append((Wanted(what=task.what, target=task.target, rights=rights), len(before) + 1))
        else:
            there += 1
    return Plan(new=new, wider=wider, there=there)


OPEN: Final = frozenset({TaskState.OPEN, TaskState.OVERDUE})


def state_of(due_on: date | None, today: date, *, is_done: bool, is_dropped: bool) -> TaskState:
    """Return where a task stands; the day on which it is due is in time."""
    if is_done:
        return TaskState.DONE
    if is_dropped:
        return TaskState.DROPPED
    return TaskState.OVERDUE if due_on is not None and today > due_on else TaskState.OPEN


def due_of(what: TaskWhat, seqs: Iterable[int], rights: Mapping[int, RightShown], today: date) -> date | None:
    """Return the day by which a task is done: a week before the earliest last day, telling on it; never in the past."""
    ends = [rights[seq].due_on for seq in seqs if seq in rights]
    if not ends:
        return None
    day = min(ends) if what is TaskWhat.TELL else min(ends) - BEFORE_THE_END
    return max(day, today)


def done_problems(what: TaskWhat, given: RequestTaskDone) -> list[Problem]:
    """Return all that is missing or too much in how a task of this kind is said to have ended."""
    found: list[Problem] = []
    if given.result not in _RESULTS[what]:
        words = " / ".join(each.th for each in TaskResult if each in _RESULTS[what])
        english = ", ".join(each.en for each in TaskResult if each in _RESULTS[what])
        found.append(_problem("/result", f"ผลของงานนี้เป็นได้เพียง {words}", f"This task ends with one of: {english}"))
    if given.result is TaskResult.CANNOT and given.note is None:
        found.append(_problem("/note", "ทำไม่ได้ ต้องบอกเหตุผล", "Say why it cannot be done"))
    if what in _CHANGES and given.result is TaskResult.DONE and given.note is None and given.evidence_ref is None:
        th, en = "ระบุว่าทำอย่างไร หรือเลขที่หลักฐาน", "Say how it was done, or give a reference of the evidence"
        found.append(_problem("/note", th, en))
    if what is TaskWhat.TELL and given.result is TaskResult.DONE:
        for pointer, value, th, en in (
            ("/told_at", given.told_at, "ระบุวันเวลาที่แจ้ง", "Say when they were told"),
            ("/told_how", given.told_how, "ระบุวิธีที่แจ้ง", "Say how they were told"),
        ):
            if value is None:
                found.append(_problem(pointer, th, en))
    if what is not TaskWhat.TELL and (given.told_at is not None or given.told_how is not None):
        found.append(_problem("/told_at", "งานนี้ไม่ใช่การแจ้งผู้รับ", "This is no task to tell a recipient"))
    return found


def _problem(pointer: str, th: str, en: str) -> Problem:
    return Problem(pointer=pointer, message_th=th, message_en=en)
