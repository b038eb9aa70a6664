"""Telling data subjects of a breach: what they are told, who they are, and what became of each message.

Legal source: PDPA s.37(4); PDPC breach notification B.E. 2565 (the four items; ข้อ 11: a group or the public).
"""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct
from msgspec import field as default

from schemas.field import field, text
from schemas.vocabulary import Term

#: Lines of one list of recipients.
MOST_RECIPIENTS = 100_000
#: Letters that are set at once; more are made as a background download.
MOST_LETTERS_AT_ONCE = 1_000
ZONED = Meta(tz=True)
_LAW = "PDPC breach notification B.E.2565"
Short = Annotated[str, Meta(max_length=300)]
Long = Annotated[str, Meta(max_length=4_000)]


class RecipientWay(Term):
    """How a data subject is told."""

    EMAIL = ("email", "อีเมล", "e-mail")
    LETTER = ("letter", "จดหมาย", "letter")
    PUBLIC = ("public", "ประกาศสาธารณะ", "public announcement")


class RecipientState(Term):
    """What became of a message. `simulated`: a drill, nothing went out."""

    WAITING = ("waiting", "รอส่ง", "waiting")
    SENT = ("sent", "ส่งแล้ว", "sent")
    FAILED = ("failed", "ส่งไม่สำเร็จ", "failed")
    RETURNED = ("returned", "ตีกลับ", "returned")
    SIMULATED = ("simulated", "จำลองการส่ง (ฝึกซ้อม)", "simulated (drill)")


class SubjectsContent(Struct, kw_only=True, forbid_unknown_fields=True):
    """What a data subject is told: the four items, and who says it. A person edits what was drafted."""

    subject: Annotated[str, field("เรื่อง", "Subject", max_length=300)] | None = None
    nature: Annotated[str, text("1. ลักษณะของเหตุโดยสังเขป", "1. Nature of the breach", laws=(_LAW,))] | None = None
    dpo_contact: (
        Annotated[
            str,
            text(
                "2. ชื่อ สถานที่ และวิธีติดต่อเจ้าหน้าที่คุ้มครองข้อมูลส่วนบุคคลหรือผู้ประสานงาน",
                "2. Name, place and way to reach the DPO or contact person",
                laws=(_LAW,),
            ),
        ]
        | None
    ) = None
    effects: (
        Annotated[str, text("3. ผลกระทบที่อาจเกิดขึ้นกับท่าน", "3. Possible effect on the data subject", laws=(_LAW,))] | None
    ) = None
    remedy: Annotated[str, text("4. มาตรการเยียวยาของหน่วยงาน", "4. Remedy by the agency", laws=(_LAW,))] | None = None
    advice: Annotated[str, text("คำแนะนำสำหรับท่าน", "Advice to the data subject", laws=(_LAW,))] | None = None
    agency: Annotated[str, field("หน่วยงาน", "Agency", max_length=300)] | None = None
    letter_no: Annotated[str, field("เลขที่หนังสือ", "Number of the letter", max_length=100)] | None = None
    signatory: Annotated[str, field("ผู้ลงนาม", "Signatory", max_length=300)] | None = None
    signatory_position: Annotated[str, field("ตำแหน่ง", "Position", max_length=300)] | None = None
    public_reason: (
        Annotated[
            str,
            text(
                "เหตุที่แจ้งเป็นรายบุคคลไม่ได้ จึงแจ้งเป็นกลุ่มหรือทางสาธารณะ",
                "Why it is told to a group or in public instead of one by one",
                laws=(f"{_LAW} ข้อ 11",),
            ),
        ]
        | None
    ) = None


#: What must not be missing before anything goes out, in order.
FOUR_ITEMS = ("subject", "nature", "dpo_contact", "effects", "remedy", "advice", "agency")


class RecipientContact(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who a recipient is. Encrypted at rest, masked on pages; deleted some time after the closing."""

    name: str
    email: str | None = None
    address: str | None = None


class Recipient(Struct, frozen=True, kw_only=True):
    """One line of the delivery register, its contact masked. `contact` is None once it was deleted."""

    id: str
    place: int
    way: RecipientWay
    state: RecipientState
    contact: str | None
    sent_at: datetime | None
    returned_at: datetime | None
    tries: int
    reason: str | None
    contact_hash: str


class RecipientPage(Struct, frozen=True, kw_only=True):
    """A page of the delivery register. `counts` are of the whole of it: way, state, number."""

    items: list[Recipient]
    counts: list["RecipientCount"]
    next_cursor: int | None


class RecipientCount(Struct, frozen=True, kw_only=True):
    """How many of one way stand in one state."""

    way: RecipientWay
    state: RecipientState
    number: int


class RecipientsTaken(Struct, frozen=True, kw_only=True):
    """What a list gave. `repeated`: lines of somebody who stands on the list already."""

    added: int
    by_email: int
    by_letter: int
    repeated: int


class RecipientChange(Struct, kw_only=True, forbid_unknown_fields=True):
    """What became of some recipients: by `ids`, or all of a `state` and `way`."""

    act: "RecipientAct"
    ids: Annotated[list[Annotated[str, Meta(max_length=36)]], Meta(max_length=1_000)] = default(default_factory=list)
    way: RecipientWay | None = None
    state: RecipientState | None = None
    happened_at: Annotated[datetime, ZONED] | None = None
    """When letters were posted, or when word of a return came; absent: now."""
    reason: Annotated[str, Meta(max_length=150)] | None = None
    """Why it came back, or in which other way somebody was told (needed there)."""


class RecipientAct(Term):
    """What is done with recipients."""

    RETRY = ("retry", "ส่งอีกครั้ง", "send again")
    TO_LETTER = ("to_letter", "เปลี่ยนเป็นจดหมาย", "turn into a letter")
    POSTED = ("posted", "ส่งทางไปรษณีย์แล้ว", "posted")
    RETURNED = ("returned", "ตีกลับ", "returned")
    REACHED = ("reached", "แจ้งด้วยวิธีอื่นแล้ว (ระบุวิธี)", "told in another way (say how)")


class RecipientsChanged(Struct, frozen=True, kw_only=True):
    """How many recipients an act changed, and how many it could not (no address, another state)."""

    changed: int
    left: int


class Publication(Struct, kw_only=True, forbid_unknown_fields=True):
    """That a public text was put up: where, and when."""

    where: Annotated[str, Meta(min_length=1, max_length=500, pattern=r"\S")]
    published_at: Annotated[datetime, ZONED] | None = None


class PublicText(Struct, frozen=True, kw_only=True):
    """The public text to copy: plain, and as HTML in which nothing of the text acts."""

    plain: str
    html: str
    missing: list[str]
    """Which of the items are still missing."""
