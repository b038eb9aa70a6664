"""A state machine as a picture: boxes for states, labelled arrows for steps. Drawn by graphviz, letters by Sarabun."""

from collections.abc import Sequence

from msgspec import Struct

from diagrams.fonts import FAMILY, width
from diagrams.programs import answer, executable, start
from diagrams.routing import TIME_LIMIT_SECONDS

_POINTS, _SMALL = 13.0, 10.5
_INCH = 72.0


class State(Struct, frozen=True):
    """A state: its code and its words, a line each."""

    id: str
    lines: tuple[str, ...]
    is_first: bool = False
    is_last: bool = False


class Arrow(Struct, frozen=True):
    """A step from one state to another. `is_consequence`: it happens by itself."""

    source: str
    target: str
    lines: tuple[str, ...]
    is_consequence: bool = False


def state_machine_svg(states: Sequence[State], arrows: Sequence[Arrow]) -> str:
    """Return the picture as SVG; the same input, the same text.

    Raises: DiagramTimedOut, DiagramToolFailed.
    """
    child = start([executable(), "-Tsvg"], _source(states, arrows).encode())
    drawn = answer(child, TIME_LIMIT_SECONDS).decode()
    return drawn[drawn.index("<svg") :]


def _source(states: Sequence[State], arrows: Sequence[Arrow]) -> str:
    lines = [
        "digraph {",
        f'rankdir=TB; nodesep=0.7; ranksep=0.75; bgcolor="white"; fontname="{FAMILY}";',
        (
            f'node [shape=box, style="rounded,filled", fillcolor="#eef2f5", color="#0b4f6c", fontname="{FAMILY}", '
            f"fontsize={_POINTS}, fixedsize=true];"
        ),
        f'edge [color="#4c5a66", fontname="{FAMILY}", fontsize={_SMALL}, arrowsize=0.8];',
    ]
    for state in states:
        wide = max(width(line, _POINTS) for line in state.lines) / _INCH + 0.4
        height = len(state.lines) * _POINTS * 1.5 / _INCH + 0.15
        more = ', fillcolor="#e2f0f6", penwidth=2' if state.is_first else ", peripheries=2" if state.is_last else ""
        lines.append(
            f"{quoted(state.id)} [label={quoted(_label(state.lines))}, width={wide:.2f}, height={height:.2f}{more}];"
        )
    for arrow in arrows:
        style = ", style=dashed" if arrow.is_consequence else ""
        # Graphviz does not know how wide Sarabun's Thai is, and measures a blank for each vowel: room is left by hand.
        lines.append(f"{quoted(arrow.source)} -> {quoted(arrow.target)} [label={quoted(_label(arrow.lines))}{style}];")
    return "\n".join([*lines, "}"])


def _label(lines: Sequence[str]) -> str:
    return "\n".join(f" {line} " for line in lines)


def quoted(text: str) -> str:
    """Return a DOT string: quotes and backslashes mean themselves, a line end is one."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
