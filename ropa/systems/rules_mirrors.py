"""What the two sides of an exchange say of it. Pure.

Legal source: PDPA s.39: each record says truly who gets what from whom, so two records of one exchange agree.
"""

import re
from collections.abc import Collection, Sequence
from itertools import combinations
from typing import Final

from ropa.systems.rules_arrows import Arrow
from schemas.system_lines import kinds_of
from schemas.systems import Mirror
from schemas.thai_text import searchable

#: Different texts of one end that are compared; an end with more is taken to agree.
_MOST_TEXTS: Final = 40
_JOINTS: Final = re.compile(r"[\s,;:/|()\[\]•·]+|และ|หรือ|ข้อมูล|รายละเอียด|ส่วนบุคคล|ได้แก่|ประกอบด้วย|เช่น")
_SHORTEST: Final = 3


class Side:
    """The data that one end of an arrow names."""

    __slots__ = ("_texts", "kinds")

    def __init__(self) -> None:
        self._texts: set[str] = set()
        self.kinds: set[str] = set()

    def add(self, data: str, kinds: str) -> None:
        """Take in what lines say. `kinds`: as in a row, each between two signs."""
        self.kinds.update(kinds_of(kinds))
        if len(self._texts) <= _MOST_TEXTS:
            self._texts.add(data)

    def parts(self) -> set[str] | None:
        """Return the names of data as they are compared; None where there are too many to tell."""
        if len(self._texts) > _MOST_TEXTS:
            return None
        parts = (part for text in self._texts for part in _JOINTS.split(searchable(text)))
        return {part for part in parts if len(part) >= _SHORTEST}


def differ(sides: Sequence[Side]) -> bool:
    """Tell whether two of the sides name data and have neither a kind nor words in common."""
    return any(_apart(one, other) for one, other in combinations(sides, 2))


def _apart(one: Side, other: Side) -> bool:
    if one.kinds & other.kinds:
        return False
    here, there = one.parts(), other.parts()
    if not here or not there:
        return False
    # Thai words stand without spaces: "ชื่อ" is in "ชื่อผู้แจ้ง".
    return not any(a in b or b in a for a in here for b in there)


def mirror_of(
    arrow: Arrow, system: str, arrows: Sequence[Arrow], keepers: Collection[str], *, differs: bool = False
) -> Mirror | None:
    """Return what the sides say of an arrow at a system; None where the partner keeps no record of the register.

    `arrows`: all at the system. `keepers`: systems that records list, bodies that own them, offices.
    `differs`: the data that both sides name have nothing in common.
    """
    partner = arrow.ends[1] if arrow.ends[0] == system else arrow.ends[0]
    if not arrow.is_directed or partner not in keepers:
        return None
    if arrow.is_mirrored:
        return Mirror.DATA if differs else Mirror.BOTH
    is_ours = system in arrow.by
    others = [
        each
        for each in arrows
        if each is not arrow
        and each.is_directed
        and set(each.ends) == set(arrow.ends)
        and not each.is_mirrored
        and (system in each.by) is not is_ours
    ]
    if any(each.ends == arrow.ends for each in others):
        return Mirror.MODE
    if others:
        return Mirror.DIRECTION
    if any(ends[3] is not None for told in arrow.by.values() for ends in told):
        return Mirror.ONE_RECORD
    return Mirror.ONLY_HERE if is_ours else Mirror.ONLY_THERE
