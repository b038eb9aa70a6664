"""Queues of records that wait for somebody, and the signing of many at once."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from schemas.diff import Change
from schemas.findings import Problem
from schemas.vocabulary import RevisionStatus


class WaitingItem(Struct, frozen=True, kw_only=True):
    """A record that waits for a step."""

    id: str
    ref: str
    office_id: int
    version: int
    revision: int
    status: RevisionStatus
    main_process: str | None
    sub_process: str | None
    since: datetime
    """When the last step put it there."""
    by: str | None
    """Name of the person whose step that was."""
    comments: int = 0
    """Comments that nobody has resolved."""


class WaitingPage(Struct, frozen=True, kw_only=True):
    """A page of a queue, longest waiting first. `next_cursor` is None on the last page."""

    items: list[WaitingItem]
    next_cursor: str | None


class SigningItem(Struct, frozen=True, kw_only=True):
    """A record in the queue of the one who approves, with what changed since the last approval."""

    waiting: WaitingItem
    content_hash: str
    approved_before: int | None
    """Number of the revision that is in force; None when nothing was approved yet."""
    change_count: int | None
    """None: too many rows to be compared in a queue; the comparison's page has them."""
    changes: list[Change]
    """The first of them, in the order of the form."""
    obstacles: list[Problem]
    """Why it cannot be approved by this person now; empty: it can."""
    warnings: int
    """Findings below the level of an error."""


class SigningPage(Struct, frozen=True, kw_only=True):
    """A page of the signing queue. `next_cursor` is None on the last page."""

    items: list[SigningItem]
    next_cursor: str | None


class SigningChoice(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A record to approve, at the version that was seen."""

    id: Annotated[str, Meta(max_length=36)]
    version: Annotated[int, Meta(ge=1, le=2_147_483_647)]


class SigningInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """Records to approve at once."""

    items: Annotated[list[SigningChoice], Meta(min_length=1, max_length=200)]
    note: Annotated[str, Meta(max_length=4000)] | None = None


class Refused(Struct, frozen=True, kw_only=True):
    """A record that was not approved with the others, and every reason."""

    id: str
    ref: str | None
    """None where the signer may not know the record."""
    message_th: str
    message_en: str
    problems: list[Problem]


class SignedItem(Struct, frozen=True, kw_only=True):
    """A record that was approved, as the signature list prints it."""

    id: str
    ref: str
    office_id: int
    office: str
    revision: int
    title: str
    content_hash: str
    approved_at: datetime
    approved_by_name: str


class SignedList(Struct, frozen=True, kw_only=True):
    """What was approved in one signing; never more than one page."""

    items: list[SignedItem]
    next_cursor: str | None = None


class SigningResult(Struct, frozen=True, kw_only=True):
    """What became of a signing: what was approved, and each exception by name."""

    batch_id: str
    approved: list[SignedItem]
    refused: list[Refused]


class OwnSigning(Struct, frozen=True, kw_only=True):
    """One time that somebody approved something."""

    batch_id: str | None
    """None: one record, approved on its own page."""
    at: datetime
    records: int
    activity_id: str
    """The record; one of them where there are more."""
