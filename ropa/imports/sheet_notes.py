"""Comments of a sheet's cells: the old notes and the newer threads."""

from ropa.imports.merged import read_reference
from ropa.imports.package_parts import Package
from ropa.imports.said import cut, refuse
from ropa.imports.sheet_book import LAST_COLUMN, LAST_ROW, unescaped
from ropa.imports.xml_walk import walk
from schemas.reading import CONTROL

_MOST = 100_000
_LONGEST = 32_767


class _Notes:
    """One part of comments or of threads; several words on one cell follow each other on lines of their own."""

    def __init__(self, part: str) -> None:
        self.found: dict[tuple[int, int], str] = {}
        self._part = part
        self._cell: tuple[int, int] | None = None
        self._pieces: list[str] = []
        self._catching = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name in {"comment", "tc:threadedComment"}:
            self._cell = read_reference(attributes.get("ref", ""))
            self._pieces = []
        elif name in {"t", "tc:text"}:
            self._catching = self._cell is not None
        elif name == "rPh":
            self._cell = None

    def end(self, name: str) -> None:
        if name in {"t", "tc:text"}:
            self._catching = False
        elif name in {"comment", "tc:threadedComment"} and self._cell is not None:
            self._keep(self._cell)
            self._cell = None

    def text(self, data: str) -> None:
        if self._catching and sum(map(len, self._pieces[-1:])) < _LONGEST:
            self._pieces.append(data)

    def _keep(self, cell: tuple[int, int]) -> None:
        words = CONTROL.sub("", unescaped("".join(self._pieces)))[:_LONGEST].strip()
        if cell[0] > LAST_ROW or cell[1] > LAST_COLUMN or not words:
            return
        if len(self.found) == _MOST:
            refuse(f"{self._part}: มีความคิดเห็นเกิน {_MOST:,} แห่ง", f"{self._part}: more than {_MOST:,} comments")
        before = self.found.get(cell)
        self.found[cell] = (words if before is None else f"{before}\n{words}")[:_LONGEST]


def read_comments(package: Package, part: str) -> dict[tuple[int, int], str]:
    """Return the comments of a sheet by (row, column); a thread stands for the note that old programs show of it.

    Raises: Unreadable
    """
    found: dict[tuple[int, int], str] = {}
    for kind in ("comments", "threadedComment"):
        for target in package.related(part, kind):
            notes = _Notes(cut(target))
            with package.container.open(target) as stream:
                walk(stream, cut(target), notes, package.budget)
            found |= notes.found
    return found
