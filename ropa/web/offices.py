"""The offices as pages show them: names beside records, and a tree to choose from.

Kept per process and read anew after a minute, and at once where they are reorganised: 390 names and the markup of
their choices would else be made again for every page. Offices that ended have names and are no choice.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache
from weakref import WeakKeyDictionary

from markupsafe import Markup, escape

from ropa.offices import service
from ropa.web.bodies import ApiRequest
from ropa.web.packing import Fragment
from ropa.web.running import Runner
from schemas.office import Office

_KEPT = timedelta(minutes=1)
#: Sets of offices whose choices are kept as markup; people with the same grants share one.
_MOST_CHOICES = 64
_STEP = "\u2003"
_kept: "WeakKeyDictionary[Runner, tuple[datetime, Offices]]" = WeakKeyDictionary()


class Offices:
    """Every office of the ministry, as it stood within the last minute."""

    def __init__(self, tree: Iterable[tuple[int, Office]]) -> None:
        """`tree` is in the order of showing, with depths."""
        self._tree = tuple(tree)
        self._names = {office.id: office.name for _, office in self._tree}
        self._above = {office.id: office.parent_id for _, office in self._tree}
        self._markup = lru_cache(_MOST_CHOICES)(self._choices)
        self._fragment = lru_cache(_MOST_CHOICES)(lambda held: Fragment(self._markup(held)))

    def name(self, office_id: int) -> str:
        """Return the name of an office; its number where there is no such office."""
        return self._names.get(office_id, str(office_id))

    def covers(self, held: frozenset[int], office_id: int) -> bool:
        """Tell whether an office is one of `held` or lies below one."""
        at: int | None = office_id
        while at is not None and at in self._names:
            if at in held:
                return True
            at = self._above[at]
        return False

    def below(self, held: frozenset[int]) -> list[tuple[int, Office]]:
        """Return the offices at and below any of `held`, in the order of the tree, depths from the top one shown."""
        found: list[tuple[int, Office]] = []
        depths: dict[int | None, int] = {}
        for _, office in self._tree:
            if office.ended_on is not None:
                continue
            depth = depths.get(office.parent_id)
            if depth is not None or office.id in held:
                depths[office.id] = 0 if depth is None else depth + 1
                found.append((depths[office.id], office))
        return found

    def choices(self, held: frozenset[int], chosen: int | None = None) -> Markup:
        """Return the `<option>` elements of the offices at and below `held`, indented as a tree."""
        markup = self._markup(held)
        if chosen is None:
            return markup
        # As plain text: `Markup.replace` would escape what it puts in.
        return Markup(str(markup).replace(f'"{chosen}">', f'"{chosen}" selected>', 1))  # noqa: S704 - our own markup

    def packed_choices(self, held: frozenset[int]) -> Fragment:
        """Return `choices` as a part of answers that is packed once for all who hold the same."""
        return self._fragment(held)

    def _choices(self, held: frozenset[int]) -> Markup:
        return Markup("").join(
            Markup('<option value="{}">{}{}</option>').format(office.id, _STEP * depth, escape(office.name))
            for depth, office in self.below(held)
        )


async def offices_of(request: ApiRequest, runner: Runner) -> Offices:
    """Return the offices."""
    present = runner.now()
    read_at, found = _kept.get(runner, (None, None))
    if read_at is None or found is None or not timedelta() <= present - read_at < _KEPT:
        found = Offices(await runner.read(request.user, service.office_tree))
        _kept[runner] = (present, found)
    return found


def forget_offices(runner: Runner) -> None:
    """Have the offices read anew for the next page of this process: they have changed."""
    _kept.pop(runner, None)


def office_id_of(text: str) -> int | None:
    """Return the office that a select sent; None for nothing and for what is no number of an office."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None  # noqa: PLR2004 - a 32-bit number
