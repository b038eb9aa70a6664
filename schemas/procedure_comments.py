"""Comments at the chapters and steps of a procedure: by whom it is decided on, for whom it is written."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from schemas.field import field

#: Standing ones of one procedure; more is another manual.
MOST_STANDING = 500


class ProcedureCommentInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """A comment at a place of the open draft."""

    pointer: Annotated[
        str, Meta(max_length=300, description="A chapter, step or field: /scope, /steps/3, /steps/3/working_days")
    ]
    text: Annotated[str, Meta(pattern=r"\S", max_length=4_000), field("ความเห็น", "Comment")]


class ProcedureComment(Struct, frozen=True, kw_only=True):
    """A comment at a place of a revision. `resolved_at` is None while it stands."""

    id: str
    revision: int
    pointer: str
    """As the document was when it was written."""
    step: int | None
    """The number of the step that it is about, wherever that stands now; None: about a chapter."""
    text: str
    author_name: str
    created_at: datetime
    resolved_at: datetime | None
    resolved_by_name: str | None

    @property
    def chapter(self) -> str:
        """Return the field of the document that it is about or in."""
        return self.pointer.split("/")[1]


class ProcedureComments(Struct, frozen=True, kw_only=True):
    """The comments on a procedure, oldest first."""

    items: list[ProcedureComment]
