"""A record's document as HTML in the ministry form's own layout, kept for as long as it is read.

A document with its hash never changes, so what was made from it can be shown again to whoever may read it. Nothing that
depends on the reader's rights, on the record's id or on its state is in here.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache, partial
from itertools import groupby
from typing import Any

import msgspec
from markupsafe import Markup
from msgspec import Struct

from ropa.activities import service_sections
from ropa.kept import Kept
from ropa.web.forms import members
from ropa.web.language import Language, translate
from ropa.web.packing import SIGN, Fragment
from ropa.web.pages import environment
from ropa.web.places import BEYOND, FINDINGS_NAME, FLOW_NAME, HEAD, SYSTEMS_NAME, anchor_of, place_words, section_name
from schemas.document import ActivityDocument
from schemas.exchange import ExchangeLine, InformationSystem
from schemas.findings import Finding, Severity
from schemas.form import FieldInfo, SectionInfo, exchange_columns, flow_columns, sections, value_at

#: The places are what other pages of a record need, too.
__all__ = ["KEPT", "RecordBody", "anchor_of", "body_of", "exchange_layout", "place_words", "section_name"]
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
    """Everything on a record's page that its document alone decides."""

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


#: By content hash, schema version and language.
KEPT: Kept[tuple[str, int, Language], RecordBody] = Kept(KEPT_BYTES, LARGEST_KEPT, lambda body: body.size)


class _Run(Struct, frozen=True):
    """Fields under one sub-heading. `above`: words that the label need not repeat."""

    name: str | None
    above: str | None
    fields: tuple[FieldInfo, ...]


@cache
def _values(language: Language) -> Any:
    return environment(language).get_template("activities/_value.html").module


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


def body_of(document: ActivityDocument, language: Language) -> RecordBody:
    """Return the HTML of a document."""
    findings = service_sections.findings_about(document)
    at: defaultdict[str, tuple[Finding, ...]] = defaultdict(tuple)
    for each in findings:
        at[_place_of(each.pointer)] += (each,)
    made = [_section(section, document, at, language) for section in sections()]
    render = environment(language).get_template
    shared = {"marks": document.marks, "findings_at": at}
    flow = exchange = listed = ""
    if document.steps:
        flow = render("activities/_flow_table.html").render(columns=flow_columns(), steps=document.steps, **shared)
    if document.systems:
        exchange = render("activities/_exchange_table.html").render(
            **exchange_layout(), systems=document.systems, empty_line=ExchangeLine(), **shared
        )
    if findings:
        rows = [(each, anchor_of(each.pointer), place_words(each.pointer, language)) for each in findings]
        listed = render("activities/_record_findings.html").render(findings=rows)
    tables = [
        _counted("flow", translate(language, FLOW_NAME), "/steps", findings),
        _counted("systems", translate(language, SYSTEMS_NAME), "/systems", findings),
    ]
    paper = [part for part in made if part.key != BEYOND]
    beyond = [part for part in made if part.key == BEYOND]
    last = _counted("findings", translate(language, FINDINGS_NAME), "", findings)
    head = document.form.header
    listed_parts = (*paper, *tables, *beyond, last)
    fragments: dict[str, Fragment] = {}
    put = partial(_put, fragments)
    return RecordBody(
        title=head.sub_process or head.main_process or "",
        names={part.key: part.name for part in listed_parts},
        contents=put("contents", str(_values(language).contents(listed_parts))),
        sections=tuple(msgspec.structs.replace(part, after=put(part.key, part.after)) for part in paper),
        beyond=tuple(msgspec.structs.replace(part, after=put(part.key, part.after)) for part in beyond),
        flow=put("flow", flow),
        exchange=put("exchange", exchange),
        findings=put("findings", listed),
        fragments=fragments,
    )


def _put(fragments: dict[str, Fragment], name: str, html: str) -> str:
    """Return HTML of our templates, which escape; of a large part its name, and the part among `fragments`."""
    if len(html) >= _LARGE:
        fragments[name] = Fragment(html)
        html = SIGN + name + SIGN
    return Markup(html)  # noqa: S704 - made by our templates


def _section(
    section: SectionInfo, document: ActivityDocument, at: Mapping[str, tuple[Finding, ...]], language: Language
) -> Part:
    before, first, *rest = _skeleton(section, language)
    cell = _values(language).cell
    pieces = [first]
    for info, after in zip(section.fields, rest, strict=True):
        value = value_at(document, info.pointer)
        pieces += (str(cell(info, value, document.marks, info.pointer, at.get(info.pointer, ()))), after)
    found = [each for info in section.fields for each in at.get(info.pointer, ())]
    counted = _counted(section.key, section_name(section.key, language), "", found)
    return msgspec.structs.replace(
        counted,
        before=Markup(before + str(_values(language).counts(counted))),  # noqa: S704 - made by our templates
        after="".join(pieces),
    )


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
