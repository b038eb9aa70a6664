"""A record's document as HTML in the ministry form's own layout, kept for as long as it is read.

A document with its hash never changes, so what was made from it can be shown again to whoever may read it with the same
tools. Nothing else that depends on the reader's rights or on the record's state is in here.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from functools import cache, lru_cache, partial
from itertools import groupby
from operator import attrgetter

import msgspec
from markupsafe import Markup
from msgspec import Struct

from ropa.activities import service_sections
from ropa.activities.pages_record_cells import cells, values
from ropa.activities.pages_record_layout import Around, Part, laid_out
from ropa.activities.pages_record_tables import exchange_table, findings_table, flow_table, forget_rows
from ropa.findings.service_shown import CheckMark
from ropa.kept import Kept
from ropa.web.cutting import SLOT
from ropa.web.language import Language
from ropa.web.packing import SIGN, Fragment, parts_of
from ropa.web.pages import environment
from ropa.web.places import BEYOND, HEAD, anchor_of, place_words, section_name
from schemas.document import ActivityDocument
from schemas.findings import Finding, Severity
from schemas.form import FieldInfo, SectionInfo, sections
from schemas.listing import StoredRevision

#: The places are what other pages of a record need, too.
__all__ = ["KEPT", "Around", "Drawn", "anchor_of", "drawn_of", "key_of", "place_words", "section_name"]
_SEVERITIES = (Severity.ERROR, Severity.WARNING, Severity.HINT)
#: Stands in the static parts where the reader's tools do.
_TOOLS = "\x00tools\x00"
#: What all kept documents may take together; a real record takes 20,000 bytes.
KEPT_BYTES = 48 * 1024 * 1024
#: A document that is larger than this is made each time: a few such would push out everything else.
LARGEST_KEPT = 1024 * 1024
#: Shorter parts are packed with what stands around them: packing them alone would gain nothing.
_LARGE = 2_000


class Drawn(Struct, frozen=True, kw_only=True):
    """What a page shows of a document: names of the larger parts stand in the place of their HTML."""

    title: str
    contents: str
    document: Markup
    findings: Markup
    fragments: dict[str, Fragment]

    @property
    def size(self) -> int:
        """Bytes that are kept; what stands between the parts is small."""
        return len(self.contents) + len(self.findings) + sum(len(part.packed) for part in self.fragments.values())


class _Counts(Struct, frozen=True):
    """How many findings a part has."""

    errors: int
    warnings: int
    hints: int


class _Listed(Struct, frozen=True):
    """A part in the list of contents."""

    key: str
    name: str
    counts: _Counts


#: Content hash, schema version, language, the check whose findings are shown, and what stands around.
DrawnKey = tuple[str, int, Language, CheckMark | None, Around]
KEPT: Kept[DrawnKey, Drawn] = Kept(KEPT_BYTES, LARGEST_KEPT, lambda drawn: drawn.size)
#: Drawn parts by name, language and the hash of what they show. A save changes one section: of the version that it
#: makes the others are shown as they were drawn for the one before.
PARTS: Kept[tuple[str, Language, bytes], Fragment | str] = Kept(
    KEPT_BYTES // 2,
    LARGEST_KEPT,
    lambda part: len(part) if isinstance(part, str) else len(part.packed),
)


class _Run(Struct, frozen=True):
    """Fields under one sub-heading. `above`: words that the label need not repeat."""

    name: str | None
    above: str | None
    fields: tuple[FieldInfo, ...]


@cache
def _skeleton(section: SectionInfo, language: Language) -> tuple[str, ...]:
    """Return the static HTML of a section, cut at its tools and at each value."""
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
    return (before, *after.split(SLOT))


def key_of(stored: StoredRevision, language: Language, mark: CheckMark | None, around: Around) -> DrawnKey:
    """Return under which key the document of a revision is kept."""
    return (stored.content_hash, stored.schema_version, language, mark, around)


def drawn_of(
    document: ActivityDocument, language: Language, around: Around, found: Sequence[Finding] | None = None
) -> Drawn:
    """Return the HTML of a document and of what was found in it; None: what it lacks or contradicts by itself."""
    findings = service_sections.findings_about(document) if found is None else found
    drawing = _Drawing(document, findings, language)
    parts = [drawing.section(section) for section in sections()]
    html = laid_out(parts, drawing.flow(), drawing.systems(), around, language)
    whole = {"document": Fragment.of(parts_of(html, drawing.fragments))}
    listed = drawing.listed()
    head = document.form.header
    return Drawn(
        title=head.sub_process or head.main_process or "",
        contents=_put(whole, language, "contents", listed, lambda: str(values(language).contents(listed))),
        document=_named("document"),
        findings=_put(whole, language, "findings", findings, lambda: findings_table(findings, language))
        if findings
        else Markup(),
        fragments=whole,
    )


class _Drawing:
    """The parts of one document, of which the larger ones are put among `fragments`."""

    def __init__(self, document: ActivityDocument, findings: Sequence[Finding], language: Language) -> None:
        self._document, self._findings, self._language = document, findings, language
        self._at: defaultdict[str, tuple[Finding, ...]] = defaultdict(tuple)
        for each in findings:
            self._at[_place_of(each.pointer)] += (each,)
        self._counts = Counter((_part_of(each.pointer), each.severity) for each in findings)
        self.fragments: dict[str, Fragment] = {}

    def section(self, section: SectionInfo) -> Part:
        """Return a section of the form."""
        at, marks, language = self._at, self._document.marks, self._language
        found = [each for info in section.fields for each in at.get(info.pointer, ())]
        shown = _getter(section)(self._document)
        own = {pointer: mark for pointer, mark in marks.items() if pointer.startswith(f"/form/{section.key}/")}

        def draw() -> str:
            cell = cells(language).cell
            _before, first, *rest = _skeleton(section, language)
            pieces = [first]
            for info, value, after in zip(section.fields, shown, rest, strict=True):
                pieces += (cell(info, value, marks, info.pointer, at.get(info.pointer, ())), after)
            return "".join(pieces)

        return Part(
            key=section.key,
            before=_skeleton(section, language)[0] + _badges(self._counts_of(section.key), language),
            after=self._put(section.key, (shown, own, found), draw),
        )

    def flow(self) -> str:
        """Return the table of steps; empty when there is none."""
        steps, marks = self._document.steps, self._document.marks
        draw = partial(flow_table, steps, marks, self._at, self._language)
        return self._put("flow", (steps, *self._under("/steps")), draw) if steps else ""

    def systems(self) -> str:
        """Return the table of systems and exchanges; empty when there is none."""
        systems, marks = self._document.systems, self._document.marks
        draw = partial(exchange_table, systems, marks, self._at, self._language)
        return self._put("exchange", (systems, *self._under("/systems")), draw) if systems else ""

    def listed(self) -> tuple[_Listed, ...]:
        """Return the list of contents: the parts in the order of the page."""
        keys = (*(each.key for each in sections() if each.key != BEYOND), "flow", "systems", BEYOND)
        parts = [_Listed(key, section_name(key, self._language), self._counts_of(key)) for key in keys]
        every = (sum(n for (_part, of), n in self._counts.items() if of is severity) for severity in _SEVERITIES)
        return (*parts, _Listed("findings", section_name("findings", self._language), _Counts(*every)))

    def _counts_of(self, key: str) -> _Counts:
        return _Counts(*(self._counts[key, severity] for severity in _SEVERITIES))

    def _put(self, name: str, made_of: object, draw: Callable[[], str]) -> str:
        # As text: markup would escape what is put behind it.
        return str(_put(self.fragments, self._language, name, made_of, draw))

    def _under(self, root: str) -> tuple[object, object]:
        """Return the marks and the findings of a part of the document."""
        marks = {pointer: mark for pointer, mark in self._document.marks.items() if pointer.startswith(root)}
        return marks, [each for each in self._findings if each.pointer.startswith(root)]


def _put(
    fragments: dict[str, Fragment], language: Language, name: str, made_of: object, draw: Callable[[], str]
) -> Markup:
    """Return HTML of our templates, which escape; of a large part its name, and the part among `fragments`.

    `made_of` is all of the document that the part shows: what was drawn of the same is not drawn again.
    """
    key = (name, language, hashlib.sha256(msgspec.json.encode(made_of)).digest())
    part = PARTS.get(key)
    if part is None:
        html = draw()
        part = Fragment(html) if len(html) >= _LARGE else html
        PARTS.put(key, part)
    if isinstance(part, Fragment):
        fragments[name] = part
        return _named(name)
    return Markup(part)  # noqa: S704 - made by our templates


def _named(name: str) -> Markup:
    return Markup(SIGN + name + SIGN)  # noqa: S704 - a name of ours


@lru_cache(1024)
def _badges(counts: _Counts, language: Language) -> str:
    return str(values(language).counts(counts))


@cache
def _getter(section: SectionInfo) -> Callable[[ActivityDocument], Sequence[object]]:
    """Return what reads the fields of a section: their pointers are names of attributes, so nothing is looked for."""
    read = attrgetter(*(info.pointer.removeprefix("/").replace("/", ".") for info in section.fields))
    return read if len(section.fields) > 1 else lambda document: (read(document),)


def forget() -> None:
    """Forget all that was drawn (for measuring)."""
    KEPT.clear()
    PARTS.clear()
    forget_rows()
    for kept in (_badges, _part_of, _place_of):
        kept.cache_clear()


@lru_cache(4096)
def _part_of(pointer: str) -> str:
    """Return the key of the part that shows a place."""
    match pointer.split("/")[1:]:
        case ["form", section, _key, *_]:
            return section
        case ["steps", *_]:
            return "flow"
        case ["systems", *_]:
            return "systems"
    return ""


@lru_cache(4096)
def _place_of(pointer: str) -> str:
    """Return the pointer of the cell that shows a place: a field of the form, a column of a row."""
    parts = pointer.split("/")
    match parts[1:]:
        case ["form", _section, _key, *_]:
            return "/".join(parts[:4])
        case ["steps", _, _, *_]:
            return "/".join(parts[:4])
        case ["systems", _, "exchanges", _, _, *_]:
            return "/".join(parts[:6])
        case ["systems", _, "exchanges", *_]:
            return "/".join(parts[:3])
        case ["systems", _, _, *_]:
            return "/".join(parts[:4])
    return pointer
