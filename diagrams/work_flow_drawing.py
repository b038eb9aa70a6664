"""A work-flow chart as one SVG, in the style of the manuals: shapes, way back on the left, who and how long beside."""

from diagrams.fonts import BOLD, width
from diagrams.ink import (
    FAINT,
    INK,
    LACK,
    WHITE,
    arrow,
    attribute,
    block_of_text,
    line_of_text,
    pill,
    rectangle,
    words,
)  # fmt: skip
from diagrams.legend_rows import Sign, notes, of_one_width, sign_rows
from diagrams.scene import FlowKind
from diagrams.sizes import HEADING, HEADING_LINE, LABEL, LABEL_LINE, MARGIN, TEXT
from diagrams.work_flow_boxes import Box, drawn, outline
from diagrams.work_flow_facts import UNKNOWN, Chart, To, target_words, told
from diagrams.work_flow_places import (
    ABOVE,
    DURATION,
    HEAD,
    UNIT,
    UNIT_LINE,
    UNIT_TEXT,
    Layout,
    Line,
    Panel,
    Row,
    unit_width,
)
from diagrams.work_flow_ways import TAG_TALL
from diagrams.wrapping import wrap
from schemas.work_flow import ChartShape

_BAND = "#e2e8f0"
_TOTAL = 34.0


def body(chart: Chart, layout: Layout) -> tuple[str, float]:
    """Return heading, columns, boxes and arrows, and where they end."""
    heading = block_of_text(tuple(layout.heading), MARGIN, MARGIN, HEADING, HEADING_LINE, anchor="start", bold=True)
    parts = [heading] + [_panel(panel, layout, chart) for panel in layout.panels]
    parts += [_arrow(line, chart) for line in layout.lines]
    for panel in layout.panels:
        parts += [drawn(row.box, chart.steps[row.box.place].number, told(chart, row.box.place)) for row in panel.rows]
        parts.append(_above(panel, chart, layout))
    parts += [_words(line) for line in layout.lines]
    bottom = layout.bottom
    if chart.timed and layout.panels:
        said, end = _total(chart, layout.panels[-1])
        parts.append(said)
        bottom = max(bottom, end)
    return "".join(parts), bottom


def panel_body(chart: Chart, layout: Layout, panel: Panel) -> tuple[str, float]:
    """Return one column with its boxes and arrows, in its place of the layout, and where it ends."""
    own = {row.box.place for row in panel.rows}
    lines = [line for line in layout.lines if line.way.edge.source in own]
    parts = [_panel(panel, layout, chart), *(_arrow(line, chart) for line in lines)]
    parts += [drawn(row.box, chart.steps[row.box.place].number, told(chart, row.box.place)) for row in panel.rows]
    parts += [_above(panel, chart, layout), *(_words(line) for line in lines)]
    if not chart.timed or panel is not layout.panels[-1]:
        return "".join(parts), panel.bottom
    said, end = _total(chart, panel)
    return "".join([*parts, said]), max(panel.bottom, end)


def _panel(panel: Panel, layout: Layout, chart: Chart) -> str:
    top, many = layout.top, len(layout.panels) > 1
    title = "ขั้นตอนการปฏิบัติงาน" + (f" (หน้า {panel.number + 1})" if many else "")
    cells = [(panel.left, panel.units_left - panel.left, title), (panel.units_left, unit_width(chart), "ผู้รับผิดชอบ")]
    if chart.timed:
        cells.append((panel.units_left + UNIT, DURATION, "ระยะเวลา"))
    parts = []
    for left, wide, said in cells:
        parts.append(rectangle(left, top, wide, panel.bottom - top, stroke=FAINT, thick=0.8))
        parts.append(rectangle(left, top, wide, HEAD, fill=_BAND, stroke=FAINT, thick=0.8))
        parts.append(line_of_text(said, left + wide / 2, top + HEAD / 2, TEXT, bold=True))
    parts += [_cells(row, panel, chart) for row in panel.rows]
    return "".join(parts)


def _cells(row: Row, panel: Panel, chart: Chart) -> str:
    """Return who does a step and how long it takes."""
    parts = []
    step = chart.steps[row.box.place]
    sides = [("units", panel.units_left, unit_width(chart), row.units, row.units != (UNKNOWN,))]
    if chart.timed:
        sides.append(("duration", panel.units_left + UNIT, DURATION, row.duration, bool(step.duration_th)))
    for name, left, wide, lines, said in sides:
        ground = rectangle(left, row.top, wide, row.bottom - row.top, fill="none", stroke=FAINT, thick=0.6)
        start = row.box.y - UNIT_LINE * len(lines) / 2
        size = UNIT_TEXT if said else 16.0
        text = block_of_text(lines, left + wide / 2, start, size, UNIT_LINE, bold=not said, fill=INK if said else LACK)
        parts.append(f'<g class="{name}" data-of="n{row.box.place + 1}">{ground}{text}</g>')
    return "".join(parts)


def _arrow(line: Line, chart: Chart) -> str:
    edge = line.way.edge
    kind = FlowKind.STATED if edge.stated else FlowKind.DERIVED
    target = f"n{edge.target + 1}" if edge.target is not None else edge.to.value
    said = target_words(chart, edge) + (f" ({edge.label})" if edge.label else "")
    return (
        f'<g class="flow" data-from="n{edge.source + 1}" data-to="{attribute(target)}" data-kind="{kind.value}">'
        f"<title>{words('→ ' + said)}</title>{arrow(line.points, kind)}{_tag(line)}</g>"
    )


def _tag(line: Line) -> str:
    """Return what stands at the end of an arrow that leads to no box of its column."""
    if line.tag is None or line.way.tag is None:
        return ""
    (x, y), said, wide = line.tag, line.way.tag, line.way.tag_width
    lacks = line.way.edge.to in {To.UNSAID, To.GHOST, To.END_UNSAID}
    ends = line.way.edge.to in {To.END, To.END_UNSAID}
    radius = TAG_TALL / 2 if ends or lacks else 3.0
    ground = rectangle(
        x - wide / 2, y - TAG_TALL / 2, wide, TAG_TALL, fill="#dbeafe" if ends and not lacks else WHITE,
        stroke=LACK if lacks else INK, thick=1.4, dash="4 3" if lacks else "", radius=radius,
    )  # fmt: skip
    size = 15.0 if said == UNKNOWN else LABEL
    return ground + line_of_text(said, x, y, size, bold=True, fill=LACK if lacks else INK)


def _words(line: Line) -> str:
    """Return the words of an arrow, on a ground of their own."""
    if line.label is None:
        return ""
    x, y = line.label
    lines, wide = line.way.lines, line.way.label_width + 10.0
    tall = LABEL_LINE * len(lines)
    # Marks on tall letters reach above their line.
    ground = rectangle(x - wide / 2, y - tall / 2 - 3.0, wide, tall + 5.0, fill=WHITE, thick=0)
    fill = LACK if lines == (UNKNOWN,) else INK
    text = block_of_text(lines, x, y - tall / 2, LABEL, LABEL_LINE, fill=fill, bold=lines == (UNKNOWN,))
    return f'<g class="label">{ground}{text}</g>'


def _above(panel: Panel, chart: Chart, layout: Layout) -> str:
    """Return what stands above boxes: the start, where a column goes on from, that nobody leads here."""
    parts = []
    for row in panel.rows:
        box = row.box
        orphan = box.place in chart.orphans
        if orphan:
            parts.append(pill("มาจากขั้นใด ?", box.x, box.top - 13.0, solid=False))
        if row is not panel.rows[0] or row.above < ABOVE or orphan:
            continue
        y = box.y - row.tall / 2 - ABOVE + TAG_TALL / 2
        before = next((line for line in layout.lines if line.tag and line.way.edge.target == box.place), None)
        derived = before is not None and not before.way.edge.stated
        said = "เริ่มต้น" if box.place == 0 else f"ต่อจากขั้นตอน {chart.steps[box.place - 1].number}"
        wide = width(said, LABEL, BOLD) + 22.0
        fill, radius = ("#dbeafe", TAG_TALL / 2) if box.place == 0 else (WHITE, 3.0)
        parts.append(
            rectangle(box.x - wide / 2, y - TAG_TALL / 2, wide, TAG_TALL, fill=fill, thick=1.4, radius=radius)
            + line_of_text(said, box.x, y, LABEL, bold=True)
            + arrow([(box.x, y + TAG_TALL / 2), (box.x, box.top)], FlowKind.DERIVED if derived else FlowKind.STATED)
        )
    return "".join(parts)


def _total(chart: Chart, panel: Panel) -> tuple[str, float]:
    """Return the whole time below the last column, and where it ends."""
    said = chart.total or UNKNOWN
    lines = wrap(said, DURATION - 8, UNIT_TEXT, most=4, font=BOLD)
    left, top, tall = panel.units_left, panel.bottom, max(_TOTAL, UNIT_LINE * len(lines) + 8.0)
    start = top + (tall - UNIT_LINE * len(lines)) / 2
    fill = LACK if said == UNKNOWN else INK
    words_of_it = block_of_text(lines, left + UNIT + DURATION / 2, start, UNIT_TEXT, UNIT_LINE, bold=True, fill=fill)
    return (
        rectangle(left, top, UNIT, tall, fill=_BAND, stroke=FAINT, thick=0.8)
        + line_of_text("รวมระยะเวลา", left + UNIT / 2, top + tall / 2, TEXT, bold=True)
        + '<g class="total">'
        + rectangle(left + UNIT, top, DURATION, tall, fill=_BAND, stroke=FAINT, thick=0.8)
        + words_of_it
        + "</g>"
    ), top + tall


def chart_legend(chart: Chart, room: float, top: float) -> tuple[str, float]:
    """Return the manual's legend, the other signs in use, the notes, and where they end."""
    kinds = {edge.to for edge in chart.edges}
    entries: list[tuple[Sign, str]] = [
        (_sample(ChartShape.TERMINAL), "จุดเริ่มต้นและสิ้นสุดของกระบวนการ"),
        (_sample(ChartShape.ACTIVITY), "กิจกรรมและการปฏิบัติงาน"),
        (_sample(ChartShape.DECISION), "การตัดสินใจ"),
    ]
    if any(not edge.stated for edge in chart.edges):
        entries.append((_derived, "ลำดับถัดไปตามเลขขั้นตอน (ไม่ได้ระบุลูกศร)"))
    lacks = kinds & {To.UNSAID, To.GHOST, To.END_UNSAID} or chart.orphans or chart.total == UNKNOWN
    lacks = lacks or any(not step.responsible or (chart.timed and not step.duration_th) for step in chart.steps)
    if lacks:
        entries.append((_question, "ไม่ได้ระบุไว้"))
    signs, y = sign_rows(of_one_width(entries), MARGIN + room, top, pitch=30, after=22)
    said, y = notes(chart.notes, room, y + 22)
    return signs + said, y


def _sample(shape: ChartShape) -> Sign:
    def sign(x: float, y: float) -> str:
        is_diamond = shape is ChartShape.DECISION
        return outline(Box(place=0, shape=shape, lines=(), height=22.0, width=40.0, diamond=is_diamond, x=x, y=y))

    return sign


def _derived(x: float, y: float) -> str:
    return arrow([(x - 20, y), (x + 20, y)], FlowKind.DERIVED)


def _question(x: float, y: float) -> str:
    return line_of_text(UNKNOWN, x, y, 16, bold=True, fill=LACK)
