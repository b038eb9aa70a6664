"""What a target database's catalogue says of the tables that a binding names, and of whatever reaches them."""

from msgspec import Struct
from msgspec import field as default

from schemas.vocabulary import Term


class Note(Struct, kw_only=True, frozen=True):
    """Something that stops nothing and that the certificate prints."""

    code: str
    message_th: str
    message_en: str


class ColumnKind(Term):
    """What can be done with a column's type."""

    TEXT = ("text", "ข้อความ", "text")
    INTEGER = ("integer", "จำนวนเต็ม", "integer")
    NUMERIC = ("numeric", "ทศนิยม", "numeric")
    FLOAT = ("float", "จำนวนจริง", "floating point")
    BOOLEAN = ("boolean", "ตรรกะ", "boolean")
    DATE = ("date", "วันที่", "date")
    TIMESTAMP = ("timestamp", "วันเวลา ไม่มีเขตเวลา", "timestamp without time zone")
    TIMESTAMPTZ = ("timestamptz", "วันเวลา มีเขตเวลา", "timestamp with time zone")
    TIME = ("time", "เวลา", "time")
    BYTES = ("bytes", "ไบต์", "bytes")
    JSON = ("json", "JSON", "JSON")
    JSONB = ("jsonb", "JSONB", "JSONB")
    UUID = ("uuid", "UUID", "UUID")
    ANY = ("any", "ไม่กำหนดชนิด", "no declared type")
    OTHER = ("other", "ชนิดที่ระบบยังเขียนทับไม่ได้", "a type that cannot be overwritten")


class ColumnInfo(Struct, kw_only=True):
    """A column. `type` is the catalogue's own word for it."""

    name: str
    type: str
    kind: ColumnKind
    nullable: bool
    generated: bool = False
    length: int | None = None
    """Longest text in characters; None: unlimited."""
    precision: int | None = None
    scale: int | None = None
    comparison: str = ""
    """How the database compares it: affinity and collation on SQLite, type and collation on PostgreSQL."""
    folds: bool = False
    """Its collation takes texts that differ for the same: capital letters, blanks at the end, accents."""


class UniqueInfo(Struct, kw_only=True):
    """A primary key, unique constraint or unique index."""

    name: str
    columns: list[str]
    primary: bool = False
    whole: bool = True
    """False: over some rows only, deferred, or over an expression; then it identifies no row."""
    expressions: bool = False
    """It looks at columns that `columns` does not tell."""


class CheckInfo(Struct, kw_only=True):
    """A CHECK constraint and the columns that it looks at."""

    name: str
    columns: list[str]
    text: str


class TriggerInfo(Struct, kw_only=True):
    """A trigger of a named table. `reaches`: tables of the database whose names its text says."""

    name: str
    events: list[str]
    """INSERT, UPDATE, DELETE, TRUNCATE; empty: not understood."""
    columns: list[str] = default(default_factory=list)
    """UPDATE OF these; empty: any."""
    enabled: bool = True
    reaches: list[str] = default(default_factory=list)
    text: str = ""


class ForeignKeyInfo(Struct, kw_only=True):
    """A foreign key from one table to another. Actions: no_action, restrict, cascade, set_null, set_default."""

    name: str
    schema: str | None
    table: str
    columns: list[str]
    to_schema: str | None
    to_table: str
    to_columns: list[str]
    on_delete: str
    on_update: str
    readable: bool = True
    """Whether the role may read the referring columns (else the dry run cannot count what refers)."""


class TableInfo(Struct, kw_only=True):
    """A named table as the catalogue has it."""

    schema: str | None
    name: str
    found: bool
    obstacles: list[str] = default(default_factory=list)
    """Why it is no plain table: view, virtual, foreign, partitioned, partition, inherits, inherited, rule:NAME,
    row_security, exclusion:NAME, without_rowid is none."""
    columns: list[ColumnInfo] = default(default_factory=list)
    uniques: list[UniqueInfo] = default(default_factory=list)
    checks: list[CheckInfo] = default(default_factory=list)
    triggers: list[TriggerInfo] = default(default_factory=list)
    indexed: list[list[str]] = default(default_factory=list)
    """Leading columns of its indexes; a link without one makes every batch read the whole table."""
    copies: list[str] = default(default_factory=list)
    """Materialised views and publications that hold or pass on copies of it."""
    calls: list[str] = default(default_factory=list)
    """`CHECK x: f`, `index x: f`: what is not the database's own and would run at any change of a row."""
    missing_rights: list[str] = default(default_factory=list)
    """`SELECT`, `DELETE`, `UPDATE (column)`: what the method needs and the role lacks."""


class Catalogue(Struct, kw_only=True):
    """What `inspect` read. `fingerprint`: SHA-256 over all that matters here; any change of it stops a run."""

    dialect: str
    server: str
    tables: list[TableInfo]
    """The root first, then the children in the binding's order."""
    foreign_keys: list[ForeignKeyInfo]
    """From the named tables, and from any table to a named one."""
    fingerprint: str
    obstacles: list[str] = default(default_factory=list)
    """What is wrong with the session itself: replication_role (triggers and foreign keys would be off)."""
    role_notes: list[Note] = default(default_factory=list)
    """Rights beyond what is needed: superuser, owner, writes elsewhere."""
