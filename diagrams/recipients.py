"""Who is outside: the recipients that a record names, and which of them are abroad, with country and safeguard.

Legal source: PDPA s.28 and s.29 (transfers abroad), s.39(6) (disclosure).
"""

import re
from collections.abc import Iterable

from msgspec import Struct, field

from diagrams.facts import filled, same_name
from schemas.beyond import CrossBorderTransfer
from schemas.document import ActivityDocument

_REMARK = re.compile(r"\s*\([^()]*\)\s*$")
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
    """Return the names of a list, tokens that mean "none" left out."""
    return [name.strip() for name in names or () if filled(name) is not None]


def bare(name: str) -> str:
    """Return a name without the remark in parentheses at its end."""
    return _REMARK.sub("", name).strip() or name


def match(name: str, known: Iterable[str]) -> str | None:
    """Return the one known name that means the same body: the same words, or one of the two with a remark behind it.

    "กรม ก (เมื่อขอตรวจสอบ)" is กรม ก; กอง (ก) and กอง (ข) are two.
    """
    key, short = same_name(name), same_name(bare(name))
    listed = list(dict.fromkeys(known))
    equal = [each for each in listed if same_name(each) == key]
    if equal:
        return equal[0]
    near = [each for each in listed if same_name(each) == short or same_name(bare(each)) == key]
    return near[0] if len(near) == 1 else None


class Borders:
    """Which bodies of a record are abroad."""

    def __init__(self, document: ActivityDocument) -> None:
        """Read the record's recipients and its table of transfers."""
        category, beyond = document.form.data_category, document.form.beyond
        self.local = entries(category.local_third_parties)
        transfers = list(beyond.transfer_country_and_safeguard or [])
        said = [filled(each.recipient) for each in transfers]
        self.abroad: list[Abroad] = []
        taken: set[int] = set()
        for name in entries(category.offshore_third_parties):
            meant = match(name, [each for each in said if each is not None])
            places = [place for place, each in enumerate(said) if each is not None and each == meant]
            taken.update(places)
            self.abroad.append(_abroad(name, [transfers[place] for place in places]))
        for place, (one, recipient) in enumerate(zip(transfers, said, strict=True)):
            if place not in taken:
                self.abroad.append(_abroad(recipient, [one]))

    def of(self, name: str | None) -> Abroad | None:
        """Return the recipient abroad that a name means, None for a body in the Kingdom."""
        if name is None:
            return None
        meant = match(name, [each.name for each in self.abroad if each.name is not None])
        return next((each for each in self.abroad if each.name == meant), None) if meant is not None else None

    def names(self) -> set[str]:
        """Return the names by which the record's lists call their recipients, with and without remarks."""
        named = [*self.local, *(each.name for each in self.abroad if each.name is not None)]
        return {*named, *(bare(name) for name in named)}


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
