"""From exchange lines to the arrows of the map: who sends to whom, mirror lines drawn once. Pure.

"X sends to body P" in one record and "S receives from X" in a record on P's system S are one arrow, X to S, that both
ends say. What only records say that the reader may not read is an arrow without words, and an end of it that no record
of the reader names is drawn as one box without a name.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import Final

from ropa.systems.rules_names import Registry
from schemas.system_keys import HIDDEN, key_of
from schemas.system_lines import Ends, Told

SEND: Final = "send"
RECEIVE: Final = "receive"
_OTHER: Final = {SEND: RECEIVE, RECEIVE: SEND}


def nameless(system: str) -> str:
    """Return the key of the partner that a system's line does not name."""
    return key_of("", "?", system)


class Arrow:
    """An arrow of the map while it is put together."""

    __slots__ = ("by", "chosen", "ends", "is_abroad", "is_directed", "is_mirrored", "lines", "mode", "seen")

    def __init__(self, source: str, target: str, mode: str | None, *, is_directed: bool) -> None:
        self.ends = (source, target)
        self.mode = mode
        self.is_directed = is_directed
        self.is_mirrored = False
        self.is_abroad = False
        self.lines = self.seen = self.chosen = 0
        self.by: dict[str, list[Ends]] = {}
        """What is told, by the end that tells it."""

    def add(self, line: Told, teller: str) -> None:
        self.lines += line.lines
        self.seen += line.seen
        self.chosen += line.chosen
        self.is_abroad = self.is_abroad or bool(line.is_abroad)
        self.by.setdefault(teller, []).append(line[:6])

    def take(self, other: "Arrow") -> None:
        """Add all of another arrow to this one."""
        self.lines += other.lines
        self.seen += other.seen
        self.chosen += other.chosen
        self.is_abroad = self.is_abroad or other.is_abroad
        self.is_mirrored = self.is_mirrored or other.is_mirrored
        for teller, ends in other.by.items():
            self.by.setdefault(teller, []).extend(ends)


def arrows_of(lines: Iterable[Told], registry: Registry, known: Collection[str]) -> list[Arrow]:
    """Return the arrows of some lines. `known`: the boxes that the reader's records list or name."""
    return _Drawing(list(lines), registry, known).drawn()


class _Drawing:
    def __init__(self, lines: list[Told], registry: Registry, known: Collection[str]) -> None:
        self.registry = registry
        self.lines = lines
        self.known = known
        self.told = self._index()

    def box(self, line: Told) -> str:
        """Return the key of the box that a line's partner is."""
        if not line.partner:
            return nameless(line.system)
        if line.meant is not None and line.meant in self.registry.systems:
            return line.meant
        found = self.registry.means(line.partner)
        return found if found != line.system else line.partner

    def bodies(self, line: Told) -> set[str]:
        """Return the bodies for which a line's system stands."""
        system = self.registry.systems.get(line.system)
        return {key for key in (line.body, system.owner_key if system is not None else "") if key}

    def _index(self) -> dict[tuple[str, str, str], dict[str, set[str | None]]]:
        """Return systems with their modes by (direction, box of the partner, a name of the system's own side)."""
        told: dict[tuple[str, str, str], dict[str, set[str | None]]] = {}
        for line in self.lines:
            if line.direction is None or not line.partner:
                continue
            box = self.box(line)
            for name in (*self.bodies(line), line.system):
                told.setdefault((line.direction, box, name), {}).setdefault(line.system, set()).add(line.mode)
        return told

    def drawn(self) -> list[Arrow]:
        found: dict[tuple[str, str, str | None, bool], Arrow] = {}
        for line in self.lines:
            teller, other, is_mirrored = self._ends(line)
            if teller == other == HIDDEN:
                continue
            source, target = (other, teller) if line.direction == RECEIVE else (teller, other)
            key = (source, target, line.mode, line.direction is not None)
            arrow = found.get(key)
            if arrow is None:
                arrow = found[key] = Arrow(source, target, line.mode, is_directed=key[3])
            arrow.add(line, teller)
            arrow.is_mirrored = arrow.is_mirrored or is_mirrored
        return _joined(found.values())

    def _ends(self, line: Told) -> tuple[str, str, bool]:
        """Return the box that tells a line, the other box, and whether the other side is known to say it, too."""
        box = self.box(line)
        if line.direction is None or not line.partner:
            return *self._veiled(line, line.system, box), False
        others = self._other_side(line, box)
        if line.system not in self.known:
            return *self._told_by_hidden(line, box), False
        shown = [key for key in others if key in self.known]
        if box not in self.registry.systems and len(shown) == len(others) == 1:
            return line.system, shown[0], False
        agrees = any(line.mode in modes or None in modes or line.mode is None for modes in others.values())
        return *self._veiled(line, line.system, box), agrees

    def _other_side(self, line: Told, box: str) -> dict[str, set[str | None]]:
        """Return the systems of body `box` that say the same of this line's system or of its bodies."""
        found: dict[str, set[str | None]] = {}
        for name in (line.system, *self.bodies(line)):
            for system, modes in self.told.get((_OTHER[line.direction or ""], name, box), {}).items():
                if system != line.system:
                    found.setdefault(system, set()).update(modes)
        return found

    def _told_by_hidden(self, line: Told, box: str) -> tuple[str, str]:
        """Return the ends of what a system tells that the reader may not know: his own line's, where he has one."""
        other = _OTHER[line.direction or ""]
        for body in sorted(self.bodies(line)):
            systems = [each for each in self.told.get((other, body, box), {}) if each in self.known]
            if len(systems) == 1 and body in self.known:
                return body, systems[0]
        return self._veiled(line, line.system, box)

    def _veiled(self, line: Told, teller: str, box: str) -> tuple[str, str]:
        if line.seen:
            return teller, box
        return teller if teller in self.known else HIDDEN, box if box in self.known else HIDDEN


def _joined(arrows: Iterable[Arrow]) -> list[Arrow]:
    """Return the arrows, mirrors marked. A mode that only one end leaves open is the other end's."""
    pairs: dict[tuple[tuple[str, str], bool], dict[str | None, Arrow]] = {}
    for arrow in arrows:
        pairs.setdefault((arrow.ends, arrow.is_directed), {})[arrow.mode] = arrow
    return list(_settled(pairs.values()))


def _settled(pairs: Iterable[dict[str | None, Arrow]]) -> Iterator[Arrow]:
    for modes in pairs:
        open_one = modes.get(None)
        if open_one is not None and len(modes) == 2:  # noqa: PLR2004 - the open one and one that is said
            said = next(arrow for mode, arrow in modes.items() if mode is not None)
            if not set(open_one.by) & set(said.by):
                said.take(modes.pop(None))
        for arrow in modes.values():
            tellers = set(arrow.by) - {HIDDEN}
            arrow.is_mirrored = arrow.is_mirrored or (arrow.is_directed and len(tellers) > 1)
            yield arrow
