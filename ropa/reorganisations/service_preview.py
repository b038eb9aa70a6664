"""Computes what a mapping file would do, without writing anything."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import msgspec
from msgspec import Struct

from ropa import clock
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Invalid
from ropa.offices import service as offices
from ropa.reorganisations import store
from ropa.reorganisations.rules_mapping import Row, fault_at, placed_by, read_lines
from ropa.reorganisations.rules_plan import Plan, Reach, plan
from schemas.access import Role
from schemas.findings import Problem
from schemas.office import WHOLE_MINISTRY, Office
from schemas.reorganisation import (
    ChangeKind,
    MappingLine,
    OfficeEnd,
    OfficeMove,
    OfficeRename,
    Preview,
    ReachWidened,
    RecordsMoved,
    RightChoice,
    RightLine,
    SplitBy,
)

#: Who does an office's daily work goes where the work goes, unless the administrator says otherwise.
_WORKING = {str(Role.RECORDER), str(Role.REVIEWER), str(Role.APPROVER)}


class Going(Struct, frozen=True, kw_only=True):
    """A record and where it goes; `waits`: no rule, or several, placed it."""

    activity_id: str
    ref: str
    from_id: int
    to_id: int
    waits: bool


class Prepared(Struct, frozen=True, kw_only=True):
    """Everything that a reorganisation does, ready to be shown or done."""

    plan: Plan
    going: list[Going]
    preview: Preview


def prepare(uow: UnitOfWork, rows: Sequence[Row]) -> Prepared:
    """Return what the lines of a file would do at this moment.

    Raises: Invalid with every fault of every line.
    """
    today = clock.bangkok(uow.now).date()
    listed = offices.list_offices(uow)
    lines, day, problems = read_lines(rows, listed)
    made = None
    if not problems:
        made, problems = plan(lines, listed)
    if made is None or day is None or problems:
        raise Invalid(problems)
    going, problems = _going(uow, made, lines)
    if problems:
        raise Invalid(problems)
    return Prepared(plan=made, going=going, preview=_preview(uow, made, going, listed, day, today))


def _going(uow: UnitOfWork, made: Plan, lines: Sequence[MappingLine]) -> tuple[list[Going], list[Problem]]:
    records = store.records_of(uow, {*made.merged, *(each.office_id for each in made.splits)})
    splits = {each.office_id: each for each in made.splits}
    refs = {(row.office_id, row.ref) for row in records}
    problems = [
        fault_at(line.line, "rule", (f"ไม่มี {ref} ในหน่วยงานเดิม", f"{ref} is not in the old office"))
        for line in lines
        if line.kind is ChangeKind.SPLIT and line.rule is not None and line.rule.by is SplitBy.REFS
        for ref in line.rule.words
        if (line.old_id, ref) not in refs
    ]
    going = []
    for row in records:
        split = splits.get(row.office_id)
        if split is None:
            to_id, waits = made.merged[row.office_id], False
        else:
            placed = placed_by(split.rules, row.ref, row.responsible_org_unit, row.main_process)
            waits = len(placed) != 1
            to_id = split.rest_id if waits else placed.pop()
        going.append(Going(activity_id=row.id, ref=row.ref, from_id=row.office_id, to_id=to_id, waits=waits))
    return going, problems


def _preview(
    uow: UnitOfWork, made: Plan, going: Sequence[Going], listed: Sequence[Office], day: date, today: date
) -> Preview:
    before = {office.id: office for office in listed}
    names = {office.id: office.name for office in (*listed, *made.changed, *made.created)}
    flows = Counter((each.from_id, each.to_id) for each in going)
    stays = store.records_by_office(uow)
    leaving = {each.from_id for each in going}
    reach = Reach(
        made,
        {office.id: office.parent_id for office in listed if office.ended_on is None},
        flows | {(office, office): count for office, count in stays.items() if office not in leaving},
    )
    preview = Preview(
        hash="",
        effective_on=day,
        is_future=day > today,
        is_past=day < today,
        created=made.created,
        renamed=[
            OfficeRename(office_id=each.id, before=before[each.id].name, after=each.name)
            for each in made.changed
            if each.name != before[each.id].name
        ],
        moved=list(_moved(made, before, names)),
        ended=[
            OfficeEnd(
                office_id=each,
                name=before[each].name,
                successor_id=successor,
                successor=names[successor],
                kind=made.kinds[each],
            )
            for each, successor in made.ended.items()
        ],
        records=[
            RecordsMoved(
                from_id=old, to_id=new, from_name=before[old].name, to_name=names[new], records=flows[old, new]
            )
            for old, new in sorted(flows)
        ],
        undecided=sum(each.waits for each in going),
        targets={split.office_id: sorted({*split.targets, split.rest_id}) for split in made.splits},
        tables=store.rows_moved(
            uow, [each.activity_id for each in going if each.to_id != each.from_id], sorted(made.ended)
        ),
        rights=list(_rights(uow, made, reach, before, names, today)),
        widened=list(_widened(uow, made, reach, names, today)),
    )
    # Everything in it stands in the order of the file, of the offices or of ids: the same state gives the same bytes.
    said = msgspec.json.encode([preview, going])
    return msgspec.structs.replace(preview, hash=hashlib.sha256(said).hexdigest())


def _moved(made: Plan, before: Mapping[int, Office], names: Mapping[int, str]) -> Iterator[OfficeMove]:
    for each in made.changed:
        old = before[each.id].parent_id
        if old != each.parent_id:
            yield OfficeMove(
                office_id=each.id,
                name=each.name,
                before_id=old,
                after_id=each.parent_id,
                before=before[old].name if old is not None else "",
                after=names[each.parent_id] if each.parent_id is not None else "",
                follows=each.id in made.follows,
            )


def _rights(
    uow: UnitOfWork, made: Plan, reach: Reach, before: Mapping[int, Office], names: Mapping[int, str], today: date
) -> Iterator[RightLine]:
    ended = sorted(made.ended)
    if not ended:
        return
    there = store.rights_at(uow, sorted(set(made.ended.values())), today)
    has = {(row.person_id, row.role, row.office_id, row.is_acting) for row in there}
    gained = {office: reach.gained(office, successor) for office, successor in made.ended.items()}
    grants, tokens = store.rights_at(uow, ended, today), store.tokens_at(uow, ended, today)
    for row, is_token in [*((row, False) for row in grants), *((row, True) for row in tokens)]:
        to_id = made.ended[row.office_id]
        widens, more = gained[row.office_id]
        same = not is_token and (row.person_id, row.role, to_id, row.is_acting) in has
        moves = not same and (not widens or (row.role in _WORKING and not is_token))
        if moves and not is_token:
            # Of two offices that go into one, somebody's second right there is the same one.
            has.add((row.person_id, row.role, to_id, row.is_acting))
        yield RightLine(
            id=row.id,
            is_token=is_token,
            person_name=None if is_token else row.display_name,
            role=row.role,
            from_id=row.office_id,
            to_id=to_id,
            from_name=before[row.office_id].name,
            to_name=names[to_id],
            proposed=RightChoice.MOVE if moves else RightChoice.END,
            widens=widens,
            records_gained=more,
            has_same=same,
        )


def _widened(
    uow: UnitOfWork, made: Plan, reach: Reach, names: Mapping[int, str], today: date
) -> Iterator[ReachWidened]:
    known: dict[int, tuple[bool, int]] = {}
    for office, role, rights in store.rights_by_office(uow, today):
        # What reaches everything reaches no more; rights at offices that end are listed one by one.
        if office == WHOLE_MINISTRY or office in made.ended or office not in made.after:
            continue
        if office not in known:
            known[office] = reach.gained(office, office)
        widens, more = known[office]
        if widens:
            yield ReachWidened(office_id=office, name=names[office], role=role, rights=rights, records_gained=more)
