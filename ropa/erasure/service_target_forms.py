"""What the form of a target shows and reads: its lines, its JSON, and the data set that it is about."""

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Struct

from ropa.access import service as access
from ropa.access.rules import Permission, offices_for
from ropa.db.unit_of_work import UnitOfWork
from ropa.erasure import binding_text
from ropa.retention import service_named
from schemas.erasure import Binding
from schemas.erasure_runs import Target, TargetInput
from schemas.findings import Problem


class FormShown(Struct, frozen=True):
    """What stands around the form."""

    title: str | None
    """Of the data set; None: none is named yet, or the reader may not see it."""
    activity_id: str | None
    writes: bool
    json: str
    """The target as JSON, for copying; empty for a new one."""


def read_lines(fields: Mapping[str, str]) -> tuple[dict[str, Any], list[Problem]]:
    """Return the values of a binding that the fields of a form say, and what cannot be read in them."""
    return binding_text.read_lines(fields)


def lines_of(binding: Binding) -> dict[str, str] | None:
    """Return the fields of a form that say a binding; None where only JSON can."""
    return binding_text.lines_of(binding)


def shown(uow: UnitOfWork, holding_id: str, target: Target | None) -> FormShown:
    """Return what the form of a data set's target shows."""
    holding = service_named.named(uow, [holding_id]).get(holding_id)
    if holding is None or not access.may(uow, Permission.READ_RETENTION, holding.office_id):
        writes = target is None and bool(offices_for(uow.actor, Permission.MANAGE_TARGETS))
        return FormShown(title=None, activity_id=None, writes=writes, json="")
    return FormShown(
        title=holding.title,
        activity_id=holding.activity_id,
        writes=access.may(uow, Permission.MANAGE_TARGETS, holding.office_id),
        json="" if target is None else _json(target),
    )


def _json(target: Target) -> str:
    said = TargetInput(
        holding_id=target.holding_id,
        binding=target.binding,
        batch_size=target.batch_size,
        allowed_deviation=target.allowed_deviation,
    )
    return msgspec.json.format(msgspec.json.encode(said), indent=2).decode()
