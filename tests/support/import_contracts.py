"""An import contract that says what a kind of module may import; everything else is refused.

import-linter's own contracts name what is forbidden, so a new package or library would be allowed until
somebody thinks of it. Here the list is of what is allowed, and one entry covers a role in every folder:
`ropa.<thing>.rules*` is the rules module (or modules) of any thing, and `<thing>` in `may_import` is that same thing.
"""

import sys
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from typing import NamedTuple

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output

THING = "<thing>"
# Folders of ropa/ that are not a thing with rules, tables, store, service and doors.
NOT_THINGS = frozenset({"db", "web", "cli", "jobs", "portal_simulator"})
STANDARD_LIBRARY = sys.stdlib_module_names


class Match(NamedTuple):
    """The pattern, the part of a module's name that it covers, and the thing that it is about."""

    pattern: str
    prefix: str
    thing: str | None


def match(pattern: str, module: str, thing: str | None = None) -> Match | None:
    """How `pattern` covers `module` (the named module or anything inside it), or None.

    `*` stands for any part of one name; `<thing>` for one thing's folder, or exactly for `thing` where that is given.
    """
    wanted, names = pattern.split("."), module.split(".")
    if len(names) < len(wanted):
        return None
    for want, name in zip(wanted, names, strict=False):
        if want == THING:
            if name in NOT_THINGS or (thing is not None and name != thing):
                return None
            thing = name
        elif not fnmatchcase(name, want):
            return None
    return Match(pattern, ".".join(names[: len(wanted)]), thing)


def first_match(patterns: Iterable[str], module: str, thing: str | None = None) -> Match | None:
    return next((found for pattern in sorted(patterns) if (found := match(pattern, module, thing))), None)


class AllowedImports(Contract):
    """Modules of one role import that role of their own thing, the standard library and what is listed; nothing else.

    `never` wins over `may_import`. `third_party` lists libraries; `*` is any but those in `never`.
    `order`, lowest thing first, binds imports between two things' services; things joined by `|` keep apart.
    """

    type_name = "allowed_imports"

    # import-linter puts the parsed set where the field was declared.
    modules: set[str] = fields.SetField(subfield=fields.StringField())  # type: ignore[assignment]
    except_modules: set[str] = fields.SetField(subfield=fields.StringField(), required=False, default=set())  # type: ignore[assignment]
    may_import: set[str] = fields.SetField(subfield=fields.StringField(), required=False, default=set())  # type: ignore[assignment]
    never: set[str] = fields.SetField(subfield=fields.StringField(), required=False, default=set())  # type: ignore[assignment]
    third_party: set[str] = fields.SetField(subfield=fields.StringField(), required=False, default=set())  # type: ignore[assignment]

    order: list[str] = fields.ListField(subfield=fields.StringField(), required=False, default=[])  # type: ignore[assignment]

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002, FBT001 (the base class's signature)
        refused = sorted(self._refused(graph))
        return ContractCheck(kept=not refused, metadata={"refused": refused})

    def render_broken_contract(self, check: ContractCheck) -> None:
        output.print_error("May be imported here: the standard library, " + ", ".join(self._allowed()))
        for importer, imported, lines in check.metadata["refused"]:
            output.indent_cursor()
            output.print_error(f"{importer} imports {imported} (line {lines})")

    def _allowed(self) -> list[str]:
        return sorted({*self.may_import, *self.third_party})

    def _refused(self, graph: ImportGraph) -> Iterator[tuple[str, str, str]]:
        for importer in graph.modules:
            covered = first_match(self.modules, importer)
            if covered is None or first_match(self.except_modules, importer):
                continue
            for imported in graph.find_modules_directly_imported_by(importer):
                if not self._may(imported, covered, external=graph.is_module_squashed(imported)):
                    details = graph.get_import_details(importer=importer, imported=imported)
                    yield importer, imported, ", ".join(str(each["line_number"]) for each in details)

    def _may(self, imported: str, covered: Match, *, external: bool) -> bool:
        if first_match(self.never, imported, covered.thing) or self._against_order(imported, covered):
            return False
        # A role that grew into several files (api.py, api_files.py) is still one role.
        same_role = match(covered.pattern, imported, covered.thing)
        package_above = covered.prefix.startswith(imported + ".")
        if same_role or package_above:
            return True
        if external and imported.split(".", maxsplit=1)[0] in STANDARD_LIBRARY:
            return True
        if external and "*" in self.third_party:
            return True
        return first_match({*self.may_import, *self.third_party} - {"*"}, imported, covered.thing) is not None

    def _against_order(self, imported: str, covered: Match) -> bool:
        service = match("ropa.*.service*", imported)
        thing = imported.split(".")[1] if service else covered.thing
        if not self.order or thing == covered.thing:
            return False
        ranks = {each: rank for rank, level in enumerate(self.order) for each in level.split(" | ")}
        # A thing that has no rank yet is refused too, so that its place is decided when it is made.
        return ranks.get(str(thing), len(ranks)) >= ranks.get(str(covered.thing), -1)
