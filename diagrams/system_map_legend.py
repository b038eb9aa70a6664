"""What stands below an exchange map: the signs in use, the key of letters, notes, the title block."""

from collections.abc import Callable
from datetime import date

from diagrams.fonts import BOLD, width
from diagrams.ink import INK, LACK, SOFT, WHITE, block_of_text, line_of_text, path, pill, rectangle
from diagrams.sizes import MARGIN
from diagrams.system_map_facts import BoxKind, MapArrow, MapBox, MapScene
from diagrams.system_map_ink import BLUE, PURPLE, RUST, arrow_ink, colour_of, cross, globe, ticks
from diagrams.system_map_scene import SPECIAL
from diagrams.title_block import TitleBlock
from diagrams.wrapping import clean, wrap
from schemas.thai_dates import format_thai_date
from schemas.vocabulary import ExchangeMode

_SIZE, _LINE = 13.0, 19.0
_ROW, _SIGN, _LETTER = 28.0, 40.0, 34.0
_COLUMN = 620.0
_HASH_SHOWN = 16

Sign = Callable[[float, float], str]


class MapBlock(TitleBlock, frozen=True, kw_only=True):
    """The title block of a map: which part of the register, how much of it, on which day."""

    systems: int
    lines: int

    def entries(self, *, whole_hash: bool = False) -> list[tuple[str, str]]:
        """Return label and words of each cell, in order."""
        whole = clean(self.content_hash)
        return [
            ("ขอบเขต", clean(self.ref)),
            ("ระบบ", f"{self.systems:,}"),
            ("เส้นแลกเปลี่ยน", f"{self.lines:,}"),
            (clean(self.dated_th), format_thai_date(self.dated)),
            ("ลายพิมพ์ข้อมูล (SHA-256)", whole if whole_hash else whole[:_HASH_SHOWN] + "…"),
        ]


def map_block(scope_th: str, *, systems: int, lines: int, dated: date, content_hash: str) -> MapBlock:
    """Return the title block of a map that shows the register as it was on a day (Asia/Bangkok)."""
    return MapBlock(
        ref=scope_th, revision=0, status_th="", dated=dated, dated_th="ข้อมูล ณ วันที่", content_hash=content_hash,
        systems=systems, lines=lines,
    )  # fmt: skip


def legend(scene: MapScene, room: float, top: float) -> tuple[str, float]:
    """Return the legend and where it ends."""
    drawn = [line_of_text("หมายเหตุ", MARGIN, top + 12, 14, anchor="start", bold=True)]
    x, y = MARGIN + width("หมายเหตุ", 14, BOLD) + 18, top + 12
    first = x
    for sign, text in entries(scene):
        wide = _SIGN + 8 + width(text, _SIZE) + 24
        if x + wide > MARGIN + room and x > first:
            x, y = first, y + _ROW
        drawn += [sign(x + _SIGN / 2, y), line_of_text(text, x + _SIGN + 8, y, _SIZE, anchor="start")]
        x += wide
    parts, y = _key(scene.keys, room, y + _ROW * 0.75)
    drawn += parts
    for note in scene.notes:
        lines = wrap(f"• {note}", room, _SIZE, most=3)
        drawn.append(block_of_text(lines, MARGIN, y, _SIZE, _LINE, anchor="start", fill=SOFT))
        y += _LINE * len(lines)
    return "".join(drawn), y


def entries(scene: MapScene) -> list[tuple[Sign, str]]:
    """Return sign and words of what the picture uses."""
    boxes, arrows = scene.boxes, scene.arrows
    modes = {mode for arrow in arrows for mode in arrow.modes}
    signs: list[tuple[bool, Sign, str]] = [
        (any(box.kind is BoxKind.SYSTEM for box in boxes), _box(BoxKind.SYSTEM), "ระบบในทะเบียน"),
        (any(box.kind is BoxKind.BODY for box in boxes), _box(BoxKind.BODY), "หน่วยงานในทะเบียน ไม่ระบุระบบ"),
        (any(box.kind is BoxKind.HIDDEN for box in boxes), _box(BoxKind.HIDDEN), "นอกสิทธิ์ของผู้อ่าน"),
        (any(box.kind is BoxKind.OUTSIDE for box in boxes), _box(BoxKind.OUTSIDE), "คู่แลกเปลี่ยนนอกทะเบียน"),
        (any(box.holds > 1 for box in boxes), _stack, "ย่อหลายระบบหรือหน่วยงานไว้ในกล่องเดียว"),
        (any(colour_of(a) == BLUE for a in arrows), _flow(BLUE), "ภายในทะเบียน"),
        (any(colour_of(a) == SOFT for a in arrows), _flow(SOFT), "กับสิ่งที่อยู่นอกสิทธิ์ของผู้อ่าน"),
        (any(colour_of(a) == RUST for a in arrows), _flow(RUST), "กับภายนอกทะเบียน"),
        (any(a.is_abroad for a in arrows), _abroad, "ข้ามพรมแดน (ม.28)"),
        (ExchangeMode.ONLINE in modes, _flow("#111827"), "Online"),
        (ExchangeMode.OFFLINE in modes, _flow("#111827", "7 4"), "Offline (เป็นไฟล์)"),
        (None in modes, _flow("#111827", "1.5 4"), "ไม่ระบุ Online/Offline (?)"),
        (any(not a.is_directed for a in arrows), _undirected, "ไม่ระบุทิศทาง"),
        (any(a.back for a in arrows), _both, "ทั้งสองทาง"),
        (any(map(_agrees, arrows)), _mirrored, "ระบุไว้ทั้งสองฝั่ง วาดเส้นเดียว"),
        (any(a.data_differs and not a.is_folded for a in arrows), _differing, "สองฝั่งระบุข้อมูลไม่ตรงกัน"),
        (any(a.is_special for a in arrows) or any(b.is_special for b in boxes), _special, "ข้อมูลตาม ม.26"),
        (any(b.missing or b.name is None for b in boxes), _question, "บันทึกยังไม่ได้ระบุ"),
    ]
    return [(sign, text) for used, sign, text in signs if used]


def _box(kind: BoxKind) -> Sign:
    stroke, dash = {BoxKind.OUTSIDE: (RUST, "6 4"), BoxKind.HIDDEN: (SOFT, "1.5 4")}.get(kind, (INK, ""))
    radius = 4.0 if kind is BoxKind.SYSTEM else 0.0
    return lambda x, y: rectangle(x - 18, y - 10, 36, 20, stroke=stroke, dash=dash, radius=radius, fill=WHITE)


def _stack(x: float, y: float) -> str:
    return "".join(rectangle(x - 18 + at, y - 11 + at, 36 - 2 * at, 17, thick=1.2, radius=4) for at in (5.0, 2.5, 0.0))


def _flow(colour: str, dash: str = "") -> Sign:
    return lambda x, y: (
        path(f"M{x - 20} {y}H{x + 13}", stroke=colour, thick=1.9, dash=dash)
        + path(f"M{x + 11} {y - 4.2}L{x + 20} {y}L{x + 11} {y + 4.2}z", fill=colour, thick=0)
    )


def _abroad(x: float, y: float) -> str:
    return _flow(PURPLE)(x, y) + globe(x - 4, y)


def _undirected(x: float, y: float) -> str:
    return arrow_ink_only(x, y, is_directed=False, back=0)


def _both(x: float, y: float) -> str:
    return arrow_ink_only(x, y, is_directed=True, back=1)


def arrow_ink_only(x: float, y: float, *, is_directed: bool, back: int) -> str:
    """Return a sample arrow without its group: it is no part of what the picture says."""
    end = MapBox(id="", key="", kind=BoxKind.SYSTEM, name="")
    arrow = MapArrow(source=end, target=end, modes={ExchangeMode.ONLINE}, is_directed=is_directed, back=back)
    made = arrow_ink(arrow, [(x - 20, y), (x + 20, y)], number=0)
    return made.partition("</title>")[2].removesuffix("</g>")


def _mirrored(x: float, y: float) -> str:
    return _flow(BLUE)(x, y) + ticks((x - 20, y), (x + 20, y), BLUE)


def _agrees(arrow: MapArrow) -> bool:
    return arrow.is_mirrored and not arrow.is_folded and not arrow.data_differs


def _differing(x: float, y: float) -> str:
    return _flow(BLUE)(x, y) + cross((x - 20, y), (x + 20, y), BLUE)


def _special(x: float, y: float) -> str:
    return pill(SPECIAL, x, y)


def _question(x: float, y: float) -> str:
    return line_of_text("?", x, y, 16, bold=True, fill=LACK)


def _key(keys: list[tuple[str, str]], room: float, top: float) -> tuple[list[str], float]:
    """Return the letters and their words, in as many columns as the picture is wide, and where they end."""
    if not keys:
        return [], top
    columns = max(1, min(len(keys), int(room / _COLUMN)))
    wide = room / columns
    said = [(letter, wrap(text, wide - _LETTER - 16, _SIZE, most=4)) for letter, text in keys]
    drawn = [line_of_text("ข้อมูลบนลูกศร", MARGIN, top + 12, 14, anchor="start", bold=True)]
    start, ends = top + 24.0, [top + 24.0] * columns
    rows = sum(len(lines) for _, lines in said)
    column = 0
    for letter, lines in said:
        if column + 1 < columns and (ends[column] - start) / _LINE >= rows / columns:
            column += 1
        x, y = MARGIN + column * wide, ends[column]
        drawn.append(line_of_text(f"[{letter}]", x, y + _LINE / 2, _SIZE, anchor="start", bold=True))
        drawn.append(block_of_text(lines, x + _LETTER, y, _SIZE, _LINE, anchor="start"))
        ends[column] += _LINE * len(lines)
    return drawn, max(ends) + 6
