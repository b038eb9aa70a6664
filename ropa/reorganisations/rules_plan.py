"""What the lines of a mapping file make of the tree of offices. Pure.

The lines count together and at once, on the tree as it is: no line sees what another one makes of it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import msgspec
from msgspec import Struct

from ropa.reorganisations.rules_mapping import Words, fault_at
from schemas.findings import Problem
from schemas.office import Office
from schemas.reorganisation import ChangeKind, MappingLine, SplitRule
from schemas.thai_text import searchable

#: Ids of offices that the register makes begin here, far above the ministry's own.
FIRST_OWN_ID = 900_000


class Split(Struct, frozen=True, kw_only=True):
    """An office that is divided: the rules in the file's order, and where everything else waits."""

    office_id: int
    rules: list[tuple[int, SplitRule]]
    rest_id: int
    targets: list[int]


class Plan(Struct, frozen=True, kw_only=True):
    """What happens to the tree, and where the records of which office go."""

    created: list[Office]
    """Parents first."""
    changed: list[Office]
    """As they are afterwards, those that end too (without the day)."""
    follows: set[int]
    """Offices that get another parent because theirs ends."""
    ended: dict[int, int]
    """An office that ends, and its successor."""
    kinds: dict[int, ChangeKind]
    merged: dict[int, int]
    splits: list[Split]
    after: dict[int, int | None]
    """The parent of every office that is open afterwards."""


def plan(lines: Sequence[MappingLine], offices: Sequence[Office]) -> tuple[Plan | None, list[Problem]]:
    """Return what the lines make of the tree, or every fault that stands between them."""
    work = _Planning(lines, {office.id: office for office in offices})
    made = work.make()
    return (None if work.problems else made), work.problems


class _Planning:
    def __init__(self, lines: Sequence[MappingLine], offices: Mapping[int, Office]) -> None:
        self.problems: list[Problem] = []
        self._lines = lines
        self._offices = offices
        self._open = {office.id for office in offices.values() if office.ended_on is None}
        self._parents = {each: offices[each].parent_id for each in self._open}
        self._names = {each: offices[each].name for each in self._open}
        self._created: dict[int, Office] = {}
        self._by_name: dict[str, int] = {}
        self._follows: set[int] = set()

    def _fault(self, line: int, column: str, words: Words) -> None:
        self.problems.append(fault_at(line, column, words))

    def make(self) -> Plan:
        self._repeated()
        targets = {line.line: self._target(line) for line in self._lines}
        merged = {line.old_id: targets[line.line] for line in self._lines if line.kind is ChangeKind.MERGE}
        splits = self._splits(targets)
        ended = dict(merged) | {each.office_id: each.rest_id for each in splits if each.office_id not in each.targets}
        self._ends(ended)
        for line in self._lines:
            if line.kind is ChangeKind.RENAME and line.new_name:
                self._names[line.old_id] = line.new_name
            if line.kind is ChangeKind.MOVE and line.new_id is not None:
                self._parents[line.old_id] = line.new_id
        moved = {line.old_id for line in self._lines if line.kind is ChangeKind.MOVE}
        self._reparent(ended, moved)
        self._sound()
        return Plan(
            created=list(self._created.values()),
            changed=self._changed(ended),
            follows=self._follows,
            ended=ended,
            kinds={line.old_id: line.kind for line in self._lines if line.old_id in ended},
            merged=merged,
            splits=splits,
            after=self._parents,
        )

    def _repeated(self) -> None:
        seen: Counter[tuple[int, ChangeKind]] = Counter()
        kinds: dict[int, set[ChangeKind]] = {}
        for line in self._lines:
            kinds.setdefault(line.old_id, set()).add(line.kind)
            seen[line.old_id, line.kind] += 1
            if seen[line.old_id, line.kind] > 1 and line.kind is not ChangeKind.SPLIT:
                self._fault(line.line, "old", ("หน่วยงานนี้มีบรรทัดแบบเดียวกันแล้ว", "this office has such a line already"))
        ends = {ChangeKind.MERGE, ChangeKind.SPLIT}
        for line in self._lines:
            if len(kinds[line.old_id]) > 1 and kinds[line.old_id] & ends and line.kind in ends:
                self._fault(
                    line.line,
                    "action",
                    ("หน่วยงานที่รวมหรือแยกจะย้ายหรือเปลี่ยนชื่อด้วยไม่ได้", "an office that is merged or split does nothing else"),
                )

    def _target(self, line: MappingLine) -> int:
        if line.new_name is None or line.kind is ChangeKind.RENAME:
            if line.new_id is None:
                return line.old_id
            if line.new_id == line.old_id and line.kind is not ChangeKind.SPLIT:
                self._fault(line.line, "new", ("เป็นหน่วยงานเดิม", "is the same office"))
            return line.new_id
        key = searchable(line.new_name)
        if key in self._by_name:
            found = self._created[self._by_name[key]]
            if found.parent_id != line.parent_id:
                self._fault(
                    line.line,
                    "parent",
                    ("ต่างจากบรรทัดก่อนของหน่วยงานใหม่นี้", "differs from an earlier line of this new office"),
                )
            return found.id
        number = max(FIRST_OWN_ID - 1, *self._offices, *self._created) + 1
        self._created[number] = Office(id=number, parent_id=line.parent_id, name=line.new_name)
        self._by_name[key] = number
        self._parents[number] = line.parent_id
        return number

    def _splits(self, targets: Mapping[int, int]) -> list[Split]:
        of: dict[int, list[MappingLine]] = {}
        for line in self._lines:
            if line.kind is ChangeKind.SPLIT:
                of.setdefault(line.old_id, []).append(line)
        found = []
        for office_id, lines in of.items():
            goes_to = list(dict.fromkeys(targets[line.line] for line in lines))
            rest = list(dict.fromkeys(targets[line.line] for line in lines if line.rule is None))
            if len(rest) > 1:
                self._fault(lines[-1].line, "rule", ("มีหลายบรรทัดที่รับส่วนที่เหลือ", "several lines take what is left"))
            if len(goes_to) == 1:
                self._fault(lines[-1].line, "new", ("แยกต้องมีอย่างน้อยสองหน่วยงาน", "a split has at least two offices"))
            if not rest:
                above = self._offices[office_id].parent_id
                rest = [office_id if office_id in goes_to or above is None else above]
            rules = [(targets[line.line], line.rule) for line in lines if line.rule is not None]
            found.append(Split(office_id=office_id, rules=rules, rest_id=rest[0], targets=goes_to))
        return found

    def _ends(self, ended: Mapping[int, int]) -> None:
        for line in self._lines:
            target = line.new_id if line.kind in {ChangeKind.MERGE, ChangeKind.SPLIT, ChangeKind.MOVE} else None
            if target in ended:
                self._fault(line.line, "new", ("หน่วยงานนี้สิ้นสุดในไฟล์เดียวกัน", "this office ends in the same file"))
            if line.parent_id in ended:
                self._fault(line.line, "parent", ("หน่วยงานนี้สิ้นสุดในไฟล์เดียวกัน", "this office ends in the same file"))
        lines = {line.old_id: line.line for line in self._lines}
        for office_id, successor in ended.items():
            if successor in ended:
                self._fault(
                    lines[office_id],
                    "new",
                    ("หน่วยงานที่รับส่วนที่เหลือสิ้นสุดในไฟล์เดียวกัน", "the office that takes what is left ends in the same file"),
                )

    def _reparent(self, ended: Mapping[int, int], moved: set[int]) -> None:
        """Put what stands below an office that ends below its successor."""
        for office_id in sorted(self._open - ended.keys() - moved):
            parent = self._parents[office_id]
            if parent is None or parent not in ended:
                continue
            successor = ended[parent]
            if successor == office_id:
                above = self._parents[parent]
                successor = above if above is not None else successor
            self._parents[office_id] = successor
            self._follows.add(office_id)
        for office_id in ended:
            self._parents.pop(office_id, None)

    def _sound(self) -> None:
        """Tell of every line after which an office would stand below itself, or below nothing."""
        lines = {line.old_id: line for line in self._lines}
        for line in self._lines:
            for start in {line.old_id, line.new_id} & self._parents.keys():
                seen: set[int] = set()
                at: int | None = start
                while at is not None and at in self._parents and at not in seen:
                    seen.add(at)
                    at = self._parents[at]
                if at is not None:
                    words = "หน่วยงานจะอยู่ใต้ตนเอง", "an office would stand below itself"
                    self._fault(lines[line.old_id].line, "new", words)
                    break

    def _changed(self, ended: Iterable[int]) -> list[Office]:
        found = []
        for office_id in sorted(self._open):
            before = self._offices[office_id]
            parent = self._parents.get(office_id, before.parent_id)
            after = msgspec.structs.replace(before, parent_id=parent, name=self._names[office_id])
            if after != before or office_id in ended:
                found.append(after)
        return found


def at_or_below(office_id: int, parents: Mapping[int, int | None]) -> set[int]:
    """Return an office and all below it in a tree given as the parent of each office."""
    children: dict[int | None, list[int]] = {}
    for office, parent in parents.items():
        children.setdefault(parent, []).append(office)
    found: set[int] = set()
    waiting = [office_id]
    while waiting:
        at = waiting.pop()
        found.add(at)
        waiting += children.get(at, ())
    return found


class Reach:
    """Which records a right at an office reaches before and after."""

    def __init__(self, made: Plan, before: Mapping[int, int | None], flows: Mapping[tuple[int, int], int]) -> None:
        """`before`: the parent of each open office; `flows`: records by the office they are in and will be in."""
        self._before, self._after, self._flows = before, made.after, flows
        # An empty office that comes under another one counts as well: it will have records.
        self._origins: dict[int, set[int]] = {}
        for office in before:
            self._origins.setdefault(made.ended.get(office, office), set()).add(office)
        for split in made.splits:
            for target in split.targets:
                self._origins.setdefault(target, set()).add(split.office_id)

    def gained(self, here: int, there: int) -> tuple[bool, int]:
        """Return whether a right held `here` that counts `there` afterwards reaches more, and how many records more."""
        had = at_or_below(here, self._before)
        gets = at_or_below(there, self._after)
        origins = set().union(*(self._origins.get(office, set()) for office in gets))
        # What is divided goes in parts; a part of what was reached before is no gain.
        more = sum(count for (old, new), count in self._flows.items() if new in gets and old not in had)
        return bool(origins - had), more
