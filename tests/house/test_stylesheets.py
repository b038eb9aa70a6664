"""The style sheets speak in tokens, and every class that a template has is one that a style sheet or a script knows."""

import re
from collections.abc import Iterator

import pytest

from tests.support.source_tree import ROOT

STATIC = ROOT / "ropa" / "web" / "static"
TEMPLATES = ROOT / "ropa" / "web" / "templates"
SHEETS = sorted(STATIC.glob("*.css"))
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
TOKENS = re.compile(r":root\s*\{[^}]*\}|@font-face\s*\{[^}]*\}|@page\s*\{[^}]*\}", re.DOTALL)
RULE = re.compile(r"(?<![-\w])([a-z-]+)\s*:\s*([^;{}]+)(?=[;}])")
COLOUR = re.compile(
    r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|hwb|lab|lch|oklab|oklch)a?\(|\b(?:white|black|red|green|blue|gr[ae]y)\b",
    re.IGNORECASE,
)
LENGTH = re.compile(r"(?<![\w.-])-?(\d*\.?\d+)(rem|px|pt|mm)\b")
SPACING = re.compile(r"margin(-\w+)*|padding(-\w+)*|(row-|column-)?gap")
#: A hairline is no space: it lets a ring of focus or a border be seen whole.
HAIRLINE_PX = 3
#: Files of pictures that are drawn in their own units, and of paper, whose sizes are those of the sheet.
OWN_UNITS = {
    "dashboard.css": "charts: the units of an SVG picture, not of the page",
    "viewer.css": "pictures of flows and their print on A4",
    "map.css": "the map of systems: the units of its picture",
}
#: Classes that no style sheet has: a script's or HTMX's hold, or a name for what a page's own table holds.
HOOKS = {
    *("htmx-request", "htmx-indicator"),
    # Say which form or part of a page it is, for whoever reads the page's source; they look like what they stand in.
    *("unit", "help-link", "example", "preview", "of-system", "signing", "merge-form", "stored", "import-form"),
    *("sealed", "plain-list"),
}
#: A class whose name is made while the page is drawn: `of-{{ token }}`, a tone of a badge.
MADE = re.compile(r"\{[{%].*?[}%]\}", re.DOTALL)


def sheet_rules(path) -> Iterator[tuple[str, str]]:
    text = TOKENS.sub("", COMMENT.sub("", path.read_text("utf-8")))
    # What stands under `@media print` is paper: its sizes are points and millimetres.
    text = re.sub(r"@media print\s*\{(?:[^{}]|\{[^{}]*\})*\}", "", text)
    yield from RULE.findall(text)


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_a_style_sheet_takes_its_colours_from_the_tokens(path):
    found = [
        f"{name}: {value}" for name, value in sheet_rules(path) if COLOUR.search(re.sub(r"var\([^)]*\)", "", value))
    ]

    assert found == [], "take a colour of :root in app.css (docs/design.md)"


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_a_style_sheet_takes_its_spaces_from_the_scale(path):
    found = [
        f"{name}: {value}"
        for name, value in sheet_rules(path)
        if SPACING.fullmatch(name) and path.name not in OWN_UNITS
        for number, unit in LENGTH.findall(value)
        if not (unit == "px" and float(number) <= HAIRLINE_PX)
    ]

    assert found == [], "take --s0 to --s7 of app.css (docs/design.md); em is for what grows with its own text"


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_a_style_sheet_takes_sizes_of_text_and_corners_from_the_scale(path):
    found = [
        f"{name}: {value}"
        for name, value in sheet_rules(path)
        if name in {"font-size", "font", "border-radius"} and path.name not in OWN_UNITS
        for number, unit in LENGTH.findall(value)
        # Letters of a picture are in its own units, which are px; letters of a page are in rem.
        if unit != "px" or (name != "font-size" and float(number) > HAIRLINE_PX)
    ]

    assert found == [], "take --text-xs to --text-3xl, --radius-s, --radius or --radius-pill (docs/design.md)"


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_lines_of_text_have_room_for_two_marks_above_a_thai_letter(path):
    least = 1.4
    found = [
        f"{name}: {value}"
        for name, value in sheet_rules(path)
        if name == "line-height" and re.fullmatch(r"\d*\.?\d+", value.strip()) and float(value) < least
    ]

    assert found == [], "Thai stacks two marks above a letter and one below: --leading or --leading-tight"


def test_the_tokens_that_are_used_are_there():
    made = set(re.findall(r"(--[\w-]+)\s*:", "".join(path.read_text("utf-8") for path in SHEETS)))
    used = {name: path.name for path in SHEETS for name in re.findall(r"var\((--[\w-]+)", path.read_text("utf-8"))}

    assert {name: where for name, where in used.items() if name not in made} == {}


def classes_of_templates() -> dict[str, str]:
    found: dict[str, str] = {}
    for path in TEMPLATES.rglob("*.html"):
        for words in re.findall(r'class="([^"]*(?:\{[{%][^}]*[}%]\}[^"]*)*)"', path.read_text("utf-8")):
            for word in MADE.sub("\0", words).split():
                if "\0" not in word and re.fullmatch(r"[a-z][a-z0-9-]*", word):
                    found.setdefault(word, str(path.relative_to(TEMPLATES)))
    return found


def classes_of_sheets(*names: str) -> set[str]:
    chosen = [path for path in SHEETS if not names or path.name in names]
    text = "".join(COMMENT.sub("", path.read_text("utf-8")) for path in chosen)
    return set(re.findall(r"\.([a-z][\w-]*)", re.sub(r"\{[^{}]*\}", "{}", text)))


def test_every_class_of_a_template_is_known_to_a_style_sheet_or_a_script():
    scripts = "".join(path.read_text("utf-8") for path in STATIC.glob("*.js"))
    known = classes_of_sheets() | HOOKS
    found = {
        name: where
        for name, where in classes_of_templates().items()
        if name not in known and f".{name}" not in scripts and f'"{name}"' not in scripts
    }

    assert found == {}, "a class without a style says nothing: remove it, or give it its rule"
