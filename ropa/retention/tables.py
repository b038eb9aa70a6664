"""Retention readings, holdings, holds, and the monthly check's runs and list.

Dates are days in Bangkok. Due dates are stored: the check of a million holdings is then one INSERT ... SELECT. They are
computed anew whenever the holding or the activity's words change, by `ropa.retention.service`.
"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from ropa.db.tables import metadata
from ropa.db.types import UtcDateTime

_CURRENT = text("until_at IS NULL")

#: How the words of each activity were read, and when: a changed rule ends the row and begins another. `slot` '' is the
#: rule of the form itself, any other the name of one of `form.beyond.retention_rules`; `about` what that one is for.
retention_rules = Table(
    "retention_rules",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("activity_id", String(36), ForeignKey("activities.id", ondelete="CASCADE"), nullable=False),
    Column("slot", String(200), nullable=False, server_default=text("''")),
    Column("office_id", Integer, ForeignKey("offices.id"), nullable=False),
    # No foreign key: a draft may be dropped, the reading of its time stays as evidence.
    Column("revision_id", String(36), nullable=False),
    Column("retention_text", Text, nullable=True),
    Column("stated_event", String(30), nullable=True),
    Column("status", String(20), nullable=False),
    Column("rules_version", Integer, nullable=False),
    Column("since_at", UtcDateTime, nullable=False),
    Column("until_at", UtcDateTime, nullable=True),
    Column("rule", LargeBinary, nullable=False),
    Column("about", LargeBinary, nullable=True),
    Index("ix_retention_rules_activity_id", "activity_id"),
    Index(
        "uq_retention_rules_current",
        "activity_id",
        "slot",
        unique=True,
        sqlite_where=_CURRENT,
        postgresql_where=_CURRENT,
    ),
    Index(
        "ix_retention_rules_current_status",
        "status",
        "rules_version",
        sqlite_where=_CURRENT,
        postgresql_where=_CURRENT,
    ),
)

holdings = Table(
    "holdings",
    metadata,
    Column("id", String(36), primary_key=True),
    # No cascade: an activity that still has data sets cannot vanish with a dropped draft.
    Column("activity_id", String(36), ForeignKey("activities.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("title", String(500), nullable=False),
    Column("start_event", String(30), nullable=True),
    Column("started_on", Date, nullable=True),
    Column("location", String(500), nullable=True),
    Column("medium", String(500), nullable=True),
    Column("volume", String(500), nullable=True),
    # The reading that gave the dates. No foreign key: readings go only with their activity, which holdings keep; and
    # each dropped draft would have to look through every holding for it.
    Column("rule_id", String(36), nullable=False),
    Column("due_state", String(20), nullable=False),
    Column("last_day_kept", Date, nullable=True),
    Column("due_on", Date, nullable=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", String(100), nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("updated_by", String(100), nullable=False),
    Column("carrier", String(20), nullable=True),
    Column("saraban", String(20), nullable=False, server_default=text("'unclear'")),
    Column("data_from", Date, nullable=True),
    Column("data_through", Date, nullable=True),
    # JSON list of HoldingCopy; NULL: none is known.
    Column("copies", LargeBinary, nullable=True),
    # Name of the activity's rule that it is kept by; "" is the form's own.
    Column("rule_slot", String(200), nullable=False, server_default=text("''")),
    Column("source_key", String(200), nullable=True),
    Column("origin", String(20), nullable=False, server_default=text("'page'")),
    # The line of a sheet or the proposal that it was made from: the same once more finds it here.
    Column("made_from", String(250), nullable=True),
    Column("state", String(30), nullable=False, server_default=text("'active'")),
    # The destruction list that it stands on. No foreign key: lists come later in the order of things.
    Column("list_id", String(36), nullable=True),
    # Kept through this day by a decision, and the day after: a changed rule may move the date beyond, never before it.
    Column("extended_through", Date, nullable=True),
    Column("extended_due_on", Date, nullable=True),
    Column("disposed_on", Date, nullable=True),
    CheckConstraint("(due_state = 'dated') = (due_on IS NOT NULL)", name="dated"),
    Index("ix_holdings_activity_id_id", "activity_id", "id"),
    # A changed rule recomputes by day of start, not by row.
    Index("ix_holdings_activity_id_started_on", "activity_id", "started_on"),
    # Covers the check: what it needs of a holding stands in the index, so that no row is looked up.
    Index(
        "ix_holdings_due_on",
        "due_on",
        "id",
        "activity_id",
        sqlite_where=text("due_on IS NOT NULL"),
        postgresql_where=text("due_on IS NOT NULL"),
    ),
    Index(
        "ix_holdings_undated",
        "due_state",
        "activity_id",
        sqlite_where=text("due_on IS NULL"),
        postgresql_where=text("due_on IS NULL"),
    ),
    # Few rows each: what a million plain holdings do not pay for when they are entered.
    Index(
        "uq_holdings_source_key",
        "activity_id",
        "source_key",
        unique=True,
        sqlite_where=text("source_key IS NOT NULL"),
        postgresql_where=text("source_key IS NOT NULL"),
    ),
    # The same item of a system under another activity: what is held there is held here (`store_held`).
    Index(
        "ix_holdings_source_key_location",
        "source_key",
        "location",
        sqlite_where=text("source_key IS NOT NULL"),
        postgresql_where=text("source_key IS NOT NULL"),
    ),
    Index(
        "uq_holdings_made_from",
        "activity_id",
        "made_from",
        unique=True,
        sqlite_where=text("made_from IS NOT NULL"),
        postgresql_where=text("made_from IS NOT NULL"),
    ),
    Index(
        "ix_holdings_state",
        "state",
        "id",
        sqlite_where=text("state <> 'active'"),
        postgresql_where=text("state <> 'active'"),
    ),
    Index(
        "ix_holdings_list_id",
        "list_id",
        "id",
        sqlite_where=text("list_id IS NOT NULL"),
        postgresql_where=text("list_id IS NOT NULL"),
    ),
)

retention_holds = Table(
    "retention_holds",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("reason", Text, nullable=False),
    Column("activity_id", String(36), ForeignKey("activities.id"), nullable=True),
    Column("holding_id", String(36), ForeignKey("holdings.id"), nullable=True),
    # This office and all below it: `tables_holds.hold_offices` says which they were when it was placed.
    Column("office_id", Integer, ForeignKey("offices.id"), nullable=True),
    # Which data items of the activity the matter is about, in words. All of its holdings are held: which of them has
    # an item in it, nobody can compute.
    Column("data_items", Text, nullable=True),
    Column("document_ref", String(500), nullable=True),
    # Who asked for it and says when it may go: a person of the register, an office, or a name in words.
    Column("owner_name", String(300), nullable=False, server_default=text("''")),
    Column("owner_person_id", String(36), ForeignKey("people.id"), nullable=True),
    Column("owner_office_id", Integer, ForeignKey("offices.id"), nullable=True),
    # The hold on an office under which a record stood that has moved since; it is lifted with that one.
    Column("follows_id", String(36), nullable=True),
    Column("review_on", Date, nullable=True),
    Column("no_review_reason", Text, nullable=True),
    Column("placed_at", UtcDateTime, nullable=False),
    Column("placed_by", String(100), nullable=False),
    Column("placed_by_name", String(300), nullable=False, server_default=text("''")),
    Column("lifted_at", UtcDateTime, nullable=True),
    Column("lifted_by", String(100), nullable=True),
    Column("lifted_by_name", String(300), nullable=True),
    Column("lift_reason", Text, nullable=True),
    CheckConstraint(
        "(CASE WHEN activity_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN holding_id IS NULL THEN 0 ELSE 1 END)"
        " + (CASE WHEN office_id IS NULL THEN 0 ELSE 1 END) = 1",
        name="one_scope",
    ),
    Index(
        "ix_retention_holds_active_activity",
        "activity_id",
        sqlite_where=text("lifted_at IS NULL"),
        postgresql_where=text("lifted_at IS NULL"),
    ),
    Index(
        "ix_retention_holds_active_holding",
        "holding_id",
        sqlite_where=text("lifted_at IS NULL"),
        postgresql_where=text("lifted_at IS NULL"),
    ),
    Index(
        "ix_retention_holds_active_office",
        "office_id",
        sqlite_where=text("lifted_at IS NULL AND office_id IS NOT NULL"),
        postgresql_where=text("lifted_at IS NULL AND office_id IS NOT NULL"),
    ),
    Index(
        "ix_retention_holds_active_review",
        "review_on",
        sqlite_where=text("lifted_at IS NULL AND review_on IS NOT NULL"),
        postgresql_where=text("lifted_at IS NULL AND review_on IS NOT NULL"),
    ),
)

#: Evidence of each run of the monthly check; written once, triggers refuse every change.
retention_runs = Table(
    "retention_runs",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("month", String(7), nullable=False),
    Column("number", Integer, nullable=False),
    Column("late", Boolean(name="late"), nullable=False),
    Column("due", Integer, nullable=False),
    Column("held", Integer, nullable=False),
    Column("undatable", Integer, nullable=False),
    Column("added", Integer, nullable=False),
    Column("reasons", LargeBinary, nullable=False),
    Column("items_hash", String(64), nullable=False),
    Column("rules_version", Integer, nullable=False),
    Column("program_version", String(40), nullable=False),
    Column("actor_id", String(100), nullable=False),
    Column("ran_at", UtcDateTime, nullable=False),
    # Over the readings that counted: '' for runs from before this was kept.
    Column("rules_hash", String(64), nullable=False, server_default=text("''")),
    # What else it found (`schemas.holding.RunFacts`); nothing for runs from before this was kept.
    Column("facts", LargeBinary, nullable=True),
    UniqueConstraint("month", "number"),
)

#: What the checks have listed: a holding, on a date. The key makes a repeat harmless and is the order of the list; a
#: changed date is another row, the old one stays. The reading that gave the date is the one of the run's time.
#:
#: No foreign keys: rows come only from INSERT ... SELECT over holdings, with their run in the same transaction, and a
#: listed holding is never deleted (`service.delete_holding` waits for a running check). Looking up 20,000 parents among
#: a million made the check 6 times slower on SQLite (13 against 87 ms for the bare statement). No index by holding
#: either: only the deletion of a holding entered by mistake asks that way, and it may look through the list.
retention_due = Table(
    "retention_due",
    metadata,
    Column("due_on", Date, primary_key=True),
    Column("holding_id", String(36), primary_key=True),
    Column("run_id", String(36), nullable=False),
    sqlite_with_rowid=False,
)
