"""Use case of looking over one's offices at once: what each has, how good it is, and what is overdue, worst first."""

from msgspec import Struct

from ropa.access.rules import Permission, offices_for
from ropa.activities import service_numbers
from ropa.dashboard.rules_coverage import Seen, lines_of, rolled
from ropa.dashboard.rules_links import cell, records
from ropa.db.unit_of_work import UnitOfWork
from ropa.findings import service_scores
from ropa.offices import service as offices
from ropa.retention import service_all
from schemas.dashboard import PanelCell
from schemas.vocabulary import RevisionStatus

_DUE = "due"


class OfficeLine(Struct, frozen=True, kw_only=True):
    """An office with all below it; each number opens the list that it counts."""

    office_id: int
    name: str
    records: PanelCell
    approved: PanelCell
    submitted: PanelCell
    reviewed: PanelCell
    drafts: PanelCell
    errors: PanelCell
    completeness: PanelCell
    """In percent; no value without a record."""
    overdue: PanelCell | None
    """Data sets that are due already; None for an actor who may not read retention."""


class OfficeOverview(Struct, frozen=True, kw_only=True):
    """The offices with most to do, and how many more have records."""

    lines: list[OfficeLine]
    left_out: int
    empty: int
    """Offices that have no record yet."""


def overview(uow: UnitOfWork, limit: int) -> OfficeOverview:
    """Return the actor's offices, those with most overdue and most errors first; five queries for any number.

    Raises: Forbidden.
    """
    tree = offices.office_tree(uow)
    readable = {each.id for each in offices.offices_with(uow, Permission.READ_ACTIVITIES)}
    seen = Seen(tree=tree, offices=frozenset(readable), office=None)
    own = service_numbers.by_office(uow)
    counts = rolled(tree, own)
    tallies = {each.office_id: each for each in service_scores.office_tallies(uow).items}
    reads = bool(offices_for(uow.actor, Permission.READ_RETENTION))
    due = service_all.overdue_by_office(uow) if reads else {}
    overdue = rolled(tree, {office_id: {_DUE: number} for office_id, number in due.items()})
    shown = [office for _depth, office in lines_of(seen)]
    # An office that has nothing but what stands below it would say the same twice, and always be the worst.
    above = {office.parent_id for office in shown}
    shown = [office for office in shown if office.id in own or office.id not in above]
    with_any = [office for office in shown if counts.get(office.id)]
    lines = []
    for office in with_any:
        found = counts[office.id]
        total = sum(found.values())
        by = {status: records(found.get(str(status), 0), office.id, status=status) for status in RevisionStatus}
        tally = tallies.get(office.id)
        late = overdue.get(office.id, {}).get(_DUE, 0)
        lines.append(
            OfficeLine(
                office_id=office.id,
                name=office.name,
                records=records(total, office.id),
                approved=by[RevisionStatus.APPROVED],
                submitted=by[RevisionStatus.SUBMITTED],
                reviewed=by[RevisionStatus.REVIEWED],
                drafts=by[RevisionStatus.DRAFT],
                errors=cell(tally.errors if tally else 0, "/findings", office=office.id, severity="error"),
                completeness=cell(
                    tally.completeness if tally else None, "/findings/scores/records", office=office.id, drafts=1
                ),
                overdue=cell(late, "/holdings", office=office.id, due="overdue") if reads else None,
            )
        )
    lines.sort(key=_worst)
    return OfficeOverview(lines=lines[:limit], left_out=max(len(lines) - limit, 0), empty=len(shown) - len(with_any))


def _worst(line: OfficeLine) -> tuple[float, float, str]:
    late = line.overdue.value if line.overdue is not None else 0
    return -(late or 0), -(line.errors.value or 0), line.name
