"""Use case of the dashboard: the parts that the actor has a right to, each by the services that own the numbers.

The number of statements does not grow with the records; breaches and requests are those of twelve months.
"""

from collections.abc import Callable
from datetime import date, timedelta

from msgspec import Struct

from ropa import clock
from ropa.access.rules import Permission, offices_for
from ropa.activities import service_numbers
from ropa.breaches import service_register as breach_register
from ropa.dashboard import rules_coverage, rules_register, rules_times
from ropa.dashboard.rules_coverage import Seen
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import invalid
from ropa.findings import service_scores
from ropa.offices import service as offices
from ropa.requests import service_register as request_register
from ropa.retention import service_all
from schemas.breach_register import RegisterFilter
from schemas.dashboard import Dashboard, Panel, PanelCode, Words
from schemas.office import Office
from schemas.record_marks import COUNTED
from schemas.request_register import RequestRegisterFilter
from schemas.worklist import ScoreDay

#: Months ahead, this one first.
MONTHS = 13
_SINCE = timedelta(days=365)
_ALL = Words("ทุกหน่วยงานที่ท่านเห็นได้", "All offices that you may see")


class _Made(Struct, kw_only=True):
    """What the parts leave beside their tables."""

    days: list[ScoreDay]
    counts: dict[str, int] | None = None
    by_office: dict[int, dict[str, int]] | None = None


class _Maker:
    """Makes parts; what two of them need is asked for once."""

    def __init__(self, uow: UnitOfWork, office: int | None, seen: Seen) -> None:
        self.uow = uow
        self.office = office
        self.seen = seen
        self.made = _Made(days=[])
        self.today = clock.bangkok(uow.now).date()

    @property
    def by_office(self) -> dict[int, dict[str, int]]:
        if self.made.by_office is None:
            self.made.by_office = service_numbers.by_office(self.uow, self.office)
        return self.made.by_office

    @property
    def total(self) -> int:
        return sum(sum(each.values()) for each in self.by_office.values())

    @property
    def counts(self) -> dict[str, int]:
        if self.made.counts is None:
            self.made.counts = service_numbers.by_code(self.uow, self.office)
        return self.made.counts

    @property
    def since(self) -> date:
        return self.today - _SINCE

    def coverage(self) -> Panel:
        tallies = service_scores.office_tallies(self.uow, self.office)
        return rules_coverage.coverage(self.seen, self.by_office, tallies.items)

    def quality(self) -> Panel:
        self.made.days = rules_register.thinned(service_scores.office_history(self.uow, self.office).items)
        return rules_register.quality(self.made.days, self.office)

    def due(self) -> Panel:
        found = service_all.by_month(self.uow, MONTHS, self.office)
        return rules_register.due(found.months, found.overdue, found.undated, self.office)

    def bases(self) -> Panel:
        return rules_register.bases(self.counts, self.total, self.office)

    def special(self) -> Panel:
        return rules_register.special(self.counts, self.total, self.office)

    def abroad(self) -> Panel:
        return rules_register.abroad(self.counts, self.total, self.office)

    def breaches(self) -> Panel:
        wanted = RegisterFilter(office=self.office, since=self.since)
        return rules_times.breaches(breach_register.statistics(self.uow, wanted), self.office)

    def requests(self) -> Panel:
        wanted = RequestRegisterFilter(office=self.office, since=self.since)
        return rules_times.requests(request_register.statistics(self.uow, wanted), self.office)


_PARTS: dict[PanelCode, tuple[Permission, Callable[[_Maker], Panel]]] = {
    PanelCode.COVERAGE: (Permission.READ_ACTIVITIES, _Maker.coverage),
    PanelCode.QUALITY: (Permission.READ_ACTIVITIES, _Maker.quality),
    PanelCode.DUE: (Permission.READ_RETENTION, _Maker.due),
    PanelCode.BASES: (Permission.READ_ACTIVITIES, _Maker.bases),
    PanelCode.SPECIAL: (Permission.READ_ACTIVITIES, _Maker.special),
    PanelCode.ABROAD: (Permission.READ_ACTIVITIES, _Maker.abroad),
    PanelCode.BREACHES: (Permission.READ_BREACHES, _Maker.breaches),
    PanelCode.REQUESTS: (Permission.READ_REQUESTS, _Maker.requests),
}


def dashboard(uow: UnitOfWork, office: int | None = None, only: PanelCode | None = None) -> Dashboard:
    """Return the parts that the actor has a right to, or the one that is named; `office` means it and all below it.

    Raises: Forbidden; Invalid for an office that there is not; a part without a right to it is left out.
    """
    tree = offices.office_tree(uow)
    names = {each.id: each.name for _depth, each in tree}
    if office is not None and office not in names:
        raise invalid("/office", "ไม่มีหน่วยงานนี้", "There is no such office")
    readable = {each.id for each in offices.offices_with(uow, Permission.READ_ACTIVITIES)}
    seen = Seen(tree=tree, offices=frozenset(readable & _below(tree, office)), office=office)
    maker = _Maker(uow, office, seen)
    panels = [
        make(maker)
        for code, (permission, make) in _PARTS.items()
        if (only is None or code is only) and offices_for(uow.actor, permission)
    ]
    counted = maker.made.counts
    return Dashboard(
        office=office,
        scope=_ALL if office is None else Words(names[office], names[office]),
        made_at=clock.bangkok(uow.now),
        panels=panels,
        provinces=rules_coverage.tiles(seen, maker.by_office) if only in {None, PanelCode.COVERAGE} else [],
        days=maker.made.days,
        uncounted=0 if counted is None else max(maker.total - counted.get(COUNTED, 0), 0),
    )


def _below(tree: list[tuple[int, Office]], office: int | None) -> set[int]:
    if office is None:
        return {each.id for _depth, each in tree}
    found = {office}
    for _depth, each in tree:
        if each.parent_id in found:
            found.add(each.id)
    return found
