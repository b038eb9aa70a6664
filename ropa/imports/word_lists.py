"""Automatic numbers of Word's paragraphs: what people see as `1.` stands nowhere in the text."""

from msgspec import Struct

from ropa.imports.word_tree import Node, whole

_LEVELS = 9
_THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
#: Word leaves out ฃ and ฅ, which nobody writes any more.
_THAI_LETTERS = "กขคงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮ"
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_MOST_ROMAN = 100


class _Level(Struct):
    form: str = "decimal"
    pattern: str = ""
    start: int = 1


class Lists:
    """Counts the numbered paragraphs of one document, asked in their order."""

    def __init__(self, numbering: Node | None, styles: Node | None) -> None:
        self._levels: dict[str, list[_Level]] = {}
        self._abstract: dict[str, str] = {}
        self._restarts: dict[str, dict[int, int]] = {}
        self._counts: dict[str, list[int]] = {}
        self._styles: dict[str, tuple[str, int]] = {}
        if numbering is not None:
            self._read(numbering)
        if styles is not None:
            self._read_styles(styles)

    def prefix(self, paragraph: Node) -> str:
        """Return what stands before the paragraph's text: `1. `, `2.1 `, `ก) `; "" where nothing does, or a bullet."""
        found = self._place(paragraph)
        if found is None:
            return ""
        number_id, level = found
        abstract = self._abstract.get(number_id, "")
        levels = self._levels.get(abstract)
        if levels is None or not 0 <= level < len(levels):
            return ""
        for at, start in self._restarts.pop(number_id, {}).items():
            self._counts.setdefault(abstract, [-1] * _LEVELS)[at] = start - 1
        counts = self._counts.setdefault(abstract, [-1] * _LEVELS)
        counts[level] = levels[level].start if counts[level] < 0 else counts[level] + 1
        counts[level + 1 :] = [-1] * (_LEVELS - level - 1)
        return self._words(levels, level, counts)

    @staticmethod
    def _words(levels: list[_Level], level: int, counts: list[int]) -> str:
        if levels[level].form in {"bullet", "none"}:
            return ""
        words = levels[level].pattern
        for at in range(level + 1):
            shown = levels[at].start if counts[at] < 0 else counts[at]
            words = words.replace(f"%{at + 1}", _written(shown, levels[at].form))
        return f"{words} " if words else ""

    def _place(self, paragraph: Node) -> tuple[str, int] | None:
        settings = paragraph.first("w:pPr")
        if settings is None:
            return None
        style = self._styles.get(settings.value("w:pStyle") or "")
        number_id = settings.value("w:numPr", "w:numId") or (style[0] if style else None)
        level = settings.number("w:numPr", "w:ilvl")
        if number_id in {None, "", "0"}:
            return None
        return str(number_id), level if level is not None else (style[1] if style else 0)

    def _read(self, numbering: Node) -> None:
        for node in numbering.children:
            if node.name == "w:abstractNum":
                levels = [_Level() for _ in range(_LEVELS)]
                for child in node.children:
                    at = whole(child.attributes.get("w:ilvl", ""))
                    if child.name == "w:lvl" and at is not None and at < _LEVELS:
                        levels[at] = _level(child)
                self._levels[node.attributes.get("w:abstractNumId", "")] = levels
            elif node.name == "w:num":
                number_id = node.attributes.get("w:numId", "")
                self._abstract[number_id] = node.value("w:abstractNumId") or ""
                self._restarts[number_id] = {
                    at: start
                    for child in node.children
                    if (at := whole(child.attributes.get("w:ilvl", ""))) is not None
                    and at < _LEVELS
                    and (start := child.number("w:startOverride")) is not None
                }

    def _read_styles(self, styles: Node) -> None:
        for style in styles.children:
            number_id = style.value("w:pPr", "w:numPr", "w:numId")
            if style.name == "w:style" and number_id:
                level = style.number("w:pPr", "w:numPr", "w:ilvl") or 0
                self._styles[style.attributes.get("w:styleId", "")] = number_id, level


def _level(node: Node) -> _Level:
    start = node.number("w:start")
    return _Level(
        form=node.value("w:numFmt") or "decimal",
        pattern=(node.value("w:lvlText") or "")[:50],
        start=1 if start is None else start,
    )


def _written(number: int, form: str) -> str:
    if form == "thaiNumbers":
        return str(number).translate(_THAI_DIGITS)
    if form == "decimalZero":
        return f"{number:02}"
    letters = {"thaiLetters": _THAI_LETTERS, "lowerLetter": _LATIN, "upperLetter": _LATIN.upper()}.get(form)
    if letters is not None and 1 <= number <= len(letters):
        return letters[number - 1]
    if form in {"lowerRoman", "upperRoman"} and 1 <= number < _MOST_ROMAN // 2 - 10:
        words = _roman(number)
        return words.upper() if form == "upperRoman" else words
    return str(number)


def _roman(number: int) -> str:
    made = ""
    for size, sign in _ROMAN:
        made += sign * (number // size)
        number %= size
    return made
