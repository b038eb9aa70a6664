"""A page's form as a browser would send it untouched: read off the HTML, so a test needs no names of its own."""

from html.parser import HTMLParser
from typing import Any

from httpx import Response
from litestar.testing import TestClient

_TICKS = {"radio", "checkbox"}


class _Forms(HTMLParser):
    """Collects the fields of each form by the form's class or action."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[tuple[dict[str, str], list[tuple[str, str]]]] = []
        self._name = ""
        self._area: list[str] | None = None
        self._select: str | None = None
        self._chosen: list[str] = []
        self._options: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append((said, []))
        elif tag == "textarea":
            self._name, self._area = said.get("name", ""), []
        elif tag == "select":
            self._select, self._chosen, self._options = said["name"], [], []
        elif tag == "option" and self._select is not None:
            self._options.append(said["value"])
            if "selected" in said:
                self._chosen.append(said["value"])
        elif tag == "input" and "name" in said and (said.get("type") not in _TICKS or "checked" in said):
            self._add(said["name"], said.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area is not None:
            # A browser drops one line end right after the tag, and sends CR LF for every other.
            text = "".join(self._area).removeprefix("\n")
            self._add(self._name, text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n"))
            self._area = None
        elif tag == "select" and self._select is not None:
            self._add(self._select, (self._chosen or self._options)[0])
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area.append(data)

    def _add(self, name: str, value: str) -> None:
        if self.forms:
            self.forms[-1][1].append((name, value))


def form_of(page: Response, css_class: str = "edit-form") -> dict[str, Any]:
    """Return the fields of the form of a class; several values of one name as a list."""
    parser = _Forms()
    parser.feed(page.text)
    found: dict[str, Any] = {}
    fields = next(fields for said, fields in parser.forms if css_class in said.get("class", "").split())
    for name, value in fields:
        found[name] = [*found[name], value] if name in found else [value]
    return {name: values if len(values) > 1 else values[0] for name, values in found.items()}


def save(client: TestClient[Any], path: str, changes: dict[str, Any] | None = None, **more: Any) -> Response:
    """Open a form, change some of its fields, and send it as its page would."""
    page = client.get(path)
    assert page.status_code == 200, page.text[:400]
    return client.post(path, data={**form_of(page), **(changes or {}), **more})
