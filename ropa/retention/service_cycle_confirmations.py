"""Use cases of confirming cycles: which year end "วันสิ้นปี" means, and the like."""

from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.audit.service import record
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Invalid, NotFound, PreconditionFailed
from ropa.retention import store_readings, store_rules
from ropa.retention.rules_confirming import choose_cycle
from ropa.retention.rules_cycles import CYCLES_VERSION, read_cycle
from ropa.retention.rules_cycles_shown import describe_cycle
from ropa.retention.service_cycles import as_confirmed
from ropa.retention.service_hooks import CYCLES_CHANGED
from ropa.retention.service_readings import office_of
from ropa.retention.store_readings import CONFIRMED, WITHDRAWN, Place, StoredConfirmation, StoredCycle
from schemas.reading import control_characters
from schemas.readings import ConfirmedCycle, CycleConfirm, CycleReading, ReadingWithdraw
from schemas.retention import Cycle, CyclePart, RuleStatus

_MOST = 5_000
_OPEN = (str(RuleStatus.NEEDS_CONFIRMATION), str(RuleStatus.UNPARSED))


def shown_cycle(part: CyclePart, cycle: Cycle) -> CycleReading:
    """Return a cycle as people see it."""
    thai, english = describe_cycle(cycle)
    return CycleReading(part=part, cycle=cycle, reading_th=thai, reading_en=english)


def alike(uow: UnitOfWork, activity_id: str, part: CyclePart) -> int:
    """Return how many other records have the same unconfirmed words of a cycle, where the actor may confirm.

    Raises: NotFound, Forbidden.
    """
    return len(_alike(uow, activity_id, part, _present(uow, activity_id, part)))


def confirm(uow: UnitOfWork, activity_id: str, part: CyclePart, given: CycleConfirm) -> ConfirmedCycle:
    """Return the cycle as it counts from now on.

    Raises: NotFound, Forbidden; PreconditionFailed when the words are others by now; Invalid with every fault.
    """
    found = _present(uow, activity_id, part)
    problems = list(control_characters({"reason": given.reason}))
    if problems:
        raise Invalid(problems)
    if (found.words or "") != given.words:
        raise PreconditionFailed
    chosen = choose_cycle(read_cycle(found.words), given.choice)
    if isinstance(chosen, list):
        raise Invalid(chosen)
    activities = [activity_id, *(_alike(uow, activity_id, part, found) if given.same_words_everywhere else [])]
    batch_id = new_id(uow.now) if len(activities) > 1 else None
    _keep(uow, activities, part, found, (CONFIRMED, given.reason, chosen.changes, batch_id), chosen.cycle)
    told = {"part": str(part), "confirmed": describe_cycle(chosen.cycle)[1], "changes": chosen.changes}
    for each in activities:
        record(uow, "cycle.confirmed", f"activity:{each}", {**told, "batch": batch_id})
    made = _read_again(uow, activities, part, found)
    return ConfirmedCycle(cycle=shown_cycle(part, made), changes=chosen.changes, records=len(activities))


def withdraw(uow: UnitOfWork, activity_id: str, part: CyclePart, given: ReadingWithdraw) -> ConfirmedCycle:
    """Return the reading of the register itself, which counts again.

    Raises: NotFound, Forbidden, Invalid; Conflict when nothing is confirmed.
    """
    found = _present(uow, activity_id, part)
    problems = list(control_characters({"reason": given.reason}))
    if problems:
        raise Invalid(problems)
    if found.cycle.status is not RuleStatus.CONFIRMED:
        raise Conflict("รอบนี้ไม่มีการยืนยันให้ยกเลิก", "Nothing of this cycle is confirmed")
    _keep(uow, [activity_id], part, found, (WITHDRAWN, given.reason, [], None), None)
    was = {"part": str(part), "was": describe_cycle(found.cycle)[1]}
    record(uow, "cycle.withdrawn", f"activity:{activity_id}", was)
    made = _read_again(uow, [activity_id], part, found)
    return ConfirmedCycle(cycle=shown_cycle(part, made), changes=[], records=1)


def _read_again(uow: UnitOfWork, activities: list[str], part: CyclePart, found: StoredCycle) -> Cycle:
    """Store what counts now of a cycle whose words are the same in some activities, and tell of it; return it."""
    last = store_readings.latest(uow, activities[0]).get((str(part), ""))
    made = StoredCycle(words=found.words, rules_version=CYCLES_VERSION, cycle=as_confirmed(found.words, last))
    store_readings.change_cycles(uow, activities, part, made)
    for told in CYCLES_CHANGED:
        told(uow, part, activities)
    return made.cycle


def _present(uow: UnitOfWork, activity_id: str, part: CyclePart) -> StoredCycle:
    office_of(uow, activity_id, Permission.CONFIRM_READING)
    found = store_readings.cycles(uow, activity_id).get(part)
    if found is None:
        raise NotFound
    return found


def _alike(uow: UnitOfWork, activity_id: str, part: CyclePart, found: StoredCycle) -> list[str]:
    if not (found.words or "").strip():
        return []
    offices = access.visible_offices(uow, Permission.CONFIRM_READING)
    return store_rules.same_cycles(uow, (activity_id, part), found.words or "", _OPEN, offices, _MOST)


def _keep(
    uow: UnitOfWork,
    activities: list[str],
    part: CyclePart,
    found: StoredCycle,
    said: tuple[str, str, list[str], str | None],
    cycle: Cycle | None,
) -> None:
    act, reason, changes, batch_id = said
    rows = [
        StoredConfirmation(
            id=new_id(uow.now),
            place=Place(activity_id=each, part=str(part)),
            words=found.words or "",
            stated_event=None,
            act=act,
            rule=None,
            cycle=cycle,
            changes=changes,
            reason=reason.strip(),
            rules_version=CYCLES_VERSION,
            batch_id=batch_id,
            actor_id=uow.actor.id,
            actor_name=uow.actor.name,
            at=uow.now,
        )
        for each in activities
    ]
    store_readings.add(uow, rows)
