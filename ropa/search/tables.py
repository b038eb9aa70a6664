"""Where somebody went from the search: kind and key only, for one person, forgotten after 30 days.

No name stands here: what is shown of a place is read anew, with the rights of that moment.
"""

from sqlalchemy import Column, ForeignKey, Index, String, Table

from ropa.db.tables import metadata
from ropa.db.types import UtcDateTime

search_places = Table(
    "search_places",
    metadata,
    Column("person_id", String(36), ForeignKey("people.id"), primary_key=True),
    Column("kind", String(20), primary_key=True),
    Column("key", String(36), primary_key=True),
    Column("opened_at", UtcDateTime, nullable=False),
    Index("ix_search_places_opened_at", "opened_at"),
)
