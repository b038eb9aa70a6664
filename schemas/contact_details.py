"""Who the controller of an office is and how it and the DPO are reached, as every data subject is told.

Legal source: PDPA s.23(5), s.39(3), s.41.
"""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from schemas.beyond import Contact
from schemas.field import field, text

#: In the order of the form.
KEYS = ("parent_org_unit", "controller_contact", "dpo_contact")


class ContactDetails(Struct, kw_only=True, forbid_unknown_fields=True):
    """What one office says; None: as the nearest office above that says it."""

    parent_org_unit: (
        Annotated[str, text("สังกัด (ผู้ควบคุมข้อมูลส่วนบุคคล)", "Parent organisation (controller)", laws=("PDPA s.39(3)",))]
        | None
    ) = None
    controller_contact: (
        Annotated[
            Contact,
            field("ที่อยู่และช่องทางติดต่อผู้ควบคุมข้อมูล", "Contact of the controller", laws=("PDPA s.39(3)", "PDPA s.23(5)")),
        ]
        | None
    ) = None
    dpo_contact: (
        Annotated[Contact, field("ช่องทางติดต่อ DPO", "Contact of the DPO", laws=("PDPA s.41", "PDPA s.23(5)"))] | None
    ) = None


class ContactDetailsInput(ContactDetails, kw_only=True, forbid_unknown_fields=True):
    """What an office says from now on. `version`: of what was read, 0 where nothing was said yet."""

    version: Annotated[int, Meta(ge=0, le=2_147_483_647)]

    def details(self) -> ContactDetails:
        """Return what is said."""
        return ContactDetails(
            parent_org_unit=self.parent_org_unit,
            controller_contact=self.controller_contact,
            dpo_contact=self.dpo_contact,
        )


class SaidBy(Struct, frozen=True, kw_only=True):
    """The office whose words count for one field."""

    office_id: int
    office_name: str


class OfficeContactDetails(Struct, frozen=True, kw_only=True):
    """What one office says, and what counts there."""

    office_id: int
    office_name: str
    version: int
    """0: it never said anything."""
    own: ContactDetails
    effective: ContactDetails
    """With what comes from above."""
    said_by: dict[str, SaidBy]
    """Which office says what counts, by field; a field that nobody says is not there."""
    changed_at: datetime | None
    """UTC."""
    may_change: bool


class ContactDetailsLine(Struct, frozen=True, kw_only=True):
    """One office that says something."""

    office_id: int
    office_name: str
    version: int
    own: ContactDetails
    changed_at: datetime


class ContactDetailsList(Struct, frozen=True, kw_only=True):
    """Every office that says something, in the order of names; there are few, so there is never a next page."""

    items: list[ContactDetailsLine]
    next_cursor: str | None


def words_of(value: str | Contact | None) -> list[str]:
    """Return the words of one field, a contact's in their order; none where it says nothing."""
    if value is None or isinstance(value, str):
        return [value] if value else []
    return [each for each in (value.name, value.address, value.telephone, value.email) if each]
