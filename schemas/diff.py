"""What changed between two documents, field by field, read off the form's types.

Rows of the tables are found again by what they say, not by their place: one inserted step is one change.
"""

from functools import cache
from typing import Any

import msgspec
from msgspec import Struct

from schemas.diff_rows import match_lines, match_steps, match_systems, same_arrows
from schemas.document import ActivityDocument
from schemas.exchange import ExchangeLine, InformationSystem
from schemas.flow import Step
from schemas.form import FieldInfo, Kind, fields_of, sections
from schemas.matching import moved_rows
from schemas.vocabulary import Mark, Term


class ChangeKind(Term):
    """What happened at a place."""

    ADDED = ("added", "เพิ่ม", "added")
    REMOVED = ("removed", "ลบ", "removed")
    CHANGED = ("changed", "แก้ไข", "changed")
    MOVED = ("moved", "ย้าย", "moved")


class Change(Struct, frozen=True, kw_only=True):
    """One difference. `before` and `after` are plain values as in JSON: a field's value, or a whole row.

    A row that only stands elsewhere now has neither; `from_th` and `from_en` call its older place.
    """

    pointer: str
    """RFC 6901 pointer into the newer document; into the older one where a row was removed."""
    kind: ChangeKind
    label_th: str
    label_en: str
    before: Any = None
    after: Any = None
    before_mark: Mark | None = None
    """The token the paper had at an empty place: "-" is an answer, blank is none."""
    after_mark: Mark | None = None
    before_pointer: str | None = None
    """The same place in the older document; None where a row was added."""
    from_th: str | None = None
    from_en: str | None = None


def compare(before: ActivityDocument, after: ActivityDocument) -> list[Change]:
    """Return every difference in the order of the form, then steps, then systems with their exchange lines.

    The fields are those of the newer document's types; one that the older document lacks counts as not answered.
    Rows that only got another number because others came or went are not reported; a row that changed its place among
    the others, or a line that now stands under another system, is one `moved`.
    """
    return _Comparison(before, after).changes()


class _Place(Struct, frozen=True):
    """Where a value stands in both documents, and how people call that place."""

    before: str
    after: str
    th: str = ""
    en: str = ""

    def at(self, info: FieldInfo) -> "_Place":
        """Return the place of a field inside this place."""
        key = f"/{info.key}"
        return _Place(
            self.before + key, self.after + key, _path(self.th, info.label), _path(self.en, info.note.label_en)
        )

    def row(self, index: int | None, number: int | None, row: object, name: tuple[str, str]) -> "_Place":
        """Return the place of a row that is at `index` before and at `number` after; None where it is not."""
        before = f"{self.before}/{number if index is None else index}"
        after = f"{self.after}/{index if number is None else number}"
        shown = getattr(row, "seq", int(after.rpartition("/")[2]) + 1)
        return _Place(before, after, _path(self.th, f"{name[0]} {shown}"), _path(self.en, f"{name[1]} {shown}"))


def _path(above: str, name: str) -> str:
    return f"{above} › {name}" if above else name


_WHOLE = (ChangeKind.ADDED, ChangeKind.REMOVED)
_ENCODER = msgspec.json.Encoder(order="deterministic")


@cache
def _members(struct: type[Struct]) -> tuple[FieldInfo, ...]:
    return fields_of(struct)


def _plain(value: object) -> Any:
    return msgspec.to_builtins(value)


class _Comparison:
    """One run of `compare`; it collects the changes and the marks that a field has accounted for."""

    def __init__(self, before: ActivityDocument, after: ActivityDocument) -> None:
        self._before, self._after = before, after
        self._marks_seen: tuple[set[str], set[str]] = (set(), set())
        self._found: list[Change] = []

    def changes(self) -> list[Change]:
        self._form()
        # Rows are looked for by what they say, which takes nine tenths of the time; most saves leave a table alone.
        if not self._same_table("steps"):
            self._steps()
        if not self._same_table("systems"):
            self._systems()
            self._lines_under_other_systems()
        self._other_marks()
        return self._found

    def _same_table(self, name: str) -> bool:
        """Tell whether a table and its marks are the same, row for row; then its marks count as seen."""
        marks = tuple(
            {at: mark for at, mark in each.marks.items() if at.startswith(f"/{name}/")}
            for each in (self._before, self._after)
        )
        if marks[0] != marks[1] or getattr(self._before, name) != getattr(self._after, name):
            return False
        for seen, found in zip(self._marks_seen, marks, strict=True):
            seen.update(found)
        return True

    def _form(self) -> None:
        for section in sections(type(self._after.form)):
            old = getattr(self._before.form, section.key, None)
            new = getattr(self._after.form, section.key)
            for info in section.fields:
                place = _Place(info.pointer, info.pointer, info.label, info.note.label_en)
                self._field(info, getattr(old, info.key, None), getattr(new, info.key, None), place)

    def _field(self, info: FieldInfo, old: object, new: object, place: _Place) -> None:
        if info.kind is Kind.GROUP and (old is not None or new is not None):
            for part in _members(info.member):
                self._field(part, getattr(old, part.key, None), getattr(new, part.key, None), place.at(part))
        else:
            self._value(old, new, place)

    def _value(self, old: object, new: object, place: _Place, *, same: bool | None = None) -> None:
        mark_old, mark_new = self._before.marks.get(place.before), self._after.marks.get(place.after)
        self._marks_seen[0].add(place.before)
        self._marks_seen[1].add(place.after)
        if same is None:
            same = old == new or _plain(old) == _plain(new)
        if same and mark_old is mark_new:
            return
        kind = ChangeKind.CHANGED
        if old is None and mark_old is None:
            kind = ChangeKind.ADDED
        elif new is None and mark_new is None:
            kind = ChangeKind.REMOVED
        self._tell(kind, place, _plain(old), _plain(new), (mark_old, mark_new))

    def _tell(
        self,
        kind: ChangeKind,
        place: _Place,
        old: object,
        new: object,
        marks: tuple[Mark | None, Mark | None] = (None, None),
    ) -> None:
        self._found.append(
            Change(
                pointer=place.after,
                before_pointer=place.before,
                kind=kind,
                label_th=place.th,
                label_en=place.en,
                before=old,
                after=new,
                before_mark=marks[0],
                after_mark=marks[1],
            )
        )

    def _steps(self) -> None:
        old, new = self._before.steps, self._after.steps
        pairs = match_steps(old, new)

        def row(info: FieldInfo, left: Step, right: Step, place: _Place) -> None:
            if info.key == "next":
                self._value(left.next, right.next, place, same=same_arrows(left, right, old, new, pairs))
            else:
                self._field(info, getattr(left, info.key, None), getattr(right, info.key, None), place)

        self._rows(_Place("/steps", "/steps"), ("ขั้นตอนที่", "Step"), old, new, pairs, row)

    def _systems(self) -> None:
        old, new = self._before.systems, self._after.systems

        def row(info: FieldInfo, left: InformationSystem, right: InformationSystem, place: _Place) -> None:
            if info.key == "exchanges":
                self._lines(left.exchanges, right.exchanges, place)
            else:
                self._field(info, getattr(left, info.key, None), getattr(right, info.key, None), place)

        self._rows(_Place("/systems", "/systems"), ("ระบบที่", "System"), old, new, match_systems(old, new), row)

    def _lines(self, old: list[ExchangeLine], new: list[ExchangeLine], place: _Place) -> None:
        def row(info: FieldInfo, left: ExchangeLine, right: ExchangeLine, at: _Place) -> None:
            self._field(info, getattr(left, info.key, None), getattr(right, info.key, None), at)

        system_th, system_en = (label.rpartition(" › ")[0] for label in (place.th, place.en))
        above = _Place(place.before, place.after, system_th, system_en)
        self._rows(above, ("รายการแลกเปลี่ยนที่", "Exchange line"), old, new, match_lines(old, new), row)

    def _rows(self, above: _Place, name: tuple[str, str], old: Any, new: Any, pairs: dict[int, int], row: Any) -> None:
        """Compare paired rows field by field in the newer order, then tell removed and added ones as whole rows."""
        back = {place: index for index, place in pairs.items()}
        moved = moved_rows(pairs)
        # Numbers that differ only because other rows came, went or moved are no change of this row.
        renumbered = moved or len(pairs) < max(len(old), len(new))
        for index, left in enumerate(old):
            if index not in pairs:
                self._whole(ChangeKind.REMOVED, above.row(index, None, left, name), left)
        for number, right in enumerate(new):
            if number not in back:
                self._whole(ChangeKind.ADDED, above.row(None, number, right, name), right)
                continue
            index = back[number]
            place = above.row(index, number, right, name)
            if index in moved:
                self._moved(place, above.row(index, None, old[index], name))
            kind: type[Struct] = type(right)
            for info in _members(kind):
                if info.key != "seq" or not renumbered:
                    row(info, old[index], right, place.at(info))

    def _moved(self, place: _Place, was: _Place) -> None:
        self._found.append(
            Change(
                pointer=place.after,
                before_pointer=was.before,
                kind=ChangeKind.MOVED,
                label_th=place.th,
                label_en=place.en,
                from_th=was.th,
                from_en=was.en,
            )
        )

    def _whole(self, kind: ChangeKind, place: _Place, row: object) -> None:
        added = kind is ChangeKind.ADDED
        marks, pointer = (self._after.marks, place.after) if added else (self._before.marks, place.before)
        self._marks_seen[added].update(key for key in marks if key.startswith(f"{pointer}/"))
        self._tell(kind, place, None if added else _plain(row), _plain(row) if added else None)
        if added:
            self._found[-1] = msgspec.structs.replace(self._found[-1], before_pointer=None)

    def _lines_under_other_systems(self) -> None:
        """Tell a line that was removed here and added there, word for word, as one that moved."""
        lines = [each for each in self._found if "/exchanges/" in each.pointer and each.kind in _WHOLE]
        gone: dict[bytes, list[Change]] = {}
        for each in lines:
            if each.kind is ChangeKind.REMOVED and isinstance(each.before, dict):
                gone.setdefault(_ENCODER.encode(each.before), []).append(each)
        told: dict[int, Change | None] = {}
        for came in lines:
            same = gone.get(_ENCODER.encode(came.after)) if came.kind is ChangeKind.ADDED else None
            if same and isinstance(came.after, dict):
                went = same.pop(0)
                told[id(went)] = None
                told[id(came)] = msgspec.structs.replace(
                    came,
                    kind=ChangeKind.MOVED,
                    after=None,
                    before_pointer=went.before_pointer,
                    from_th=went.label_th,
                    from_en=went.label_en,
                )
        kept = (told.get(id(each), each) for each in self._found)
        self._found = [each for each in kept if each is not None]

    def _other_marks(self) -> None:
        """Tell marks that stand at no field: inside a list, say."""
        old = {key: mark for key, mark in self._before.marks.items() if key not in self._marks_seen[0]}
        new = {key: mark for key, mark in self._after.marks.items() if key not in self._marks_seen[1]}
        for pointer in sorted(old.keys() | new.keys()):
            self._value(None, None, _Place(pointer, pointer, "เครื่องหมายแทนค่าว่าง", "Mark of an empty place"))
