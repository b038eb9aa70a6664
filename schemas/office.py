"""An office of the ministry."""

from datetime import date

from msgspec import Struct

#: The whole ministry: above all 26 roots of the ministry's table.
WHOLE_MINISTRY = 0


class Office(Struct, frozen=True, kw_only=True):
    """One office. `is_placeholder`: the ministry's table names it as a parent but does not list it."""

    id: int
    parent_id: int | None
    name: str
    org_id: int | None = None
    province_id: int | None = None
    is_placeholder: bool = False
    ended_on: date | None = None
    """First day (Bangkok) on which the office is no more; nothing new may be put there."""


class OfficeList(Struct, frozen=True, kw_only=True):
    """All offices on one page; the tree is small, so there is never a next one."""

    items: list[Office]
    next_cursor: str | None
