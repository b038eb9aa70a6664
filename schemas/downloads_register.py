"""What the register's long exports are narrowed to."""

from typing import Annotated

from msgspec import Meta, Struct

from schemas.record_marks import RecordMark
from schemas.vocabulary import LawfulBasis, RevisionStatus


class RegisterQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """As the filters of the list and of /api/v1/register.xlsx."""

    q: Annotated[str, Meta(max_length=200)] | None = None
    office: Annotated[int, Meta(ge=0, le=2_147_483_647)] | None = None
    """This office and all below it."""
    status: RevisionStatus | None = None
    lawful_basis: LawfulBasis | None = None
    system: Annotated[str, Meta(max_length=200)] | None = None
    mark: RecordMark | None = None
    in_use: bool | None = None
    """True: less what was retired."""
    steward: Annotated[str, Meta(max_length=36)] | None = None
    """`me`, `none`, or the id of a person."""
    chosen: Annotated[str, Meta(max_length=36)] | None = None
    """The id of a run of `/api/v1/bulk`: the records that were chosen for it."""
    as_of: Annotated[str, Meta(max_length=40)] | None = None
    """The register at the end of this day in Bangkok, YYYY-MM-DD, Gregorian; with `office` alone."""
