"""The end of items: what the recording of evidence stores of them. Nothing here asks for rights: it has."""

from collections.abc import Sequence
from datetime import date

from ropa.audit.service import record
from ropa.db.unit_of_work import UnitOfWork
from ropa.destruction import rules_gates, service_steps, store
from ropa.destruction.rules_states import STEPS, Act
from ropa.errors import Conflict, Invalid, NotFound
from ropa.retention import service_listable, service_states
from schemas.destruction import HoldingState, ItemOutcome, ListState
from schemas.destruction_lists import DestructionItem


def lock(uow: UnitOfWork, list_id: str) -> None:
    """Lock a list as every step does, before its items are read; it gets a new version. Raises: NotFound."""
    if not store.bump(uow, list_id):
        raise NotFound


def destroyed(uow: UnitOfWork, list_id: str, items: Sequence[DestructionItem], act: Act, on: date) -> ListState:
    """Store that items were destroyed (`DESTROY`), destroyed but for copies (`BLOCK`), or that those went (`ERASE`).

    Returns where the list stands then: closed, when no item is open any more. Call `lock` first.
    Raises: Invalid for held items; Conflict when one is not where the act begins.
    """
    held = service_listable.held_of_list(uow, list_id)
    stopped = [rules_gates.held(each.seq, each.listed.activity_id).problem for each in items if each.holding_id in held]
    if stopped:
        raise Invalid(stopped)
    step = STEPS[act]
    for each in items:
        if each.state not in step.before or each.outcome is not ItemOutcome.OPEN:
            raise Conflict(
                f"รายการที่ {each.seq} อยู่ในสถานะ “{each.state.th}” บันทึกการทำลายไม่ได้",
                f"Item {each.seq} is “{each.state.en}”; its destruction cannot be recorded",
            )
    wanted = [each.holding_id for each in items]
    service_steps.expect(service_states.dispose_all(uow, wanted, step.after, on, before=step.before), wanted)
    values: dict[str, object] = {"state": str(step.after), "outcome": str(step.outcome)}
    if step.outcome is not ItemOutcome.OPEN:
        values["outcome_on"] = on
    store.set_items(uow, [each.id for each in items], values)
    state = service_steps.restage(uow, service_steps.of_row(uow, list_id))
    if state is ListState.CLOSED:
        record(uow, "destruction.closed", f"destruction-list:{list_id}", {"state": str(HoldingState.DESTROYED)})
    return state
