"""Where an activity belonged before. `activities.office_id` says where it belongs now."""

from sqlalchemy import Column, ForeignKey, Integer, String, Table, Text

from ropa.db.tables import metadata
from ropa.db.types import UtcDateTime

#: No row: the activity has always been in its present office. Saving therefore never writes here.
activity_offices = Table(
    "activity_offices",
    metadata,
    Column("activity_id", String(36), ForeignKey("activities.id", ondelete="CASCADE"), primary_key=True),
    Column("until_at", UtcDateTime, primary_key=True),
    Column("office_id", Integer, ForeignKey("offices.id"), nullable=False),
    # The reorganisation that moved it; None: it was moved alone, with a reason.
    Column("change_id", String(36), nullable=True),
    Column("reason", Text, nullable=True),
    Column("moved_at", UtcDateTime, nullable=False),
    Column("moved_by", String(100), nullable=False),
    Column("moved_by_name", String(300), nullable=False),
)
