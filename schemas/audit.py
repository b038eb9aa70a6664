"""The trail: entries, seals, and what a check of them finds."""

from datetime import datetime
from typing import Literal

from msgspec import Struct

BreakKind = Literal[
    "entry_changed",
    "entry_missing",
    "entry_added",
    "seal_missing",
    "seal_chain",
    "seal_range",
    "seal_changed",
    "head_missing",
    "head_changed",
    "guard_missing",
]


class TrailEntry(Struct, frozen=True, kw_only=True):
    """One entry: who did what to what, when, and from where. `details` is the stored JSON text."""

    id: int
    at: datetime
    channel: str
    actor_id: str
    action: str
    subject: str
    details: str
    address: str | None = None
    """Network address of the client, where there was one."""
    request_id: str | None = None
    """The same for all entries of one request, and in the log."""


class Seal(Struct, frozen=True, kw_only=True):
    """One seal over the entries `first_id` … `last_id`, both inclusive."""

    number: int
    sealed_at: datetime
    first_id: int
    last_id: int
    missing: list[tuple[int, int]]
    """Ranges of ids in the seal's range that never had an entry."""
    digests: bytes
    """16 bytes for each entry, in order."""
    previous_hash: str
    hash: str
    mark: str
    """HMAC of the hash, with a key that is not in the database."""


class Break(Struct, frozen=True, kw_only=True):
    """The first thing that is not as it was sealed."""

    kind: BreakKind
    seal: int | None
    event_id: int | None


class TrailCheck(Struct, kw_only=True):
    """What a check of the trail found. `broken` is None when all is as it was sealed."""

    seals: int
    sealed_entries: int
    unsealed_entries: int
    """Entries after the newest seal: they are not protected yet. No fault."""
    head: str | None
    """Number and hash of the newest seal, to be published."""
    key_checked: bool
    """False: the hashes were checked, but not that they were made with this register's key."""
    broken: Break | None = None
    message_th: str | None = None
    message_en: str | None = None


class TrailPage(Struct, frozen=True, kw_only=True):
    """A page of the trail, newest first. `next_cursor` is None on the last page."""

    items: list[TrailEntry]
    next_cursor: str | None
