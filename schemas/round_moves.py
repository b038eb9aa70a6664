"""A round planned anew by hand: last days of many offices moved at once, one person's steps given to another."""

from datetime import date
from typing import Annotated

from msgspec import Meta, Struct

from schemas.field import field
from schemas.rounds import MOST_OFFICES, Office, Reason

#: Working days by which last days are moved at once.
MOST_MOVED = 250
_Hash = Annotated[str, Meta(min_length=64, max_length=64)]


class RoundMove(Struct, kw_only=True, forbid_unknown_fields=True):
    """Other last days for the open steps of a round: so many working days on or back, or one day for all."""

    working_days: (
        Annotated[int, Meta(ge=-MOST_MOVED, le=MOST_MOVED), field("เลื่อน (วันทำการ)", "Working days")] | None
    ) = None
    """Less than zero: earlier."""
    due_on: Annotated[date, field("กำหนดใหม่", "New due date")] | None = None
    office_ids: Annotated[list[Office], Meta(max_length=MOST_OFFICES), field("หน่วยงาน", "Offices")] | None = None
    """None: every office of the round."""
    step: Annotated[int, Meta(ge=1, le=999), field("ขั้นตอน", "Step")] | None = None
    """None: every open step."""
    reason: Reason
    seen: _Hash | None = None
    """Hash of the preview that was looked at: when anything differs now, nothing is moved."""


class MoveLine(Struct, kw_only=True, frozen=True):
    """An open step and its last day before and after."""

    step_id: str
    office_id: int
    step: int
    visit: int
    before: date
    after: date
    is_provisional: bool


class MovePreview(Struct, kw_only=True):
    """What a move changes; nothing is saved."""

    lines: list[MoveLine]
    left: int
    """Open steps that stay: without a last day, on that day already, or begun after it."""
    people: int
    """Who is told, one notice each."""
    hash: str


class HandOver(Struct, kw_only=True, forbid_unknown_fields=True):
    """All open steps of one person given to another, at every office and in every round that the actor runs."""

    from_person_id: Annotated[str, Meta(max_length=36), field("จาก", "From")] | None = None
    """None: the steps that nobody does."""
    to_person_id: Annotated[str, Meta(min_length=1, max_length=36), field("ให้", "To")]
    reason: Reason
    seen: _Hash | None = None


class HandLine(Struct, kw_only=True, frozen=True):
    """A step that is given to another person."""

    step_id: str
    round_id: str
    round_title: str
    run_office_id: int
    office_id: int
    step: int
    fits: bool
    """False: the new person has no right at the step's office; it stays as it is."""


class HandPreview(Struct, kw_only=True):
    """What a hand-over changes; nothing is saved."""

    lines: list[HandLine]
    hash: str


class PersonChoice(Struct, kw_only=True, frozen=True):
    """Somebody who works on steps of rounds."""

    id: str
    name: str
    steps: int = 0
    """Open steps that are theirs by name, or by a role that they alone hold."""


class PeopleOfRounds(Struct, kw_only=True):
    """From whom steps may be taken, and to whom they may be given, in rounds that the actor runs."""

    holding: list[PersonChoice]
    able: list[PersonChoice]
    without_doer: int
    """Open steps that nobody does."""
