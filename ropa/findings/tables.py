"""What the checks found, who answers for it, what a DPO accepted for a time, and scores over time.

`finding_checks` and `findings` are computed from the documents of live revisions and can be made anew at any time.
None of them holds the office of a record: lists join it from where it is kept, so that a record that moves takes its
findings along. The days of history do hold it, as it was.
"""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from ropa.db.tables import metadata
from ropa.db.types import UtcDateTime

# One row for each live revision: what was checked, with which rules, and the open findings that were counted.
finding_checks = Table(
    "finding_checks",
    metadata,
    Column("revision_id", String(36), ForeignKey("revisions.id"), primary_key=True),
    Column("activity_id", String(36), ForeignKey("activities.id"), nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("rules_version", String(40), nullable=False),
    Column("checked_at", UtcDateTime, nullable=False),
    # The person who wrote last: the owner of every finding that nobody was asked to see to.
    Column("writer_id", String(100), nullable=True),
    Column("writer_name", String(300), nullable=True),
    Column("completeness", Integer, nullable=False),
    Column("score", Integer, nullable=False),
    Column("errors", Integer, nullable=False),
    Column("warnings", Integer, nullable=False),
    Column("hints", Integer, nullable=False),
    Column("accepted", Integer, nullable=False),
    Index("ix_finding_checks_activity_id", "activity_id"),
    Index("ix_finding_checks_checked_at", "checked_at"),
)

findings = Table(
    "findings",
    metadata,
    Column("revision_id", String(36), ForeignKey("revisions.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("activity_id", String(36), ForeignKey("activities.id"), nullable=False),
    # Code, pointer and what stands there: another text is another finding.
    Column("key", String(64), nullable=False),
    Column("code", String(60), nullable=False),
    Column("severity", String(10), nullable=False),
    Column("pointer", String(300), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index("ix_findings_activity_id_key", "activity_id", "key"),
    Index("ix_findings_code_revision_id", "code", "revision_id"),
    Index("ix_findings_severity_revision_id", "severity", "revision_id"),
)

finding_acceptances = Table(
    "finding_acceptances",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("activity_id", String(36), ForeignKey("activities.id"), nullable=False),
    Column("key", String(64), nullable=False),
    Column("code", String(60), nullable=False),
    Column("pointer", String(300), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("reason", Text, nullable=False),
    Column("accepted_by", String(100), nullable=False),
    Column("accepted_by_name", String(300), nullable=False),
    Column("accepted_at", UtcDateTime, nullable=False),
    # The last day in Bangkok on which it counts.
    Column("valid_through", Date, nullable=False),
    Column("ended_at", UtcDateTime, nullable=True),
    Column("ended_by_name", String(300), nullable=True),
    Index("ix_finding_acceptances_activity_id_key", "activity_id", "key"),
    Index("ix_finding_acceptances_valid_through", "valid_through"),
)

# Who was asked to see to a finding. It outlives the text: the next finding of this kind there is theirs, too.
finding_owners = Table(
    "finding_owners",
    metadata,
    Column("activity_id", String(36), ForeignKey("activities.id"), primary_key=True),
    Column("code", String(60), primary_key=True),
    Column("pointer", String(300), primary_key=True),
    Column("owner_id", String(100), nullable=False),
    Column("owner_name", String(300), nullable=False),
    Column("assigned_at", UtcDateTime, nullable=False),
    Column("assigned_by", String(100), nullable=False),
)

# How a record stood at the end of a day of Bangkok on which that changed.
finding_record_days = Table(
    "finding_record_days",
    metadata,
    Column("activity_id", String(36), ForeignKey("activities.id"), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("office_id", Integer, nullable=False),
    # False: retired; the record counts no more from this day on.
    Column("counts", Boolean(name="counts"), nullable=False),
    Column("completeness", Integer, nullable=False),
    Column("score", Integer, nullable=False),
    Column("errors", Integer, nullable=False),
    Column("warnings", Integer, nullable=False),
    Column("hints", Integer, nullable=False),
    Column("accepted", Integer, nullable=False),
)

# How an office's own records stood at the end of a day: sums, so that offices can be added up.
finding_office_days = Table(
    "finding_office_days",
    metadata,
    Column("day", Date, primary_key=True),
    Column("office_id", Integer, primary_key=True, autoincrement=False),
    Column("records", Integer, nullable=False),
    Column("completeness_sum", Integer, nullable=False),
    Column("score_sum", Integer, nullable=False),
    Column("errors", Integer, nullable=False),
    Column("warnings", Integer, nullable=False),
    Column("hints", Integer, nullable=False),
    Column("accepted", Integer, nullable=False),
)
