"""Which bodies of a record are abroad: one rule for the pictures of a record and for the map of all systems.

Legal source: PDPA ss.28 and 29 (transfers abroad).
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from schemas.beyond import CrossBorderTransfer
from schemas.document import ActivityDocument
from schemas.system_keys import bare
from schemas.vocabulary import Mark

_REMARK = re.compile(r"\s*\([^()]*\)\s*$")
_JOINTS = re.compile(r"[.\-_]+")


@lru_cache(maxsize=4096)
def same_body(name: str) -> str:
    """Return the key under which two spellings of a body meet: no spaces, points, hyphens, case or printed number."""
    return _JOINTS.sub("", bare(name))


_NOTHING = {"", *(same_body(mark.value) for mark in Mark)}


def without_remark(name: str) -> str:
    """Return a name without the remark in parentheses at its end."""
    return _REMARK.sub("", name).strip() or name


def said_names(names: Iterable[str | None] | None) -> list[str]:
    """Return the names of a list, tokens that mean "none" left out."""
    return [name.strip() for name in names or () if name is not None and same_body(name) not in _NOTHING]


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
        key = same_body(name)
        if key not in self._whole:
            self._whole[key] = name
            self._bare.setdefault(same_body(without_remark(name)), []).append(name)

    def meant(self, name: str) -> str | None:
        """Return the one name that means the same body: the same words, or one of the two with a remark behind it.

        "กรม ก (เมื่อขอตรวจสอบ)" is กรม ก; กอง (ก) and กอง (ข) are two.
        """
        key = same_body(name)
        if key in self._whole:
            return self._whole[key]
        short = self._whole.get(same_body(without_remark(name)))
        near = [*([short] if short is not None else []), *self._bare.get(key, [])]
        return near[0] if len(near) == 1 else None


def recipients_abroad(document: ActivityDocument) -> list[tuple[str | None, list[CrossBorderTransfer]]]:
    """Return every recipient abroad with its transfers: those of the list first, then those of the transfers alone.

    A name is None where a transfer does not say to whom.
    """
    transfers = list(document.form.beyond.transfer_country_and_safeguard or [])
    said = [next(iter(said_names([each.recipient])), None) for each in transfers]
    recipients = Names(each for each in said if each is not None)
    by_name: dict[str, list[int]] = {}
    for place, each in enumerate(said):
        by_name.setdefault(same_body(each or ""), []).append(place)
    found: list[tuple[str | None, list[CrossBorderTransfer]]] = []
    taken: set[int] = set()
    for name in said_names(document.form.data_category.offshore_third_parties):
        meant = recipients.meant(name)
        places = by_name.get(same_body(meant), []) if meant is not None else []
        taken.update(places)
        found.append((name, [transfers[place] for place in places]))
    rest = (place for place in range(len(transfers)) if place not in taken)
    return [*found, *((said[place], [transfers[place]]) for place in rest)]


def names_abroad(document: ActivityDocument) -> Names:
    """Return the names of the recipients abroad, to ask whether a body is one of them."""
    return Names(name for name, _ in recipients_abroad(document) if name is not None)
