"""One batch, in transactions of its own: overwrite, then delete. Each proves first that the rows are the approved ones.

Overwriting and deleting are two transactions on purpose. In one, a database writes only what holds at its end: SQLite
would write pages without the rows, and the overwritten bytes would never reach the disk. So the overwriting is
committed, and with that on the disk, before the delete begins.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.sql import ClauseElement

from ropa.erasure.rules_keys import batch_digest, mark, split_marks
from ropa.erasure.target_align import Span
from ropa.erasure.target_catalogue import fingerprint as schema_fingerprint
from ropa.erasure.target_errors import Stop, Unsteady
from ropa.erasure.target_plan import fingerprints
from ropa.erasure.target_statements import Key, Statements
from schemas.erasure import BatchMark, Plan, StatementMark, TargetDialect

SCHEMA_CHANGED = (
    "โครงสร้างของฐานข้อมูลปลายทางเปลี่ยนไปจากที่อนุมัติ จึงไม่ดำเนินการ",
    "The target's schema is no longer the approved one; refused",
)


@dataclass(slots=True)
class Rows:
    """What a transaction found of a batch: the approved rows that are there, and how that differs from the plan."""

    keys: list[Key]
    children: list[int]
    missing: int = 0
    unapproved: int = 0
    children_changed: int = 0

    @property
    def differing(self) -> int:
        return self.missing + self.unapproved + self.children_changed

    @property
    def counts(self) -> list[int]:
        """Rows of the root, then of each child."""
        return [len(self.keys), *self.children]


@dataclass(slots=True)
class Tally:
    """The statements that were sent, by the hash of their text."""

    marks: dict[str, StatementMark] = field(default_factory=dict)
    _hashes: dict[tuple[str, str], str] = field(default_factory=dict)

    def count(self, connection: Connection, verb: str, table: str, statement: ClauseElement, rows: int) -> None:
        """Count one execution. A statement's text is the same for each batch; only its values differ."""
        digest = self._hashes.get((verb, table))
        if digest is None:
            text = str(statement.compile(dialect=connection.dialect))
            digest = self._hashes[verb, table] = hashlib.sha256(text.encode()).hexdigest()
        known = self.marks.setdefault(digest, StatementMark(sha256=digest, verb=verb, table=table, runs=0, rows=0))
        known.runs += 1
        known.rows += rows


class Batches:
    """The transactions of one plan on one catalogue."""

    def __init__(self, statements: Statements, plan: Plan, secret: bytes, tally: Tally, *, tries_delete: bool) -> None:
        """`tries_delete`: rows elsewhere may refer to these, so a delete is tried, and undone, before overwriting."""
        self._statements = statements
        self._plan = plan
        self._secret = secret
        self._tries_delete = tries_delete
        self._names = [table.table for table in plan.tables]
        self.tally = tally

    def look(self, connection: Connection, span: Span, expected: Sequence[int]) -> Rows:
        """Return the batch's rows, locked. `expected`: how many rows each child table should have for them.

        Raises: Stop when the schema is not the approved one.
        """
        self._hold_schema(connection)
        keys, unapproved = self._approved(connection, span)
        children = [self._number(connection, place, keys) for place in range(1, len(self._names))]
        return Rows(
            keys,
            children,
            missing=span.batch.count - len(keys),
            unapproved=unapproved,
            children_changed=sum(abs(one - other) for one, other in zip(children, expected, strict=True)),
        )

    def overwrite(self, connection: Connection, rows: Rows) -> list[int]:
        """Overwrite children, then the root, and return how many rows of each (root first).

        Raises: Stop, Unsteady (somebody wrote between two statements); the transaction must be undone then.
        """
        if not rows.keys:
            return [0] * len(self._names)
        if self._tries_delete:
            # What cannot be deleted must not be overwritten either, or half-destroyed rows would stay for ever.
            with connection.begin_nested() as trial:
                self._delete(connection, rows, Tally())
                trial.rollback()
        counts = [0] * len(self._names)
        for place in self._statements.places:
            statement = self._statements.overwrite(place, rows.keys)
            if statement is not None:
                counts[place] = self._change(connection, "UPDATE", place, statement, rows, self.tally)
        return counts

    def delete(self, connection: Connection, rows: Rows) -> list[int]:
        """Delete children, then the root, and return how many rows of each (root first).

        Raises: as `overwrite`.
        """
        return self._delete(connection, rows, self.tally) if rows.keys else [0] * len(self._names)

    def left(self, connection: Connection, keys: Sequence[Key]) -> int:
        """Return how many of these rows, or of what belonged to them, are still there (or not made anonymous)."""
        total = 0
        for place in range(len(self._names)):
            query = (
                self._statements.unfilled(place, keys)
                if self._statements.anonymises
                else self._statements.count(place, keys)
            )
            total += connection.execute(query).scalar_one() if query is not None and keys else 0
        return total

    def _hold_schema(self, connection: Connection) -> None:
        if self._statements.binding.dialect is TargetDialect.POSTGRESQL:
            connection.execute(sa.text("SET CONSTRAINTS ALL IMMEDIATE"))
            for place in range(len(self._names)):
                connection.execute(self._statements.touch(place))
        if schema_fingerprint(connection, self._statements.binding) != self._plan.schema_fingerprint:
            raise Stop(*SCHEMA_CHANGED)

    def _approved(self, connection: Connection, span: Span) -> tuple[list[Key], int]:
        if span.last is None:
            return [], 0
        through = None if span.endless else span.last
        query = self._statements.keys(span.after, through, lock=True)
        found = [tuple(row) for row in connection.execute(query)]
        self.tally.count(connection, "SELECT", self._names[0], query, len(found))
        marks = set(split_marks(span.batch.marks))
        prints = fingerprints(self._secret, found)
        ours = [(key, one) for key, one in zip(found, prints, strict=True) if mark(one) in marks]
        keys = [key for key, _ in ours]
        if len(keys) == span.batch.count and not self._same(span.batch, [one for _, one in ours]):
            raise Stop(
                f"คีย์ของชุดที่ {span.batch.number} ไม่ตรงกับที่อนุมัติ",
                f"The keys of batch {span.batch.number} are not the approved ones",
            )
        return keys, len(found) - len(keys)

    def _same(self, batch: BatchMark, prints: list[bytes]) -> bool:
        return batch_digest(self._secret, prints) == batch.digest

    def _number(self, connection: Connection, place: int, keys: list[Key]) -> int:
        return connection.execute(self._statements.count(place, keys)).scalar_one() if keys else 0

    def _delete(self, connection: Connection, rows: Rows, tally: Tally) -> list[int]:
        counts = [0] * len(self._names)
        for place in self._statements.places:
            statement = self._statements.delete(place, rows.keys)
            counts[place] = self._change(connection, "DELETE", place, statement, rows, tally)
        return counts

    def _change(self, connection: Connection, verb: str, place: int, statement: Any, rows: Rows, tally: Tally) -> int:
        changed: int = connection.execute(statement).rowcount
        if changed != rows.counts[place]:
            raise Unsteady(
                f"จำนวนแถวของ {self._names[place]} เปลี่ยนระหว่างดำเนินการ",
                f"The rows of {self._names[place]} changed while the run was at them",
            )
        tally.count(connection, verb, self._names[place], statement, changed)
        return changed
