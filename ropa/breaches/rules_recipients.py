"""Who a line of a list of recipients is, how a contact is masked, and when a mail is tried again. Pure."""

from datetime import datetime, timedelta

from msgspec import Struct

from schemas.breach_letters import RecipientContact, RecipientWay
from schemas.email_address import is_email_address

LONGEST_NAME, LONGEST_ADDRESS = 200, 1_000
#: Nobody else sends a row for so long after somebody took it.
LEASE = timedelta(minutes=5)
#: Mails to data subjects in a minute, whatever the number of workers: mail servers take more for a flood.
MOST_A_MINUTE = 300
MOST_TRIES = 10
_FIRST, _LONGEST = timedelta(minutes=1), timedelta(hours=12)
#: Names and addresses are kept so long after the closing; counts, ways, times and hashes stay.
KEPT_AFTER_CLOSING = timedelta(days=180)


class Fault(Struct, frozen=True):
    """What is wrong with one cell. `column` is its heading's field."""

    column: str
    th: str
    en: str


def contact_of(name: str, email: str, address: str) -> tuple[RecipientContact | None, list[Fault]]:
    """Return the recipient of a line, or every fault of it."""
    faults = []
    if not name:
        faults.append(Fault("name", "ต้องมีชื่อ", "A name is needed"))
    elif len(name) > LONGEST_NAME:
        faults.append(
            Fault("name", f"ชื่อยาวเกิน {LONGEST_NAME} ตัวอักษร", f"The name is longer than {LONGEST_NAME} letters")
        )
    # What the carrier would refuse is a fault of the line, told before anything is stored.
    if email and not is_email_address(email):
        faults.append(Fault("email", "อีเมลไม่ถูกต้อง", "This is no e-mail address"))
    if len(address) > LONGEST_ADDRESS:
        faults.append(
            Fault(
                "address",
                f"ที่อยู่ยาวเกิน {LONGEST_ADDRESS} ตัวอักษร",
                f"The address is longer than {LONGEST_ADDRESS} letters",
            )
        )
    if not email and not address:
        faults.append(Fault("email", "ต้องมีอีเมลหรือที่อยู่", "An e-mail or a postal address is needed"))
    for column, words in (("name", name), ("email", email), ("address", address)):
        if not words.replace("\n", "").isprintable():
            faults.append(Fault(column, "มีอักขระควบคุม", "There is a control character in it"))
    if faults:
        return None, faults
    return RecipientContact(name=name, email=email or None, address=address or None), []


def way_of(contact: RecipientContact) -> RecipientWay:
    """Return how somebody is told: by e-mail where there is one."""
    return RecipientWay.EMAIL if contact.email else RecipientWay.LETTER


def known_as(contact: RecipientContact) -> str:
    """Return what tells that two lines are the same recipient."""
    if contact.email:
        return f"email:{contact.email.casefold()}"
    return f"address:{_squeezed(contact.name)}|{_squeezed(contact.address or '')}"


def _squeezed(text: str) -> str:
    return " ".join(text.split()).casefold()


def masked(contact: RecipientContact, way: RecipientWay) -> str:
    """Return a contact that a page may show: enough to tell lines apart, not enough to write to."""
    if way is RecipientWay.PUBLIC:
        return contact.name
    name = f"{contact.name[:1]}***"
    if way is RecipientWay.EMAIL and contact.email:
        local, _, domain = contact.email.partition("@")
        return f"{name} {local[:1]}***@{domain[:1]}***"
    return f"{name} …{(contact.address or '')[-5:]}"


def next_try(tries: int, now: datetime, chance: float) -> datetime | None:
    """Return when a mail is tried again after `tries` failures; None: never. As notices of the register are."""
    if tries >= MOST_TRIES:
        return None
    return now + min(_FIRST * (1 << (tries - 1)), _LONGEST) * (1 - chance / 2)
