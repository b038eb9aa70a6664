"""People, their grants and sessions, bearer tokens, and the reach of a grant: the closure of the office tree.

Of a token or session only the SHA-256 of its secret is kept; of a national ID a keyed hash and its encryption.
"""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, LargeBinary, String, Table, Text, false, text

from ropa.db.tables import metadata
from ropa.db.types import UtcDateTime

api_tokens = Table(
    "api_tokens",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("secret_hash", String(64), nullable=False, unique=True),
    Column("role", String(20), nullable=False),
    Column("office_id", Integer, ForeignKey("offices.id"), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("revoked_at", UtcDateTime, nullable=True),
)

# One row for each office and each of its ancestors, itself included: a grant at the ancestor reaches the descendant.
office_closure = Table(
    "office_closure",
    metadata,
    Column("ancestor_id", Integer, ForeignKey("offices.id"), primary_key=True),
    Column("descendant_id", Integer, ForeignKey("offices.id"), primary_key=True),
    Column("depth", Integer, nullable=False),
    Index("ix_office_closure_descendant_id", "descendant_id"),
)

people = Table(
    "people",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("id_hash", String(64), nullable=False, unique=True),
    Column("id_sealed", LargeBinary, nullable=False),
    Column("key_version", Integer, nullable=False),
    # What was hashed and sealed (`schemas.access.IdKind`); only a national ID is ever shown, masked.
    Column("id_kind", String(20), nullable=False, server_default=text("'national_id'")),
    # Empty until the first sign-in: a grant may come before the person does.
    Column("display_name", String(300), nullable=True),
    Column("username", String(200), nullable=True),
    Column("email", String(320), nullable=True),
    Column("org_hint", String(60), nullable=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("signed_in_at", UtcDateTime, nullable=True),
    # When an administrator let a suspended person in again.
    Column("activated_at", UtcDateTime, nullable=True),
)

grants = Table(
    "grants",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("person_id", String(36), ForeignKey("people.id"), nullable=False),
    Column("role", String(20), nullable=False),
    Column("office_id", Integer, ForeignKey("offices.id"), nullable=False),
    Column("granted_at", UtcDateTime, nullable=False),
    Column("granted_by", String(100), nullable=False),
    Column("valid_through", Date, nullable=True),
    Column("ended_at", UtcDateTime, nullable=True),
    Column("ended_by", String(100), nullable=True),
    Column("valid_from", Date, nullable=True),
    Column("reason", Text, nullable=True),
    # A deputy acts for the head for a time, and appoints nobody.
    Column("is_acting", Boolean(name="is_acting"), nullable=False, server_default=false()),
    Index("ix_grants_person_id", "person_id"),
    Index("ix_grants_office_id", "office_id"),
)

# What somebody without a right asks the office's administrator for.
access_requests = Table(
    "access_requests",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("person_id", String(36), ForeignKey("people.id"), nullable=False),
    Column("role", String(20), nullable=False),
    Column("office_id", Integer, ForeignKey("offices.id"), nullable=False),
    Column("reason", Text, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("decided_at", UtcDateTime, nullable=True),
    Column("decided_by", String(100), nullable=True),
    Column("answer", Text, nullable=True),
    Column("grant_id", String(36), ForeignKey("grants.id"), nullable=True),
    Index("ix_access_requests_office_id", "office_id"),
    Index("ix_access_requests_person_id", "person_id"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("person_id", String(36), ForeignKey("people.id"), nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime, nullable=True),
    Index("ix_sessions_person_id", "person_id"),
    Index("ix_sessions_expires_at", "expires_at"),
)

# Tokens of the portal that have signed somebody in: none does so twice.
used_portal_tokens = Table(
    "used_portal_tokens",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("expires_at", UtcDateTime, nullable=False),
    Index("ix_used_portal_tokens_expires_at", "expires_at"),
)

# The emergency sign-in: one row (id 1). It is made at the first try.
emergency_sign_in = Table(
    "emergency_sign_in",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    # Wrong tries in a row; until when no further one is looked at.
    Column("failures", Integer, nullable=False),
    Column("blocked_until", UtcDateTime, nullable=True),
    # The latest wrong try and the latest use: the warning on the home page.
    Column("failed_at", UtcDateTime, nullable=True),
    Column("used_at", UtcDateTime, nullable=True),
)
