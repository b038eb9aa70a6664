"""Requests that came by the public form, and whether the digest told of them."""

from sqlalchemy import Column, ForeignKey, Index, String, Table

from ropa.db.tables import metadata
from ropa.db.types import UtcDateTime

# Written with the request, so that a digest cannot pass over one whose transaction ended late.
request_arrivals = Table(
    "request_arrivals",
    metadata,
    Column("request_id", String(36), ForeignKey("subject_requests.id"), primary_key=True),
    # The last digest that counted it while nobody had taken it up; None: none yet.
    Column("told_at", UtcDateTime, nullable=True),
    Index("ix_request_arrivals_told_at", "told_at"),
)
