"""Renders pages: one environment for each language, and one strict set of headers.

A handler calls `page(request, "activities/list.html", ...)`. See docs/pages.md.
"""

import re
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from datetime import datetime
from functools import cache, lru_cache
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from litestar import Response
from litestar.datastructures import Cookie
from markupsafe import Markup

from ropa.access.rules import Permission, offices_for
from ropa.kept import Kept
from ropa.settings import Settings
from ropa.web import language as words
from ropa.web.assets import has, static
from ropa.web.bodies import ApiRequest
from ropa.web.citations import law_in, place_in
from ropa.web.compiling import Folding, Output, shown
from ropa.web.forms import members
from ropa.web.glossary import field_term, term_of
from ropa.web.guides import help_for, picture_of
from ropa.web.headers import secret_place
from ropa.web.language import Language, language_of, translate, translations
from ropa.web.navigation import navigation_for, present
from ropa.web.packing import SIGN, Fragment, joined, packed, parts_of
from ropa.web.said import SAID
from ropa.web.sessions import CSRF_FIELD, WebSession
from schemas import choices
from schemas.access import Actor
from schemas.printed_english import printed_english
from schemas.suggestions import GROUP_OF, LINE_FIELDS
from schemas.vocabulary import Term

#: Nothing runs or styles a page but our own files; text that somebody typed cannot, whatever it holds.
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
    "Vary": "HX-Request, Cookie, Accept-Encoding",
}
#: An entry of a list that somebody typed with its number.
NUMBERED = re.compile(r"\s*[0-9๐-๙]{1,2}[.)]")
NEXT_COOKIE = "ropa_next"
#: Smaller answers gain nothing.
_WORTH_PACKING = 1500
NO_FRAGMENTS: Mapping[str, Fragment] = {}


class Templates(Environment):
    """The environment of our templates."""

    code_generator_class = Output
    shown = staticmethod(shown)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return what every template knows: itself, where Jinja makes a chain of it that is slow to copy."""
        return super().make_globals(d) if d else self.globals


@cache
def environment(language: Language) -> Environment:
    """Return the templates of a language. Every value is escaped, and a name that is not there is an error."""
    made = Templates(
        loader=PackageLoader("ropa.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do", Folding],
    )
    made.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]  # added by i18n
    made.globals["gettext"] = made.globals["_"] = _fast(translations(language).gettext)
    made.globals |= {"language": language, "static": static, "has_asset": has, "link": link}
    made.globals |= {"suggest_fields": " ".join(sorted(GROUP_OF)), "suggest_lines": " ".join(sorted(LINE_FIELDS))}
    made.filters |= {
        "day": lambda value: words.show_day(language, value),
        "moment": lambda value: words.show_moment(language, value),
        "month": lambda value: words.show_month(language, value),
        "span": lambda value: words.show_span(language, value),
        "term": lambda value: words.words_of(language, value),
        "label": lambda value: label_of(language, value),
        "law": lambda value: law_in(language, value or ""),
        "file_place": lambda value: place_in(language, value or ""),
        "printed": printed_english if language == "en" else str,
        "members": members,
        "choice": choices.words_of,
        "has_number": lambda text: NUMBERED.match(text) is not None,
    }
    made.globals |= {"help_for": help_for, "picture_of": picture_of, "term_of": term_of, "field_term": field_term}
    made.globals["in_language"] = lambda thai, english: english if language == "en" else thai
    made.globals["parts"] = _drawn_once(made.get_template("parts.html").module)
    return made


def _drawn_once(module: object) -> SimpleNamespace:
    """Return the macros of parts.html; the ones that a page calls a dozen times draw the same thing once."""
    macros = {name: macro for name, macro in vars(module).items() if not name.startswith("_")}
    for name in ("icon", "status_badge", "severity_badge", "life_stages"):
        # By types too: a text and the same as markup are not escaped alike.
        macros[name] = lru_cache(512, typed=True)(macros[name])
    return SimpleNamespace(**macros)


def _fast(translate_text: Callable[[str], str]) -> Callable[..., Markup]:
    """Return what templates call for a text: as Jinja's own, but each text is looked up and made markup once.

    Jinja's looks up, copies and fills in each text again: a page has fifty, which took a quarter of its time.
    """

    @cache
    def words(text: str) -> Markup:
        return Markup(translate_text(text))  # noqa: S704 - texts of the catalogue, never a person's

    @cache
    def plain(text: str) -> Markup:
        return words(text) % {}

    def gettext(text: str, /, **values: object) -> Markup:
        return words(text) % values if values else plain(text)

    return gettext


def label_of(language: Language, value: Any) -> str:
    """Return the label of anything that has one in both languages: a field or section of the form, a term."""
    if isinstance(value, Term):
        return words.words_of(language, value)
    note = getattr(value, "note", None)
    if language == "en":
        return str(note.label_en if note is not None else value.label_en)
    return str(value.label if note is not None else value.label_th)


def link(path: str, **query: object) -> str:
    """Return an address with a query; None and empty values are left out."""
    given = {name: value for name, value in query.items() if value not in {None, ""}}
    return f"{path}?{urlencode(given)}" if given else path


def page(
    request: ApiRequest,
    template: str,
    *,
    status: int = 200,
    headers: dict[str, str] | None = None,
    cookies: Sequence[Cookie] = (),
    part: str | None = None,
    fragments: Mapping[str, Fragment] = NO_FRAGMENTS,
    **values: object,
) -> Response[bytes]:
    """Return a page. When HTMX asks for it and `part` names a block, only that block is rendered.

    `fragments`: parts that were rendered and packed before; the template has their names between two `packing.SIGN`s.

    Raises: TypeError when a handler's `said` is no text: base.html says it at the top of the page, as something done;
    and for a value that has the name of one that the frame around the page needs.
    """
    if not isinstance(values.get("said", ""), str):
        raise TypeError("said")
    language = language_of(request)
    found = environment(language).get_template(template)
    own = _context(request, language)
    if taken := own.keys() & values.keys() - {"said"}:
        raise TypeError(sorted(taken))
    context = own | values
    if part is not None and request.headers.get("hx-request") == "true":
        body = "".join(found.blocks[part](found.new_context(context)))
    else:
        body = found.render(context)
    actor: Actor | None = own["actor"]
    fragments = {**fragments, **_frame(language, actor is not None)}
    if actor is not None:
        fragments[_MENU] = _menu(language, actor, request.url.path)
    answer = _packed(request, parts_of(body, fragments), status, {**HEADERS, **(headers or {})})
    for cookie in cookies:
        answer.set_cookie(cookie)
    return answer


def next_cookie(path: str, settings: Settings) -> Cookie:
    """Return the cookie that remembers where to go after signing in. Lax: it comes along when the portal sends back."""
    return Cookie(
        key=NEXT_COOKIE,
        value=safe_path(path),
        max_age=3600,
        path="/",
        secure=settings.is_production,
        httponly=True,
        samesite="lax",
    )


def _packed(
    request: ApiRequest, parts: list[bytes | Fragment], status: int, headers: dict[str, str]
) -> Response[bytes]:
    worth = len(parts) > 1 or len(joined(parts)) >= _WORTH_PACKING
    if worth and "gzip" in request.headers.get("accept-encoding", ""):
        body = packed(parts)
        headers = {**headers, "Content-Encoding": "gzip"}
    else:
        body = joined(parts)
    return Response(body, status_code=status, media_type="text/html; charset=utf-8", headers=headers)


def _context(request: ApiRequest, language: Language) -> dict[str, Any]:
    scope = request.scope
    actor: Actor | None = scope.get("user")
    session = scope.get("auth")
    session = session if isinstance(session, WebSession) else None
    settings: Settings = request.app.state.settings
    said = SAID.get(request.query_params.get("said", ""))
    return {
        "actor": actor if session is not None else None,
        "session": session,
        "own_roles": dict.fromkeys(grant.role for grant in actor.grants) if actor is not None else {},
        "csrf_field": CSRF_FIELD,
        "csrf": session.csrf if session is not None else "",
        **_PLACES,
        "path": request.url.path,
        "here": _here(request),
        "drawn_at": moment_now(request),
        "said": translate(language, said) if said else None,
        "is_production": settings.is_production,
        "is_demo": settings.demo,
        "openid": settings.oidc_name if settings.oidc_issuer else None,
        "may": lambda name: actor is not None and bool(offices_for(actor, Permission(name))),
    }


#: By language, rights, and the places that the page belongs to. A menu is a fifth of what a page's drawing takes.
_MENUS: Kept[tuple[Language, Actor, tuple[str, ...], bool], Fragment] = Kept(
    4_000_000, 100_000, lambda part: len(part.packed)
)
_HEAD, _MENU, _END = "frame_head", "menu", "frame_end"
#: Names of ours, where the parts of the frame stand in base.html.
_PLACES = {name: Markup(SIGN + name + SIGN) for name in (_HEAD, _MENU, _END)}  # noqa: S704


@cache
def _frame(language: Language, signed_in: bool) -> Mapping[str, Fragment]:  # noqa: FBT001 - kept by it
    """Return the parts that every page has alike."""
    drawn = environment(language)
    return {name: Fragment(drawn.get_template(f"{name}.html").render(signed_in=signed_in)) for name in (_HEAD, _END)}


def _menu(language: Language, actor: Actor, path: str) -> Fragment:
    """Return the menu of somebody with these rights at a page. Nothing else of the person is in it."""
    rights = Actor(id="", name="", channel=actor.channel, grants=actor.grants)
    key = (language, rights, present(path), path == "/menu")
    drawn = _MENUS.get(key)
    if drawn is None:
        found = environment(language).get_template("menu.html")
        drawn = Fragment(found.render(nav=navigation_for(actor, path), path=path))
        _MENUS.put(key, drawn)
    return drawn


def _here(request: ApiRequest) -> str:
    """Return this page's address with its query, less what it said at its top; "/" where the address is a secret.

    It goes into another address (the language link), which is logged and kept in the browser's history.
    """
    if secret_place(request.url.path) is not None:
        return "/"
    query = [(name, value) for name, value in request.query_params.multi_items() if name != "said"]
    return f"{request.url.path}?{urlencode(query)}" if query else request.url.path


def go(path: str, *, said: str | None = None, fragment: str = "") -> Response[bytes]:
    """Send the browser on with a GET (303), to say one of `SAID` there."""
    if said is not None and said not in SAID:
        raise ValueError(said)
    mark = "&" if "?" in path else "?"
    target = (f"{path}{mark}said={said}" if said else path) + (f"#{fragment}" if fragment else "")
    return Response(b"", status_code=303, headers={"Location": target, "Cache-Control": "no-store"})


def safe_path(text: str | None) -> str:
    """Return a path of this site with its query; `/` for anything that could lead elsewhere."""
    if not text or not text.startswith("/") or not text.isascii() or not text.isprintable() or "\\" in text:
        return "/"
    try:
        parts = urlsplit(text)
    except ValueError:  # `//[`: a host that is none
        return "/"
    # `//host` is another site; so is what a browser makes of `/\host` or of a tab in between.
    if parts.scheme or parts.netloc or parts.path.startswith("//"):
        return "/"
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def in_language(request: ApiRequest, thai: str, english: str) -> str:
    """Return the one of two texts that the reader chose, for words that come in both (errors, findings)."""
    return english if language_of(request) == "en" else thai


def moment_now(request: ApiRequest) -> datetime:
    """Return the moment of the request, aware, in UTC."""
    moment: datetime = request.app.state.runner.now()
    return moment
