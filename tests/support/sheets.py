"""The form of a page as its browser would send it: every named control with what stands in it."""

from html.parser import HTMLParser


class _Form(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.fields: dict[str, str] = {}
        self._area: str | None = None
        self._select: str | None = None
        self._in = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._in = int("data-rows" in said or "merge" in said.get("class", ""))
        if not self._in:
            return
        if tag == "input" and "name" in said and (said.get("type") != "radio" or "checked" in said):
            self.fields[said["name"]] = said.get("value", "")
        elif tag == "textarea" and "name" in said:
            self._area = said["name"]
            self.fields[self._area] = ""
        elif tag == "select":
            self._select = said["name"]
        elif tag == "option" and self._select and (self._select not in self.fields or "selected" in said):
            self.fields[self._select] = said["value"]

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area is not None:
            self.fields[self._area] = self.fields[self._area].removeprefix("\n")
            self._area = None
        elif tag == "select":
            self._select = None
        elif tag == "form":
            self._in = 0

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self.fields[self._area] += data


def fields_of_page(html: str) -> dict[str, str]:
    """Return the fields of the page's table, or of its merging form."""
    form = _Form()
    form.feed(html)
    return form.fields
