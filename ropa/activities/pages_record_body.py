"""A record's document as HTML in the ministry form's own layout, kept for as long as it is read.

A document with its hash never changes, so what was made from it can be shown again to whoever may read it. Nothing that
depends on the reader's rights, on the record's id or on its state is in here.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from itertools import groupby
from operator import attrgetter
from typing import Any

import msgspec
from markupsafe import Markup
from msgspec import Struct

from ropa.activities import service_sections
from ropa.activities.pages_record_cells import cells, values
from ropa.findings.service_shown import CheckMark
from ropa.kept import Kept
from ropa.web.forms import members
from ropa.web.language import Language, translate
from ropa.web.packing import SIGN, Fragment
from ropa.web.pages import environment
from ropa.web.places import BEYOND, FINDINGS_NAME, FLOW_NAME, HEAD, SYSTEMS_NAME, anchor_of, place_words, section_name
from schemas.document import ActivityDocument
from schemas.exchange import ExchangeLine, InformationSystem
from schemas.findings import Finding, Severity
from schemas.form import FieldInfo, SectionInfo, exchange_columns, flow_columns, sections
from schemas.listing import StoredRevision

#: The places are what other pages of a record need, too.
__all__ = ["KEPT", "RecordBody", "anchor_of", "body_of", "exchange_layout", "key_of", "place_words", "section_name"]
#: Sentinels in the static parts; no template and no text of a person has them (control characters are refused).
_SLOT, _TOOLS = "\x00value\x00", "\x00tools\x00"
#: What all kept bodies may take together; a real record takes 200,000 bytes.
KEPT_BYTES = 48 * 1024 * 1024
#: A body that is larger than this is made each time: a few such would push out everything else.
LARGEST_KEPT = 4 * 1024 * 1024
#: Shorter parts stand in the page as they are: packing them alone would gain nothing.
_LARGE = 2_000


class Part(Struct, frozen=True, kw_only=True):
    """A section: its name, how many findings it has, and its HTML around the place of the reader's tools."""

    key: str
    name: str
    errors: int = 0
    warnings: int = 0
    hints: int = 0
    before: str = ""
    after: str = ""


class RecordBody(Struct, frozen=True, kw_only=True):
    """Everything on a record's page that its document and its findings decide."""

    title: str
    names: dict[str, str]
    """What each section is called, by its key."""
    contents: str
    sections: tuple[Part, ...]
    beyond: tuple[Part, ...]
    flow: str
    exchange: str
    findings: str
    fragments: dict[str, Fragment]
    """The larger parts, packed; in their places stand their names."""

    @property
    def size(self) -> int:
        """Bytes of the parts, plain and packed; what stands between them is small."""
        return sum(len(part.plain) + len(part.packed) for part in self.fragments.values())


#: Content hash, schema version, language, and the check whose findings are shown.
BodyKey = tuple[str, int, Language, CheckMark | None]
KEPT: Kept[BodyKey, RecordBody] = Kept(KEPT_BYTES, LARGEST_KEPT, lambda body: body.size)
#: Drawn parts by name, language and the hash of what they show. A save changes one section: of the version that it
#: makes the others are shown as they were drawn for the one before.
PARTS: Kept[tuple[str, Language, bytes], Fragment | str] = Kept(
    KEPT_BYTES // 2,
    LARGEST_KEPT,
    lambda part: len(part) if isinstance(part, str) else len(part.plain) + len(part.packed),
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
            slot=Markup(_SLOT),  # noqa: S704 - a constant
            tools=Markup(_TOOLS),  # noqa: S704 - a constant
        )
    )
    before, _tools, after = html.partition(_TOOLS)
    return (before, *after.split(_SLOT))


def key_of(stored: StoredRevision, language: Language, mark: CheckMark | None = None) -> BodyKey:
    """Return under which key the body of a revision is kept."""
    return (stored.content_hash, stored.schema_version, language, mark)


def body_of(document: ActivityDocument, language: Language, found: Sequence[Finding] | None = None) -> RecordBody:
    """Return the HTML of a document and of what was found in it; None: what it lacks or contradicts by itself."""
    findings = service_sections.findings_about(document) if found is None else found
    at: defaultdict[str, tuple[Finding, ...]] = defaultdict(tuple)
    for each in findings:
        at[_place_of(each.pointer)] += (each,)
    fragments: dict[str, Fragment] = {}
    put = partial(_put, fragments, language)
    made = [_section(section, document, at, language, put) for section in sections()]
    render = environment(language).get_template
    shared = {"marks": document.marks, "findings_at": at, "cell": cells(language).cell}
    flow = exchange = listed = Markup()
    if document.steps:
        flow = put(
            "flow",
            (document.steps, *_under("/steps", document, findings)),
            lambda: render("activities/_flow_table.html").render(
                columns=flow_columns(), steps=document.steps, **shared
            ),
        )
    if document.systems:
        exchange = put(
            "exchange",
            (document.systems, *_under("/systems", document, findings)),
            lambda: render("activities/_exchange_table.html").render(
                **exchange_layout(), systems=document.systems, empty_line=ExchangeLine(), **shared
            ),
        )
    if findings:
        listed = put("findings", findings, lambda: _listed(findings, language))
    tables = [
        _counted("flow", translate(language, FLOW_NAME), "/steps", findings),
        _counted("systems", translate(language, SYSTEMS_NAME), "/systems", findings),
    ]
    paper = [part for part in made if part.key != BEYOND]
    beyond = [part for part in made if part.key == BEYOND]
    last = _counted("findings", translate(language, FINDINGS_NAME), "", findings)
    head = document.form.header
    listed_parts = (*paper, *tables, *beyond, last)
    counts = [(part.key, part.errors, part.warnings, part.hints) for part in listed_parts]
    return RecordBody(
        title=head.sub_process or head.main_process or "",
        names={part.key: part.name for part in listed_parts},
        contents=put("contents", counts, lambda: str(values(language).contents(listed_parts))),
        sections=tuple(paper),
        beyond=tuple(beyond),
        flow=flow,
        exchange=exchange,
        findings=listed,
        fragments=fragments,
    )


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
        return Markup(SIGN + name + SIGN)  # noqa: S704 - a name of ours
    return Markup(part)  # noqa: S704 - made by our templates


def _under(root: str, document: ActivityDocument, findings: Sequence[Finding]) -> tuple[object, object]:
    """Return the marks and the findings of a part of the document."""
    marks = {pointer: mark for pointer, mark in document.marks.items() if pointer.startswith(root)}
    return marks, [each for each in findings if each.pointer.startswith(root)]


def _listed(findings: Sequence[Finding], language: Language) -> str:
    rows = [(each, anchor_of(each.pointer), place_words(each.pointer, language)) for each in findings]
    return environment(language).get_template("activities/_record_findings.html").render(findings=rows)


def _section(
    section: SectionInfo,
    document: ActivityDocument,
    at: Mapping[str, tuple[Finding, ...]],
    language: Language,
    put: Callable[[str, object, Callable[[], str]], Markup],
) -> Part:
    found = [each for info in section.fields for each in at.get(info.pointer, ())]
    roots = tuple(info.pointer for info in section.fields)
    shown = _getter(roots)(document)
    marks = {pointer: mark for pointer, mark in document.marks.items() if pointer.startswith(roots)}

    def draw() -> str:
        cell = cells(language).cell
        _before, first, *rest = _skeleton(section, language)
        pieces = [first]
        for info, value, after in zip(section.fields, shown, rest, strict=True):
            pieces += (str(cell(info, value, document.marks, info.pointer, at.get(info.pointer, ()))), after)
        return "".join(pieces)

    counted = _counted(section.key, section_name(section.key, language), "", found)
    before = _skeleton(section, language)[0]
    return msgspec.structs.replace(
        counted,
        before=Markup(before + str(values(language).counts(counted))),  # noqa: S704 - made by our templates
        after=put(section.key, (shown, marks, found), draw),
    )


@cache
def _getter(pointers: tuple[str, ...]) -> Callable[[ActivityDocument], Sequence[object]]:
    """Return what reads the fields of a section: their pointers are names of attributes, so nothing is looked for."""
    read = attrgetter(*(pointer.removeprefix("/").replace("/", ".") for pointer in pointers))
    return read if len(pointers) > 1 else lambda document: (read(document),)


def _counted(key: str, name: str, root: str, findings: Sequence[Finding]) -> Part:
    found = [each.severity for each in findings if each.pointer.startswith(root)]
    return Part(
        key=key,
        name=name,
        errors=found.count(Severity.ERROR),
        warnings=found.count(Severity.WARNING),
        hints=found.count(Severity.HINT),
    )


@cache
def exchange_layout() -> dict[str, Any]:
    """Return what the template of the exchange table needs beside the rows: columns, their groups, a system's own."""
    columns = exchange_columns()
    groups = [
        {"name": name, "fields": tuple(fields)}
        for name, fields in groupby(columns, key=lambda info: info.note.group_th)
    ]
    return {"columns": columns, "groups": groups, "own": {info.key for info in members(InformationSystem)}}


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
