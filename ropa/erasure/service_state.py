"""Where a list stands in the databases of its items: for its page, the API and the command line."""

from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.db.unit_of_work import UnitOfWork
from ropa.erasure import (
    service_dry_runs,
    service_lists,
    service_orders,
    service_runs,
    service_targets,
    store_runs,
    store_targets,
)
from schemas.destruction import ListState
from schemas.destruction_lists import DestructionItem, DestructionList
from schemas.erasure_runs import ItemErasure, ListErasure
from schemas.findings import Problem

_ENDED = frozenset({ListState.CLOSED, ListState.CANCELLED})


def known(uow: UnitOfWork, ref: str) -> str:
    """Return a reference that the actor may see. Raises: NotFound."""
    return service_lists.of_ref(uow, ref).ref


def of_ref(uow: UnitOfWork, ref: str) -> ListErasure:
    """Return where the list of a reference stands. Raises: NotFound."""
    return _state(uow, service_lists.of_ref(uow, ref))


def of_list(uow: UnitOfWork, list_id: str) -> ListErasure:
    """Return where a list stands. Raises: NotFound."""
    return _state(uow, service_lists.read(uow, list_id))


def may_order(uow: UnitOfWork, found: ListErasure) -> bool:
    """Tell whether the actor may order this list's run now, as far as rights go; the order itself looks further."""
    office = service_lists.read(uow, found.list_id).office_id
    return access.may(uow, Permission.ORDER_ERASURE, office)


def _state(uow: UnitOfWork, found: DestructionList) -> ListErasure:
    kept = service_dry_runs.frozen(uow, found.id)
    if not kept and not store_targets.any_live(uow):
        # Most registers have no target, and a list may have 20,000 items.
        return _with_orders(uow, found, [])
    items = service_lists.open_items(uow, found.id)
    latest = service_dry_runs.latest(uow, found.id)
    done = store_runs.outcomes(uow, found.id)
    targets = service_targets.of_holdings(uow, [item.holding_id for item in items])
    bound = _bound(uow, found, items)
    progress = service_runs.progress(uow, [kept[key][0].id for key in kept])
    before_decision = service_dry_runs.problems_of(uow, [item for item in bound if item.id not in kept], latest)
    shown = []
    for item in bound:
        frozen = kept.get(item.id)
        run = frozen[0] if frozen else latest.get(item.id)
        target = targets.get(item.holding_id)
        outcome = done.get(item.id)
        shown.append(
            ItemErasure(
                item_id=item.id,
                seq=item.seq,
                title=item.listed.title,
                holding_id=item.holding_id,
                target=target.name if target else (run.report.target if run else None),
                target_version=target.version if target else None,
                dry_run=run,
                frozen_at=frozen[1].frozen_at if frozen else None,
                batches_done=progress.get(run.id, 0) if run else 0,
                done_at=outcome.ended_at if outcome else None,
                certificate=service_runs.outcome_of(outcome).certificate if outcome else None,
                problems=before_decision.get(item.id, []),
            )
        )
    return _with_orders(uow, found, shown)


def _bound(uow: UnitOfWork, found: DestructionList, items: list[DestructionItem]) -> list[DestructionItem]:
    """Return the items that lie in a database, or did when the head decided, or were destroyed there."""
    kept = service_dry_runs.frozen(uow, found.id)
    done = store_runs.outcomes(uow, found.id)
    targets = service_targets.of_holdings(uow, [item.holding_id for item in items])
    open_ids = {item.id for item in items if item.holding_id in targets}
    return [
        each for each in service_lists.every(uow, found.id) if each.id in open_ids or each.id in kept or each.id in done
    ]


def _with_orders(uow: UnitOfWork, found: DestructionList, shown: list[ItemErasure]) -> ListErasure:
    orders = service_orders.orders(uow, found.id)
    standing = next((each for each in orders if each.ended_at is None), None)
    is_over = standing is not None and standing.expires_at <= uow.now
    waits = [each for each in shown if each.frozen_at is not None and each.done_at is None]
    problems: list[Problem] = service_orders.ready(uow, found).waiting if waits else []
    command = ""
    if found.state not in _ENDED and any(each.frozen_at is None and each.done_at is None for each in shown):
        command = f"ropa destroy run {found.ref} --dry-run"
    if waits and standing is not None and not is_over:
        command = f"ropa destroy run {found.ref}"
    return ListErasure(
        list_id=found.id,
        ref=found.ref,
        items=shown,
        order=standing,
        order_over=is_over,
        can_order=bool(waits) and (standing is None or is_over) and len(problems) < len(waits),
        orders=orders,
        runs=service_runs.runs(uow, found.id),
        problems=problems,
        command=command,
    )
