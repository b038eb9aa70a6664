"""Which system or body a partner's text means. Pure.

A system is its name and owner together. A text means a system by its whole name, by the name before its parentheses or
by an alias in them ("i-Industry" means "… (i.industry.go.th)"), and only where it means no other one as well.
"""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable

from schemas.system_keys import bare
from schemas.system_lines import KnownSystem

_ALIAS = re.compile(r"\(([^()]*)\)")
#: Shortest alias that names a system by itself; a Latin one may be written without its ending (".go.th").
_SHORTEST_ALIAS = 5
_SHORTEST_BEGINNING = 4
_JOINTS = re.compile(r"[.\-_/]+")


class Registry:
    """The systems of the register, and what a partner's text means among them."""

    __slots__ = ("_aliases", "_by_name", "_by_plain", "_latin", "_partners", "_resolved", "bodies", "systems")

    def __init__(self, systems: Iterable[KnownSystem], partners: dict[str, str]) -> None:
        """`partners` are the texts of all partners by their keys."""
        self.systems = {system.key: system for system in systems}
        self.bodies: dict[str, str] = {}
        """Owners of systems as they are written, by their keys."""
        self._by_name: dict[str, set[str]] = {}
        self._by_plain: dict[str, set[str]] = {}
        self._aliases: dict[str, set[str]] = {}
        for system in self.systems.values():
            if system.owner_key and system.owner is not None:
                self.bodies.setdefault(system.owner_key, system.owner)
            _add(self._by_name, bare(system.name), system.key)
            _add(self._by_plain, bare(system.name.partition("(")[0]), system.key)
            for alias in _ALIAS.findall(system.name):
                _add(self._aliases, _joined(alias), system.key)
        self._latin = sorted(alias for alias in self._aliases if alias.isascii())
        self._partners = partners
        self._resolved: dict[str, str] = {}

    def text(self, partner: str) -> str:
        """Return a partner's words."""
        return self._partners.get(partner, "")

    def means(self, partner: str) -> str:
        """Return the key of the system that a partner's text means, else the partner's own: a body's."""
        found = self._resolved.get(partner)
        if found is None:
            found = self._resolved[partner] = self._found(partner)
        return found

    def meaning(self, keys: Collection[str]) -> set[str]:
        """Return the partners whose texts mean one of some systems."""
        return {partner for partner in self._partners if self.means(partner) in keys}

    def _found(self, partner: str) -> str:
        name = bare(self.text(partner))
        for table in (self._by_name, self._by_plain):
            if name in table:
                return self._one(table[name]) or partner
        if partner in self.bodies:
            return partner
        alias = _joined(self.text(partner))
        if len(alias) >= _SHORTEST_ALIAS and alias in self._aliases:
            return self._one(self._aliases[alias]) or partner
        return self._one(self._beginning(alias)) or partner

    def _beginning(self, alias: str) -> set[str]:
        """Return the systems with a Latin alias that begins so."""
        found: set[str] = set()
        if len(alias) < _SHORTEST_BEGINNING or not alias.isascii():
            return found
        for each in self._latin[bisect_left(self._latin, alias) :]:
            if not each.startswith(alias) or len(found) > 1:
                break
            found |= self._aliases[each]
        return found

    def _one(self, keys: set[str]) -> str | None:
        """Return the one system of the keys; of several the only one whose owner is named."""
        if len(keys) > 1:
            keys = {key for key in keys if self.systems[key].owner_key}
        return next(iter(keys)) if len(keys) == 1 else None


def _add(table: dict[str, set[str]], name: str, key: str) -> None:
    if name:
        table.setdefault(name, set()).add(key)


def _joined(name: str) -> str:
    return _JOINTS.sub("", bare(name))
