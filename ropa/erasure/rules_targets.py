"""What a destruction target names, and the hashes that an approval freezes. Pure."""

import hashlib
from collections.abc import Iterator, Mapping

import msgspec

from schemas.erasure import Binding, TargetDialect
from schemas.erasure_runs import TargetInput
from schemas.findings import Problem

_PUBLIC = "public"


def places_of(binding: Binding) -> set[str]:
    """Return the tables that a binding names, folded: what looks the same in another letter case counts as the same."""
    return {
        f"{binding.target}/{(schema or _schema(binding)).casefold()}/{table.casefold()}"
        for schema, table in [
            (binding.schema, binding.table),
            *((each.schema, each.table) for each in binding.children),
        ]
    }


def _schema(binding: Binding) -> str:
    if binding.dialect is TargetDialect.SQLITE:
        return "main"
    return binding.schema or _PUBLIC


def encoded(said: TargetInput) -> bytes:
    """Return a target's deterministic JSON."""
    return msgspec.json.encode(said, order="deterministic")


def hash_of(content: bytes) -> str:
    """Return the SHA-256 of a target's JSON."""
    return hashlib.sha256(content).hexdigest()


def frozen_hash(target_hash: str, schema_fingerprint: str, keys_hash: str) -> str:
    """Return the one hash of binding, schema and key set."""
    return hashlib.sha256(f"ropa-frozen-1\n{target_hash}\n{schema_fingerprint}\n{keys_hash}".encode()).hexdigest()


def order_hash(frozen: Mapping[str, str]) -> str:
    """Return the hash of what all items of a list have frozen."""
    lines = "".join(f"{item_id} {frozen[item_id]}\n" for item_id in sorted(frozen))
    return hashlib.sha256(f"ropa-order-1\n{lines}".encode()).hexdigest()


def problems_of(binding: Binding) -> Iterator[Problem]:
    """Yield what is wrong with a binding before any database was asked."""
    if (binding.date_from is not None or binding.date_through is not None) and binding.date_column is None:
        yield _problem("/binding/date_column", "มีช่วงวันที่ แต่ไม่ได้ระบุคอลัมน์วันที่", "There are days, but no date column")
    if binding.date_column is not None and binding.date_through is None:
        words = "ระบุวันสุดท้ายของข้อมูล มิฉะนั้นข้อมูลใหม่จะถูกทำลายด้วย", "Say through which day: without it new data would go too"
        yield _problem("/binding/date_through", *words)
    if binding.date_from and binding.date_through and binding.date_from > binding.date_through:
        yield _problem("/binding/date_through", "วันสุดท้ายมาก่อนวันแรก", "The last day is before the first")
    if binding.date_column is None and not binding.filters:
        yield _problem(
            "/binding/date_column",
            "ต้องมีคอลัมน์วันที่หรือเงื่อนไขอย่างน้อยหนึ่งอย่าง มิฉะนั้นจะทำลายทั้งตาราง",
            "Name a date column or a filter: without either the whole table would go",
        )
    if binding.dialect is TargetDialect.SQLITE and (binding.schema or any(each.schema for each in binding.children)):
        yield _problem("/binding/schema", "SQLite ไม่มี schema", "SQLite has no schemas")
    yield from _twice(binding)


def _twice(binding: Binding) -> Iterator[Problem]:
    if len(set(binding.key)) != len(binding.key):
        yield _problem("/binding/key", "คอลัมน์กุญแจซ้ำ", "A key column is named twice")
    seen = {(binding.schema, binding.table)}
    for number, child in enumerate(binding.children):
        if (child.schema, child.table) in seen:
            yield _problem(f"/binding/children/{number}/table", "ระบุตารางนี้ซ้ำ", "This table is named twice")
        seen.add((child.schema, child.table))
        if child.parent is not None and not number < child.parent < len(binding.children):
            yield _problem(
                f"/binding/children/{number}/parent",
                "ตารางแม่ต้องอยู่ถัดไปในลำดับ",
                "The parent must be a table further down in the order",
            )


def _problem(pointer: str, thai: str, english: str) -> Problem:
    return Problem(pointer=pointer, message_th=thai, message_en=english)
