"""What the last check found in one revision, for the page that shows it."""

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct
from sqlalchemy import Select, bindparam, exists, select

from ropa.db.unit_of_work import UnitOfWork
from ropa.findings.tables import finding_acceptances, finding_checks, findings

_A = finding_acceptances.c
_BODIES = select(findings.c.body).where(findings.c.revision_id == bindparam("revision_id")).order_by(findings.c.seq)


class Check(Struct, frozen=True):
    """A check of a revision's text by the present rules."""

    revision_id: str
    checked_at: datetime
    accepted: bool
    """Something of the record was accepted, and not taken back."""


def check_query(revision: Select[tuple[str]]) -> Select[tuple[str, datetime, bool]]:
    """Return the query of the check of one revision: put together once, as a record's page waits for it.

    `revision`: its id, by parameters of which `activity_id` is one.
    """
    return select(
        finding_checks.c.revision_id,
        finding_checks.c.checked_at,
        exists().where(_A.activity_id == bindparam("activity_id"), _A.ended_at.is_(None)).label("accepted"),
    ).where(
        finding_checks.c.revision_id == revision.scalar_subquery(),
        finding_checks.c.content_hash == bindparam("content_hash"),
        finding_checks.c.rules_version == bindparam("rules_version"),
    )


def check(uow: UnitOfWork, query: Select[tuple[str, datetime, bool]], asked: Mapping[str, object]) -> Check | None:
    """Return the check that a query finds; None where the text was not checked by the rules that are asked for."""
    row = uow.connection.execute(query, dict(asked)).first()
    return None if row is None else Check(row.revision_id, row.checked_at, row.accepted)


def bodies(uow: UnitOfWork, revision_id: str) -> list[bytes]:
    """Return what was found in a revision, in the order of the form, each finding as JSON."""
    return [bytes(row[0]) for row in uow.connection.execute(_BODIES, {"revision_id": revision_id}).all()]
