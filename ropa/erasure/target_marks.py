"""The statements of a whole plan by their hashes, whichever of its runs sent them: a killed run keeps no tally."""

from sqlalchemy import Connection

from ropa.erasure.target_batch import Tally
from ropa.erasure.target_statements import Statements
from schemas.erasure import Binding, Plan, StatementMark
from schemas.erasure_catalogue import Catalogue


def changing(
    connection: Connection, binding: Binding, catalogue: Catalogue, plan: Plan, *, updates: int, deletes: int
) -> list[StatementMark]:
    """Return the statements that changed rows, in the order in which a batch sends them; `connection` sends nothing.

    `updates` and `deletes`: how many batches were overwritten and deleted. A statement's text is the same for each.
    """
    statements, tally = Statements(binding, catalogue), Tally()
    key = [(None,) * len(binding.key)]
    names = [table.table for table in plan.tables]
    if updates:
        for place in statements.places:
            statement = statements.overwrite(place, key)
            if statement is not None:
                tally.count(connection, "UPDATE", names[place], statement, 0)
    if deletes:
        for place in statements.places:
            tally.count(connection, "DELETE", names[place], statements.delete(place, key), 0)
    for mark in tally.marks.values():
        mark.runs = updates if mark.verb == "UPDATE" else deletes
    return list(tally.marks.values())
