"""Ready activities that an office begins a record from, and what is said to clone one."""

from typing import Annotated

from msgspec import Meta, Struct
from msgspec import field as default

from schemas.document import ActivityDocument
from schemas.vocabulary import SpecialCategory, Term


class TemplateGroup(Term):
    """Kinds of work by which the library is sorted."""

    PEOPLE = ("people", "บุคลากร", "Staff")
    MONEY = ("money", "การเงินและพัสดุ", "Money and supplies")
    PLACES = ("places", "อาคารสถานที่", "Buildings and grounds")
    PUBLIC = ("public", "บริการประชาชน", "Service to the public")
    OFFICE = ("office", "สารบรรณและสารสนเทศ", "Correspondence and IT")


class TemplateSummary(Struct, frozen=True, kw_only=True):
    """A template as the gallery lists it."""

    key: str
    group: TemplateGroup
    title_th: str
    title_en: str
    summary_th: str
    summary_en: str
    data_items: int
    steps: int
    systems: int
    exchange_lines: int
    retention_period: str
    special_categories: list[SpecialCategory]
    recipients: list[str]


class Template(Struct, frozen=True, kw_only=True):
    """A ready activity with what an office must adapt in it (`notes`, Thai)."""

    key: str
    group: TemplateGroup
    title_th: str
    title_en: str
    summary_th: str
    summary_en: str
    notes: list[str]
    document: ActivityDocument


class TemplateList(Struct, frozen=True, kw_only=True):
    """All templates that were asked for; the library is small, so there is never a next page."""

    items: list[TemplateSummary]
    next_cursor: str | None = None


_Name = Annotated[str, Meta(max_length=500)]


class CloneInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """From what and where to a new draft is made: exactly one of `template` and `from_activity`."""

    office_id: Annotated[int, Meta(ge=0, le=2_147_483_647)]
    template: Annotated[str, Meta(max_length=80)] | None = None
    from_activity: Annotated[str, Meta(max_length=36)] | None = None
    revision: Annotated[int, Meta(ge=1, le=1_000_000)] | None = default(default=None)
    """Of `from_activity`; None: the one that is shown."""
    agency_name: _Name | None = None
    parent_org_unit: _Name | None = None
    """The controller. None: to be answered in the draft, when the office is another one."""
