"""Destruction in databases as the register sees it: targets, dry runs, orders, runs, and what became of each item."""

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta, Struct
from msgspec import field as default

from schemas.erasure import MAX_BATCH, Binding, EraseMethod, Limit, Outcome, Plan, Sha256, TableCount
from schemas.erasure_catalogue import Note
from schemas.evidence import Ground, Person
from schemas.findings import Problem
from schemas.vocabulary import Term

#: Longest life of an order, in hours: an order that lies about for a month is no decision about today.
MOST_HOURS = 14 * 24
#: The largest share of rows that may differ from what was approved.
MOST_DEVIATION = 0.1


class TargetInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """Which tables of which database a data set is. The database is named; its address stands nowhere here."""

    holding_id: Annotated[str, Meta(max_length=36)]
    binding: Binding
    batch_size: Annotated[int, Meta(ge=1, le=MAX_BATCH)] = 500
    """Rows of the root table in one batch: what one transaction changes."""
    allowed_deviation: Annotated[float, Meta(ge=0, le=MOST_DEVIATION)] = 0.0
    """Share of the approved rows by which what is found may differ before a run stops: 0.01 is one in a hundred."""


class Sharing(Struct, kw_only=True):
    """Another data set in one of the same tables: while it is held, nothing in them is destroyed (law.md F.4, 59)."""

    holding_id: str
    title: str
    """Empty where the reader may not see it."""


class Target(Struct, kw_only=True):
    """A destruction target."""

    id: str
    holding_id: str
    activity_id: str
    office_id: int
    title: str
    """Of the data set."""
    binding: Binding
    batch_size: int
    allowed_deviation: float
    hash: Sha256
    """Of all that is bound; an approval freezes it."""
    version: int
    created_at: datetime
    updated_at: datetime
    updated_by: str
    shares: list[Sharing] = default(default_factory=list)


class TargetPage(Struct, kw_only=True):
    """All targets that the reader may see."""

    items: list[Target]


class DryRunReport(Struct, kw_only=True):
    """What a dry run found of one item, without batches and without any value of the database."""

    target: str
    target_version: int
    server: str
    """Kind and version of the database server."""
    program_version: str
    table: str
    method: EraseMethod
    batch_size: int
    allowed_deviation: float
    batches: int
    total: int
    """Rows of the root table."""
    undated: int
    tables: list[TableCount]
    sample: list[str]
    """Masked keys."""
    binding_hash: str
    schema_fingerprint: str
    keys_hash: str
    faults: list[Problem] = default(default_factory=list)
    notes: list[Note] = default(default_factory=list)
    role_notes: list[Note] = default(default_factory=list)
    limits: list[Limit] = default(default_factory=list)
    date_column: str | None = None
    date_from: date | None = None
    """First and last day of what is destroyed (Bangkok), both included; absent where only filters choose."""
    date_through: date | None = None

    @property
    def rows(self) -> int:
        """Rows of all named tables."""
        return sum(each.rows for each in self.tables)


class DryRun(Struct, kw_only=True):
    """A dry run of one item, as stored."""

    id: str
    item_id: str
    holding_id: str
    target_id: str
    ran_at: datetime
    ran_by: str
    hash: Sha256
    """Of binding, schema and key set: what an approval freezes."""
    report: DryRunReport


class StoredPlan(Struct, kw_only=True):
    """A plan as taken out of the store, with where it came from."""

    dry_run_id: str
    target_id: str
    plan: Plan


class OrderInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """An order to carry a list out in its databases. The name of who orders is that of the account."""

    position: Annotated[str, Meta(min_length=1, max_length=200, pattern=r"\S")]
    """Position of who orders and answers for the run."""
    witnesses: Annotated[list[Person], Meta(min_length=1, max_length=20)]
    """Who watches the run; for Saraban documents somebody of the committee (ข้อ 68)."""
    ground: Ground = Ground.PERIOD_ENDED
    valid_hours: Annotated[int, Meta(ge=1, le=MOST_HOURS)] = 24
    reason: Annotated[str, Meta(max_length=2_000)] = ""


class OrderEnd(Struct, kw_only=True, forbid_unknown_fields=True):
    """Why an order is withdrawn."""

    reason: Annotated[str, Meta(min_length=1, max_length=2_000, pattern=r"\S")]


class EndCode(Term):
    """How an order or a run ended."""

    DONE = ("done", "ดำเนินการครบ", "done")
    WITHDRAWN = ("withdrawn", "ถอนคำสั่ง", "withdrawn")
    EXPIRED = ("expired", "คำสั่งหมดอายุ", "expired")
    HELD = ("held", "หยุดเพราะมีการระงับการทำลาย", "stopped by a hold")
    STOPPED = ("stopped", "หยุดก่อนครบ", "stopped")
    KILLED = ("killed", "กระบวนการหยุดกลางคัน", "its process ended in the middle")
    CANCELLED = ("cancelled", "บัญชีถูกยกเลิก", "the list was cancelled")


class Order(Struct, kw_only=True):
    """An order, as stored. Only one of a list is open."""

    id: str
    hash: Sha256
    """Of what every item had frozen when it was given."""
    said: OrderInput
    ordered_at: datetime
    ordered_by: str
    ordered_by_name: str
    expires_at: datetime
    ended_at: datetime | None = None
    end_code: EndCode | None = None
    end_reason: str | None = None


class Run(Struct, kw_only=True):
    """One process that carried an order out, or began to."""

    id: str
    order_id: str
    program_version: str
    started_at: datetime
    held_until: datetime
    ended_at: datetime | None = None
    end_code: EndCode | None = None
    end_th: str | None = None
    end_en: str | None = None


class ItemRun(Struct, kw_only=True):
    """What became of an item in its database; stored once it was verified."""

    target: str
    table: str
    tables: list[str]
    approved: list[int]
    """Rows of each named table, as approved."""
    overwritten: list[int]
    deleted: list[int]
    left: list[int]
    outcome: Outcome
    """Of the last run: statements by their hashes."""
    certificate: str | None = None


class ItemErasure(Struct, kw_only=True):
    """Where an item of a list stands that lies in a database."""

    item_id: str
    seq: int
    title: str
    holding_id: str
    target: str | None
    """Name of the database; None: bound to none any more."""
    target_version: int | None
    dry_run: DryRun | None
    """The frozen one after the head's decision, else the newest."""
    frozen_at: datetime | None
    batches_done: int
    done_at: datetime | None
    certificate: str | None
    problems: list[Problem]
    """What stands in the way of the next step."""


class ListErasure(Struct, kw_only=True):
    """Where a list stands in the databases of its items."""

    list_id: str
    ref: str
    items: list[ItemErasure]
    order: Order | None
    """The one that has not ended; `order_over`: its time is over."""
    order_over: bool
    can_order: bool
    """Something is decided, not destroyed, in nothing's way, and no order stands."""
    orders: list[Order]
    runs: list[Run]
    problems: list[Problem]
    """What stands in the way of an order, or of carrying it out."""
    command: str
    """What the operator enters next; empty: nothing."""


class ItemDone(Struct, kw_only=True):
    """An item in a run's answer."""

    seq: int
    title: str
    target: str
    batches_done: int
    batches: int
    certificate: str | None = None
    problems: list[Problem] = default(default_factory=list)


class RunDone(Struct, kw_only=True):
    """What `ropa destroy run` did."""

    ref: str
    is_done: bool
    before: bool = False
    """It had been done before: nothing was to do."""
    items: list[ItemDone] = default(default_factory=list)
    stopped_th: str | None = None
    stopped_en: str | None = None


class AdviceShown(Struct, kw_only=True):
    """What the role of a target needs, and what it has."""

    holding_id: str
    table: str
    statements: list[str]
    notes: list[Note]
    faults: list[Problem]
    role_notes: list[Note]
