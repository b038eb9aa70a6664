"""The library of ready activities: the JSON files of `ropa/library`, read once."""

from functools import cache
from importlib.resources import files

import msgspec

from schemas.templates import Template, TemplateGroup
from schemas.thai_text import sort_key


@cache
def library() -> dict[str, Template]:
    """Return the templates by key, in the order of their groups and Thai titles."""
    folder = files("ropa").joinpath("library")
    read = [
        msgspec.json.decode(file.read_bytes(), type=Template)
        for file in folder.iterdir()
        if file.name.endswith(".json")
    ]
    groups = list(TemplateGroup)
    read.sort(key=lambda each: (groups.index(each.group), sort_key(each.title_th)))
    return {each.key: each for each in read}
