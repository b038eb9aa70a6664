"""The shipped procedures: the JSON files of `ropa/library/procedures`, from which an office begins its own.

`agency_assessment` is a department's manual, whole and in its own words; the register wrote the other three.
"""

from functools import cache
from importlib.resources import files

import msgspec

from schemas.procedure import ProcedureDocument, ProcedureKind
from schemas.thai_text import sort_key

_ENDING = ".json"


def library() -> dict[str, ProcedureDocument]:
    """Return the shipped procedures by key, in the order of their kinds and titles. Each call makes new documents."""
    read = {key: msgspec.json.decode(content, type=ProcedureDocument) for key, content in _contents().items()}
    kinds = list(ProcedureKind)
    return dict(sorted(read.items(), key=lambda each: (kinds.index(each[1].kind), sort_key(each[1].title))))


@cache
def _contents() -> dict[str, bytes]:
    folder = files("ropa").joinpath("library").joinpath("procedures")
    return {
        file.name.removesuffix(_ENDING): file.read_bytes() for file in folder.iterdir() if file.name.endswith(_ENDING)
    }
