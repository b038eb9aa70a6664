"""The check after a run: what is left of the holding, counted by its condition and by the approved keys."""

from sqlalchemy import Connection

from ropa.erasure.rules_keys import binding_hash
from ropa.erasure.target_align import align
from ropa.erasure.target_catalogue import inspect
from ropa.erasure.target_errors import Stop
from ropa.erasure.target_statements import Statements
from schemas.erasure import Binding, EraseMethod, Left, Plan, TableLeft


def verify(connection: Connection, binding: Binding, plan: Plan, *, secret: bytes) -> Left:
    """Return what is left, as one READ ONLY snapshot shows it (`Target.reading`).

    Raises: Stop when the binding is not the plan's.
    """
    if binding_hash(binding) != plan.binding_hash:
        raise Stop("การผูกฐานข้อมูลไม่ใช่ของแผนนี้", "The binding is not this plan's")
    statements = Statements(binding, inspect(connection, binding))
    anonymised = binding.method is EraseMethod.ANONYMISE
    found = align(connection, statements, plan.batches, size=plan.batch_size, secret=secret)
    approved = sum(span.found for span in found.spans.values())
    tables = []
    for place, counted in enumerate(plan.tables):
        unfilled = statements.unfilled(place, None) if anonymised else None
        tables.append(
            TableLeft(
                table=counted.table,
                by_condition=connection.execute(statements.of_holding(place)).scalar_one(),
                approved=approved if place == 0 else 0,
                not_filled=connection.execute(unfilled).scalar_one() if unfilled is not None else 0,
                orphans=connection.execute(statements.orphans(place)).scalar_one() if place else 0,
                orphans_before=counted.orphans,
            )
        )
    clean = all(each.orphans <= each.orphans_before and not each.not_filled for each in tables)
    return Left(tables=tables, clean=clean and (anonymised or approved == 0))
