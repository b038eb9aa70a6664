"""How templates are compiled: what says the same each time is written out, and values are escaped with less ado.

A page has sixty words of its own and a dozen icons and addresses of files; to look each up, escape it and hand it out
took a tenth of a page's time. An environment belongs to one language, so all of them are known beforehand.
"""

import re
from collections.abc import Callable

from jinja2 import Environment, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.ext import Extension
from markupsafe import Markup

from ropa.web.cutting import escaped

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


class Output(CodeGenerator):
    """Escapes values with `shown`, an attribute of the environment, where Jinja makes markup of each."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.shown(")


def shown(value: object) -> str:
    """Return a value as HTML that shows it as it is; markup is HTML already.

    Raises: UndefinedError for a name that is not there.
    """
    return value if type(value) is Markup else escaped(value)
