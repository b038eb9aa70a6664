"""What is wrong with contact details, and what counts at an office of what it and those above say. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from schemas.beyond import Contact
from schemas.contact_details import KEYS, ContactDetails
from schemas.email_address import is_email_address
from schemas.findings import Problem
from schemas.thai_text import arabic_digits

_CONTACTS = ("controller_contact", "dpo_contact")
#: Between several addresses in one field.
_BETWEEN = re.compile(r"[\s,;]+")
#: The shortest numbers that are called in Thailand are those of hotlines.
_FEWEST_DIGITS = 3


def faults(details: ContactDetails) -> Iterator[Problem]:
    """Yield what is wrong with what an office wants to say."""
    for key in _CONTACTS:
        contact: Contact | None = getattr(details, key)
        if contact is None:
            continue
        wrong = [each for each in _BETWEEN.split((contact.email or "").strip()) if each and not is_email_address(each)]
        if wrong:
            yield Problem(
                pointer=f"/{key}/email",
                message_th=f"“{wrong[0][:100]}” ไม่ใช่อีเมล เขียนเช่น dpo@example.go.th",
                message_en=f"“{wrong[0][:100]}” is no e-mail address; write for example dpo@example.go.th",
            )
        number = contact.telephone or ""
        if number and sum(map(str.isdecimal, arabic_digits(number))) < _FEWEST_DIGITS:
            yield Problem(
                pointer=f"/{key}/telephone",
                message_th="ไม่มีหมายเลขโทรศัพท์ในช่องนี้ เขียนเช่น 0 2430 6999",
                message_en="There is no telephone number here; write for example 0 2430 6999",
            )


def tidied(details: ContactDetails) -> ContactDetails:
    """Return the details without the blanks around texts; what is empty then says nothing."""
    return ContactDetails(
        parent_org_unit=_text(details.parent_org_unit),
        controller_contact=_contact(details.controller_contact),
        dpo_contact=_contact(details.dpo_contact),
    )


def _text(words: str | None) -> str | None:
    return (words or "").strip() or None


def _contact(given: Contact | None) -> Contact | None:
    if given is None:
        return None
    made = Contact(
        name=_text(given.name),
        address=_text(given.address),
        telephone=_text(given.telephone),
        email=_text(given.email),
    )
    return None if made == Contact() else made


def counting(upwards: Sequence[int], said: Mapping[int, ContactDetails]) -> dict[str, tuple[Any, int]]:
    """Return what counts of each field and which office says it: the nearest of `upwards`, the office itself first."""
    found: dict[str, tuple[Any, int]] = {}
    for office_id in upwards:
        for key in KEYS:
            value = getattr(said.get(office_id), key, None)
            if value is not None and key not in found:
                found[key] = value, office_id
    return found


def changed_keys(before: ContactDetails, after: ContactDetails) -> list[str]:
    """Return the fields that differ."""
    return [key for key in KEYS if getattr(before, key) != getattr(after, key)]
