"""Who made a request of a data subject. Everything here is sealed at rest, and forgotten after its time."""

from datetime import date
from typing import Annotated

from msgspec import Meta, Struct
from msgspec import field as default

from schemas.field import field, text
from schemas.request_terms import Right
from schemas.vocabulary import Term

Filled = Meta(pattern=r"\S")
S20 = ("PDPA s.20",)
Name = Annotated[str, Filled, field("ชื่อและนามสกุล", "Name", max_length=300, names_people=True)]
Contact = Annotated[str, field("ที่อยู่หรือช่องทางติดต่อ", "How to reach them", max_length=1_000)]


class RequesterKind(Term):
    """Who asks."""

    SELF = ("self", "เจ้าของข้อมูลยื่นเอง", "the data subject")
    AGENT = ("agent", "ผู้รับมอบอำนาจ", "an authorised agent")
    GUARDIAN = ("guardian", "ผู้ใช้อำนาจปกครอง ผู้อนุบาล หรือผู้พิทักษ์", "a parent, guardian or curator")


class AgeBand(Term):
    """How old the data subject is, as far as s.20 asks. Marriage makes a minor of age (CCC s.20)."""

    UNDER_10 = ("under_10", "ไม่เกิน 10 ปี", "not over 10 years")
    FROM_10 = ("from_10", "เกิน 10 ปี ยังไม่บรรลุนิติภาวะ", "over 10 years, not of age")
    ADULT = ("adult", "บรรลุนิติภาวะ", "of age")
    UNKNOWN = ("unknown", "ยังไม่ทราบ", "not known yet")


class Capacity(Term):
    """By what somebody acts for a person who may not act alone."""

    PARENT = ("parent", "ผู้ใช้อำนาจปกครอง", "holder of parental power")
    GUARDIAN = ("guardian", "ผู้ปกครองตามคำสั่งศาล", "guardian appointed by a court")
    CUSTODIAN = ("custodian", "ผู้อนุบาล (คนไร้ความสามารถ)", "custodian of an incompetent person")
    CURATOR = ("curator", "ผู้พิทักษ์ (คนเสมือนไร้ความสามารถ)", "curator of a quasi-incompetent person")


class RequestAgent(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who asks for somebody else by a written authority."""

    name: Name
    capacity: Annotated[str, field("ฐานะ เช่น ทนายความ บุตร", "Capacity", max_length=200)] | None = None
    contact: Contact | None = None
    authority_ref: Annotated[
        str, field("เอกสารมอบอำนาจ (เลขที่ วันที่)", "Document of authority (number, day)", max_length=500)
    ] = ""
    authority_scope: Annotated[list[Right], Meta(max_length=len(Right), title="สิทธิที่ได้รับมอบอำนาจ")] = default(
        default_factory=list
    )
    """The rights that the document speaks of; a right outside of it is not asked by authority."""
    authority_until: Annotated[date, field("มอบอำนาจถึงวันที่", "Authority ends on")] | None = None
    authority_checked_on: Annotated[date, field("ตรวจเอกสารเมื่อ", "Document checked on")] | None = None


class RequestGuardian(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who acts, or agrees, for a person who may not act alone (s.20)."""

    name: Name
    capacity: Annotated[Capacity, field("ฐานะ", "Capacity", laws=S20)] = Capacity.PARENT
    contact: Contact | None = None
    proof_ref: Annotated[
        str, field("หลักฐาน เช่น สูติบัตร คำสั่งศาล", "Proof, e.g. birth certificate, court order", max_length=500)
    ] = ""
    agreed_on: Annotated[date, field("ให้ความยินยอมเมื่อ", "Agreed on", laws=S20)] | None = None
    checked_on: Annotated[date, field("ตรวจหลักฐานเมื่อ", "Proof checked on")] | None = None


class Wish(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the person wants of one right, in their words."""

    right: Right
    text: Annotated[str, text("สิ่งที่ขอ", "What is asked")]


class RequestPerson(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who asks, and for whom: all that the register keeps of a requester. Nothing of it stands anywhere else."""

    name: Name
    """The data subject."""
    national_id: Annotated[str, field("เลขประจำตัวประชาชน", "National ID", max_length=40)] | None = None
    passport: Annotated[str, field("หนังสือเดินทางหรือเอกสารอื่น", "Passport or another document", max_length=60)] | None = (
        None
    )
    email: Annotated[str, field("อีเมล", "E-mail", max_length=320)] | None = None
    phone: Annotated[str, field("โทรศัพท์", "Telephone", max_length=60)] | None = None
    address: Annotated[str, field("ที่อยู่", "Address", max_length=1_000)] | None = None
    agent: RequestAgent | None = None
    guardian: RequestGuardian | None = None
    minor_agrees: Annotated[bool, field("ผู้เยาว์เห็นด้วยกับคำขอ", "The minor agrees", laws=S20)] = False
    minor_alone_reason: (
        Annotated[
            str, field("เหตุที่ผู้เยาว์ทำได้โดยลำพัง", "Why the minor may act alone", laws=("CCC ss.22-24",), max_length=1_000)
        ]
        | None
    ) = None
    wishes: Annotated[list[Wish], Meta(max_length=30)] = default(default_factory=list)
