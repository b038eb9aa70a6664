"""A data set as it stands now, as the steps of its destruction judge it."""

import hashlib
from datetime import date

import msgspec
from msgspec import Struct

from schemas.destruction import HoldingState
from schemas.holding import Carrier, DueState, HoldingCopy
from schemas.retention import RuleStatus
from schemas.vocabulary import Applies, StartEvent


class HoldingFacts(Struct, frozen=True, kw_only=True):
    """A data set with its dates, the state of the reading that gave them, and whether it is held now."""

    id: str
    activity_id: str
    office_id: int
    title: str
    location: str | None
    medium: str | None
    volume: str | None
    carrier: Carrier | None
    saraban: Applies
    start_event: StartEvent | None
    started_on: date | None
    data_from: date | None
    data_through: date | None
    copies: list[HoldingCopy]
    rule: str
    retention_text: str | None
    reading: RuleStatus
    """Of the words that gave the dates."""
    due_state: DueState
    last_day_kept: date | None
    due_on: date | None
    state: HoldingState
    list_id: str | None
    held: bool


def facts_hash(facts: HoldingFacts) -> str:
    """Return the SHA-256 of what a data set is.

    Not of its dates, which the rule moves, nor of where it stands, nor of its title: that may be put into better words
    at any time, and the list keeps the one that it was decided on with.
    """
    told = (
        facts.location,
        facts.medium,
        facts.volume,
        facts.carrier,
        facts.saraban,
        facts.start_event,
        facts.started_on,
        facts.data_from,
        facts.data_through,
        facts.copies,
        facts.rule,
    )
    return hashlib.sha256(msgspec.json.encode(told, order="deterministic")).hexdigest()
