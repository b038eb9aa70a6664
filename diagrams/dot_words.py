"""Words as a DOT label that means what it says."""


def dot_words(lines: list[str]) -> str:
    """Return lines as one label: backslashes, quotes and "<...>" are text, whoever wrote them."""
    from graphviz.quoting import NoHtml, escape

    # `escape` doubles backslashes, \n is graphviz's own line end, `nohtml` keeps "<...>" from being read as markup.
    made: str = str.__new__(NoHtml, escape("\n".join(lines)).replace("\n", r"\n"))
    return made
