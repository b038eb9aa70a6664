"""The map of all systems of an office or of the register: who exchanges what with whom."""

from msgspec import Struct

from schemas.vocabulary import Direction, ExchangeMode, Term

#: How far arrows are followed from a system.
MAX_DEPTH = 3
#: Longest words that data are looked for by.
MAX_WORDS = 200


class MapFlow(Term):
    """Which arrows of a system are followed."""

    BOTH = ("both", "ทั้งสองทิศทาง", "both ways")
    OUT = ("out", "ทุกสิ่งที่ออกจากระบบ", "everything that leaves it")
    IN = ("in", "ทุกสิ่งที่เข้าสู่ระบบ", "everything that enters it")


class MapQuery(Struct, frozen=True, kw_only=True):
    """What is asked of the map. Everything left out: the whole register."""

    office: int | None = None
    """What the records of this office and of all below it say."""
    system: str | None = None
    """Key of the system in the middle (`MapSystem.key`)."""
    flow: MapFlow = MapFlow.BOTH
    """Which arrows are followed from it."""
    depth: int = 1
    """How many arrows far, 1 to 3."""
    item: str | None = None
    """Only arrows of these data: a kind of personal data in any of its spellings, else words in the exchanged data."""
    only_abroad: bool = False
    opened: tuple[str, ...] = ()
    """Owners whose clusters are opened; handed on to the map."""


class MapRecord(Struct, frozen=True, kw_only=True):
    """A record that says something, named only where the reader may read it."""

    activity_id: str
    ref: str
    title: str


class MapSystem(Struct, frozen=True, kw_only=True):
    """A box of the map: a system of the register, or somebody outside of it."""

    key: str
    """Stable as long as name and owner are, and the office where these say too little: 16 hexadecimal digits."""
    name: str | None
    """None: an exchange line does not say with whom; drawn as "?"."""
    owner: str | None
    """The owning unit as written; clusters are made of it."""
    is_registered: bool
    """Some record lists it as a system."""
    is_body: bool = False
    """A body that owns systems of the register, or an office of it; the line does not say which system."""
    is_hidden: bool = False
    """Everything together that stands only in records which the reader may not read."""
    kept_by: str | None = None
    """The office whose records list it, where name and owner do not tell it from other offices' systems."""
    has_page: bool = False
    """The reader may open its own page, /systems/KEY."""
    is_abroad: bool = False
    """A recipient abroad, or a cloud outside the Kingdom (PDPA s.28)."""
    hosting_th: str | None = None
    is_special: bool = False
    """Data of PDPA s.26 are exchanged."""
    activities: int = 0
    """How many activities name it, whoever may read them."""
    records: tuple[MapRecord, ...] = ()
    """Those that the reader may read, by reference; the first few. None where the map has many boxes."""

    @property
    def is_outside(self) -> bool:
        """Whether it is nothing and nobody of the register; drawn dashed."""
        return not (self.is_registered or self.is_body or self.is_hidden)


class MapLine(Struct, frozen=True, kw_only=True):
    """An arrow of the map: all lines of one pair with one direction and mode. A mirror line is in it, not beside it."""

    source: str
    target: str
    """Keys of systems."""
    mode: ExchangeMode | None
    """None: not said."""
    direction: Direction | None = None
    """None: the line does not say who sends; `source` is then the system whose line it is."""
    items: tuple[str, ...] = ()
    """What is exchanged, in the records' words; only of records that the reader may read."""
    kinds: tuple[str, ...] = ()
    """Kinds of personal data found in those words."""
    is_special: bool = False
    is_abroad: bool = False
    told_by: int = 1
    """How many exchange lines say it."""
    is_mirrored: bool = False
    """Both ends say it."""
    data_differs: bool = False
    """Both ends name data, and nothing that they name is the same."""
    hidden: int = 0
    """How many of them stand in records that the reader may not read: their data are not shown."""


class ExchangeMap(Struct, frozen=True, kw_only=True):
    """What is drawn. Systems and lines in a stable order."""

    systems: tuple[MapSystem, ...]
    lines: tuple[MapLine, ...]
    scope_th: str
    """Which part of the register: "ทั้งทะเบียน", an office's name."""
    filters_th: tuple[str, ...] = ()
    """What was asked: "ทุกสิ่งที่ออกจากระบบ …", "ข้อมูล: เลขประจำตัวประชาชน"."""
    focus: str | None = None
    """Key of the system that it was asked about; it stands in the middle."""
    opened: tuple[str, ...] = ()
    """Owners whose clusters are shown with their systems, where the map is too large for all of them."""
    left_out: int = 0
    """How many arrows did not fit: those that the fewest lines tell. Said on the map."""
    left_out_systems: int = 0
    """How many systems without arrows did not fit."""
    needs_reindex: bool = False
    """Systems of records of an older version are missing until `ropa reindex`. Said on the map."""
