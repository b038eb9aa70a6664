"""The words of one Word paragraph: what a reader of the printed page sees, and what was said about it."""

import re

from msgspec import Struct, field

from ropa.imports.said import Said, cut, refuse
from ropa.imports.word_lists import Lists
from ropa.imports.word_tree import LONGEST_TEXT, Node, chosen
from schemas.imports import RemarkKind
from schemas.reading import CONTROL

_BREAKS = {"w:tab": "\t", "w:ptab": "\t", "w:br": "\n", "w:cr": "\n", "w:noBreakHyphen": "-"}
_UNSEEN = {"w:pPr", "w:rPr", "w:delText", "w:delInstrText", "w:rt", "w:sdtPr"}
_REACHES_OUT = re.compile(r"\b(DDEAUTO|DDE|INCLUDETEXT|INCLUDEPICTURE|LINK|DATABASE|IMPORT)\b", re.IGNORECASE)
#: Ticks and boxes that Word takes from symbol fonts, by the font's name and the letter's low byte.
_TICKS = {
    "wingdings": {0xFC: "✓", 0xFE: "☑", 0xFD: "☒", 0xFB: "✗", 0xA8: "☐", 0x6F: "☐", 0x71: "☐", 0x78: "☒"},
    "wingdings 2": {0x50: "✓", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0xA3: "☐", 0x2A: "☐", 0x4F: "✗"},
}
_PRIVATE = range(0xF000, 0xF100)


class Notes(Struct):
    """Words that stand elsewhere in the document, by the id that a paragraph points at."""

    comments: dict[str, str] = field(default_factory=dict)
    footnotes: dict[str, str] = field(default_factory=dict)
    endnotes: dict[str, str] = field(default_factory=dict)


class Read(Struct):
    """What one paragraph gave."""

    pieces: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    boxes: list[Node] = field(default_factory=list)
    """Text boxes that are anchored here."""
    hidden: int = 0
    seen: int = 0
    """Letters of hidden text, and of text that is not hidden."""
    codes: list[str] = field(default_factory=list)
    inserted: int = 0
    """How many pieces there were after the last insertion that was said."""

    @property
    def text(self) -> str:
        return "".join(self.pieces)


class Words:
    """Reads paragraphs, which have to come in the order of the document because of their numbers."""

    def __init__(self, lists: Lists, notes: Notes, said: Said) -> None:
        self._lists, self._notes, self._said = lists, notes, said

    def read(self, paragraph: Node, place: str) -> Read:
        """Return the paragraph's text with its automatic number; what was left out is said. Raises: Unreadable"""
        read = Read()
        prefix = self._lists.prefix(paragraph)
        self._take(paragraph, read, place)
        found = _REACHES_OUT.match("".join(read.codes).strip())
        if found is not None:
            refuse(
                f"{place}: มีเขตข้อมูล {found[1].upper()} ที่ดึงข้อมูลจากนอกไฟล์ จึงไม่อ่าน"
                " โปรดตัดการเชื่อมโยง (Ctrl+Shift+F9) แล้วบันทึกใหม่",
                f"{place}: a field {found[1].upper()} fetches data from outside, which is not read;"
                " unlink it (Ctrl+Shift+F9) and save",
            )
        if sum(map(len, read.pieces)) > LONGEST_TEXT:
            refuse(
                f"{place}: ข้อความยาวเกิน {LONGEST_TEXT:,} ตัวอักษร",
                f"{place}: the text is longer than {LONGEST_TEXT:,} characters",
            )
        if prefix and read.text.strip():
            read.pieces.insert(0, prefix)
        if CONTROL.search(read.text):
            read.pieces = [CONTROL.sub("", read.text)]
            self._say(
                RemarkKind.IGNORED,
                ("ตัดอักขระควบคุมที่มองไม่เห็นออก", "invisible control characters were left out"),
                place,
            )
        if read.hidden:
            self._say(RemarkKind.UNCERTAIN, ("มีข้อความที่ซ่อนไว้ อ่านด้วย", "hidden text was read too"), place, read.text)
        return read

    def _say(self, kind: RemarkKind, words: tuple[str, str], place: str, raw: str | None = None) -> None:
        self._said.add(kind, words, place=place, raw=raw)

    def _take(self, node: Node, read: Read, place: str) -> None:
        for child in node.children:
            name = child.name
            if name == "w:t":
                self._take_text(node, child.text, read)
            elif name in _BREAKS:
                read.pieces.append(_BREAKS[name])
            elif name in {"w:del", "w:moveFrom"}:
                self._leave_out(child, place)
            elif name == "w:instrText":
                read.codes.append(child.text)
            elif name == "w:txbxContent":
                read.boxes.append(child)
            elif name == "mc:AlternateContent":
                self._take(chosen(child), read, place)
            elif name not in _UNSEEN:
                self._take_more(child, read, place)

    def _take_more(self, child: Node, read: Read, place: str) -> None:
        name = child.name
        if name == "w:sym":
            read.pieces.append(_symbol(child))
        elif name == "w:fldChar":
            self._take_field(child, read)
        elif name == "w:commentReference":
            words = self._notes.comments.get(child.attributes.get("w:id", ""))
            if words:
                read.comments.append(words)
                what = ("ความคิดเห็นไม่นำเข้าเป็นค่า", "a comment is not taken as a value")
                self._say(RemarkKind.IGNORED, what, place, words)
        elif name in {"w:footnoteReference", "w:endnoteReference"}:
            notes = self._notes.footnotes if name == "w:footnoteReference" else self._notes.endnotes
            words = notes.get(child.attributes.get("w:id", ""), "")
            what = ("เชิงอรรถไม่นำเข้าเป็นค่า", "a footnote is not taken as a value")
            self._say(RemarkKind.IGNORED, what, place, words)
        else:
            if name == "w:fldSimple":
                read.codes.append(child.attributes.get("w:instr", ""))
            before = len(read.pieces)
            self._take(child, read, place)
            words = "".join(read.pieces[before:])
            # Of insertions within each other the innermost says it: each is walked once.
            if name in {"w:ins", "w:moveTo"} and words.strip() and read.inserted < len(read.pieces):
                read.inserted = len(read.pieces)
                what = (
                    "มีข้อความที่แทรกแบบติดตามการแก้ไข ถือว่ายอมรับแล้ว",
                    "text inserted under tracked changes was taken as accepted",
                )
                self._say(RemarkKind.UNCERTAIN, what, place, words)

    @staticmethod
    def _take_text(run: Node, words: str, read: Read) -> None:
        read.pieces.append(words)
        if run.is_on("w:rPr", "w:vanish"):
            read.hidden += len(words.strip())
        else:
            read.seen += len(words.strip())

    def _leave_out(self, node: Node, place: str) -> None:
        words = _all_words(node)
        if words.strip():
            what = (
                "ข้อความที่ลบแบบติดตามการแก้ไข ไม่นำเข้า",
                "text deleted under tracked changes was left out",
            )
            self._say(RemarkKind.IGNORED, what, place, words)

    @staticmethod
    def _take_field(node: Node, read: Read) -> None:
        """Take what an old form field shows without any text: a box, or the chosen line of a list."""
        box = node.first("w:ffData", "w:checkBox")
        if box is not None:
            is_set = box.is_on("w:checked") if box.first("w:checked") is not None else box.is_on("w:default")
            read.pieces.append("☒" if is_set else "☐")
        choices = node.first("w:ffData", "w:ddList")
        if choices is not None:
            lines = [child.attributes.get("w:val", "") for child in choices.children if child.name == "w:listEntry"]
            at = choices.number("w:result") or choices.number("w:default") or 0
            read.pieces.append(lines[at] if at < len(lines) else "")


def _all_words(node: Node) -> str:
    return cut(" ".join(each.text for each in node.all_below() if each.name in {"w:t", "w:delText"}))


def _symbol(node: Node) -> str:
    words = node.attributes.get("w:char", "")
    if not re.fullmatch("[0-9A-Fa-f]{1,4}", words):
        return ""
    code = int(words, 16)
    ticks = _TICKS.get(node.attributes.get("w:font", "").lower(), {})
    if code & 0xFF in ticks and (code in _PRIVATE or code <= 0xFF):  # noqa: PLR2004
        return ticks[code & 0xFF]
    return "" if code in _PRIVATE or 0xD800 <= code <= 0xDFFF else chr(code)  # noqa: PLR2004
