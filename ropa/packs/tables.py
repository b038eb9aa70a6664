"""Auditor's packs, and who may look into them until when.

What was exported, by whom and why stays for good; the zip itself lies in the file store until nobody may look into it
any more. `sha256` is what keeps it there, so it is emptied then; `zip_sha256` tells for ever what it was.
"""

from sqlalchemy import BigInteger, Boolean, Column, Date, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from ropa.db.tables import metadata
from ropa.db.types import UtcDateTime

packs = Table(
    "packs",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("made_at", UtcDateTime, nullable=False),
    Column("made_by", String(100), nullable=False),
    Column("made_by_name", String(300), nullable=False),
    Column("reason", Text, nullable=False),
    Column("masked", Boolean(name="masked"), nullable=False),
    # JSON (`schemas.packs.PackQuery`), and the same in words.
    Column("query", LargeBinary, nullable=False),
    Column("query_th", Text, nullable=False),
    Column("records", Integer, nullable=False),
    Column("files", Integer, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("zip_sha256", String(64), nullable=False),
    Column("manifest_hash", String(64), nullable=False),
    Column("sha256", String(64), ForeignKey("file_blobs.sha256"), nullable=True),
    Column("expires_at", UtcDateTime, nullable=False),
    # The rights that it was made with (`rules.grants_text`): its maker sees it while they have all of them.
    Column("grants", Text, nullable=False),
    Index("ix_packs_made_by_id", "made_by", "id"),
    Index("ix_packs_sha256", "sha256"),
    Index("ix_packs_expires_at", "expires_at"),
)

pack_shares = Table(
    "pack_shares",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("pack_id", String(36), ForeignKey("packs.id"), nullable=False),
    Column("person_id", String(36), ForeignKey("people.id"), nullable=False),
    Column("reason", Text, nullable=False),
    # Last day (Bangkok).
    Column("valid_through", Date, nullable=False),
    Column("shared_at", UtcDateTime, nullable=False),
    Column("shared_by", String(100), nullable=False),
    Column("shared_by_name", String(300), nullable=False),
    Column("ended_at", UtcDateTime, nullable=True),
    Column("ended_by", String(100), nullable=True),
    Column("ended_by_name", String(300), nullable=True),
    Index("ix_pack_shares_pack_id", "pack_id"),
    Index("ix_pack_shares_person_id", "person_id"),
)
