"""How the parts of a record's document stand on its page, with the tools of its reader (why so: `ropa.web.cutting`)."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from markupsafe import Markup
from msgspec import Struct

from ropa.web.cutting import SLOT, Cut, escaped
from ropa.web.language import Language
from ropa.web.language import mark as _
from ropa.web.pages import environment
from ropa.web.places import BEYOND, section_name
from schemas.form import sections


class Around(Struct, frozen=True, kw_only=True):
    """What stands around a document's values: addresses of its record, or of the template that it is."""

    editor: str | None = None
    """Below it the sections are edited; None: not by this reader."""
    flow_picture: str
    flow_page: str | None = None
    exchange_picture: str | None = None
    exchange_page: str | None = None
    opened: bool = False
    """The first picture is shown at once."""


class Part(Struct, frozen=True, kw_only=True):
    """A section: its HTML before and after the reader's tools."""

    key: str
    before: str
    after: str


_FILES = (
    (_("แบบฟอร์ม (Excel)"), "form.xlsx"),
    (_("แบบฟอร์ม (PDF)"), "form.pdf"),
    (_("แผนภาพการไหลของข้อมูล (PDF)"), "dfd.pdf"),
    (_("แผนภาพการไหลของข้อมูล (PNG)"), "dfd.png"),
    (_("แผนภาพการไหลของข้อมูล (SVG)"), "dfd.svg"),
    (_("แผนผังการแลกเปลี่ยนข้อมูล (PDF)"), "exchange.pdf"),
)


class _Cuts:
    def __init__(self, language: Language) -> None:
        macros: Any = environment(language).get_template("activities/_record_document.html").module
        names = {key: section_name(key, language) for key in (*(each.key for each in sections()), "flow", "systems")}
        self.tools = {key: Cut(macros.tools(key, name, SLOT)) for key, name in names.items()}
        self.beside = Cut(macros.beside(SLOT))
        self.section = {key: Cut(macros.section(key, SLOT)) for key in names}
        self.flow, self.no_flow = Cut(macros.flow(names["flow"], SLOT)), str(macros.no_flow())
        self.flow_picture = {opened: Cut(macros.flow_picture(opened, SLOT)) for opened in (True, False)}
        self.systems, self.no_systems = Cut(macros.systems(names["systems"], SLOT)), str(macros.no_systems())
        self.systems_picture, self.page = Cut(macros.systems_picture(SLOT)), Cut(macros.picture_page(SLOT))
        self.whole = Cut(macros.whole(SLOT))
        self.downloads = Cut(macros.downloads(_FILES, SLOT))


_cuts = cache(_Cuts)


def laid_out(parts: Sequence[Part], flow: str, systems: str, around: Around, language: Language) -> str:
    """Return the document: its sections, between the last two the tables; an empty one is said to be so."""
    cut = _cuts(language)

    def tools(key: str) -> str:
        return cut.tools[key](escaped(around.editor)) if around.editor else ""

    def beside(key: str) -> str:
        return cut.beside(tools(key)) if around.editor else ""

    def page(address: str | None) -> str:
        return cut.page(escaped(address)) if address else ""

    drawn = {part.key: cut.section[part.key](part.before, tools(part.key), part.after) for part in parts}
    beyond = drawn.pop(BEYOND, "")
    if flow:
        flow += cut.flow_picture[around.opened](escaped(around.flow_picture), page(around.flow_page))
    if systems and around.exchange_picture:
        systems += cut.systems_picture(escaped(around.exchange_picture), page(around.exchange_page))
    return cut.whole(
        "".join(drawn.values()),
        cut.flow(beside("flow"), flow or cut.no_flow),
        cut.systems(beside("systems"), systems or cut.no_systems),
        beyond,
    )


def downloads(files: str, revision: int | None, language: Language) -> Markup:
    """Return the links to a record's files, of one revision or of the one that its reader sees."""
    places = escaped(f"{files}/"), f"?revision={revision}" if revision else ""
    return Markup(_cuts(language).downloads(*places * len(_FILES)))  # noqa: S704 - escaped here
