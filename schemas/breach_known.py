"""What the register itself knows of the data that a breach touches: asked of the activities that it names."""

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta, Struct
from msgspec import field as default

from schemas.beyond import Contact
from schemas.breach_details import Known
from schemas.vocabulary import SpecialCategory

ZonedMoment = Annotated[datetime, Meta(tz=True)]
"""A time without an offset is refused: it would be read in the server's zone."""


class KnownVolume(Struct, frozen=True, kw_only=True):
    """How many a record says there are, in its own words and as numbers where they can be read without doubt."""

    words: str
    """Empty where the reader may not read the record."""
    persons: int | None = None
    records: int | None = None
    as_of: date | None = None
    """The day that the words name; None: they name none."""


class KnownSystem(Struct, frozen=True, kw_only=True):
    """A system that holds the data of an activity."""

    name: str
    owner: str | None = None
    hosting: str | None = None
    """As written, else the Thai words of the term."""
    is_cloud: bool | None = None
    is_abroad: bool | None = None
    processors: list[str] = default(default_factory=list)


class KnownActivity(Struct, frozen=True, kw_only=True):
    """What one record says.

    Of a record that the reader may not read only numbers and terms of closed lists are here. Silence of a record is
    unknown, never no.
    """

    id: str
    is_hidden: bool = False
    ref: str | None = None
    title: str | None = None
    office_id: int | None = None
    revision: int | None = None
    is_approved: bool = False
    """False: nothing was approved yet, the facts are those of the draft."""
    as_of: datetime | None = None
    """When the revision was saved last."""
    controller: str | None = None
    controller_contact: Contact | None = None
    dpo_contact: Contact | None = None
    data_items: list[str] = default(default_factory=list)
    special_categories: list[SpecialCategory] = default(default_factory=list)
    has_special: Known = Known.UNKNOWN
    has_national_id: Known = Known.UNKNOWN
    has_minors: Known = Known.UNKNOWN
    subject_categories: list[str] = default(default_factory=list)
    lawful_bases: list[str] = default(default_factory=list)
    volume: KnownVolume | None = None
    systems: list[KnownSystem] = default(default_factory=list)
    storage: list[str] = default(default_factory=list)
    measures: list[str] = default(default_factory=list)
    recipients: list[str] = default(default_factory=list)
    recipients_abroad: list[str] = default(default_factory=list)
    countries: list[str] = default(default_factory=list)
    """ISO 3166 codes of transfers."""
    goes_abroad: Known = Known.UNKNOWN
    is_cloud: Known = Known.UNKNOWN
    processors: list[str] = default(default_factory=list)
    liaisons: list[str] = default(default_factory=list)
    report_channels: list[str] = default(default_factory=list)


class KnownFacts(Struct, frozen=True, kw_only=True):
    """What all the records together say. Lists have each entry once, in the order of the records."""

    activities: list[KnownActivity] = default(default_factory=list)
    missing: int = 0
    """Records that the breach names and that have no live revision: their data are not in here."""
    hidden: int = 0
    """Records that the reader may not read: counted in numbers and terms, their words left out."""
    controllers: list[str] = default(default_factory=list)
    controller_contact: Contact | None = None
    """The first that a record states."""
    dpo_contact: Contact | None = None
    data_items: list[str] = default(default_factory=list)
    special_categories: list[SpecialCategory] = default(default_factory=list)
    has_special: Known = Known.UNKNOWN
    has_national_id: Known = Known.UNKNOWN
    has_minors: Known = Known.UNKNOWN
    subject_categories: list[str] = default(default_factory=list)
    lawful_bases: list[str] = default(default_factory=list)
    persons: int | None = None
    """Sum over the records that state persons. Who stands in two records is counted twice."""
    records: int | None = None
    volume_as_of: date | None = None
    """The oldest day that any counted volume names."""
    uncounted: int = 0
    """Records whose volume states no number."""
    systems: list[KnownSystem] = default(default_factory=list)
    storage: list[str] = default(default_factory=list)
    measures: list[str] = default(default_factory=list)
    recipients: list[str] = default(default_factory=list)
    recipients_abroad: list[str] = default(default_factory=list)
    countries: list[str] = default(default_factory=list)
    goes_abroad: Known = Known.UNKNOWN
    is_cloud: Known = Known.UNKNOWN
    processors: list[str] = default(default_factory=list)
    liaisons: list[str] = default(default_factory=list)
    report_channels: list[str] = default(default_factory=list)
