"""Which systems and bodies some records name, as rows between the register and what is asked of many records."""

from datetime import date
from typing import NamedTuple

from schemas.destruction import HoldingState
from schemas.holding import HoldingCopy


class RecordHead(NamedTuple):
    """What stands around the revision of an activity that everybody sees."""

    activity_id: str
    revision_id: str
    ref: str
    title: str
    office_id: int


class NamedSystem(NamedTuple):
    """A system in the list of a record."""

    activity_id: str
    key: str
    name: str
    owner: str | None
    is_abroad: bool


class NamedLine(NamedTuple):
    """An exchange line of a record that says something."""

    activity_id: str
    system: str
    system_key: str
    number: int
    """Its place within the system, from 1."""
    partner: str | None
    partner_key: str
    partner_system: str | None
    """Key of the system of the same record that the partner means."""
    direction: str | None
    data: str | None
    processor: str | None
    is_abroad: bool


class NamedRecipient(NamedTuple):
    """A recipient in the lists of a record's form."""

    activity_id: str
    name: str
    is_abroad: bool


class NamedProcessor(NamedTuple):
    """A processor with its agreement, as a record names it."""

    activity_id: str
    name: str
    agreement_ref: str | None


class KeptSet(NamedTuple):
    """A data set that is not destroyed."""

    id: str
    activity_id: str
    title: str
    location: str | None
    medium: str | None
    volume: str | None
    data_from: date | None
    data_through: date | None
    due_on: date | None
    state: HoldingState
    copies: list[HoldingCopy]


class AgencyUse(NamedTuple):
    """An agency that gets or got data by a request of its own."""

    activity_id: str
    ref: str
    agency: str
    agency_code: str | None
    valid_from: date | None
    valid_to: date | None
