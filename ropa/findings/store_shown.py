"""What the last check found in one revision, for the page that shows it."""

from datetime import datetime

import msgspec
from msgspec import Struct
from sqlalchemy import bindparam, exists, select

from ropa.db.unit_of_work import UnitOfWork
from ropa.findings.tables import finding_acceptances, finding_checks, findings
from schemas.findings import Finding

_A = finding_acceptances.c
#: Put together once: a record's page waits for it, and putting it together takes longer than running it.
_CHECKS = (
    select(
        finding_checks.c.revision_id,
        finding_checks.c.checked_at,
        exists().where(_A.activity_id == bindparam("activity_id"), _A.ended_at.is_(None)).label("accepted"),
    )
    .where(
        finding_checks.c.activity_id == bindparam("activity_id"),
        finding_checks.c.content_hash == bindparam("content_hash"),
        finding_checks.c.rules_version == bindparam("rules_version"),
    )
    .order_by(finding_checks.c.revision_id)
)
_BODIES = select(findings.c.body).where(findings.c.revision_id == bindparam("revision_id")).order_by(findings.c.seq)
_DECODER = msgspec.json.Decoder(list[Finding])


class Check(Struct, frozen=True):
    """A check of a revision's text by the present rules."""

    revision_id: str
    checked_at: datetime
    accepted: bool
    """Something of the record was accepted, and not taken back."""


def checks(uow: UnitOfWork, activity_id: str, content_hash: str, rules_version: str) -> list[Check]:
    """Return the checks of an activity's live revisions that say just this, oldest revision first; mostly one."""
    asked = {"activity_id": activity_id, "content_hash": content_hash, "rules_version": rules_version}
    return [Check(*row) for row in uow.connection.execute(_CHECKS, asked)]


def found(uow: UnitOfWork, revision_id: str) -> list[Finding]:
    """Return what was found in a revision, in the order of the form."""
    bodies = uow.connection.scalars(_BODIES, {"revision_id": revision_id})
    # Read at once: one by one would take four times as long.
    return _DECODER.decode(b"[" + b",".join(map(bytes, bodies)) + b"]")
