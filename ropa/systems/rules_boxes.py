"""The boxes of the map and what stands on its arrows: only what the reader's records name. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final

from ropa.systems.rules_arrows import Arrow
from ropa.systems.rules_mirrors import Side, differ
from ropa.systems.rules_names import Registry
from schemas.exchange_map import MapFlow, MapLine, MapQuery, MapRecord, MapSystem
from schemas.system_keys import HIDDEN, body_key, is_common
from schemas.system_lines import Ends, Words, kinds_of
from schemas.thai_text import sort_key
from schemas.vocabulary import Direction, ExchangeMode, Hosting

#: Also of partners outside of the register: which of both it is would tell of the record.
HIDDEN_NAME: Final = "ระบบหรือหน่วยงานอื่นที่บันทึกในทะเบียน (นอกสิทธิ์ของท่าน)"
#: Different texts that one arrow shows, and characters of each.
MOST_ITEMS: Final = 12
LONGEST_ITEM: Final = 300


class Boxes:
    """What the reader may know of each box."""

    __slots__ = (
        "_called",
        "_cloud",
        "_office_keys",
        "_offices",
        "_owners",
        "_readable",
        "_recipients",
        "known",
        "named",
        "registry",
    )

    def __init__(
        self,
        registry: Registry,
        *,
        readable: Mapping[str, tuple[str, str | None]],
        named: Mapping[str, str],
        cloud: Collection[str],
        offices: Mapping[int, str],
    ) -> None:
        """Build from the systems that his records list and the partners that they name, in their words.

        `cloud`: systems in a cloud abroad. `offices`: the names of all.

        Another record's spelling of the same name is its own: it is never shown.
        """
        self.registry = registry
        self.named = named
        self._readable = readable
        self._cloud = cloud
        self._offices = offices
        self._office_keys = {body_key(name) for name in offices.values()}
        self._recipients: set[str] = set()
        self._called = {registry.means(partner): partner for partner in sorted(named, reverse=True)}
        self.known = {*readable, *named, *self._called}
        self._owners: dict[str, str | None] = {}
        """Owners by their keys: all systems of one stand in one cluster."""
        for key in sorted(readable):
            if key in registry.systems and (owner_key := registry.systems[key].owner_key):
                owner, office = readable[key][1], self.kept_by(key)
                self._owners.setdefault(owner_key, f"{owner} ({office})" if office is not None else owner)

    def is_listed(self, key: str) -> bool:
        """Tell whether some record lists the system; which one is not told."""
        return key in self.registry.systems

    def is_readable(self, key: str) -> bool:
        """Tell whether a record of the reader lists the system."""
        return key in self._readable and key in self.registry.systems

    def name(self, key: str) -> str | None:
        """Return what a box is called in the reader's records; None for a partner that a line does not name."""
        if key == HIDDEN:
            return HIDDEN_NAME
        if self.is_readable(key):
            return self._readable[key][0]
        return self.named.get(self._called.get(key, key)) or None

    def owner(self, key: str) -> str | None:
        """Return a box's owner; a body that owns systems stands in its own cluster."""
        if self.is_readable(key):
            return self._owners.get(self.registry.systems[key].owner_key)
        return self._owners.get(key, self.named.get(key)) if self.is_body(key) else None

    def is_body(self, key: str) -> bool:
        """Tell whether a box is a body that owns systems of the register, or an office of it."""
        return not self.is_listed(key) and (key in self.registry.bodies or key in self._office_keys)

    def keeps_records(self, key: str) -> bool:
        """Tell whether a box is a system, a body or an office of the register."""
        return self.is_listed(key) or self.is_body(key)

    def kept_by(self, key: str) -> str | None:
        """Return the office whose records list a system that its name and owner do not tell from others."""
        system = self.registry.systems.get(key) if key in self._readable else None
        if system is None or (system.owner_key and not is_common(system.owner or "")):
            return None
        return self._offices.get(system.office) if system.office is not None else None

    def see(self, arrows: Iterable[Arrow]) -> None:
        """Learn from all arrows which partners are named as abroad."""
        for arrow in arrows:
            if arrow.is_abroad:
                self._recipients.update(end for end in arrow.ends if not self.is_listed(end) and end != HIDDEN)

    def is_abroad(self, key: str) -> bool:
        """Tell whether a box is a cloud abroad or a recipient abroad."""
        return key in self._cloud or key in self._recipients

    def crosses(self, arrow: Arrow) -> bool:
        """Tell whether an arrow crosses the border."""
        return arrow.is_abroad or any(map(self.is_abroad, arrow.ends))

    def of(self, arrows: Iterable[Arrow], *more: str) -> list[str]:
        """Return the boxes at the arrows, and some more: the systems first, by their names."""
        keys = {*more, *(end for arrow in arrows for end in arrow.ends)}
        return sorted(
            keys, key=lambda key: (not self.is_listed(key), key == HIDDEN, sort_key(self.name(key) or ""), key)
        )

    def drawn(
        self,
        keys: Iterable[str],
        *,
        special: Collection[str],
        listings: Mapping[str, tuple[int, str | None]],
        namings: Mapping[str, int],
        records: Mapping[str, Sequence[MapRecord]],
    ) -> tuple[MapSystem, ...]:
        """Return the boxes with what is known of them."""
        return tuple(
            MapSystem(
                key=key,
                name=self.name(key),
                owner=self.owner(key),
                is_registered=self.is_listed(key),
                is_body=self.is_body(key),
                is_hidden=key == HIDDEN,
                kept_by=self.kept_by(key),
                has_page=self.is_readable(key),
                is_abroad=self.is_abroad(key),
                hosting_th=_hosting(listings.get(key, (0, None))[1]),
                is_special=key in special,
                activities=listings[key][0] if key in listings else namings.get(key, 0),
                records=tuple(records.get(key, ())),
            )
            for key in keys
        )


def _hosting(code: str | None) -> str | None:
    return Hosting.of(code).th if code is not None else None


def reached(arrows: Sequence[Arrow], start: str, flow: MapFlow, depth: int) -> list[Arrow]:
    """Return the arrows that are reached from a box, so many arrows far.

    What nobody may know and what is not named leads nowhere. A line that does not say who sends is followed from the
    system whose line it is, whichever way is asked for.
    """
    found: dict[int, Arrow] = {}
    seen, border = {start}, {start}
    for _ in range(depth):
        following: set[str] = set()
        for arrow in arrows:
            source, target = arrow.ends
            out = source in border and (flow is not MapFlow.IN or not arrow.is_directed)
            into = target in border and (flow is not MapFlow.OUT and (arrow.is_directed or flow is MapFlow.BOTH))
            if out or into:
                found[id(arrow)] = arrow
                following |= ({target} if out else set()) | ({source} if into else set())
        border = {key for key in following - seen if key != HIDDEN}
        seen |= border
    return list(found.values())


def strongest(arrows: Sequence[Arrow], most: int) -> list[Arrow]:
    """Return the arrows that most lines tell, those seen first, in a stable order."""
    return sorted(arrows, key=lambda arrow: (arrow.seen == 0, -arrow.lines, arrow.ends, arrow.mode or ""))[:most]


def in_order(kinds: Iterable[str]) -> tuple[str, ...]:
    """Return kinds of personal data in the Thai order."""
    return tuple(sorted(kinds, key=_place_of_kind))


#: There are some forty kinds, on thousands of arrows.
_place_of_kind = lru_cache(maxsize=256)(sort_key)


class Said:
    """What stands on one arrow."""

    __slots__ = ("_known", "_sides", "is_special", "items", "kinds")

    def __init__(self) -> None:
        self._known: set[str] = set()
        self._sides: dict[str, Side] = {}
        self.items: dict[str, None] = {}
        self.kinds: set[str] = set()
        self.is_special = False

    def add(self, words: Words, teller: str) -> None:
        """Take in what some lines of one end say."""
        if words.data:
            self._sides.setdefault(teller, Side()).add(words.data, words.kinds)
        if words.kinds not in self._known:
            self._known.add(words.kinds)
            self.kinds.update(kinds_of(words.kinds))
        self.is_special = self.is_special or bool(words.is_special)
        if words.data and len(self.items) < MOST_ITEMS:
            text = words.data
            self.items.setdefault(text if len(text) <= LONGEST_ITEM else f"{text[: LONGEST_ITEM - 1]}…")

    def differs(self) -> bool:
        """Tell whether both ends name data and nothing in what they name is the same, as far as the reader sees."""
        return differ(list(self._sides.values()))


def said_on(arrows: Iterable[Arrow], words: Iterable[Words]) -> dict[int, Said]:
    """Return what stands on each arrow, by its identity."""
    said: dict[int, Said] = {}
    places: dict[Ends, tuple[int, str]] = {}
    for arrow in arrows:
        said[id(arrow)] = Said()
        places.update((ends, (id(arrow), teller)) for teller, told in arrow.by.items() for ends in told)
    for each in words:
        place = places.get(each.ends)
        if place is not None:
            said[place[0]].add(each, place[1])
    return said


def lines_of(
    arrows: Iterable[Arrow], said: Mapping[int, Said], boxes: Boxes, *, counts_chosen: bool
) -> tuple[MapLine, ...]:
    """Return the arrows of the map. `counts_chosen`: only lines that were asked for are counted."""
    return tuple(
        MapLine(
            source=arrow.ends[0],
            target=arrow.ends[1],
            mode=ExchangeMode.of(arrow.mode) if arrow.mode is not None else None,
            direction=Direction.SEND if arrow.is_directed else None,
            items=tuple(said[id(arrow)].items),
            kinds=in_order(said[id(arrow)].kinds),
            is_special=said[id(arrow)].is_special,
            is_abroad=boxes.crosses(arrow),
            told_by=arrow.chosen if counts_chosen else arrow.lines,
            is_mirrored=arrow.is_mirrored,
            data_differs=arrow.is_mirrored and said[id(arrow)].differs(),
            hidden=0 if counts_chosen else arrow.lines - arrow.seen,
        )
        for arrow in arrows
    )


def special_ends(arrows: Iterable[Arrow], said: Mapping[int, Said]) -> set[str]:
    """Return the boxes at arrows with data of PDPA s.26."""
    return {end for arrow in arrows if said[id(arrow)].is_special for end in arrow.ends if end != HIDDEN}


def filters_of(query: MapQuery, kind: str | None, boxes: Boxes, *, reads_all: bool) -> tuple[str, ...]:
    """Return what was asked for, in Thai words. `kind`: the kind of personal data that the words mean."""
    found: list[str] = []
    if query.system is not None:
        far = f" (ไม่เกิน {query.depth} ทอด)" if query.depth > 1 else ""
        found.append(f"{query.flow.th} “{boxes.name(query.system) or '?'}”{far}")
    if query.item is not None:
        found.append(f"ข้อมูล: {kind} (ทุกการสะกด)" if kind is not None else f"ข้อมูลที่มีคำว่า “{query.item.strip()}”")
        if not reads_all:
            found.append("ค้นเฉพาะในบันทึกที่ท่านมีสิทธิ์อ่าน")
    if query.only_abroad:
        found.append("เฉพาะที่ข้ามพรมแดน")
    return tuple(found)
