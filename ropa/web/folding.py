"""Calls in templates that say the same each time, written out once when a template is compiled.

A page has sixty words of its own and a dozen icons and addresses of files; to look each up, escape it and hand it out
took a tenth of a page's time. An environment belongs to one language, so all of them are known beforehand.
"""

import re
from collections.abc import Callable

from jinja2 import Environment
from jinja2.ext import Extension
from markupsafe import Markup

#: `{{ _('text') }}`, `{{ static('file') }}`, `{{ parts.icon('name') }}`: one text, and nothing beside it.
_CALL = re.compile(r"\{\{ (_|static|parts\.icon)\('((?:[^'\\\n]|\\')*)'\) \}\}")


class Folding(Extension):
    """Writes them out before the template is read. Other calls, and texts that Jinja would read, stay as they are."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002 - Jinja's
        """Return the template's text with the results in the place of such calls."""
        return _CALL.sub(self._written, source)

    def _written(self, call: re.Match[str]) -> str:
        called = _called(self.environment, call[1])
        if called is None:
            return call[0]
        html = str(Markup.escape(called(call[2].replace("\\'", "'"))))
        # A line break would shift the numbers of the lines in an error; a brace could begin an expression.
        return html if html and "\n" not in html and "{" not in html else call[0]


def _called(environment: Environment, name: str) -> Callable[[str], object] | None:
    first, _dot, rest = name.partition(".")
    found = environment.globals.get(first)
    return getattr(found, rest, None) if rest else found  # type: ignore[return-value]  # of our own globals
