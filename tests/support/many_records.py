"""Many records alike, for tests of lists: the rows of one that a service made, copied."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Table, insert, select

from ropa.activities.tables import PROJECTIONS, activities, revisions
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork


def copies(uow: UnitOfWork, activity_id: str, count: int) -> list[str]:
    """Add `count` copies of a record with one draft, each with a reference of its own; return their ids, oldest first.

    What other things keep of a record (findings, readings, the trail) is not copied.
    """
    (head,) = _rows(uow, activities, activities.c.id == activity_id)
    (draft,) = _rows(uow, revisions, revisions.c.activity_id == activity_id)
    moments = [uow.now + timedelta(milliseconds=number) for number in range(1, count + 1)]
    made = [(new_id(moment), new_id(moment), f"COPY-{number}") for number, moment in enumerate(moments)]
    _add(uow, activities, [{**head, "id": a, "ref": ref, "draft_revision_id": r} for a, r, ref in made])
    _add(uow, revisions, [{**draft, "id": r, "activity_id": a} for a, r, _ in made])
    for table in PROJECTIONS:
        rows = _rows(uow, table, table.c.revision_id == draft["id"])
        own = set(table.c.keys())
        _add(
            uow,
            table,
            [
                {**row, **{k: v for k, v in {"revision_id": r, "activity_id": a, "ref": ref}.items() if k in own}}
                for a, r, ref in made
                for row in rows
            ],
        )
    return [activity_id for activity_id, _, _ in made]


def _rows(uow: UnitOfWork, table: Table, wanted: Any) -> list[dict[str, Any]]:
    found = uow.connection.execute(select(table).where(wanted)).mappings()
    return [{name: value for name, value in row.items() if name != "search_id"} for row in found]


def _add(uow: UnitOfWork, table: Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        uow.connection.execute(insert(table), rows)
