"""Files that people asked for and a process of its own makes. The bytes lie in the file store (`ropa.files`)."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, String, Table

from ropa.db.tables import metadata
from ropa.db.types import UtcDateTime

downloads = Table(
    "downloads",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("kind", String(40), nullable=False),
    # JSON, as the kind's check left it.
    Column("query", LargeBinary, nullable=False),
    Column("reason", String(1000), nullable=True),
    Column("actor_id", String(100), nullable=False),
    Column("actor_name", String(300), nullable=False),
    # The actor when it was asked for; then with the rights that it was made with.
    Column("actor", LargeBinary, nullable=False),
    Column("state", String(10), nullable=False),
    # Hash of who asked what, while it is open: the same question has one row at a time.
    Column("open_key", String(64), nullable=True),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("started_at", UtcDateTime, nullable=True),
    Column("ended_at", UtcDateTime, nullable=True),
    Column("attempts", Integer, nullable=False),
    # The one process that makes it, and until when it is believed to live.
    Column("holder", String(36), nullable=True),
    Column("held_until", UtcDateTime, nullable=True),
    Column("done", BigInteger, nullable=False),
    Column("total", BigInteger, nullable=False),
    Column("sha256", String(64), ForeignKey("file_blobs.sha256"), nullable=True),
    Column("size", BigInteger, nullable=True),
    Column("file_name", String(300), nullable=True),
    Column("media_type", String(100), nullable=True),
    Column("expires_at", UtcDateTime, nullable=True),
    Column("error_th", String(1000), nullable=True),
    Column("error_en", String(1000), nullable=True),
    Index("ix_downloads_actor_id_id", "actor_id", "id"),
    Index("ix_downloads_state_id", "state", "id"),
    Index("ix_downloads_sha256", "sha256"),
    Index("uq_downloads_open_key", "open_key", unique=True),
)
