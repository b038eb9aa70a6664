"""What the register answers on its information systems: a list over all records, and one system with its exchanges."""

from msgspec import Struct

from schemas.exchange_map import MapRecord
from schemas.vocabulary import ExchangeMode, Hosting, Term


class SystemFilter(Struct, frozen=True, kw_only=True):
    """What the list is narrowed to."""

    q: str | None = None
    """Part of a system's name, each word of it, in Thai or English."""
    office: int | None = None
    """Listed by a record of this office or below."""
    owner: str | None = None
    """The owning unit's name, as written in any spacing."""
    hosting: Hosting | None = None
    abroad: bool = False
    """Only systems whose cloud is abroad (PDPA s.28)."""


class SystemItem(Struct, frozen=True, kw_only=True):
    """A system that records list which the reader may read. Name and owner together are one system."""

    key: str
    """Stable as long as name and owner are, and the office where these say too little: 16 hexadecimal digits."""
    name: str
    owner: str | None
    hosting: Hosting | None
    """As the reader's records say; where they differ, on premises."""
    is_abroad: bool
    activities: int
    """How many activities list it, whoever may read them."""
    partners: int
    """How many partners its lines name in records that the reader may read."""
    kept_by: str | None = None
    """The office whose records list it, where name and owner do not tell it from other offices' systems."""


class SystemPage(Struct, frozen=True, kw_only=True):
    """A page of the list, in the Thai order of names. `next_cursor` is None on the last page."""

    items: list[SystemItem]
    next_cursor: str | None
    needs_reindex: bool = False
    """Systems of records of an older version are missing until `ropa reindex`."""


class Mirror(Term):
    """What the other side's records say of an exchange."""

    BOTH = ("both", "บันทึกตรงกันทั้งสองฝ่าย", "both sides say so")
    DATA = ("data", "สองฝั่งระบุข้อมูลไม่ตรงกัน", "the sides name different data")
    MODE = ("mode", "สองฝ่ายบันทึกวิธีส่งไม่ตรงกัน", "the sides name different ways")
    DIRECTION = ("direction", "ต่างฝ่ายต่างบันทึกว่าตนเป็นผู้ส่ง หรือผู้รับ", "both say that they send, or that they receive")
    ONE_RECORD = ("one_record", "บันทึกเดียวกล่าวถึงทั้งสองระบบ", "one record tells of both systems")
    ONLY_HERE = ("only_here", "อีกฝ่ายยังไม่ได้บันทึก", "the other side does not say so")
    ONLY_THERE = ("only_there", "บันทึกของระบบนี้ยังไม่ได้กล่าวถึง", "only the other side says so")


class SystemExchange(Struct, frozen=True, kw_only=True):
    """All lines between a system and one partner, with one direction and mode."""

    partner_key: str
    partner: str | None
    """None: the line does not say with whom."""
    partner_owner: str | None
    partner_is_registered: bool
    partner_is_outside: bool
    """Neither a system nor a body or office of the register, as far as its line says who it is."""
    partner_has_page: bool
    """The reader may open its own page."""
    sends: bool | None
    """From this system to the partner, or to it; None: not said."""
    mode: ExchangeMode | None
    items: tuple[str, ...]
    """What is exchanged, in the words of the reader's records."""
    kinds: tuple[str, ...]
    is_special: bool
    is_abroad: bool
    told_by: int
    hidden: int
    """How many of the lines stand in records that the reader may not read."""
    mirror: Mirror | None
    """None where the partner keeps no record here."""
    records: tuple[MapRecord, ...]
    """The first of the reader's records that say so."""


class SystemDetail(Struct, frozen=True, kw_only=True):
    """One system over all records."""

    system: SystemItem
    exchanges: list[SystemExchange]
    """What it sends first, then what it receives, then what is not said; each by the partner's name."""
    records: list[MapRecord]
    """The reader's records that list it, by reference; the first of them."""
    records_total: int
    processors: list[str]
    """Who processes for it, where others do (PDPA s.40)."""
