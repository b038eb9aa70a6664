"""The dry run: which rows would be destroyed, in which batches, without changing anything or keeping a key."""

import heapq
from collections.abc import Iterator
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Select

from ropa.erasure.rules_binding import pointers, shown_tables
from ropa.erasure.rules_faults import faults, notes
from ropa.erasure.rules_keys import KeySet, batch_digest, binding_hash, fingerprint, mark, masked
from ropa.erasure.rules_names import shown
from ropa.erasure.rules_reach import place_of, referring
from ropa.erasure.target_catalogue import inspect
from ropa.erasure.target_errors import Stop
from ropa.erasure.target_statements import Key, Statements
from ropa.errors import Invalid
from schemas.erasure import MAX_BATCH, BatchMark, Binding, Plan, TableCount, TargetDialect
from schemas.erasure_catalogue import Catalogue, Note
from schemas.findings import Problem

_SAMPLE = 10
_NONE_FOUND = Problem(
    pointer="",
    message_th="ไม่พบแถวที่ตรงเงื่อนไข",
    message_en="No row fulfils the condition",
)


def plan(connection: Connection, binding: Binding, *, batch_size: int = 1_000, secret: bytes) -> Plan:
    """Return what a run would destroy, as one READ ONLY snapshot shows it (`Target.reading`).

    Memory: a batch of keys, and 8 bytes for each row of the set. `secret` keys the fingerprints; a run needs the same.

    Raises: Invalid with every fault of the binding on this catalogue; nothing was counted then. Stop for keys that are
        none. A plan's own `faults` are about rows: it can be shown and not executed.
    """
    if not 1 <= batch_size <= MAX_BATCH:
        raise ValueError(f"a batch has 1 to {MAX_BATCH} rows")
    catalogue = inspect(connection, binding)
    if problems := faults(binding, catalogue):
        raise Invalid(problems)
    statements = Statements(binding, catalogue)
    undated = statements.undated()
    made = Plan(
        method=binding.method,
        dialect=binding.dialect,
        batch_size=batch_size,
        total=0,
        tables=[],
        sample=[],
        undated=_number(connection, undated) if undated is not None else 0,
        batches=[],
        binding_hash=binding_hash(binding),
        schema_fingerprint=catalogue.fingerprint,
        keys_hash="",
        notes=notes(binding, catalogue),
    )
    made.faults = list(_faults_of_rows(connection, statements))
    if not made.faults:
        _fill(connection, statements, made, secret)
        made.faults = list(_faults_of_references(connection, statements, catalogue, made))
    return made


def _fill(connection: Connection, statements: Statements, made: Plan, secret: bytes) -> None:
    whole = KeySet(secret)
    sample: list[tuple[bytes, str]] = []
    for keys in key_batches(connection, statements.keys(), made.batch_size):
        prints = fingerprints(secret, keys)
        whole.add(prints)
        # The smallest fingerprints of all are an even draw, and the same one each time.
        each = [(one, masked(key)) for one, key in zip(prints, keys, strict=True)]
        sample = heapq.nsmallest(_SAMPLE, [*sample, *each])
        children = [_number(connection, statements.count(place, keys)) for place in range(1, len(statements.tables))]
        made.batches.append(
            BatchMark(
                number=len(made.batches) + 1,
                count=len(keys),
                digest=batch_digest(secret, prints),
                marks=b"".join(mark(one) for one in prints),
                children=children,
                first=masked(keys[0]),
                last=masked(keys[-1]),
            )
        )
    made.keys_hash = whole.hexdigest()
    made.sample = [text for _, text in sample]
    made.total = sum(batch.count for batch in made.batches)
    made.tables = [TableCount(table=name, rows=0) for name in shown_tables(statements.binding)]
    made.tables[0].rows = made.total
    for place, table in enumerate(made.tables[1:], 1):
        table.rows = sum(batch.children[place - 1] for batch in made.batches)
        table.orphans = _number(connection, statements.orphans(place))


def key_batches(connection: Connection, query: Select[Any], size: int) -> Iterator[list[Key]]:
    """Give the keys of a query in batches, by a cursor of the server: never all of them at once."""
    with connection.execute(query.execution_options(yield_per=size)) as rows:
        while keys := [tuple(row) for row in islice(rows, size)]:
            yield keys


def fingerprints(secret: bytes, keys: list[Key]) -> list[bytes]:
    """Return the fingerprint of each key.

    Raises: Stop for a value that no key has: a SQLite column takes numbers with a fraction and bytes whatever its type.
    """
    try:
        return [fingerprint(secret, key) for key in keys]
    except TypeError:
        raise Stop(
            "คีย์บางแถวเป็นค่าที่ใช้เป็นคีย์ไม่ได้ (เลขทศนิยม ไบต์)",
            "The key of some rows is what no key can be (a fraction, bytes)",
            pointer="/key",
        ) from None


def _number(connection: Connection, query: Select[int]) -> int:
    return connection.execute(query).scalar_one()


def _faults_of_rows(connection: Connection, statements: Statements) -> Iterator[Problem]:
    unreadable = statements.unreadable()
    if unreadable is not None and (rows := _number(connection, unreadable)):
        yield Problem(
            pointer="/date_column",
            message_th=f"มี {rows:,} แถวที่วันที่อ่านไม่ได้ ต้องเป็นข้อความ ISO ปี ค.ศ. (เช่น 2016-12-31 หรือ "
            "2016-12-31T17:00:00Z) ไม่ใช่ปี พ.ศ. หรือตัวเลข จึงบอกไม่ได้ว่าแถวใดครบกำหนด",
            message_en=f"The date of {rows:,} rows cannot be read. It must be ISO text (2016-12-31 or "
            "2016-12-31T17:00:00Z), with no Buddhist year and no number; nobody can say which rows are meant",
        )
        return
    if rows := _number(connection, statements.unkeyed()):
        yield Problem(
            pointer="/key",
            message_th=f"มี {rows:,} แถวที่คีย์เป็นค่าว่าง",
            message_en=f"The key of {rows:,} rows is NULL",
        )


def _faults_of_references(
    connection: Connection, statements: Statements, catalogue: Catalogue, made: Plan
) -> Iterator[Problem]:
    if not made.total:
        yield _NONE_FOUND
    binding = statements.binding
    for key in referring(binding, catalogue):
        place = place_of(binding, key.to_schema, key.to_table) or 0
        name = f"{shown(key.schema, key.table)} ({', '.join(key.columns)})"
        if not key.readable:
            made.notes.append(
                Note(
                    code="unread_reference",
                    message_th=f"นับแถวของ {name} ที่อ้างถึงข้อมูลชุดนี้ไม่ได้ เพราะบทบาทอ่านไม่ได้ ถ้ามี การลบจะหยุดก่อนเขียนทับ",
                    message_en=f"Rows of {name} that refer to this data cannot be counted: the role may not read them. "
                    "If there are any, the run stops before it overwrites",
                )
            )
            continue
        rows = _number(connection, statements.referring(key, place))
        if place == 0 and place_of(binding, key.schema, key.table) == 0:
            # SQLite looks at RESTRICT row by row; everything else is looked at when the batch's delete ends.
            any_way = binding.dialect is TargetDialect.SQLITE and key.on_delete == "restrict"
            if any_way or made.total > made.batch_size:
                rows += _number(connection, statements.referring_inside(key, any_way=any_way))
        if rows:
            yield Problem(
                pointer=f"{pointers(binding)[place]}/table",
                message_th=f"มี {rows:,} แถวของ {name} ที่ยังอ้างถึงข้อมูลชุดนี้ จึงลบไม่ได้",
                message_en=f"{rows:,} rows of {name} still refer to this data, so it cannot be deleted",
            )
