"""What is wrong with a picture, whatever its kind: ink that leaves its box or the page, things that cover one another.

Works on our own SVG alone: a box is a group with `data-node`, its frame the largest shape in it. Ink is what the glyphs
of Sarabun cover, marks above and below included, not the room that they are given.
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from itertools import combinations, pairwise

import msgspec

from tests.support.pictures import SVG, Area, glyphs, lines, placed_parts, texts

#: Coordinates are rounded to tenths, and a browser rounds advances to its own grid.
_SLACK = 0.6
_TOUCH = 1.0
#: A tone on ที่ and the vowel below ปู่ in the line before may mesh by this, in em: less than the font's own lines do.
_MESH = 0.17
#: The corners of a line's ink are nearly always blank: a diamond may cut this share off them.
_BLANK_CORNER = 0.06
_COMMAND = re.compile(r"([MLHVAZCmlhvazc])([^MLHVAZCmlhvazc]*)")
_NUMBER = re.compile(r"-?[\d.]+")
_ENDS = {"M": 2, "L": 2, "A": 7, "C": 6}


class Shape(msgspec.Struct):
    """A filled or framed shape: the area around it, and its corners when it is a polygon."""

    area: Area
    corners: list[tuple[float, float]]

    def holds(self, ink: Area) -> bool:
        """Return whether the ink stands inside."""
        inside = all(self.area[at] <= ink[at] + _SLACK for at in (0, 1)) and all(
            self.area[at] >= ink[at] - _SLACK for at in (2, 3)
        )
        return inside and (not self.corners or all(self._inside(x, y) for x, y in _shrunk(ink)))

    def touched(self, ink: Area) -> bool:
        """Return whether the ink stands on the shape; a badge beside a diamond's slope does not."""
        if not _cover(ink, self.area, _TOUCH):
            return False
        return not self.corners or any(self._inside(x, y) for x, y in _shrunk(ink))

    def _inside(self, x: float, y: float) -> bool:
        odd = False
        for (ax, ay), (bx, by) in pairwise([*self.corners, self.corners[0]]):
            if (ay > y) != (by > y) and x < ax + (y - ay) * (bx - ax) / (by - ay):
                odd = not odd
        return odd


def faults(root: ET.Element) -> list[str]:
    """Return what is wrong, in words; [] for a clean picture."""
    boxes = {str(group.get("data-node")): group for group in root.iter(f"{SVG}g") if group.get("data-node")}
    outlines = {node: frame for node, group in boxes.items() if (frame := _frame(group)) is not None}
    frames = {node: frame.area for node, frame in outlines.items()}
    said = [f"{one} covers {two}" for one, two in combinations(frames, 2) if _cover(frames[one], frames[two], _TOUCH)]
    for node, group in boxes.items():
        shapes = list(_shapes(group))
        said += [
            f"{line.words!r} leaves {node}: {_told(line.ink())} of {_told(frames[node])}"
            for line in lines(group)
            if line.words.strip() and not any(shape.holds(line.ink()) for shape in shapes)
        ]
    return said + _covering(root, boxes, outlines) + _off_the_page(root, frames)


def _covering(root: ET.Element, boxes: dict[str, ET.Element], frames: dict[str, Shape]) -> list[str]:
    """Return words that stand on a box that is not theirs, and words that stand on words."""
    owner = {id(text): node for node, group in boxes.items() for text in group.iter(f"{SVG}text")}
    all_text = [(owner.get(id(each)), line) for each, line in texts(root)]
    said = [
        f"{line.words!r} stands on {node}"
        for own, line in all_text
        for node, frame in frames.items()
        if own != node and frame.touched(line.ink())
    ]
    inks = [(line, line.ink()) for _, line in all_text if line.words.strip()]
    return said + [
        f"{one.words!r} and {two.words!r} stand on one another"
        for (one, first), (two, second) in combinations(inks, 2)
        if _cover(first, second, _TOUCH)
        and any(_cover(here, there, _MESH * min(one.size, two.size)) for here in glyphs(one) for there in glyphs(two))
    ]


def _off_the_page(root: ET.Element, frames: dict[str, Area]) -> list[str]:
    start, upper, wide, tall = map(float, root.get("viewBox", "").split())
    things = [(repr(line.words), line.ink()) for line in lines(root)] + list(frames.items())
    return [
        f"{name} leaves the page: {_told(area)} of {wide} x {tall}"
        for name, area in things
        if area[0] < start or area[1] < upper or area[2] > start + wide or area[3] > upper + tall
    ]


def route_faults(root: ET.Element) -> list[str]:
    """Return what is wrong with the arrows: ends off their boxes, boxes run through, slanted pieces."""
    boxes = {str(group.get("data-node")): group for group in root.iter(f"{SVG}g") if group.get("data-node")}
    frames = {node: frame.area for node, group in boxes.items() if (frame := _frame(group)) is not None}
    said = []
    for group in (each for each in root.iter(f"{SVG}g") if each.get("class") == "flow"):
        ends = str(group.get("data-from")), str(group.get("data-to"))
        name = f"{ends[0]}→{ends[1]}"
        drawn = [_points(each.get("d", ""))[0] for each in group.findall(f"{SVG}path")]
        # The line ends within the head, whose middle point is the tip; one with rings goes to the box itself.
        route = drawn[0]
        tip = route[-1] if group.find(f"{SVG}circle") is not None else drawn[-1][1]
        for place, node in ((route[0], ends[0]), (tip, ends[1])):
            if node not in frames:
                said.append(f"{name} leads to no box")
            elif not _near(place, frames[node]):
                said.append(f"{name} ends at {place}, off {node} {_told(frames[node])}")
        for (ax, ay), (bx, by) in pairwise(route):
            piece = (min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))
            if min(abs(ax - bx), abs(ay - by)) > _SLACK:
                said.append(f"{name} is slanted: {_told(piece)}")
            said += [
                f"{name} runs through {node}"
                for node, frame in frames.items()
                if node not in ends and _crosses(piece, frame)
            ]
    return said


def _near(place: tuple[float, float], frame: Area, reach: float = 1.5) -> bool:
    x, y = place
    return frame[0] - reach <= x <= frame[2] + reach and frame[1] - reach <= y <= frame[3] + reach


def _frame(group: ET.Element) -> Shape | None:
    """Return the outline of a box: its largest shape, and what caps it, as a cylinder's lid does."""
    shapes = list(_shapes(group))
    if not shapes:
        return None
    largest = max(shapes, key=lambda shape: _size(shape.area))
    left, top, right, bottom = largest.area
    for left_too, upper, right_too, lower in (shape.area for shape in shapes):
        if abs(left - left_too) < _SLACK and abs(right - right_too) < _SLACK:
            top, bottom = min(top, upper), max(bottom, lower)
    return Shape((left, top, right, bottom), largest.corners)


def _size(area: Area) -> float:
    return (area[2] - area[0]) * (area[3] - area[1])


def _shapes(group: ET.Element) -> Iterator[Shape]:
    for each, right, down in placed_parts(group):
        if each.tag == f"{SVG}rect":
            x, y, wide, tall = (float(each.get(name, "0")) for name in ("x", "y", "width", "height"))
            yield Shape((x + right, y + down, x + right + wide, y + down + tall), [])
        if each.tag == f"{SVG}path":
            points, straight = _points(each.get("d", ""))
            points = [(x + right, y + down) for x, y in points]
            across, along = [x for x, _ in points], [y for _, y in points]
            area = min(across), min(along), max(across), max(along)
            if _size(area) > 0:
                yield Shape(area, points if straight and len(points) > 3 else [])


def _points(data: str) -> tuple[list[tuple[float, float]], bool]:
    """Return the points that a path goes through, and whether it is made of straight pieces only."""
    x = y = 0.0
    points: list[tuple[float, float]] = []
    straight = True
    for command, words in _COMMAND.findall(data):
        numbers = [float(word) for word in _NUMBER.findall(words)]
        kind, relative = command.upper(), command.islower()
        straight = straight and kind not in {"A", "C"}
        if kind == "Z":
            continue
        step = _ENDS.get(kind, 1)
        for at in range(0, len(numbers), step):
            part = numbers[at : at + step]
            if kind == "A" and abs(part[-1] - (0.0 if relative else y)) < _SLACK:
                # Half an ellipse, as a cylinder has: its top or bottom belongs to it.
                along = part[-2] - (0.0 if relative else x)
                points.append((x + along / 2, y - part[1] if (along > 0) == bool(part[4]) else y + part[1]))
            if kind == "H":
                x = part[0] + (x if relative else 0.0)
            elif kind == "V":
                y = part[0] + (y if relative else 0.0)
            else:
                x, y = (x + part[-2], y + part[-1]) if relative else (part[-2], part[-1])
            points.append((x, y))
    return points, straight


def _cover(one: Area, two: Area, slack: float) -> bool:
    return min(one[2], two[2]) - max(one[0], two[0]) > slack and min(one[3], two[3]) - max(one[1], two[1]) > slack


def _crosses(piece: Area, frame: Area, slack: float = 2.0) -> bool:
    """Return whether a straight piece of an arrow runs inside of a frame."""
    inner = (frame[0] + slack, frame[1] + slack, frame[2] - slack, frame[3] - slack)
    return piece[0] < inner[2] and piece[2] > inner[0] and piece[1] < inner[3] and piece[3] > inner[1]


def _shrunk(ink: Area) -> list[tuple[float, float]]:
    across, down = (ink[2] - ink[0]) * _BLANK_CORNER, (ink[3] - ink[1]) * _BLANK_CORNER
    left, top, right, bottom = ink[0] + across, ink[1] + down, ink[2] - across, ink[3] - down
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def _told(area: Area) -> str:
    return "(" + ", ".join(f"{side:.1f}" for side in area) + ")"
