"""What becomes of every column that names an office when a record or an office moves. Pure.

A test walks all tables and fails for a column that is not listed here, so that a later part cannot forget it.
"""

from enum import StrEnum

from msgspec import Struct


class Way(StrEnum):
    """How the rows of a table follow."""

    RECORD = "record"
    """A row of one activity (`activity_id`; `id` in `activities` itself): goes where the activity goes."""
    OFFICE = "office"
    """A row of the office itself: goes to the successor of an office that ends."""
    KEPT = "kept"
    """Evidence of what was then, or the past itself: never changed."""
    OWN = "own"
    """Decided one by one: rights and tokens, and what the office table itself says."""


class Scoped(Struct, frozen=True):
    """A column that names an office. `only_while_null`: a row in which this is filled is past and stays."""

    table: str
    way: Way
    column: str = "office_id"
    only_while_null: str | None = None
    key: str = "activity_id"


SCOPED = (
    Scoped("activities", Way.RECORD, key="id"),
    Scoped("revision_index", Way.RECORD),
    # What was read from the words at an earlier time stays as it was read.
    Scoped("retention_rules", Way.RECORD, only_while_null="until_at"),
    Scoped("review_dates", Way.RECORD),
    # Who may read the record where it is now may see what was done to it among others.
    Scoped("bulk_items", Way.RECORD),
    Scoped("breaches", Way.OFFICE),
    # A link that is revoked, and a report that is decided, are past.
    Scoped("breach_links", Way.OFFICE, only_while_null="revoked_at"),
    Scoped("breach_reports", Way.OFFICE, only_while_null="decided_at"),
    Scoped("access_requests", Way.OFFICE, only_while_null="decided_at"),
    # A list that is closed or cancelled tells what was done then; an open one is taken on by the successor.
    Scoped("destruction_lists", Way.OFFICE, only_while_null="closed_at"),
    # An open import: the office is asked for again when its record is saved.
    Scoped("import_records", Way.OFFICE, only_while_null="saved_at"),
    # What an agency asked of an office, open or at work; a closed one tells what was then.
    Scoped("exchange_requests", Way.OFFICE, only_while_null="closed_at"),
    Scoped("exchange_sources", Way.OFFICE),
    # A task of a request that is still to be done goes on with the successor.
    Scoped("request_tasks", Way.OFFICE, column="owner_office_id", only_while_null="done_at"),
    # What a person asked of an office, closed ones too: backups are still to be checked, restrictions to be lifted, and
    # what is opened again needs somebody. What was done then is in its statements and letters, with the office's name.
    Scoped("subject_requests", Way.OFFICE),
    # A manual of work goes on with the successor; its approved revisions keep the name they were approved under.
    Scoped("procedures", Way.OFFICE),
    # A run tells for which office it was begun; the successor, which may have a run of its own, ends its steps.
    Scoped("runs", Way.KEPT),
    Scoped("run_steps", Way.OFFICE, only_while_null="done_on"),
    Scoped("grants", Way.OWN),
    Scoped("api_tokens", Way.OWN),
    # Leave for an office too small to separate duties is not leave for the larger one: it ends.
    Scoped("separation_exceptions", Way.OWN),
    Scoped("approvals", Way.KEPT),
    # How records and offices stood at the end of past days.
    Scoped("finding_record_days", Way.KEPT),
    Scoped("finding_office_days", Way.KEPT),
    # What an office that ended said of itself; its successor has words of its own, or of those above.
    Scoped("contact_details", Way.KEPT),
    # A hold stays where it was placed; a record that leaves takes one of its own along (`service_hold_reviews`).
    Scoped("retention_holds", Way.KEPT),
    Scoped("retention_holds", Way.KEPT, column="owner_office_id"),
    Scoped("hold_offices", Way.KEPT),
    Scoped("office_history", Way.KEPT),
    Scoped("activity_offices", Way.KEPT),
    Scoped("office_change_items", Way.KEPT, column="from_office_id"),
    Scoped("office_change_items", Way.KEPT, column="decided_office_id"),
)
