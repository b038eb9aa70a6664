"""Who is outside: the recipients that a record names, and which of them are abroad, with country and safeguard.

Legal source: PDPA s.28 and s.29 (transfers abroad), s.39(6) (disclosure).
"""

from collections.abc import Iterable

from msgspec import Struct, field

from diagrams.facts import filled
from schemas.beyond import CrossBorderTransfer
from schemas.document import ActivityDocument
from schemas.recipients_abroad import Names, recipients_abroad, said_names, without_remark

__all__ = ["NO_TRANSFER", "Abroad", "Borders", "Names", "entries"]

#: Where Thai agencies' data go most; any other country is shown by its code.
_COUNTRIES = {
    "AU": "ออสเตรเลีย", "BE": "เบลเยียม", "CA": "แคนาดา", "CH": "สวิตเซอร์แลนด์", "CN": "จีน", "DE": "เยอรมนี",
    "FR": "ฝรั่งเศส", "GB": "สหราชอาณาจักร", "HK": "ฮ่องกง", "ID": "อินโดนีเซีย", "IE": "ไอร์แลนด์", "IN": "อินเดีย",
    "JP": "ญี่ปุ่น", "KH": "กัมพูชา", "KR": "เกาหลีใต้", "LA": "ลาว", "MM": "เมียนมา", "MY": "มาเลเซีย", "NL": "เนเธอร์แลนด์",
    "PH": "ฟิลิปปินส์", "SG": "สิงคโปร์", "TW": "ไต้หวัน", "US": "สหรัฐอเมริกา", "VN": "เวียดนาม",
}  # fmt: skip
#: What the record lacks where it says of a transfer only that there is one.
NO_TRANSFER = ("ประเทศปลายทาง", "มาตรการคุ้มครอง (ม.28-29)")


class Abroad(Struct):
    """A recipient abroad: what the record says of the transfer, and what it leaves out."""

    name: str | None
    facts: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def entries(names: Iterable[str] | None) -> list[str]:
    """Return the entries of a list, tokens that mean "none" left out."""
    return [name.strip() for name in names or () if filled(name) is not None]


class Borders:
    """Which bodies of a record are abroad."""

    def __init__(self, document: ActivityDocument) -> None:
        """Read the record's recipients and its table of transfers."""
        self.local = said_names(document.form.data_category.local_third_parties)
        self.abroad = [_abroad(name, transfers) for name, transfers in recipients_abroad(document)]
        self._abroad = {each.name: each for each in self.abroad if each.name is not None}
        self._names = Names(self._abroad)

    def of(self, name: str | None) -> Abroad | None:
        """Return the recipient abroad that a name means, None for a body in the Kingdom."""
        if name is None:
            return None
        meant = self._names.meant(name)
        return self._abroad[meant] if meant is not None else None

    def names(self) -> set[str]:
        """Return the names by which the record's lists call their recipients, with and without remarks."""
        named = [*self.local, *(each.name for each in self.abroad if each.name is not None)]
        return {*named, *(without_remark(name) for name in named)}


def _abroad(name: str | None, transfers: list[CrossBorderTransfer]) -> Abroad:
    countries = dict.fromkeys(filled(each.country) for each in transfers)
    safeguards = dict.fromkeys(each.safeguard.th if each.safeguard is not None else None for each in transfers)
    facts = [f"ประเทศ: {', '.join(_country(code) for code in countries if code)}"] if any(countries) else []
    facts += [f"กลไก: {', '.join(words for words in safeguards if words)}"] if any(safeguards) else []
    said = (countries and all(countries), safeguards and all(safeguards))
    missing = [words for words, known in zip(NO_TRANSFER, said, strict=True) if not known]
    return Abroad(name=name, facts=facts, missing=missing)


def _country(code: str) -> str:
    known = _COUNTRIES.get(code.strip().upper())
    return f"{known} ({code.strip().upper()})" if known else code
