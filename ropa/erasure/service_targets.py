"""Use cases of destruction targets: which tables of which database a data set is.

A person at a browser binds them. The address of a database is no part of this: the register knows its name alone.
"""

from collections.abc import Collection, Sequence
from typing import Any

import msgspec
from sqlalchemy import Row

from ropa import clock
from ropa.access import service as access
from ropa.access.rules import Permission, offices_for
from ropa.audit.service import record
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.erasure import store_targets
from ropa.erasure.rules_days import HoldingDays, day_faults
from ropa.erasure.rules_targets import encoded, hash_of, places_of, problems_of
from ropa.errors import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed, RopaError, invalid
from ropa.retention import service_named
from ropa.retention.service_named import NamedHolding
from ropa.retention.service_states import GONE
from schemas.destruction import HoldingState
from schemas.erasure_runs import Sharing, Target, TargetInput, TargetPage
from schemas.findings import Problem
from schemas.reading import control_characters

#: While a list has a data set before its committee or later, what was looked at must stay what will be destroyed.
_MAY_BIND = frozenset(
    {HoldingState.ACTIVE, HoldingState.LISTED, HoldingState.COMMITTEE_REVIEW, HoldingState.HEAD_DECISION}
)


def create(uow: UnitOfWork, said: TargetInput, target_id: str | None = None) -> Target:
    """Return the new target; with the id of one that exists, that one: the same form twice makes one.

    Raises: NotFound, Forbidden; Invalid with every fault; Conflict when the data set has a target.
    """
    holding = _holding(uow, said.holding_id, invalid("/holding_id", "ไม่พบชุดข้อมูลนี้", "There is no such data set"))
    before = None if target_id is None else store_targets.find(uow, target_id)
    if before is not None:
        return read(uow, before.id)
    _refuse_faults(uow, said, holding)
    _refuse_state(holding)
    if store_targets.of_holdings(uow, [holding.id]):
        raise Conflict("ชุดข้อมูลนี้ผูกกับฐานข้อมูลไว้แล้ว", "This data set has a target already")
    made = target_id or new_id(uow.now)
    values = _version(uow, said, 1)
    more = {"id": made, "holding_id": holding.id, "created_at": uow.now, "created_by": uow.actor.id}
    store_targets.add(uow, values | more, places_of(said.binding))
    record(uow, "erasure.target_added", f"erasure-target:{made}", _told(holding, said, values))
    return read(uow, made)


def replace(uow: UnitOfWork, target_id: str, version: int, said: TargetInput) -> Target:
    """Return a target as changed; what an approval froze before no longer fits and is refused by the run.

    Raises: NotFound, Forbidden, PreconditionFailed; Invalid with every fault; Conflict after the head's decision.
    """
    row = _row(uow, target_id)
    holding = _holding(uow, row.holding_id, NotFound())
    if said.holding_id != row.holding_id:
        raise invalid("/holding_id", "เปลี่ยนชุดข้อมูลของเป้าหมายไม่ได้", "A target stays with its data set")
    _refuse_faults(uow, said, holding)
    _refuse_state(holding)
    values = _version(uow, said, version + 1)
    if values["binding"] != row.binding:
        if not store_targets.change(uow, target_id, version, values, places_of(said.binding)):
            raise PreconditionFailed
        record(uow, "erasure.target_changed", f"erasure-target:{target_id}", _told(holding, said, values))
    elif row.version != version:
        raise PreconditionFailed
    return read(uow, target_id)


def end(uow: UnitOfWork, target_id: str, version: int) -> None:
    """End a target; its versions stay as evidence.

    Raises: NotFound, Forbidden, PreconditionFailed; Conflict after the head's decision.
    """
    row = _row(uow, target_id)
    _refuse_state(_holding(uow, row.holding_id, NotFound()))
    if not store_targets.end(uow, target_id, version):
        raise PreconditionFailed
    record(uow, "erasure.target_ended", f"erasure-target:{target_id}", {"holding": row.holding_id})


def read(uow: UnitOfWork, target_id: str) -> Target:
    """Return one target.

    Raises: NotFound.
    """
    row = _row(uow, target_id)
    found = _shown(uow, [row])
    if not found:
        raise NotFound
    return found[0]


def everything(uow: UnitOfWork) -> TargetPage:
    """Return every target that the actor may see, oldest first.

    Raises: Forbidden.
    """
    if not offices_for(uow.actor, Permission.READ_RETENTION):
        raise Forbidden
    return TargetPage(items=_shown(uow, store_targets.everything(uow)))


def of_holdings(uow: UnitOfWork, holding_ids: Collection[str]) -> dict[str, Row[Any]]:
    """Return the stored targets of some data sets, by data set. Whoever asks has checked the rights."""
    return store_targets.of_holdings(uow, holding_ids)


def in_database(uow: UnitOfWork, name: str) -> list[Target]:
    """Return the targets in the database of a name that the actor may see."""
    return _shown(uow, store_targets.named(uow, name))


def said_of(row: Row[Any]) -> TargetInput:
    """Return what a stored target says."""
    return msgspec.json.decode(row.binding, type=TargetInput)


def _row(uow: UnitOfWork, target_id: str) -> Row[Any]:
    row = store_targets.find(uow, target_id)
    if row is None:
        raise NotFound
    return row


def _holding(uow: UnitOfWork, holding_id: str, missing: RopaError) -> NamedHolding:
    """Return a data set that the actor may bind. Raises: `missing` for one that does not exist or is hidden alike."""
    holding = service_named.named(uow, [holding_id]).get(holding_id)
    if holding is None or not access.may(uow, Permission.READ_RETENTION, holding.office_id):
        raise missing
    access.require(uow, Permission.MANAGE_TARGETS, holding.office_id)
    return holding


def days_problems(uow: UnitOfWork, said: TargetInput, holding: NamedHolding) -> list[Problem]:
    """Return why a target's days do not fit its data set as it is now."""
    days = HoldingDays(holding.data_from, holding.data_through, holding.started_on, holding.last_day_kept)
    return list(day_faults(said.binding, days, clock.bangkok(uow.now).date()))


def _refuse_faults(uow: UnitOfWork, said: TargetInput, holding: NamedHolding) -> None:
    problems: list[Problem] = [*control_characters(msgspec.to_builtins(said)), *problems_of(said.binding)]
    problems += [] if problems else days_problems(uow, said, holding)
    if problems:
        raise Invalid(problems)


def _refuse_state(holding: NamedHolding) -> None:
    if holding.state in GONE:
        raise Conflict("ชุดข้อมูลนี้ทำลายหรือส่งมอบไปแล้ว", "This data set was destroyed or transferred")
    if holding.state not in _MAY_BIND:
        raise Conflict(
            "ชุดข้อมูลนี้ผ่านการสั่งการของหัวหน้าส่วนราชการแล้ว เปลี่ยนเป้าหมายไม่ได้ เว้นแต่ถอนออกจากบัญชี",
            "The head has decided on this data set: its target stays as it was, unless it leaves the list",
        )


def _version(uow: UnitOfWork, said: TargetInput, version: int) -> dict[str, Any]:
    content = encoded(said)
    return {
        "version": version,
        "name": said.binding.target,
        "binding": content,
        "binding_hash": hash_of(content),
        "updated_at": uow.now,
        "updated_by": uow.actor.id,
    }


def _told(holding: NamedHolding, said: TargetInput, values: dict[str, Any]) -> dict[str, object]:
    return {
        "holding": holding.id,
        "target": said.binding.target,
        "table": said.binding.table,
        "method": str(said.binding.method),
        "version": values["version"],
        "hash": values["binding_hash"],
    }


def _shown(uow: UnitOfWork, rows: Sequence[Row[Any]]) -> list[Target]:
    """Return those of some targets that the actor may see."""
    sharing = store_targets.sharing(uow, [row.id for row in rows])
    named = service_named.named(uow, {row.holding_id for row in rows} | set().union(*sharing.values()))
    seen = service_named.visible(uow, Permission.READ_RETENTION, named)
    found = []
    for row in rows:
        if row.holding_id not in seen:
            continue
        said, holding = said_of(row), named[row.holding_id]
        others = [
            Sharing(holding_id=key, title=named[key].title) if key in seen else Sharing(holding_id="", title="")
            for key in sorted(sharing.get(row.id, ()))
        ]
        found.append(
            Target(
                id=row.id,
                holding_id=row.holding_id,
                activity_id=holding.activity_id,
                office_id=holding.office_id,
                title=holding.title,
                binding=said.binding,
                batch_size=said.batch_size,
                allowed_deviation=said.allowed_deviation,
                hash=row.binding_hash,
                version=row.version,
                created_at=row.created_at,
                updated_at=row.updated_at,
                updated_by=row.updated_by,
                shares=others,
            )
        )
    return found
