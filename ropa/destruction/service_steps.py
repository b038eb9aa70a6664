"""How every step on a list begins and ends: who may, which version, which items, what stops them, what is stored.

The list's row is locked first, then its items and holdings change, each only from the state that the step starts from.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date

import msgspec
from msgspec import Struct

from ropa import clock
from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.db.unit_of_work import UnitOfWork
from ropa.destruction import rules_gates, store
from ropa.destruction.rules_states import ENDED, STEPS, Act, stage
from ropa.errors import Conflict, Invalid, NotFound, PreconditionFailed
from ropa.retention import service_listable, service_states
from schemas.destruction import HoldingState, ItemOutcome, ListState
from schemas.destruction_facts import HoldingFacts
from schemas.destruction_lists import DestructionItem, Refused
from schemas.findings import Problem
from schemas.reading import control_characters

#: More gates than `rules_gates.gates`, for one kind of step.
Gate = Callable[[DestructionItem, HoldingFacts], Iterable[Refused]]


class Opened(Struct, frozen=True, kw_only=True):
    """A list before one of its steps, locked."""

    id: str
    ref: str
    office_id: int
    year: int
    title: str
    state: ListState
    version: int
    """The version that the step gives it."""
    last_seq: int
    submitted_on: date | None
    secretaries: frozenset[str]
    """Actors who made, submitted or concluded it."""
    opinions_hash: str | None


def today(uow: UnitOfWork) -> date:
    """Return the present day in Bangkok."""
    return clock.bangkok(uow.now).date()


def opened(
    uow: UnitOfWork,
    list_id: str,
    version: int,
    permission: Permission,
    said: Struct | None = None,
    *,
    bump: bool = True,
) -> Opened:
    """Return a list that the actor may take a step on, locked until the end of the unit of work.

    `bump` False: the step changes nothing that others decide on, so that they can act at the same version.
    Raises: NotFound, Forbidden, PreconditionFailed; Conflict when it has ended; Invalid for what is no text.
    """
    row = store.find(uow, list_id)
    if row is None:
        raise NotFound
    access.require(uow, Permission.READ_RETENTION, row.office_id, hide=True)
    access.require(uow, permission, row.office_id)
    refuse_control_characters(said)
    if not store.lock(uow, list_id, version, version + bump):
        raise PreconditionFailed
    found = of_row(uow, list_id)
    if found.state in ENDED:
        raise Conflict("บัญชีนี้ปิดหรือยกเลิกแล้ว", "This list is closed or cancelled")
    return found


def of_row(uow: UnitOfWork, list_id: str) -> Opened:
    """Return a list as its row says; who calls has locked it. Raises: NotFound."""
    row = store.find(uow, list_id)
    if row is None:
        raise NotFound
    return Opened(
        id=row.id,
        ref=row.ref,
        office_id=row.office_id,
        year=row.year,
        title=row.title,
        state=ListState.of(row.state),
        version=row.version,
        last_seq=row.last_seq,
        submitted_on=clock.bangkok(row.submitted_at).date() if row.submitted_at else None,
        secretaries=frozenset(each for each in (row.created_by, row.submitted_by, row.concluded_by) if each),
        opinions_hash=row.opinions_hash,
    )


def refuse_control_characters(said: Struct | None) -> None:
    """Return when what was sent holds none. Raises: Invalid."""
    problems = [] if said is None else list(control_characters(msgspec.to_builtins(said)))
    if problems:
        raise Invalid(problems)


def chosen(
    items: Sequence[DestructionItem],
    seqs: Sequence[int] | None,
    states: Collection[HoldingState],
    where: str = "/items",
) -> list[DestructionItem]:
    """Return the open items of these numbers, or all that stand in `states`.

    Raises: Invalid with each number that the list does not have or that stands elsewhere, and when there is none.
    """
    ready = {item.seq: item for item in items if item.state in states and item.outcome is ItemOutcome.OPEN}
    if seqs is None:
        if not ready:
            raise Conflict("ไม่มีรายการที่อยู่ในขั้นตอนนี้", "No item stands at this step")
        return list(ready.values())
    known = {item.seq: item for item in items}
    problems = [
        _not_here(f"{where}/{place}", seq, known.get(seq)) for place, seq in enumerate(seqs) if seq not in ready
    ]
    if problems:
        raise Invalid(problems)
    return [ready[seq] for seq in sorted(set(seqs))]


def _not_here(pointer: str, seq: int, item: DestructionItem | None) -> Problem:
    thai, english = f"ไม่มีรายการที่ {seq} ในบัญชี", f"The list has no item {seq}"
    if item is not None:
        stands = item.state if item.outcome is ItemOutcome.OPEN else item.outcome
        thai = f"รายการที่ {seq} อยู่ในสถานะ “{stands.th}” ทำขั้นตอนนี้ไม่ได้"
        english = f"Item {seq} is “{stands.en}” and cannot take this step"
    return Problem(pointer=pointer, message_th=thai, message_en=english)


def sorted_out(
    uow: UnitOfWork,
    opened_list: Opened,
    items: Sequence[DestructionItem],
    more: Gate | None = None,
    *,
    leave_refused: bool = False,
) -> tuple[list[DestructionItem], list[Refused]]:
    """Return the items that may take a step towards destruction now, and why the others may not.

    Held ones stay behind by themselves. Raises: Invalid with every refusal when others cannot go either and are not
    left behind on purpose, or when nothing can go.
    """
    going, stays = sort_each(uow, opened_list, items, more)
    refuse_unless(going, stays, leave_refused=leave_refused)
    return going, stays


def sort_each(
    uow: UnitOfWork, opened_list: Opened, items: Sequence[DestructionItem], more: Gate | None = None
) -> tuple[list[DestructionItem], list[Refused]]:
    """Return the items that may take a step towards destruction now, and why the others may not."""
    facts = service_listable.of_list(uow, opened_list.id) if items else {}
    going: list[DestructionItem] = []
    stays: list[Refused] = []
    for item in items:
        refusals = list(refusals_of(item, facts.get(item.holding_id), today(uow), more))
        stays += refusals
        if not refusals:
            going.append(item)
    return going, stays


def refuse_unless(going: Sequence[object], stays: Sequence[Refused], *, leave_refused: bool) -> None:
    """Return when a step may go on with `going`: held items stay behind by themselves, the others only on purpose.

    Raises: Invalid with every refusal.
    """
    held = {each.seq for each in stays if each.code == "held"}
    stops = any(each.seq not in held for each in stays)
    if not going or (stops and not leave_refused):
        raise Invalid([each.problem for each in stays])


def refusals_of(
    item: DestructionItem, facts: HoldingFacts | None, day: date, more: Gate | None = None
) -> Iterator[Refused]:
    """Yield what stops one item from a step towards destruction."""
    yield from rules_gates.gates(item, facts, day)
    if more is not None and facts is not None:
        yield from more(item, facts)


def move(uow: UnitOfWork, opened_list: Opened, act: Act, items: Sequence[DestructionItem], **values: object) -> None:
    """Take an act with items and their holdings. `values` are further columns of the items, the same for all.

    Raises: Conflict when another act was first; then nothing of this one is kept.
    """
    if not items:
        return
    step = STEPS[act]
    keeps = step.after is HoldingState.ACTIVE
    wanted = [item.holding_id for item in items]
    moved = service_states.move(
        uow, wanted, before=step.before, after=step.after, list_id=None if keeps else opened_list.id
    )
    expect(moved, wanted)
    store.set_items(uow, [item.id for item in items], {**_now(uow, act), **values})


def extend(
    uow: UnitOfWork,
    opened_list: Opened,
    act: Act,
    items: Sequence[DestructionItem],
    through: date,
    **values: object,
) -> None:
    """Take an act that keeps items through a day. Raises: Conflict as `move`."""
    facts = service_listable.of_list(uow, opened_list.id)
    step = STEPS[act]
    due = [each for each in items if _ends_before(facts.get(each.holding_id), through)]
    moved = service_states.extend_all(uow, [item.holding_id for item in due], through, before=step.before)
    expect(moved, [item.holding_id for item in due])
    all_at_once = {item.id for item in due}
    for item in items:
        # Few: those whose rule was changed meanwhile, so that they have no date or a later one.
        if item.id not in all_at_once and not service_states.extend(uow, item.holding_id, through, before=step.before):
            expect([], [item.holding_id])
    store.set_items(uow, [item.id for item in items], {**_now(uow, act), "through": through, **values})


def _ends_before(facts: HoldingFacts | None, through: date) -> bool:
    return facts is not None and facts.due_on is not None and facts.due_on <= through


def _now(uow: UnitOfWork, act: Act) -> dict[str, object]:
    step = STEPS[act]
    ended = {} if step.outcome is ItemOutcome.OPEN else {"outcome_on": today(uow)}
    return {"state": str(step.after), "outcome": str(step.outcome), **ended}


def expect(moved: Collection[str], wanted: Collection[str]) -> None:
    """Return when everything moved. Raises: Conflict: somebody else was first, or a data set is not where it was."""
    if len(moved) != len(set(wanted)):
        raise Conflict(
            "ชุดข้อมูลบางรายการเปลี่ยนสถานะระหว่างดำเนินการ โปรดเปิดบัญชีอีกครั้ง",
            "Some data sets changed their state meanwhile; open the list again",
        )


def restage(uow: UnitOfWork, opened_list: Opened, **values: object) -> ListState:
    """Store where the list stands after a step, with further columns of it; return that."""
    rows = store.counts(uow, opened_list.id)
    standing = [(HoldingState.of(state), number) for state, outcome, number in rows if outcome == str(ItemOutcome.OPEN)]
    destroyed = [HoldingState.DESTROYED] if any(o == str(ItemOutcome.DESTROYED) for _, o, _ in rows) else []
    now = stage(
        opened_list.state,
        [*(state for state, _ in standing), *destroyed],
        open_items=sum(number for _, number in standing),
    )
    ended = {"closed_at": uow.now} if now is ListState.CLOSED else {}
    store.change_list(uow, opened_list.id, {"state": str(now), **ended, **values})
    return now
