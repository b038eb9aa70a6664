"""The parts of an exchange map before anything has a place: boxes, and the arrows between them, folded or not."""

from enum import Enum

from msgspec import Struct, field

from schemas.vocabulary import ExchangeMode

#: Stands in `ExchangeMap.opened` for the partners outside of the register.
OUTSIDE = "*"


class BoxKind(Enum):
    """What a box stands for."""

    SYSTEM = "system"
    """A system of the register."""
    BODY = "body"
    """A body of the register; the line does not say which of its systems."""
    HIDDEN = "hidden"
    """What stands only in records that the reader may not read: dotted."""
    OUTSIDE = "outside"
    """Somebody or something outside of the register: dashed."""
    OWNER = "owner"
    """All systems of an owner in one box."""
    REST = "rest"
    """What is left when the larger ones are drawn: more owners, more partners."""


class MapBox(Struct, kw_only=True):
    """A box. `id` is ours and safe for graphviz; `key` names it in the page."""

    id: str
    key: str
    kind: BoxKind
    name: str | None
    """None: the line does not say with whom."""
    owner: str | None = None
    is_abroad: bool = False
    is_special: bool = False
    is_focus: bool = False
    foot: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    holds: int = 1
    """How many systems or partners are in it."""
    inner: int = 0
    """Lines between what is folded into it."""


class MapArrow(Struct, kw_only=True):
    """An arrow. Between two boxes that are systems it is one line of the map, else the sum of several."""

    source: MapBox
    target: MapBox
    modes: set[ExchangeMode | None]
    is_directed: bool
    lines: int = 1
    back: int = 0
    """Of a folded pair: how many lines run the other way."""
    items: list[str] = field(default_factory=list)
    is_special: bool = False
    is_abroad: bool = False
    is_mirrored: bool = False
    data_differs: bool = False
    """Both ends say it and name different data."""
    told_by: int = 0
    hidden: int = 0
    label: str = ""
    places: list[int] = field(default_factory=list)
    """Which lines of the map it shows, by their places."""

    @property
    def is_outside(self) -> bool:
        """Data cross the border of the register."""
        outer = {self.source.kind, self.target.kind}
        return BoxKind.OUTSIDE in outer or any(
            box.kind is BoxKind.REST and box.owner is None for box in (self.source, self.target)
        )

    @property
    def is_veiled(self) -> bool:
        """One end is not for the reader."""
        return BoxKind.HIDDEN in {self.source.kind, self.target.kind}

    @property
    def is_folded(self) -> bool:
        """It may stand for several lines."""
        return any(box.kind in {BoxKind.OWNER, BoxKind.REST} for box in (self.source, self.target))


class MapScene(Struct, kw_only=True):
    """All that an exchange map shows."""

    heading: list[str]
    boxes: list[MapBox]
    arrows: list[MapArrow]
    keys: list[tuple[str, str]] = field(default_factory=list)
    """Letter and words of the data on the arrows."""
    notes: list[str] = field(default_factory=list)
    description: str = ""
