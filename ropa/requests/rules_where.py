"""Where the register says that a person's data are, of the activities that a request is linked to. Pure.

Each system, data set, recipient and processor stands once, with every line that names it: the same body in a list, in
ten exchange lines and in a log is one body to be told once.

Legal source: PDPA ss.30, 33 and 39(5)-(6); PDPC erasure notification B.E. 2567 (copies and backups; recipients).
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec import field as default

from schemas.disclosures import DisclosureKind, DisclosureLine
from schemas.named_bodies import (
    AgencyUse,
    KeptSet,
    NamedLine,
    NamedProcessor,
    NamedRecipient,
    NamedSystem,
    RecordHead,
)
from schemas.nothing import says_nothing
from schemas.request_tasks import TaskKind
from schemas.request_where import (
    LoggedAgency,
    Where,
    WhereActivity,
    WhereHidden,
    WhereHolding,
    WhereLine,
    WhereOrigin,
    WhereParty,
    WhereSystem,
)
from schemas.system_keys import body_key
from schemas.vocabulary import Direction

#: Data sets of one activity that are named one by one; of more, the activity's data sets are one thing together.
MOST_EACH = 50
NAME_LENGTH = 500


class Target(Struct, kw_only=True):
    """Something that holds the person's data, with every line of the register that says so."""

    kind: TaskKind
    key: str
    name: str
    owner: str | None = None
    is_abroad: bool = False
    holding: KeptSet | None = None
    count: int = 1
    """Data sets that stand for one thing."""
    lines: list[WhereLine] = default(default_factory=list)

    @property
    def activity_ids(self) -> list[str]:
        """Return the activities whose records name it, each once."""
        return list(dict.fromkeys(each.activity_id for each in self.lines if each.activity_id is not None))


class Facts(Struct, frozen=True, kw_only=True):
    """What the register has on some activities."""

    records: list[RecordHead] = default(default_factory=list)
    systems: list[NamedSystem] = default(default_factory=list)
    lines: list[NamedLine] = default(default_factory=list)
    recipients: list[NamedRecipient] = default(default_factory=list)
    processors: list[NamedProcessor] = default(default_factory=list)
    kept: list[KeptSet] = default(default_factory=list)
    many_kept: Mapping[str, int] = default(default_factory=dict)
    """Activities with more data sets than are named one by one."""
    disclosures: Mapping[str, Sequence[DisclosureLine]] = default(default_factory=dict)
    uses: list[AgencyUse] = default(default_factory=list)


def targets(facts: Facts, logged: Iterable[LoggedAgency] = ()) -> list[Target]:
    """Return everything that holds the person's data, each once: systems, data sets, processors, then recipients.

    `logged`: agencies that the exchange log names for this very person.
    """
    found = _Found(facts.records)
    _systems(facts, found)
    _kept(facts, found)
    _processors(facts, found)
    _recipients(facts, found)
    for agency in logged:
        line = WhereLine(
            origin=WhereOrigin.EXCHANGE_LOG, since=agency.first_on, until=agency.last_on, count=agency.lines
        )
        found.add(TaskKind.RECIPIENT, agency.key, agency.name, line)
    return found.in_order()


class _Found:
    """Targets by kind and key, in the order in which they came."""

    def __init__(self, records: Iterable[RecordHead]) -> None:
        known = list(records)
        self.offices = {each.activity_id: each.office_id for each in known}
        self.titles = {each.activity_id: f"{each.ref} {each.title}" for each in known}
        self.all: dict[tuple[TaskKind, str], Target] = {}

    def add(self, kind: TaskKind, key: str, name: str, line: WhereLine) -> Target:
        known = self.all.get((kind, key))
        if known is None:
            known = self.all[kind, key] = Target(kind=kind, key=key, name=" ".join(name.split())[:NAME_LENGTH])
        known.lines.append(line)
        return known

    def body(self, kind: TaskKind, name: str | None, line: WhereLine) -> Target | None:
        """Add a recipient or a processor by its name; None where the words say that there is none."""
        if name is None or not name.strip() or says_nothing(name):
            return None
        return self.add(kind, body_key(name, self.offices.get(line.activity_id or "")), name, line)

    def in_order(self) -> list[Target]:
        order = (TaskKind.SYSTEM, TaskKind.HOLDING, TaskKind.PROCESSOR, TaskKind.RECIPIENT)
        return sorted(self.all.values(), key=lambda each: order.index(each.kind))


def _systems(facts: Facts, found: _Found) -> None:
    for row in facts.systems:
        target = found.add(TaskKind.SYSTEM, row.key, row.name, _listed(found, row.activity_id))
        target.owner = target.owner or row.owner
        target.is_abroad = target.is_abroad or row.is_abroad


def _listed(found: _Found, activity_id: str, origin: WhereOrigin | None = None) -> WhereLine:
    return WhereLine(origin=origin, activity_id=activity_id, place=found.titles.get(activity_id))


def _kept(facts: Facts, found: _Found) -> None:
    for held in facts.kept:
        line = WhereLine(activity_id=held.activity_id, place=held.location)
        found.add(TaskKind.HOLDING, held.id, held.title, line).holding = held
    titles = {each.activity_id: each.title for each in facts.records}
    for activity_id, number in facts.many_kept.items():
        name = f"ชุดข้อมูล {number:,} ชุดของ {titles.get(activity_id, '')}"
        line = WhereLine(activity_id=activity_id, count=number)
        found.add(TaskKind.HOLDING, f"all:{activity_id}", name, line).count = number


def _processors(facts: Facts, found: _Found) -> None:
    for agreed in facts.processors:
        origin = WhereOrigin.AGREEMENT
        line = WhereLine(origin=origin, activity_id=agreed.activity_id, place=agreed.agreement_ref)
        found.body(TaskKind.PROCESSOR, agreed.name, line)
    for row in facts.lines:
        found.body(TaskKind.PROCESSOR, row.processor, _of_line(row, WhereOrigin.PROCESSOR_LINE))


def _of_line(row: NamedLine, origin: WhereOrigin) -> WhereLine:
    place = f"{row.system} · บรรทัดที่ {row.number}" if row.system else f"บรรทัดที่ {row.number}"
    return WhereLine(origin=origin, activity_id=row.activity_id, place=place, data=row.data)


def _recipients(facts: Facts, found: _Found) -> None:
    for named in facts.recipients:
        origin = WhereOrigin.ABROAD if named.is_abroad else WhereOrigin.FORM
        _abroad(found.body(TaskKind.RECIPIENT, named.name, _listed(found, named.activity_id, origin)), named)
    for row in facts.lines:
        if row.direction != str(Direction.SEND):
            continue
        line = _of_line(row, WhereOrigin.SEND_LINE)
        if row.partner_system is None or (TaskKind.SYSTEM, row.partner_system) not in found.all:
            _abroad(found.body(TaskKind.RECIPIENT, row.partner, line), row)
        else:
            # A partner that is a system of the same record is no recipient: the line is named at that system.
            found.all[TaskKind.SYSTEM, row.partner_system].lines.append(line)
    for activity_id, log in facts.disclosures.items():
        for entry in log:
            if entry.entry.kind is DisclosureKind.DISCLOSURE:
                found.body(TaskKind.RECIPIENT, entry.entry.recipient, _of_entry(activity_id, entry))
    for use in facts.uses:
        line = WhereLine(
            origin=WhereOrigin.EXCHANGE_REQUEST,
            activity_id=use.activity_id,
            place=use.ref,
            since=use.valid_from,
            until=use.valid_to,
        )
        found.body(TaskKind.RECIPIENT, use.agency, line)


def _abroad(target: Target | None, named: NamedRecipient | NamedLine) -> None:
    if target is not None and named.is_abroad:
        target.is_abroad = True


def _of_entry(activity_id: str, log: DisclosureLine) -> WhereLine:
    return WhereLine(
        origin=WhereOrigin.DISCLOSURE,
        activity_id=activity_id,
        place=f"มาตรา 27 รายการที่ {log.number}",
        data=", ".join(log.entry.items),
        since=log.entry.happened_from,
        until=log.entry.happened_to,
    )


def shown(request_id: str, facts: Facts, visible: Collection[str], *, may_search_log: bool, has_number: bool) -> Where:
    """Return where the data are as a reader of `visible` activities may know it; the rest is counted."""
    found = targets(facts)
    named = [each for each in found if any(activity_id in visible for activity_id in each.activity_ids)]
    counts = {kind: sum(each.count for each in found if each.kind is kind) for kind in TaskKind}
    told = {kind: sum(each.count for each in named if each.kind is kind) for kind in TaskKind}
    seen = [each for each in facts.records if each.activity_id in visible]
    of = {kind: [each for each in named if each.kind is kind] for kind in TaskKind}
    by_record = Counter[tuple[str, TaskKind]]()
    for each in named:
        by_record.update({(activity_id, each.kind): each.count for activity_id in each.activity_ids})
    return Where(
        request_id=request_id,
        activities=[_activity(each, by_record) for each in seen],
        systems=[
            WhereSystem(
                key=each.key,
                name=each.name,
                owner=each.owner,
                is_abroad=each.is_abroad,
                lines=_seen_lines(each, visible),
            )
            for each in of[TaskKind.SYSTEM]
        ],
        holdings=[_holding(each) for each in of[TaskKind.HOLDING]],
        recipients=[_party(each, visible) for each in of[TaskKind.RECIPIENT]],
        processors=[_party(each, visible) for each in of[TaskKind.PROCESSOR]],
        hidden=WhereHidden(
            activities=len(facts.records) - len(seen),
            systems=counts[TaskKind.SYSTEM] - told[TaskKind.SYSTEM],
            holdings=counts[TaskKind.HOLDING] - told[TaskKind.HOLDING],
            recipients=counts[TaskKind.RECIPIENT] - told[TaskKind.RECIPIENT],
            processors=counts[TaskKind.PROCESSOR] - told[TaskKind.PROCESSOR],
        ),
        may_search_log=may_search_log,
        has_number=has_number,
    )


def _seen_lines(target: Target, visible: Collection[str]) -> list[WhereLine]:
    return [each for each in target.lines if each.activity_id is None or each.activity_id in visible]


def _activity(record: RecordHead, counts: Mapping[tuple[str, TaskKind], int]) -> WhereActivity:
    def count(kind: TaskKind) -> int:
        return counts.get((record.activity_id, kind), 0)

    return WhereActivity(
        id=record.activity_id,
        ref=record.ref,
        title=record.title,
        office_id=record.office_id,
        systems=count(TaskKind.SYSTEM),
        holdings=count(TaskKind.HOLDING),
        recipients=count(TaskKind.RECIPIENT),
        processors=count(TaskKind.PROCESSOR),
    )


def _holding(target: Target) -> WhereHolding:
    held = target.holding
    return WhereHolding(
        id=target.key if held is None else held.id,
        activity_id=target.activity_ids[0],
        title=target.name,
        location=held and held.location,
        medium=held and held.medium,
        volume=held and held.volume,
        data_from=held and held.data_from,
        data_through=held and held.data_through,
        due_on=held and held.due_on,
        state=held and held.state,
        copies=[] if held is None else held.copies,
        count=target.count,
    )


def _party(target: Target, visible: Collection[str]) -> WhereParty:
    lines = _seen_lines(target, visible)
    return WhereParty(key=target.key, name=target.name, is_abroad=target.is_abroad, lines=lines)
