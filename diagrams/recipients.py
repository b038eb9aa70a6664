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


class Names:
    """Names of bodies, and which of them a name means. The time of a look does not grow with their number."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        """Begin with these names."""
        self._whole: dict[str, str] = {}
        self._bare: dict[str, list[str]] = {}
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """Add a name; one that is known in another spelling stays as it is."""
        key = same_name(name)
        if key not in self._whole:
            self._whole[key] = name
            self._bare.setdefault(same_name(bare(name)), []).append(name)

    def meant(self, name: str) -> str | None:
        """Return the one name that means the same body: the same words, or one of the two with a remark behind it.

        "กรม ก (เมื่อขอตรวจสอบ)" is กรม ก; กอง (ก) and กอง (ข) are two.
        """
        key = same_name(name)
        if key in self._whole:
            return self._whole[key]
        short = self._whole.get(same_name(bare(name)))
        near = [*([short] if short is not None else []), *self._bare.get(key, [])]
        return near[0] if len(near) == 1 else None


class Borders:
    """Which bodies of a record are abroad."""

    def __init__(self, document: ActivityDocument) -> None:
        """Read the record's recipients and its table of transfers."""
        category, beyond = document.form.data_category, document.form.beyond
        self.local = entries(category.local_third_parties)
        transfers = list(beyond.transfer_country_and_safeguard or [])
        said = [filled(each.recipient) for each in transfers]
        recipients = Names(each for each in said if each is not None)
        self.abroad: list[Abroad] = []
        taken: set[int] = set()
        by_name: dict[str, list[int]] = {}
        for place, each in enumerate(said):
            by_name.setdefault(same_name(each or ""), []).append(place)
        for name in entries(category.offshore_third_parties):
            meant = recipients.meant(name)
            places = by_name.get(same_name(meant), []) if meant is not None else []
            taken.update(places)
            self.abroad.append(_abroad(name, [transfers[place] for place in places]))
        for place, (one, recipient) in enumerate(zip(transfers, said, strict=True)):
            if place not in taken:
                self.abroad.append(_abroad(recipient, [one]))
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
