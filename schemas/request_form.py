"""The form of a data subject's request ("แบบคำร้องขอใช้สิทธิของเจ้าของข้อมูลส่วนบุคคล"): what stands in one sheet of it.

The same facts make the blank form and the filled one; where a fact is missing, the paper has room to write it.
"""

from datetime import date, datetime

from msgspec import Struct


class FormRight(Struct, frozen=True, kw_only=True):
    """One right as the form offers it, in the language of the form."""

    words: str
    law: str
    days: int | None = None
    """The limit in days that counts on the day of the form, or of the receipt."""
    is_asked: bool = False
    wish: str | None = None
    due_on: date | None = None


class FormPerson(Struct, frozen=True, kw_only=True):
    """Who asks. On the blank form all is missing."""

    name: str | None = None
    national_id: str | None = None
    passport: str | None = None
    phone: str | None = None
    email: str | None = None
    address: str | None = None


class FormDeputy(Struct, frozen=True, kw_only=True):
    """Who asks for the person: an authorised agent, or the holder of parental power, guardian or curator."""

    name: str | None = None
    capacity: str | None = None
    contact: str | None = None
    authority: str | None = None


class RequestForm(Struct, frozen=True, kw_only=True):
    """One form. `language` is th or en; texts of the register (names of offices, what was asked) stay as they are."""

    language: str
    office: str
    contact: str | None = None
    day: date
    """Day of Bangkok on which it is printed."""
    rights: tuple[FormRight, ...]
    person: FormPerson = FormPerson()
    deputies: tuple[FormDeputy, ...] = ()
    requester: str | None = None
    """Code of RequesterKind; None leaves all boxes empty."""
    age: str | None = None
    """Code of AgeBand; None and unknown leave all boxes empty."""
    ref: str | None = None
    received_at: datetime | None = None
    channel: str | None = None
    """How it came, in the language of the form."""
    identity: str | None = None
    """Code of IdentityLevel."""
    kept_days: int | None = None
    """How long the register keeps the person after closing."""

    @property
    def is_blank(self) -> bool:
        """Whether the form is to be filled by hand."""
        return self.ref is None
