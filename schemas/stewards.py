"""Who looks after a record: the person who is asked first, and who is told when something becomes of it."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from schemas.field import field


class Steward(Struct, frozen=True, kw_only=True):
    """The present steward of a record."""

    person_id: str
    name: str
    is_valid: bool
    """False: the person has lost the right to write at the record's office since."""


class StewardEntry(Struct, frozen=True, kw_only=True):
    """One time in which somebody looked after a record; `until_at` is None for the present one."""

    person_id: str | None
    """None: nobody did."""
    name: str
    since_at: datetime
    assigned_by_name: str
    until_at: datetime | None


class StewardInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """Who is to look after a record."""

    person_id: Annotated[str, Meta(max_length=36), field("ผู้ดูแล", "Steward")] | None = None
    """`people.id`; None: nobody."""


class StewardRecord(Struct, frozen=True, kw_only=True):
    """Who looks after a record now, and who did before, newest first."""

    activity_id: str
    ref: str
    office_id: int
    steward: Steward | None
    history: list[StewardEntry]
