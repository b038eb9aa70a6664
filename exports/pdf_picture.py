"""A diagram on its way into a PDF: its size, and its words for those who do not see it."""

import re
from typing import Any

_LONGEST_ALT = 2_000
_SIZE = re.compile(rb'<svg [^>]*?width="([\d.]+)" height="([\d.]+)"')
_DESCRIPTION = re.compile(r"<desc [^>]*>(.*?)</desc>", re.DOTALL)


def picture(svg: bytes, what: str) -> dict[str, Any]:
    """Return a diagram (`kind="print"` of `diagrams`) with its size in CSS pixels, and `what` where it says nothing.

    Raises: ValueError for what is no SVG with a width and a height.
    """
    size = _SIZE.search(svg[:2_000])
    if size is None:
        raise ValueError("the picture is no SVG with a width and a height")
    drawn = svg.decode()
    said = _DESCRIPTION.search(drawn)
    words = " ".join(said.group(1).split())[:_LONGEST_ALT] if said else ""
    return {"svg": drawn, "width": float(size[1]), "height": float(size[2]), "alt": words or what}
