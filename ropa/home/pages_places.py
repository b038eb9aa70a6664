"""Two pages about the pages: every place that the reader has a use for, and every component in each state."""

import re
from functools import cache
from importlib.resources import files

from litestar import Response, Router, get
from msgspec import Struct

from ropa.access.rules import Permission
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.language import language_of, translate
from ropa.web.language import mark as _
from ropa.web.navigation import places_for
from ropa.web.pages import page
from ropa.web.states import BY_STATUS
from schemas.findings import Severity
from schemas.vocabulary import RevisionStatus

_COLOURS = (
    *("ground", "surface", "surface-2", "ink", "ink-2", "line", "line-strong"),
    *("brand", "brand-ink", "brand-soft", "bar", "bar-ink", "focus"),
    *("good", "good-soft", "warn", "warn-soft", "bad", "bad-soft", "info", "info-soft"),
    *("paper", "paper-ink", "paper-ink-2", "paper-mark"),
)
_TEXTS = ("xs", "s", "m", "l", "xl", "2xl", "3xl")
_SHAPES = ("radius-s", "radius", "radius-pill", "shadow", "shadow-over")
#: Each is a template of its own, `templates/design/_KEY.html`, so that the code shown is the code drawn.
_EXAMPLES = (
    ("text", _("ข้อความ")),
    ("buttons", _("ปุ่ม")),
    ("badges", _("ป้ายสถานะและนาฬิกา")),
    ("notices", _("ข้อความแจ้ง")),
    ("empty", _("ยังไม่มีรายการ")),
    ("waiting", _("กำลังรอ")),
    ("fields", _("ช่องกรอกและข้อผิดพลาด")),
    ("form_end", _("ท้ายแบบฟอร์ม")),
    ("typed", _("ข้อความที่พิมพ์แล้วถูกปฏิเสธ")),
    ("heads", _("หัวของหน้า")),
    ("cards", _("การ์ด ตัวเลข และข้อเท็จจริง")),
    ("table", _("ตาราง")),
    ("filters", _("ตัวกรอง")),
)
_SYMBOL = re.compile(r'<symbol id="([\w-]+)"')


class Example(Struct, frozen=True):
    """One component as the page shows it."""

    key: str
    name: str
    template: str
    source: str


@get("/menu", opt=page_for(Permission.ENTER), sync_to_thread=False)
def menu_page(request: ApiRequest) -> Response[bytes]:
    """Every place that the reader has a use for. The menu of a telephone without scripts leads here."""
    return page(request, "design/menu.html", places=list(places_for(request.user)))


@get("/design", opt=page_for(Permission.ENTER), sync_to_thread=False)
def design_page(request: ApiRequest) -> Response[bytes]:
    """Tokens, components and states, drawn by the templates that every page uses; docs/design.md."""
    language = language_of(request)
    examples = [Example(key, translate(language, name), f"design/_{key}.html", _source(key)) for key, name in _EXAMPLES]
    return page(
        request,
        "design/design.html",
        colours=_COLOURS,
        texts=_TEXTS,
        shapes=_SHAPES,
        contents=[(each.key, each.name) for each in examples],
        examples=examples,
        icons=_icons(),
        states=sorted(BY_STATUS.items()),
        statuses=list(RevisionStatus),
        severities=list(Severity),
    )


@cache
def _source(key: str) -> str:
    return files("ropa.web").joinpath(f"templates/design/_{key}.html").read_text("utf-8").strip()


@cache
def _icons() -> list[str]:
    return _SYMBOL.findall(files("ropa.web").joinpath("static/icons.svg").read_text("utf-8"))


router = Router("/", route_handlers=[menu_page, design_page])
