"""What stands below the picture: the form's legend, the signs in use, the key of letters, notes, the title block."""

from diagrams.fonts import BOLD, width
from diagrams.ink import (
    DASHES,
    FAINT,
    FOREIGN,
    INK,
    LACK,
    SOFT,
    SPECIAL,
    STRIPS,
    arrow,
    block_of_text,
    globe_icon,
    line_of_text,
    mode_icon,
    path,
    person_icon,
    pill,
    rectangle,
)  # fmt: skip
from diagrams.legend_rows import SIZE, Sign, letter_key, notes, of_one_width, room_of_key, sign_rows
from diagrams.scene import End, FlowKind, Scene, Shape
from diagrams.sizes import MARGIN
from diagrams.title_block import TitleBlock
from diagrams.wrapping import clean, wrap
from schemas.vocabulary import StepMode

_ROW = 27.0
_TWO_COLUMNS_FROM = 1_000.0


def legend(scene: Scene, room: float, top: float) -> tuple[str, float]:
    """Return the legend and where it ends."""
    signs, y = sign_rows(of_one_width(_entries(scene)), MARGIN + room, top, pitch=_ROW)
    key, y = _key(scene, room, y + _ROW * 0.75)
    said, y = notes(scene.notes, room, y)
    return signs + key + said, y


def _entries(scene: Scene) -> list[tuple[Sign, str]]:
    """Return sign and words of what the picture uses. The form's own two lines are always there."""
    modes = {node.mode for node in scene.nodes}
    shapes = {node.shape for node in scene.nodes}
    kinds = {flow.kind for flow in scene.flows}
    undirected = any(not flow.directed for flow in scene.flows)
    within = "ส่งต่อภายในหน่วยงาน" if Shape.UNIT in shapes else "รับ-ส่งระหว่างระบบในบันทึก"
    made: list[tuple[Sign, str]] = []
    # The form's two lines belong to its steps.
    if not {Shape.SYSTEM, Shape.ACTIVITY} & shapes:
        made += [(_mode(mode), f"หมายถึง {mode.th}") for mode in StepMode if mode is not StepMode.UNKNOWN]
    if StepMode.UNKNOWN in modes:
        made.append((_mode(StepMode.UNKNOWN), "หมายถึง ไม่ทราบ"))
    signs: list[tuple[bool, Sign, str]] = [
        (Shape.ACTIVITY in shapes, _activity, "กิจกรรมการประมวลผล"),
        (Shape.EXTERNAL in shapes, _external, "บุคคลภายนอกกระทำ"),
        (Shape.PERSON in shapes, _person, "เจ้าของข้อมูลหรือผู้ให้ข้อมูล"),
        (Shape.DECISION in shapes, _diamond, "พิจารณา/ตัดสินใจ"),
        (Shape.STORE in shapes, _cylinder, "แหล่งจัดเก็บข้อมูล"),
        (Shape.UNIT in shapes, _unit, "หน่วยงานภายในที่ได้รับข้อมูล"),
        (Shape.BODY in shapes, _body, "หน่วยงานภายนอก"),
        (FlowKind.STATED in kinds, _flow(FlowKind.STATED), "ขั้นตอนถัดไป"),
        (FlowKind.DERIVED in kinds, _flow(FlowKind.DERIVED), "ลำดับถัดไปที่อนุมานจากเลขขั้นตอน (ตารางไม่ได้ระบุ)"),
        (FlowKind.STORE in kinds, _flow(FlowKind.STORE), "จัดเก็บข้อมูล"),
        (FlowKind.OUTSIDE in kinds, _flow(FlowKind.OUTSIDE), "เปิดเผยหรือรับ-ส่งข้อมูลกับภายนอก"),
        (FlowKind.OUTSIDE_OFFLINE in kinds, _flow(FlowKind.OUTSIDE_OFFLINE), "เป็นไฟล์หรือเอกสาร (Offline)"),
        (FlowKind.ABROAD in kinds, _flow(FlowKind.ABROAD), "โอนข้อมูลไปหรือรับจากนอกราชอาณาจักร"),
        (FlowKind.ABROAD_OFFLINE in kinds, _flow(FlowKind.ABROAD_OFFLINE), "นอกราชอาณาจักร เป็นไฟล์หรือเอกสาร"),
        (undirected, _undirected, "บันทึกไม่ได้ระบุว่าส่งหรือรับ"),
        (FlowKind.INSIDE in kinds, _flow(FlowKind.INSIDE), within),
        (FlowKind.INSIDE_OFFLINE in kinds, _flow(FlowKind.INSIDE_OFFLINE), f"{within} เป็นไฟล์หรือเอกสาร"),
        (bool({Shape.EXTERNAL, Shape.PERSON, Shape.BODY} & shapes), _border, "ขอบเขตความเชื่อถือ"),
        (any(node.is_abroad for node in scene.nodes), _kingdom, scene.kingdom),
        (any(node.is_abroad for node in scene.nodes), globe_icon, "อยู่นอกราชอาณาจักร"),
        (_special(scene), _special_sign, "ข้อมูลส่วนบุคคลตามมาตรา 26"),
        (_lacks(scene), _question, "ข้อมูลที่บันทึกยังไม่ได้ระบุ"),
    ]
    return made + [(sign, text) for used, sign, text in signs if used]


def _lacks(scene: Scene) -> bool:
    return (
        any(node.missing or node.text is None or node.orphan or node.end is End.UNKNOWN for node in scene.nodes)
        or any(zone.title is None for zone in scene.zones)
        or any(flow.lacks for flow in scene.flows)
        or any("?" in line for line in scene.heading)
    )


def _special(scene: Scene) -> bool:
    return any(node.kinds for node in scene.nodes) or any(flow.kinds for flow in scene.flows)


def _special_sign(x: float, y: float) -> str:
    return pill(SPECIAL, x, y)


def _mode(mode: StepMode) -> Sign:
    return lambda x, y: (
        rectangle(x - 20, y - 12, 40, 24, fill=STRIPS[mode], thick=1.6, dash=DASHES[mode], radius=5)
        + mode_icon(mode, x, y)
    )


def _flow(kind: FlowKind) -> Sign:
    return lambda x, y: arrow([(x - 20, y), (x + 20, y)], kind)


def _undirected(x: float, y: float) -> str:
    return arrow([(x - 20, y), (x + 20, y)], FlowKind.OUTSIDE, directed=False)


def _activity(x: float, y: float) -> str:
    return rectangle(x - 18, y - 11, 36, 22, thick=2.0, radius=7) + rectangle(
        x - 15.5, y - 8.5, 31, 17, fill="none", thick=0.8, radius=5
    )


def _person(x: float, y: float) -> str:
    return _external(x, y) + person_icon(x, y - 1)


def _external(x: float, y: float) -> str:
    return rectangle(x - 18, y - 11, 36, 22, fill="#faf5ff")


def _diamond(x: float, y: float) -> str:
    return path(f"M{x - 19} {y}L{x} {y - 12}L{x + 19} {y}L{x} {y + 12}z", fill="#ffffff")


def _cylinder(x: float, y: float) -> str:
    return path(
        f"M{x - 15} {y - 8}v16a15 4 0 0 0 30 0v-16a15 4 0 0 0 -30 0a15 4 0 0 0 30 0", fill="#eff6ff", stroke="#1d4ed8"
    )


def _body(x: float, y: float) -> str:
    return rectangle(x - 18, y - 11, 36, 22, fill="#fff7ed", stroke="#9a3412") + rectangle(
        x - 15.5, y - 8.5, 31, 17, fill="none", stroke="#9a3412", thick=0.8
    )


def _unit(x: float, y: float) -> str:
    return rectangle(x - 18, y - 11, 36, 22, fill="#eff6ff", stroke="#1d4ed8") + rectangle(
        x - 15.5, y - 8.5, 31, 17, fill="none", stroke="#1d4ed8", thick=0.8
    )


def _border(x: float, y: float) -> str:
    return path(f"M{x - 20} {y}h40", stroke="#9a3412", thick=1.8, dash="10 6")


def _kingdom(x: float, y: float) -> str:
    line = f"M{x - 20} {y}h40"
    return path(line, stroke=FOREIGN, thick=4.6, dash="14 5 3 5") + path(line, stroke="#ffffff", thick=1.8)


def _question(x: float, y: float) -> str:
    return line_of_text("?", x, y, 16, bold=True, fill=LACK)


def _key(scene: Scene, room: float, top: float) -> tuple[str, float]:
    """Return the letters and their words, in two columns where the picture is wide, and where they end."""
    columns = 2 if room >= _TWO_COLUMNS_FROM and len(scene.keys) > 1 else 1
    entries = []
    for letter, text in scene.keys:
        kinds = scene.key_kinds.get(letter)
        mark = f" ({SPECIAL}: {', '.join(kind.th for kind in kinds)})" if kinds else ""
        entries.append((letter, wrap(text + mark, room_of_key(room, columns), SIZE)))
    return letter_key("ข้อมูลในแผนภาพ", entries, room, top, columns)


def title_cells(block: TitleBlock, room: float, top: float) -> tuple[str, float]:
    """Return the title block as a row of cells, and where it ends. Cells share the room by their words' widths."""
    entries = block.entries()
    needs = [max(width(label, 11.5), width(text, 13.5, BOLD)) + 20 for label, text in entries]
    share = room / sum(needs)
    drawn, x = [], MARGIN
    for (label, text), need in zip(entries, needs, strict=True):
        wide = need * share
        lines = wrap(text, wide - 14, 13.5, most=1, font=BOLD)
        drawn.append(rectangle(x, top, wide, 42, stroke=FAINT, thick=1))
        drawn.append(line_of_text(label, x + 8, top + 12, 11.5, anchor="start", fill=SOFT))
        drawn.append(block_of_text(lines, x + 8, top + 20, 13.5, 20, anchor="start", bold=True, fill=INK))
        x += wide
    end = top + 42
    if block.watermark:
        (line, *_) = wrap(clean(block.watermark), room, 11.5, most=1)
        drawn.append(line_of_text(line, MARGIN, end + 14, 11.5, anchor="start", fill=SOFT))
        end += 20
    return "".join(drawn), end
