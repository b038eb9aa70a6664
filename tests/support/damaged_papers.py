"""Filled forms whose every answer tells which field it belongs to, and what scans and people do to their labels."""

import random
from collections import Counter
from collections.abc import Callable

from ropa.imports.rules_paper_labels import printed_fields
from schemas.form import Kind
from tests.support.filled_forms import place_of
from tests.support.paper_files import Grid, grid_of, text_of
from tests.support.recovery import sample_of

_THAI = "กขคงจชซญดตถทนบปผพฟมยรลวศสหอ"


def told_apart(form: str) -> tuple[Grid, dict[str, str]]:
    """Return the lines of form 002 or 003 with an answer of its own for each field, and the answers by pointer.

    Fields that share a cell, and those that are only YES or NO, keep what they have.
    """
    grid, sample = grid_of(text_of(form)), sample_of(form)
    places = {
        info.pointer: place_of(sample.sources[info.pointer])
        for info in printed_fields()
        if info.pointer in sample.sources and info.kind in {Kind.TEXT, Kind.LINES, Kind.ORGANISATIONS}
    }
    shared = Counter(places.values())
    answers: dict[str, str] = {}
    for number, (pointer, (line, column)) in enumerate(places.items()):
        if shared[line, column] == 1:
            answers[pointer] = f"คำตอบหมายเลข{number}"
            grid[line - 1][column - 1] = answers[pointer]
    return grid, answers


def shown(value: object) -> str | None:
    """Return a value as the one text that `told_apart` put there."""
    if isinstance(value, list):
        return "".join(value) or None
    return value if isinstance(value, str) else None


def _label_cells(grid: Grid, rng: random.Random) -> list[tuple[int, int]]:
    cells = [
        (row, column)
        for row, line in enumerate(grid)
        for column, text in enumerate(line)
        if text.strip() and not text.startswith("คำตอบหมายเลข") and text not in {"YES", "NO"}
    ]
    rng.shuffle(cells)
    return cells[:3]


def slipped(grid: Grid, rng: random.Random) -> None:
    """Change a letter here and there in some labels, as a scan does."""
    for row, column in _label_cells(grid, rng):
        text = list(grid[row][column])
        for _ in range(1 + len(text) // 14):
            text[rng.randrange(len(text))] = rng.choice(_THAI)
        grid[row][column] = "".join(text)


def garbled(grid: Grid, rng: random.Random) -> None:
    """Make some labels unreadable."""
    for row, column in _label_cells(grid, rng):
        grid[row][column] = "".join(rng.choice(_THAI) for _ in grid[row][column])


def blanked(grid: Grid, rng: random.Random) -> None:
    """Lose some labels."""
    for row, column in _label_cells(grid, rng):
        grid[row][column] = ""


def shifted(grid: Grid, rng: random.Random) -> None:
    """Put empty cells before some rows, and between some cells."""
    for line in rng.sample(grid, min(len(grid), 12)):
        line.insert(rng.randrange(len(line) + 1), "")


def shuffled(grid: Grid, rng: random.Random) -> None:
    """Put some rows elsewhere."""
    for _ in range(4):
        grid.insert(rng.randrange(len(grid)), grid.pop(rng.randrange(len(grid))))


def parted(grid: Grid, rng: random.Random) -> None:
    """Break some labels over two rows."""
    for row, column in sorted(_label_cells(grid, rng), reverse=True):
        words = grid[row][column].split(" ")
        if len(words) > 1:
            cut = rng.randrange(1, len(words))
            grid[row][column] = " ".join(words[:cut])
            below = ["" for _ in grid[row]]
            below[column] = " ".join(words[cut:])
            grid.insert(row + 1, below)


def unhinted(grid: Grid, rng: random.Random) -> None:
    """Lose the hints of some labels."""
    for row, column in _label_cells(grid, rng):
        grid[row][column] = grid[row][column].split(" (โปรด")[0].split(" (ระบุ")[0]


def unanswered(grid: Grid, rng: random.Random) -> None:
    """Lose some answers."""
    cells = [(r, c) for r, line in enumerate(grid) for c, text in enumerate(line) if text.startswith("คำตอบหมายเลข")]
    for row, column in rng.sample(cells, min(len(cells), 4)):
        grid[row][column] = ""


def loosened(grid: Grid, rng: random.Random) -> None:
    """Put spaces and empty lines where a conversion puts them."""
    for row, column in _label_cells(grid, rng):
        text = grid[row][column]
        place = rng.randrange(len(text))
        grid[row][column] = text[:place] + " " + text[place:]
    grid.insert(rng.randrange(len(grid)), [""])


DAMAGES: tuple[Callable[[Grid, random.Random], None], ...] = (
    slipped,
    garbled,
    blanked,
    shifted,
    shuffled,
    parted,
    unhinted,
    unanswered,
    loosened,
)
