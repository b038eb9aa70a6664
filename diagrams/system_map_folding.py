"""Which systems get a box of their own, and which are folded into their owner's: nobody reads a picture of 500."""

from collections import Counter
from hashlib import sha256

from diagrams.facts import same_name
from diagrams.system_map_facts import OUTSIDE, BoxKind, MapArrow, MapBox
from schemas.exchange_map import ExchangeMap, MapLine, MapSystem

#: More boxes than this are not read at once; owners are folded then.
MOST_BOXES = 45
#: Of the partners outside the register, folded maps show those with the most lines, and every one abroad up to this.
MOST_OUTSIDE = 8
#: Owners with a box of their own, beside the opened ones.
MOST_OWNERS = 28
ANY_SYSTEM = "(หน่วยงาน ไม่ระบุระบบ)"


def owner_key(owner: str | None) -> str:
    """Return the key of an owner's folded box: 16 digits, the first no hexadecimal one. It may stand in `opened`."""
    return _key(same_name(owner or ""))


def _key(known: str) -> str:
    return "o" + sha256(known.encode(errors="surrogatepass")).hexdigest()[:15]


def is_folded(found: ExchangeMap) -> bool:
    """Whether the map is too large for a box for each system."""
    return len(found.systems) > MOST_BOXES


def boxes_of(found: ExchangeMap, *, every_box: bool) -> dict[str, MapBox]:
    """Return the box of each system, by the system's key. Several share one where they are folded."""
    if every_box or not is_folded(found):
        return _numbered({each.key: single(each, found) for each in found.systems})
    weight: Counter[str] = Counter()
    for line in found.lines:
        weight.update({line.source, line.target})
    boxes: dict[str, MapBox] = {}
    inside = [each for each in found.systems if (each.is_registered or each.is_body) and not each.is_abroad]
    boxes |= _owners(inside, found, weight)
    boxes |= {each.key: single(each, found) for each in found.systems if each.is_hidden}
    for is_abroad in (False, True):
        outer = [each for each in found.systems if each.key not in boxes and each.is_abroad is is_abroad]
        boxes |= _outside(outer, found, weight, is_abroad=is_abroad)
    return _numbered({each.key: boxes[each.key] for each in found.systems})


def single(each: MapSystem, found: ExchangeMap) -> MapBox:
    """Return the box of one system."""
    missing = []
    if each.is_registered and each.owner is None:
        missing.append("เจ้าของระบบ")
    if each.is_registered and each.hosting_th is None:
        missing.append("ที่ตั้งระบบ")
    foot = [each.hosting_th] if each.hosting_th else []
    if each.activities > 1:
        foot.append(f"{each.activities:,} กิจกรรม")
    said = [" · ".join(foot)] if foot else []
    said += [ANY_SYSTEM] if each.is_body else []
    # What has no owner is told apart by whose record it stands in; a common owner's name says so itself.
    said += [f"ตามบันทึกของ {each.kept_by}"] if each.kept_by and each.owner is None else []
    return MapBox(
        id="",
        key=each.key,
        kind=_kind(each),
        name=each.name,
        owner=each.owner,
        is_abroad=each.is_abroad,
        is_special=each.is_special,
        is_focus=each.key == found.focus,
        foot=said,
        missing=missing,
    )


def _kind(each: MapSystem) -> BoxKind:
    if each.is_registered:
        return BoxKind.SYSTEM
    if each.is_body:
        return BoxKind.BODY
    return BoxKind.HIDDEN if each.is_hidden else BoxKind.OUTSIDE


def _owners(inside: list[MapSystem], found: ExchangeMap, weight: Counter[str]) -> dict[str, MapBox]:
    """Return the boxes of the register's own systems: an owner each, the opened ones unfolded."""
    opened = {same_name(owner) for owner in found.opened} | set(found.opened)
    groups: dict[str, list[MapSystem]] = {}
    for each in inside:
        groups.setdefault(same_name(each.owner or ""), []).append(each)
    weights = {name: sum(weight[each.key] for each in group) for name, group in groups.items()}
    closed = [
        name for name, group in groups.items() if not {name, _key(name)} & opened and found.focus not in _keys(group)
    ]
    ranked = sorted(closed, key=lambda name: (-weights[name], name))
    shown = set(ranked if len(ranked) <= MOST_OWNERS else ranked[: MOST_OWNERS - 1])
    rest = MapBox(id="", key="rest-owners", kind=BoxKind.REST, name="", owner="", holds=0)
    others = [name for name in ranked if name not in shown]
    boxes: dict[str, MapBox] = {}
    folded = 0
    for name, group in groups.items():
        box = None
        if name in shown and len(group) > 1:
            box = _owner(group)
        elif name in others:
            box = rest
            rest.holds += len(group)
            folded += _systems(group)
        for each in group:
            boxes[each.key] = single(each, found) if box is None or each.key == found.focus else box
    rest.name = f"หน่วยงานเจ้าของระบบอื่นอีก {len(others):,} หน่วย"
    rest.foot = [f"{folded:,} ระบบ"]
    return boxes


def _systems(group: list[MapSystem]) -> int:
    return sum(1 for each in group if each.is_registered)


def _keys(group: list[MapSystem]) -> set[str]:
    return {each.key for each in group}


def _owner(group: list[MapSystem]) -> MapBox:
    owner = group[0].owner
    return MapBox(
        id="",
        key=owner_key(owner),
        kind=BoxKind.OWNER,
        name=owner,
        owner=owner,
        is_special=any(each.is_special for each in group),
        foot=[f"{_systems(group):,} ระบบ"],
        missing=["เจ้าของระบบ"] if owner is None else [],
        holds=len(group),
    )


def _outside(outer: list[MapSystem], found: ExchangeMap, weight: Counter[str], *, is_abroad: bool) -> dict[str, MapBox]:
    """Return the boxes of the partners outside the register: those with the most lines, and one for the others."""
    ranked = sorted(outer, key=lambda each: (each.key != found.focus, -weight[each.key], each.key))
    fits = len(ranked) <= MOST_OUTSIDE + 1 or OUTSIDE in found.opened
    shown = ranked if fits else ranked[:MOST_OUTSIDE]
    boxes = {each.key: single(each, found) for each in shown}
    others = ranked[len(shown) :]
    if others:
        place = "นอกราชอาณาจักร" if is_abroad else "ภายนอก"
        box = MapBox(
            id="",
            key="rest-abroad" if is_abroad else "rest-outside",
            kind=BoxKind.REST,
            name=f"หน่วยงาน{place}อีก {len(others):,} แห่ง",
            is_abroad=is_abroad,
            is_special=any(each.is_special for each in others),
            holds=len(others),
        )
        boxes |= {each.key: box for each in others}
    return boxes


def _numbered(boxes: dict[str, MapBox]) -> dict[str, MapBox]:
    """Return the boxes with ids that graphviz takes as they are, in the order in which they stand."""
    for place, box in enumerate({id(box): box for box in boxes.values()}.values()):
        box.id = f"b{place}"
    return boxes


def arrows_of(found: ExchangeMap, boxes: dict[str, MapBox]) -> list[MapArrow]:
    """Return the arrows. Lines between the same two boxes are one arrow when one of the boxes is folded."""
    made: dict[tuple[object, ...], MapArrow] = {}
    for place, line in enumerate(found.lines):
        source, target = boxes[line.source], boxes[line.target]
        if source is target:
            source.inner += 1
            continue
        arrow = _arrow(source, target, line)
        key: tuple[object, ...] = (source.id, target.id) if arrow.is_folded else (place,)
        turned = made.get((target.id, source.id)) if arrow.is_folded else None
        if turned is not None:
            turned.back += 1
            _add(turned, line, place)
        elif key in made:
            made[key].lines += 1
            _add(made[key], line, place)
        else:
            made[key] = arrow
            _add(arrow, line, place)
    return list(made.values())


def _arrow(source: MapBox, target: MapBox, line: MapLine) -> MapArrow:
    return MapArrow(source=source, target=target, modes=set(), is_directed=line.direction is not None)


def _add(arrow: MapArrow, line: MapLine, place: int) -> None:
    arrow.places.append(place)
    arrow.modes.add(line.mode)
    arrow.items += [item for item in line.items if item not in arrow.items]
    arrow.is_special |= line.is_special
    arrow.is_abroad |= line.is_abroad
    arrow.is_mirrored |= line.is_mirrored
    arrow.data_differs |= line.data_differs
    arrow.is_directed |= line.direction is not None
    arrow.told_by += line.told_by
    arrow.hidden += line.hidden


def arrow_numbers(found: ExchangeMap, *, every_box: bool = False) -> list[int | None]:
    """Return the number of the arrow that shows each line (`data-line` in the SVG); None where it is inside a box."""
    numbers: list[int | None] = [None] * len(found.lines)
    for number, arrow in enumerate(arrows_of(found, boxes_of(found, every_box=every_box))):
        for place in arrow.places:
            numbers[place] = number
    return numbers
