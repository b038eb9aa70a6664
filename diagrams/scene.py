"""The parts of a picture before anything is drawn: boxes, arrows, zones. Facts first, places later.

Tests compare these with the tables of the form; `places` gives them coordinates, `drawing` ink.
"""

from enum import Enum

from msgspec import Struct, field

from schemas.vocabulary import SpecialCategory, StepMode


class Shape(Enum):
    """What a box is."""

    PROCESS = "process"
    EXTERNAL = "external"
    DECISION = "decision"
    END = "end"
    STORE = "store"
    BODY = "body"
    UNIT = "unit"
    """A unit of the agency that gets data, in its own lane."""
    SYSTEM = "system"
    PERSON = "person"
    """Somebody outside who gives data, not in a numbered step."""
    ACTIVITY = "activity"
    """The whole of it, as one process."""
    GHOST = "ghost"
    """A step that an arrow names and the table lacks."""


class FlowKind(Enum):
    """What an arrow is."""

    STATED = "stated"
    DERIVED = "derived"
    """The table is silent; the arrow goes to the following number."""
    STORE = "store"
    OUTSIDE = "outside"
    """Data cross the border of the agency."""
    OUTSIDE_OFFLINE = "outside_offline"
    ABROAD = "abroad"
    """Data leave the Kingdom, or come from outside of it (PDPA s.28)."""
    ABROAD_OFFLINE = "abroad_offline"
    INSIDE = "inside"
    """Data move between two systems of the record, or to a unit of the agency."""
    INSIDE_OFFLINE = "inside_offline"


class End(Enum):
    """How the flow stops at a step."""

    STATED = "stated"
    UNKNOWN = "unknown"
    """The last step, and the table does not say that it is the end."""


class ZoneKind(Enum):
    """What a column of the picture holds."""

    PERSONS = "persons"
    UNIT = "unit"
    STORES = "stores"
    SYSTEMS = "systems"
    BODIES = "bodies"
    ABROAD = "abroad"


class Cell(Struct, kw_only=True, frozen=True):
    """A cell of the step table as the picture has it."""

    column: str
    """The name of the step's field."""
    whole: str
    """The cell's words."""
    data: str
    """The data that they name."""
    shown: str = ""
    """What stands in the box for it: the data, or their letter; "" where an arrow carries them."""


class Node(Struct, kw_only=True):
    """One box. `text` None is drawn as "?"; `zone` is the index of its column."""

    id: str
    shape: Shape
    text: str | None
    zone: int
    number: int | None = None
    mode: StepMode | None = None
    foot: list[str] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    """Of a step: its cells of the table that say something."""
    kinds: tuple[SpecialCategory, ...] = ()
    """Which data of PDPA s.26 it handles; marked in the picture."""
    is_abroad: bool = False
    missing: list[str] = field(default_factory=list)
    """Facts that the record lacks, in words; drawn in the foot with "?"."""
    starts: bool = False
    orphan: bool = False
    """No arrow leads here, and it is not the first step."""
    end: End | None = None


class Flow(Struct, kw_only=True):
    """One arrow. `label` is short enough to stand on it, a line for each thing it says; `key` is the letter of a text
    in the picture's key.
    """

    source: str
    target: str
    kind: FlowKind
    label: str | None = None
    key: str | None = None
    full: str | None = None
    """All that the arrow says, for the tooltip."""
    kinds: tuple[SpecialCategory, ...] = ()
    """Which data of PDPA s.26 move; marked in the picture."""
    lacks: bool = False
    """The record leaves out what moves, or when."""
    directed: bool = True
    """False: the record does not say who gives and who gets; no head, a ring at both ends."""
    room: float | None = None
    """The width in points that its words may take; None: the usual one."""


class Zone(Struct, kw_only=True):
    """One column: an acting unit, the stores, the outside bodies."""

    kind: ZoneKind
    title: str | None
    """None: the record does not say who; drawn as "?"."""


class Scene(Struct, kw_only=True):
    """A picture's facts."""

    heading: list[str]
    zones: list[Zone]
    nodes: list[Node]
    flows: list[Flow]
    keys: list[tuple[str, str]] = field(default_factory=list)
    """Letter and words of the longer labels."""
    key_kinds: dict[str, tuple[SpecialCategory, ...]] = field(default_factory=dict)
    """Letters whose words name data of PDPA s.26."""
    notes: list[str] = field(default_factory=list)
    description: str = ""
    border: str = "ขอบเขตความเชื่อถือ (Trust boundary)"
    kingdom: str = "เขตแดนราชอาณาจักร"


class Placed(Struct, kw_only=True):
    """A box with its place: centre and size in points, y downwards; its text as lines."""

    node: Node
    width: float
    height: float
    lines: tuple[str, ...]
    foot: tuple[str, ...] = ()
    lacks: int = 0
    """How many lines at the end of the foot say what is missing."""
    x: float = 0.0
    y: float = 0.0
    diamond: bool = False
    """A decision in its true shape; one whose words need a tower is a hexagon as wide as a step."""

    @property
    def left(self) -> float:
        """The left edge."""
        return self.x - self.width / 2

    @property
    def top(self) -> float:
        """The upper edge."""
        return self.y - self.height / 2

    @property
    def right(self) -> float:
        """The right edge."""
        return self.x + self.width / 2

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.y + self.height / 2


class Column(Struct, kw_only=True):
    """A zone with its place."""

    zone: Zone
    left: float
    width: float
    lines: tuple[str, ...] = ()
    top: float | None = None
    """Columns above one another have their own edges; None: those of the layout."""
    head: float | None = None
    bottom: float | None = None


class Layout(Struct, kw_only=True):
    """Where everything stands, from above: heading, then columns from `top` to `bottom`, whose heads end at `head`."""

    columns: list[Column]
    placed: list[Placed]
    heading: list[str]
    top: float
    head: float
    bottom: float
    width: float
