"""One line of the matrix of databases that a holding may have to be destroyed in (docs/erasure-matrix.md)."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from msgspec.structs import replace

from schemas.erasure import Binding, ColumnFill, EraseMethod, TargetDialect

Ends = Literal["destroyed", "refused", "refused_rows"]
SQLITE, POSTGRESQL = "sqlite", "postgresql"

PERSON = (
    "CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT, applied DATE)",
    "CREATE TABLE other (id INTEGER PRIMARY KEY, note TEXT)",
    "INSERT INTO person VALUES (1, 'ก', '2016-05-01'), (2, 'ข', '2017-05-01'), (3, 'ค', '2017-06-01'), (4, NULL, NULL)",
    "INSERT INTO other VALUES (1, 'x'), (2, 'y')",
)
INSIDE = {"person": "id IN (2, 3)"}


@dataclass(frozen=True)
class Case:
    """One line of the matrix. `says`: words of the refusal; `only`: the database that has this at all."""

    code: str
    th: str
    ends: Ends
    setup: tuple[str, ...] = ()
    """Further statements, on top of the tables `person` and `other`."""
    changes: dict[str, Any] = field(default_factory=dict)
    says: str = ""
    only: str | None = None
    inside: dict[str, str] = field(default_factory=lambda: dict(INSIDE))
    """What the run may change, per table; everything else must keep its hash."""

    def __str__(self) -> str:
        return self.code


def person_binding(dialect: TargetDialect, **changes: Any) -> Binding:
    """Return the binding of the persons of 2017."""
    made = Binding(
        target="HR",
        dialect=dialect,
        table="person",
        key=["id"],
        date_column="applied",
        date_from=date(2017, 1, 1),
        date_through=date(2017, 12, 31),
        columns=[ColumnFill(column="name")],
        method=EraseMethod.OVERWRITE_ZERO,
    )
    return replace(made, **changes)


def statements_of(case: Case, kind: str) -> list[str]:
    """Return the statements that make a case's database. Those that begin with `kind:` are for that database only."""
    found = []
    for each in (*PERSON, *case.setup):
        for_kind, _, rest = each.partition("::")
        if for_kind in {SQLITE, POSTGRESQL}:
            if for_kind == kind:
                found.append(rest)
        else:
            found.append(each)
    return found
