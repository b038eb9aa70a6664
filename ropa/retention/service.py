"""Use cases of holdings: the data sets that are kept under an activity."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row

from ropa.access.rules import Permission
from ropa.audit.service import record
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Invalid, NotFound, PreconditionFailed, invalid
from ropa.retention import store, store_check, store_holdings
from ropa.retention.rules_holdings import CHANGEABLE
from ropa.retention.rules_slots import shown_name
from ropa.retention.service_columns import changed_values, faults_of, new_values, shown_holding
from ropa.retention.service_missing import recheck
from ropa.retention.service_readings import rule_of
from schemas.access import Channel
from schemas.destruction import HoldingState
from schemas.holding import Holding, HoldingInput, HoldingPage

MAX_LIMIT = 200
#: Who entered a holding: a person on a page, a call, a system by its own key; a sheet or a proposal says so itself.
PAGE, API, SYSTEM = "page", "api", "system"


def list_holdings(uow: UnitOfWork, activity_id: str, cursor: str | None, limit: int) -> HoldingPage:
    """Return one page of an activity's holdings, oldest entry first.

    Raises: NotFound, Forbidden; Invalid for a cursor that this list did not give out.
    """
    rule_of(uow, activity_id, Permission.READ_RETENTION)
    rows = store_holdings.of_activity(uow, activity_id, id_cursor(cursor), limit + 1)
    items = [shown_holding(row) for row in rows[:limit]]
    return HoldingPage(items=items, next_cursor=items[-1].id if len(rows) > limit else None)


def id_cursor(cursor: str | None) -> str | None:
    """Return the id that a cursor names.

    Raises: Invalid.
    """
    try:
        return None if cursor is None else str(UUID(cursor))
    except ValueError:
        raise invalid("/cursor", "ตัวชี้หน้าถัดไปไม่ถูกต้อง", "This is no cursor of this list") from None


def create_holding(
    uow: UnitOfWork, activity_id: str, data: HoldingInput, holding_id: str | None = None, origin: str | None = None
) -> Holding:
    """Return the new holding with its dates.

    `holding_id` is the one that the register itself gave to this entry beforehand; when it was made already, this is
    the same entry once more, and what was made is returned.

    Raises: NotFound, Forbidden, Invalid with every fault, also when the activity has a holding of its source key.
    """
    rule_of(uow, activity_id, Permission.WRITE_HOLDINGS)
    if holding_id is not None and store.find_holding(uow, holding_id) is not None:
        return read_holding(uow, activity_id, holding_id)
    rules = store.current_rules(uow, activity_id)
    problems = faults_of(data, rules)
    if problems:
        raise Invalid(problems)
    if data.source_key and store_holdings.by_key(uow, [activity_id], "source_key", [data.source_key]):
        raise invalid(
            "/source_key", "กิจกรรมนี้มีชุดข้อมูลที่ใช้รหัสนี้แล้ว", "The activity has a data set of this source key already"
        )
    values = new_values(uow, activity_id, data, rules, origin or origin_of(uow, data), holding_id)
    store_holdings.add(uow, [values])
    record(uow, "holding.created", f"holding:{values['id']}", told_of(activity_id, values))
    recheck(uow, [activity_id])
    return read_holding(uow, activity_id, str(values["id"]))


def origin_of(uow: UnitOfWork, data: HoldingInput) -> str:
    """Return by which way a holding comes in that somebody enters one by one."""
    if uow.actor.channel is Channel.WEB:
        return PAGE
    return SYSTEM if data.source_key else API


def read_holding(uow: UnitOfWork, activity_id: str, holding_id: str) -> Holding:
    """Return one holding.

    Raises: NotFound, Forbidden.
    """
    rule_of(uow, activity_id, Permission.READ_RETENTION)
    return shown_holding(_found(uow, activity_id, holding_id))


def _found(uow: UnitOfWork, activity_id: str, holding_id: str) -> Row[Any]:
    row = store_holdings.find(uow, holding_id)
    if row is None or row.activity_id != activity_id:
        raise NotFound
    return row


def rule_names(uow: UnitOfWork, activity_id: str) -> list[tuple[str, str]]:
    """Return (slot, name) of the rules of an activity beside the form's own. Whoever asks has checked the rights."""
    rules = store.current_rules(uow, activity_id).values()
    return [(rule.slot, shown_name(rule.said.about)) for rule in rules if rule.said.about is not None]


def replace_holding(uow: UnitOfWork, activity_id: str, holding_id: str, version: int, data: HoldingInput) -> Holding:
    """Return the holding as changed, its dates computed anew.

    Raises: NotFound, Forbidden, Invalid with every fault; PreconditionFailed when `version` is no longer the present;
    Conflict when it stands before a committee or beyond: then only its title may change.
    """
    rule_of(uow, activity_id, Permission.WRITE_HOLDINGS)
    row = _found(uow, activity_id, holding_id)
    values = changed_values(uow, row, data, store.current_rules(uow, activity_id))
    if not store.change_holding(uow, holding_id, version, values):
        raise PreconditionFailed
    record(uow, "holding.changed", f"holding:{holding_id}", told_of(activity_id, values))
    return read_holding(uow, activity_id, holding_id)


def is_changeable(holding: Holding) -> bool:
    """Tell whether more than the title may change: nobody decides about it yet."""
    return holding.state in CHANGEABLE


def delete_holding(uow: UnitOfWork, activity_id: str, holding_id: str, version: int) -> None:
    """Remove a holding that was entered by mistake.

    Raises: NotFound, Forbidden, PreconditionFailed; Conflict when a list or a hold names it: that is evidence.
    """
    rule_of(uow, activity_id, Permission.WRITE_HOLDINGS)
    row = _found(uow, activity_id, holding_id)
    if row.version != version:
        raise PreconditionFailed
    store_check.wait_for_turn(uow)
    if row.state != str(HoldingState.ACTIVE) or row.extended_through or store.is_evidence(uow, holding_id):
        raise Conflict(
            "ชุดข้อมูลนี้อยู่ในรายการครบกำหนด บัญชีขอทำลาย หรือถูกระงับการทำลาย ลบไม่ได้",
            "A list of due items, a destruction list or a hold names this holding; it cannot be removed",
        )
    # What else names it (an item of an old list, a destruction target) refuses by its foreign key: Conflict, too.
    if not store.drop_holding(uow, holding_id, version):
        raise PreconditionFailed
    record(uow, "holding.deleted", f"holding:{holding_id}", {"activity_id": activity_id})
    recheck(uow, [activity_id])


def told_of(activity_id: str, values: dict[str, object]) -> dict[str, object]:
    """Return what the trail is told of a holding."""
    # The trail holds no personal data, and a title may: only what decides about destruction is told.
    names = ("start_event", "started_on", "due_on", "due_state", "rule_slot", "data_from", "data_through")
    dates = {name: str(values[name]) for name in names if name in values}
    return {"activity_id": activity_id, **dates}
