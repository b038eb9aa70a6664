"""The tree of a Word part: only what readers look at, and only so much of it."""

from collections.abc import Iterator

from ropa.imports.package_parts import Package
from ropa.imports.said import cut, refuse
from ropa.imports.xml_walk import short, walk

#: A form has some 3,000; a document of a hundred forms is still read.
MOST_NODES = 500_000
LONGEST_TEXT = 100_000
#: Nothing below these is a word of the document.
_SKIPPED = {"w:sectPr", "w:tblPr", "w:tblGrid", "w:tcBorders", "w:pBdr", "w:tabs", "w:rsids", "w:sdtEndPr"}
_WORDY = {"w:t", "w:instrText", "w:delText", "w:delInstrText"}
#: Wrappers that stand around what they wrap without changing it.
_TRANSPARENT = {"w:sdt", "w:sdtContent", "w:customXml", "w:smartTag", "w:ins", "w:moveTo", "mc:Choice", "mc:Fallback"}
_ALTERNATIVES = "mc:AlternateContent"


class Node:
    """An element with its children; `text` only where words stand."""

    __slots__ = ("attributes", "children", "name", "text")

    def __init__(self, name: str, attributes: dict[str, str]) -> None:
        self.name = name
        self.attributes = attributes
        self.children: list[Node] = []
        self.text = ""

    def first(self, *path: str) -> "Node | None":
        """Return the first descendant by this path of names, or None."""
        node: Node | None = self
        for name in path:
            node = next((child for child in node.children if child.name == name), None) if node is not None else None
        return node

    def value(self, *path: str) -> str | None:
        """Return `w:val` of the first descendant by this path; "" where it has none, None where there is no such."""
        node = self.first(*path)
        return None if node is None else node.attributes.get("w:val", "")

    def number(self, *path: str) -> int | None:
        """Return `w:val` of a descendant as a number of at most six digits, or None."""
        words = self.value(*path)
        return whole(words) if words is not None else None

    def is_on(self, *path: str) -> bool:
        """Return whether a switch such as `w:vanish` is there and not turned off."""
        words = self.value(*path)
        return words is not None and words not in {"0", "false", "off"}

    def all_below(self) -> Iterator["Node"]:
        """Yield each descendant in the order of the document."""
        waiting = list(reversed(self.children))
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.children))


def whole(words: str) -> int | None:
    return int(words) if words.isascii() and words.isdigit() and len(words) <= 6 else None  # noqa: PLR2004


class _Builder:
    def __init__(self, part: str) -> None:
        self.root = Node("", {})
        self._part = part
        self._open = [self.root]
        self._count = 0
        self._skipping = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self._skipping or name in _SKIPPED:
            self._skipping += 1
            return
        self._count += 1
        if self._count > MOST_NODES:
            refuse(
                f"{self._part}: เอกสารใหญ่เกินไป (เกิน {MOST_NODES:,} ส่วน) โปรดแบ่งเป็นหลายไฟล์",
                f"{self._part}: the document is too large (more than {MOST_NODES:,} elements); split it",
            )
        kept = {short(key): words for key, words in attributes.items()} if name.startswith("w") else {}
        node = Node(name, kept)
        self._open[-1].children.append(node)
        self._open.append(node)

    def end(self, _name: str, /) -> None:
        if self._skipping:
            self._skipping -= 1
        else:
            self._open.pop()

    def text(self, data: str) -> None:
        node = self._open[-1]
        if not self._skipping and node.name in _WORDY:
            node.text += data
            if len(node.text) > LONGEST_TEXT:
                refuse(
                    f"{self._part}: ข้อความ “{cut(node.text[:40])}…” ยาวเกิน {LONGEST_TEXT:,} ตัวอักษร",
                    f"{self._part}: the text {cut(node.text[:40])!r}… is longer than {LONGEST_TEXT:,} characters",
                )


def read_tree(package: Package, part: str) -> Node:
    """Return a node above the part's root. Raises: Unreadable"""
    builder = _Builder(cut(part))
    with package.container.open(part) as stream:
        walk(stream, cut(part), builder, package.budget)
    _empty_placeholders(builder.root)
    return builder.root


def _empty_placeholders(root: Node) -> None:
    # "Click here to enter text" is the program's word, not the sender's.
    waiting = [(root, False)]
    while waiting:
        node, is_prompt = waiting.pop()
        if is_prompt:
            node.text = ""
        is_prompt = is_prompt or (node.name == "w:sdt" and node.first("w:sdtPr", "w:showingPlcHdr") is not None)
        waiting.extend((child, is_prompt) for child in node.children)


def flat(node: Node, wanted: set[str]) -> Iterator[Node]:
    """Yield the children of these names, also those in content controls and other wrappers, in order."""
    for child in node.children:
        if child.name in wanted:
            yield child
        elif child.name == _ALTERNATIVES:
            yield from flat(chosen(child), wanted)
        elif child.name in _TRANSPARENT:
            yield from flat(child, wanted)


def chosen(alternatives: Node) -> Node:
    """Return the one of several forms of the same content that is read: the first choice."""
    return next((child for child in alternatives.children if child.name == "mc:Choice"), None) or next(
        (child for child in alternatives.children if child.name == "mc:Fallback"), alternatives
    )
