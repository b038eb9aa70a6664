"""One row for each job that has ever run: when it was last done, and who holds it now."""

from sqlalchemy import Column, String, Table

from ropa.db.tables import metadata
from ropa.db.types import UtcDateTime

job_leases = Table(
    "job_leases",
    metadata,
    Column("name", String(60), primary_key=True),
    Column("done_at", UtcDateTime, nullable=True),
    Column("holder", String(36), nullable=True),
    Column("held_until", UtcDateTime, nullable=True),
)
