"""Plain words of the agency on a request. Pure."""

from schemas.findings import Problem
from schemas.reading import control_characters


def problems(**texts: str | None) -> list[Problem]:
    """Return a problem for each text with control characters; the names are those of the fields."""
    return list(control_characters({name: text for name, text in texts.items() if text is not None}))
