"""Destruction inside a database: what is bound, what its catalogue says, what a dry run found, what a run did.

Nothing here holds a key or a value of the database: keys appear masked, or as keyed fingerprints.
"""

from datetime import date
from typing import Annotated

from msgspec import Meta, Struct
from msgspec import field as default

from schemas.erasure_catalogue import Note
from schemas.findings import Problem
from schemas.vocabulary import Term

Name = Annotated[str, Meta(min_length=1, max_length=255)]
"""Name of a table or column, exactly as the database's catalogue has it. It is never read as SQL."""
TargetName = Annotated[str, Meta(pattern=r"^[A-Z][A-Z0-9_]{0,39}$")]
"""HR_ARCHIVE: its address stands in ROPA_TARGET_HR_ARCHIVE_URL of the process that executes, and nowhere else."""
Sha256 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]

MAX_BATCH = 5_000
MARK_BYTES = 8


class TargetDialect(Term):
    """Databases whose destruction is tested; others are refused."""

    SQLITE = ("sqlite", "SQLite", "SQLite")
    POSTGRESQL = ("postgresql", "PostgreSQL", "PostgreSQL")


class EraseMethod(Term):
    """How rows are destroyed (form, fields 39 and 50)."""

    OVERWRITE_ZERO = (
        "overwrite_zero",
        "แทนข้อมูลด้วย Zero Fill แล้วลบออกจากฐานข้อมูล",
        "overwritten with zeros, then deleted",
    )
    OVERWRITE_RANDOM = (
        "overwrite_random",
        "แทนข้อมูลด้วย Random Fill แล้วลบออกจากฐานข้อมูล",
        "overwritten with random values, then deleted",
    )
    ANONYMISE = (
        "anonymise",
        "ทำให้ไม่สามารถระบุตัวบุคคลได้ โดยคงแถวข้อมูลไว้",
        "made anonymous; the rows stay",
    )


class Fill(Term):
    """What an anonymised column becomes."""

    NULL = ("null", "ค่าว่าง (NULL)", "NULL")
    CONSTANT = ("constant", "ค่าคงที่", "a constant")
    RANDOM = ("random", "ค่าสุ่ม ต่างกันทุกแถว", "random, different in each row")


class ColumnFill(Struct, kw_only=True, forbid_unknown_fields=True):
    """A column to overwrite. `fill` is for `anonymise` only: the overwriting methods say themselves what they write."""

    column: Name
    fill: Fill | None = None
    constant: Annotated[str, Meta(max_length=500)] | None = None


class Link(Struct, kw_only=True, forbid_unknown_fields=True):
    """`column` of a child table holds what `parent_column` of its parent table holds."""

    column: Name
    parent_column: Name


class ChildTable(Struct, kw_only=True, forbid_unknown_fields=True):
    """Rows that belong to the root's rows and go before them.

    `parent` is the number (from 0) of a child named *later* in the list, whose rows these belong to; None: the root's.
    Children go in the order of the list, so that whatever refers to a row goes before that row.
    """

    table: Name
    schema: Name | None = None
    links: Annotated[list[Link], Meta(min_length=1, max_length=6)]
    columns: Annotated[list[ColumnFill], Meta(max_length=200)] = default(default_factory=list)
    parent: Annotated[int, Meta(ge=0, le=50)] | None = None


class Filter(Struct, kw_only=True, forbid_unknown_fields=True):
    """Only rows whose column equals this value."""

    column: Name
    value: str | int | bool


class Binding(Struct, kw_only=True, forbid_unknown_fields=True):
    """Which rows of which database are one holding. Rows: the date lies from `date_from` through `date_through` (days
    in Bangkok, both included) and every filter holds.
    """

    target: TargetName
    dialect: TargetDialect
    table: Name
    schema: Name | None = None
    """PostgreSQL's schema; absent: `public`. SQLite has none."""
    key: Annotated[list[Name], Meta(min_length=1, max_length=6)]
    """Columns that tell one row of the root table from every other."""
    date_column: Name | None = None
    date_from: date | None = None
    date_through: date | None = None
    filters: Annotated[list[Filter], Meta(max_length=20)] = default(default_factory=list)
    columns: Annotated[list[ColumnFill], Meta(min_length=1, max_length=200)]
    """Columns of the root table to overwrite."""
    children: Annotated[list[ChildTable], Meta(max_length=50)] = default(default_factory=list)
    method: EraseMethod


class TableCount(Struct, kw_only=True):
    """Rows of one named table that a dry run counted."""

    table: str
    """Shown name: `schema.table` on PostgreSQL, the table on SQLite."""
    rows: int
    orphans: int = 0
    """Rows of a child table whose link names no row of its parent; they are not in `rows` and stay."""


class BatchMark(Struct, kw_only=True):
    """One batch of root rows in the order of their key."""

    number: Annotated[int, Meta(ge=1)]
    count: int
    digest: Sha256
    """HMAC-SHA256 over the full fingerprints of the batch's keys."""
    marks: bytes
    """The first 8 bytes of each key's fingerprint (HMAC-SHA256), in key order: a run touches no row without one."""
    children: list[int] = default(default_factory=list)
    """Rows of each child table, in the binding's order."""
    first: str = ""
    last: str = ""
    """First and last key, masked."""


class Plan(Struct, kw_only=True):
    """What a dry run found; approval freezes it whole. With faults it cannot be executed."""

    method: EraseMethod
    dialect: TargetDialect
    batch_size: int
    total: int
    tables: list[TableCount]
    """The root first, then the children in the binding's order."""
    sample: list[str]
    """Masked keys, drawn evenly."""
    undated: int
    """Rows whose date is NULL: they fulfil the filters and stay."""
    batches: list[BatchMark]
    binding_hash: Sha256
    schema_fingerprint: Sha256
    keys_hash: Sha256
    """HMAC-SHA256 over the fingerprints of all keys, in key order."""
    faults: list[Problem] = default(default_factory=list)
    notes: list[Note] = default(default_factory=list)


class BatchPhase(Term):
    """How far a batch is. Each is written down after its transaction, `started` before the first."""

    STARTED = ("started", "เริ่มดำเนินการ", "started")
    OVERWRITTEN = ("overwritten", "เขียนทับแล้ว", "overwritten")
    DELETED = ("deleted", "ลบแล้ว", "deleted")
    DONE = ("done", "ตรวจแล้วไม่เหลือข้อมูล", "checked: nothing is left")


class JournalEntry(Struct, kw_only=True, frozen=True):
    """One line of a run's journal. The journal stamps the time itself."""

    batch: int
    phase: BatchPhase
    rows: list[int] = default(default_factory=list)
    """`overwritten`, `deleted`: rows of the root, then of each child, as the database counted them."""
    missing: int = 0
    """`overwritten` (and `deleted`): approved rows that were no longer there."""
    unapproved: int = 0
    """Rows that fulfil the condition now and were not approved: left alone, and counted as a deviation."""
    children_changed: int = 0
    """By how many rows the child tables differ from what was approved."""
    found_gone: bool = False
    """`deleted`: a run before this one had deleted the batch and was ended before it could write so down."""


class StatementMark(Struct, kw_only=True):
    """A statement as the certificate proves it: the text without values, hashed."""

    sha256: Sha256
    verb: str
    """SELECT, UPDATE or DELETE."""
    table: str
    runs: int
    rows: int


class RunState(Term):
    """How a run ended."""

    DONE = ("done", "ดำเนินการครบ", "done")
    STOPPED = ("stopped", "หยุดก่อนครบ", "stopped")


class Outcome(Struct, kw_only=True):
    """What one run did. Stopped: the reasons stand in `problems`, and whatever was done stands in the journal."""

    state: RunState
    batches_done: int
    """By this run and those before it."""
    batches_total: int
    overwritten: list[int]
    deleted: list[int]
    """By this run: rows of the root, then of each child."""
    missing: int
    unapproved: int
    children_changed: int
    statements: list[StatementMark]
    retries: int = 0
    problems: list[Problem] = default(default_factory=list)
    notes: list[Note] = default(default_factory=list)


class TableLeft(Struct, kw_only=True):
    """What a check after the run found in one named table."""

    table: str
    by_condition: int
    """Rows that fulfil the condition now, approved or not. Anonymised rows stay, and are counted here."""
    approved: int
    """Of them: rows that were approved to be destroyed (root only)."""
    not_filled: int = 0
    """`anonymise`: rows of the set in which a column is not what it was to become (random columns cannot be told)."""
    orphans: int = 0
    orphans_before: int = 0


class Left(Struct, kw_only=True):
    """What is left. `clean`: no approved row, no more orphans than before, nothing unfilled."""

    tables: list[TableLeft]
    clean: bool


class Limit(Struct, kw_only=True):
    """What overwriting cannot reach. `follow_up`: somebody must see to it; it becomes an item of work."""

    code: str
    message_th: str
    message_en: str
    follow_up: bool = False


class Advice(Struct, kw_only=True):
    """The least that the executing role needs."""

    statements: list[str]
    """GRANT statements for PostgreSQL's administrator; none for SQLite."""
    notes: list[Note]
