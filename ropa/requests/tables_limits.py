"""What the data protection officer set: days by right and effective date, grounds of law for a pause or an extension.

What is shipped stands in `rules_limits` and `rules_pauses`; a row here takes its place from its own effective
date on. Rows are written once.
"""

from sqlalchemy import Boolean, Column, Date, Integer, String, Table, Text

from ropa.db.tables import metadata
from ropa.db.types import UtcDateTime

request_limits = Table(
    "request_limits",
    metadata,
    Column("right", String(30), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("effective_on", Date, nullable=False),
    Column("days", Integer, nullable=False),
    Column("law", String(300), nullable=False),
    Column("source", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("by", String(100), nullable=False),
    Column("by_name", String(300), nullable=False),
)

request_pause_grounds = Table(
    "request_pause_grounds",
    metadata,
    Column("code", String(40), primary_key=True),
    Column("number", Integer, primary_key=True),
    # pause, extend
    Column("kind", String(20), nullable=False),
    # Codes of the rights that it is for, separated by spaces; empty: all.
    Column("rights", String(200), nullable=False),
    Column("name_th", String(300), nullable=False),
    Column("name_en", String(300), nullable=False),
    # Null: the law gives no number of days.
    Column("max_days", Integer, nullable=True),
    Column("effective_on", Date, nullable=False),
    Column("law", String(300), nullable=False),
    Column("source", Text, nullable=False),
    # A ground that was confirmed by mistake, or that the law took away.
    Column("is_ended", Boolean(name="is_ended"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("by", String(100), nullable=False),
    Column("by_name", String(300), nullable=False),
)
