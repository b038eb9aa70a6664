"""A record's document as HTML in the ministry form's own layout, kept for as long as it is read.

A document with its hash never changes, so what was made from it can be shown again to whoever may read it with the same
tools. Nothing else that depends on the reader's rights or on the record's state is in here.
"""

from collections import defaultdict
from collections.abc import Callable
from functools import cache, lru_cache, partial
from itertools import groupby

import msgspec
from markupsafe import Markup
from msgspec import Struct

from ropa.activities import service_sections
from ropa.activities.pages_record_cells import Fields, cells, values
from ropa.activities.pages_record_found import FLOW, SYSTEMS, Counts, Placed, part_of, placed
from ropa.activities.pages_record_found import forget as forget_placed
from ropa.activities.pages_record_layout import Around, Part, laid_out
from ropa.activities.pages_record_tables import exchange_table, findings_table, flow_table, forget_rows
from ropa.findings.service_shown import CheckMark
from ropa.kept import Kept
from ropa.web.cutting import SLOT, Cut
from ropa.web.language import Language
from ropa.web.packing import SIGN, Fragment, parts_of
from ropa.web.pages import environment
from ropa.web.places import BEYOND, HEAD, anchor_of, place_words, section_name
from schemas.document import ActivityDocument
from schemas.document_parts import DocumentParts, parts_of_document
from schemas.form import FieldInfo, SectionInfo, sections
from schemas.listing import StoredRevision
from schemas.vocabulary import Mark

#: The places are what other pages of a record need, too.
__all__ = ["KEPT", "Around", "Drawn", "anchor_of", "drawn_from", "drawn_of", "key_of", "place_words", "section_name"]
_FINDINGS = "findings"
#: Stands in the static parts where the reader's tools do.
_TOOLS = "\x00tools\x00"
#: What all kept documents may take together; a real record takes 20,000 bytes.
KEPT_BYTES = 48 * 1024 * 1024
#: A document that is larger than this is made each time: a few such would push out everything else.
LARGEST_KEPT = 1024 * 1024
#: Shorter parts are packed with what stands around them, a section with its neighbours: quicker than each by itself,
#: and smaller, as sections say much alike. Mostly the two tables and the list of findings are longer.
_LARGE = 12_000


class Drawn(Struct, frozen=True, kw_only=True):
    """What a page shows of a document: names of the larger parts stand in the place of their HTML."""

    title: str
    contents: Markup
    document: Markup
    findings: Markup
    fragments: dict[str, Fragment]

    @property
    def size(self) -> int:
        """Bytes that are kept; what stands between the parts is small."""
        return len(self.findings) + sum(len(part.packed) for part in self.fragments.values())


#: Content hash, schema version, language, the check whose findings are shown, and what stands around.
DrawnKey = tuple[str, int, Language, CheckMark | None, Around]
KEPT: Kept[DrawnKey, Drawn] = Kept(KEPT_BYTES, LARGEST_KEPT, lambda drawn: drawn.size)
#: Drawn parts by name, language and what they show, with the length of that: to hash it safely takes longer than to
#: compare it. A save changes one section: of the version that it makes the others are shown as they were drawn before.
PARTS: Kept[tuple[str, Language, bytes], tuple[Fragment | str, int]] = Kept(
    KEPT_BYTES // 2,
    LARGEST_KEPT,
    # Thai letters take two bytes each in memory.
    lambda kept: (2 * len(kept[0]) if isinstance(kept[0], str) else len(kept[0].packed)) + kept[1],
)


class _Run(Struct, frozen=True):
    """Fields under one sub-heading. `above`: words that the label need not repeat."""

    name: str | None
    above: str | None
    fields: tuple[FieldInfo, ...]


class _Contents:
    """The list of contents: the parts in the order of the page, with a place for their counts."""

    def __init__(self, language: Language) -> None:
        macros = values(language)
        self.keys = (*(each.key for each in sections() if each.key != BEYOND), FLOW, SYSTEMS, BEYOND)
        self.lines = {
            key: Cut(macros.content(key, section_name(key, language), SLOT)) for key in (*self.keys, _FINDINGS)
        }
        self.whole = Cut(macros.contents(SLOT))


_contents = cache(_Contents)


@lru_cache(1024)
def _list_of_contents(counts: tuple[Counts, ...], language: Language) -> Fragment:
    cut = _contents(language)
    lines = zip(cut.lines.values(), counts, strict=True)
    return Fragment(cut.whole("".join([line(_badges(each, language)) for line, each in lines])))


@cache
def _section(key: str) -> SectionInfo:
    return next(each for each in sections() if each.key == key)


class _Skeleton(Struct, frozen=True):
    """The static HTML of a section before its tools, and behind them with a place for each value."""

    before: str
    after: Cut


@cache
def _skeleton(key: str, language: Language) -> _Skeleton:
    section = _section(key)
    names = {info.note.subsection_th for info in section.fields}
    runs = [
        # การทบทวน is section, sub-section and label at once: the paper prints it once.
        _Run(name if names != {section.label_th} else None, name, tuple(fields))
        for name, fields in groupby(section.fields, key=lambda info: info.note.subsection_th)
    ]
    html = (
        environment(language)
        .get_template("activities/_record_section.html")
        .render(
            section=section,
            runs=runs,
            wide=section.key in {HEAD, BEYOND},
            slot=SLOT,
            tools=Markup(_TOOLS),  # noqa: S704 - a constant
        )
    )
    before, _tools, after = html.partition(_TOOLS)
    return _Skeleton(before, Cut(after))


def key_of(stored: StoredRevision, language: Language, mark: CheckMark | None, around: Around) -> DrawnKey:
    """Return under which key the document of a revision is kept."""
    return (stored.content_hash, stored.schema_version, language, mark, around)


def drawn_of(document: ActivityDocument, language: Language, around: Around) -> Drawn:
    """Return the HTML of a document and of what it lacks or contradicts by itself."""
    return drawn_from(parts_of_document(document), found_in(document), language, around)


def found_in(document: ActivityDocument) -> tuple[bytes, ...]:
    """Return what a document lacks or contradicts by itself, each finding as JSON."""
    return tuple(msgspec.json.encode(each) for each in service_sections.findings_about(document))


def drawn_from(parts: DocumentParts, found: tuple[bytes, ...], language: Language, around: Around) -> Drawn:
    """Return the HTML of a document and of what was found in it, each finding as JSON.

    Only parts that are drawn anew are decoded. Raises: msgspec.ValidationError for a part that is none of a document.
    """
    drawing = _Drawing(parts, placed(found), language)
    html = laid_out(
        [drawing.section(section) for section in sections()], drawing.flow(), drawing.systems(), around, language
    )
    whole = {"document": Fragment.of(parts_of(html, drawing.fragments)), "contents": drawing.contents()}
    return Drawn(
        title=drawing.title(),
        contents=_named("contents"),
        document=_named("document"),
        findings=drawing.list_of_findings(whole),
        fragments=whole,
    )


class _Drawing:
    """The parts of one document, of which the larger ones are put among `fragments`."""

    def __init__(self, parts: DocumentParts, found: Placed, language: Language) -> None:
        self._parts, self._found, self._language = parts, found, language
        self._marks: defaultdict[str, dict[str, Mark]] = defaultdict(dict)
        for pointer, mark in parts.marks.items():
            self._marks[part_of(pointer)][pointer] = mark
        self.fragments: dict[str, Fragment] = {}

    def title(self) -> str:
        """Return what the record is called; empty when nobody said."""
        head = self._parts.section(HEAD)
        return head.sub_process or head.main_process or ""

    def section(self, section: SectionInfo) -> Part:
        """Return a section of the form."""
        key, language = section.key, self._language

        def draw() -> str:
            shown = cells(language).drawn(
                _fields(key, language), self._parts.section(key), "", self._marks[key], self._found.found_at(key)
            )
            return _skeleton(key, language).after(*shown)

        return Part(
            key=key,
            before=_skeleton(key, language).before + _badges(self._found.counted(key), language),
            after=self._put(key, self._parts.section_json(key), draw),
        )

    def flow(self) -> str:
        """Return the table of steps; empty when there is none."""

        def draw() -> str:
            steps = self._parts.flow()
            found_at = self._found.found_at(FLOW)
            return flow_table(steps, self._marks[FLOW], found_at, self._language) if steps else ""

        return self._put(FLOW, self._parts.steps, draw)

    def systems(self) -> str:
        """Return the table of systems and exchanges; empty when there is none."""

        def draw() -> str:
            systems = self._parts.exchanges()
            found_at = self._found.found_at(SYSTEMS)
            return exchange_table(systems, self._marks[SYSTEMS], found_at, self._language) if systems else ""

        return self._put(SYSTEMS, self._parts.systems, draw)

    def contents(self) -> Fragment:
        """Return the list of contents."""
        found, keys = self._found, _contents(self._language).keys
        return _list_of_contents((*(found.counted(key) for key in keys), found.counts), self._language)

    def list_of_findings(self, whole: dict[str, Fragment]) -> Markup:
        """Return the list of all findings; empty when there is none."""
        findings, language = self._found.findings, self._language
        draw = partial(findings_table, findings, language)
        html = _put(whole, language, _FINDINGS, self._found.stored, draw) if findings else ""
        return Markup(html)  # noqa: S704 - our templates

    def _put(self, name: str, content: msgspec.Raw, draw: Callable[[], str]) -> str:
        marks = self._marks.get(name)
        beside = msgspec.json.encode(marks) if marks else b""
        made_of = b"\0".join((content, beside, self._found.stored_of.get(name, b"")))
        return _put(self.fragments, self._language, name, made_of, draw)


def _put(fragments: dict[str, Fragment], language: Language, name: str, made_of: bytes, draw: Callable[[], str]) -> str:
    """Return HTML of our templates, which escape; of a large part its name, and the part among `fragments`.

    `made_of` is all of the document that the part shows: what was drawn of the same is not drawn again.
    """
    key = (name, language, made_of)
    known = PARTS.get(key)
    if known is None:
        html = draw()
        part: Fragment | str = Fragment(html) if len(html) >= _LARGE else html
        PARTS.put(key, (part, len(made_of)))
    else:
        part = known[0]
    if isinstance(part, Fragment):
        fragments[name] = part
        return SIGN + name + SIGN
    return part


def _named(name: str) -> Markup:
    return Markup(SIGN + name + SIGN)  # noqa: S704 - a name of ours


@lru_cache(1024)
def _badges(counts: Counts, language: Language) -> str:
    return str(values(language).counts(counts))


@cache
def _fields(key: str, language: Language) -> Fields:
    """Return what draws the fields of a section: their pointers are names of attributes, so nothing is looked for."""
    root, fields = f"/form/{key}/", _section(key).fields
    return cells(language).fields(fields, [info.pointer.removeprefix(root).replace("/", ".") for info in fields])


def forget() -> None:
    """Forget all that was drawn (for measuring)."""
    KEPT.clear()
    PARTS.clear()
    forget_rows()
    forget_placed()
    for kept in (_badges, _list_of_contents):
        kept.cache_clear()
