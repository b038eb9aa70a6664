"""What stands below an exchange map: the signs in use, the key of letters, notes, the title block."""

from datetime import date

from diagrams.ink import INK, LACK, SOFT, WHITE, line_of_text, path, pill, rectangle
from diagrams.legend_rows import SIZE, Sign, letter_key, notes, of_one_width, room_of_key, sign_rows
from diagrams.sizes import MARGIN
from diagrams.system_map_facts import BoxKind, MapArrow, MapBox, MapScene
from diagrams.system_map_ink import BLUE, PURPLE, RUST, arrow_ink, colour_of, cross, globe, ticks
from diagrams.system_map_scene import SPECIAL
from diagrams.title_block import TitleBlock
from diagrams.wrapping import clean, wrap
from schemas.thai_dates import format_thai_date
from schemas.vocabulary import ExchangeMode

_ROW = 28.0
_COLUMN = 620.0
_HASH_SHOWN = 16


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
    signs, y = sign_rows(of_one_width(entries(scene)), MARGIN + room, top, pitch=_ROW)
    # As many columns as the picture is wide.
    columns = max(1, min(len(scene.keys), int(room / _COLUMN)))
    said = [(letter, wrap(text, room_of_key(room, columns), SIZE, most=4)) for letter, text in scene.keys]
    key, y = letter_key("ข้อมูลบนลูกศร", said, room, y + _ROW * 0.75, columns)
    remarks, y = notes(scene.notes, room, y)
    return signs + key + remarks, y


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


#: As on the map itself: lines that cross a border are told by their breadth, too.
_THICK = {BLUE: 1.6, RUST: 1.9, PURPLE: 2.4}


def _flow(colour: str, dash: str = "") -> Sign:
    return lambda x, y: (
        path(f"M{x - 20} {y}H{x + 13}", stroke=colour, thick=_THICK.get(colour, 1.9), dash=dash)
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
