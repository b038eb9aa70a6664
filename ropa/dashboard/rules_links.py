"""The addresses of the lists that the numbers open. Pure."""

from collections.abc import Mapping
from urllib.parse import urlencode

from schemas.dashboard import PanelCell


def to(path: str, query: Mapping[str, object | None]) -> str:
    """Return an address with a query; what is None is left out."""
    given = {name: str(value) for name, value in query.items() if value is not None}
    return f"{path}?{urlencode(given)}" if given else path


def cell(value: float | None, path: str, **query: object | None) -> PanelCell:
    """Return a number with its list; nothing to open where there is no number or none of it."""
    return PanelCell(value, to(path, query) if value else None)


def records(value: int, office: int | None, **query: object | None) -> PanelCell:
    """Return a number of records in use with the register narrowed to them."""
    return cell(value, "/activities", office=office, in_use=1, **query)
