"""Who acts, and with which rights."""

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta, Struct

from schemas.field import field
from schemas.vocabulary import Term


class Role(Term):
    """Roles that a grant gives (seed 001: level 1 reviews, level 3 approves)."""

    RECORDER = ("recorder", "ผู้บันทึก", "recorder")
    REVIEWER = ("reviewer", "ผู้พิจารณา", "reviewer")
    APPROVER = ("approver", "ผู้อนุมัติ", "approver")
    DPO = ("dpo", "เจ้าหน้าที่คุ้มครองข้อมูลส่วนบุคคล", "data protection officer")
    AUDITOR = ("auditor", "ผู้ตรวจสอบ", "auditor")
    OFFICE_ADMIN = ("office_admin", "ผู้ดูแลสิทธิของหน่วยงาน", "office administrator")
    SYSTEM_ADMIN = ("system_admin", "ผู้ดูแลระบบ", "system administrator")
    SERVICE = ("service", "ระบบงาน", "service account")


class Channel(Term):
    """By which door an actor came. Some acts need a person at a browser."""

    WEB = ("web", "หน้าเว็บ", "web page")
    TOKEN = ("token", "โทเคน", "bearer token")
    COMMAND_LINE = ("command_line", "บรรทัดคำสั่ง", "command line")
    JOB = ("job", "งานตามเวลา", "scheduled job")


class IdKind(Term):
    """What a person is known by."""

    NATIONAL_ID = ("national_id", "เลขประจำตัวประชาชน", "national ID")
    SUBJECT = ("subject", "บัญชีของผู้ให้บริการ OpenID Connect", "account of the OpenID provider")
    EMERGENCY = ("emergency", "บัญชีเข้าใช้ฉุกเฉิน", "emergency account")


class Grant(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A role at an office and everything below it."""

    role: Role
    office_id: int
    is_acting: bool = False
    """Held as a deputy."""


class Actor(Struct, frozen=True, kw_only=True):
    """Who does something. `id` is what the trail keeps."""

    id: str
    name: str
    channel: Channel
    grants: tuple[Grant, ...] = ()
    address: str | None = None
    """Network address that the request came from; None for what did not come over the network."""
    request_id: str | None = None
    """The same in every entry of the trail and line of the log that one request leaves."""


#: The operator at the server's own shell. The doors' rules, not the grants, keep it from deciding anything.
COMMAND_LINE = Actor(
    id="command-line",
    name="บรรทัดคำสั่ง",
    channel=Channel.COMMAND_LINE,
    grants=tuple(Grant(role=role, office_id=0) for role in (Role.DPO, Role.RECORDER, Role.SYSTEM_ADMIN)),
)


class Identity(Struct, frozen=True, kw_only=True):
    """Who the portal or the OpenID provider says somebody is. The portal's office is a hint to show, never a right."""

    national_id: str | None = None
    subject: str | None = None
    """Issuer and `sub` of an OpenID provider that gives no national ID; then that is None."""
    username: str
    given_name: str
    family_name: str
    email: str | None = None
    org_hint: str | None = None
    """As the token has it, e.g. `9/59/73`: organisation, office, province."""
    expires_at: datetime
    """Aware. A session ends with the token at the latest."""


class PersonShown(Struct, frozen=True, kw_only=True):
    """A person as an administrator sees them."""

    id: str
    name: str | None
    username: str | None
    org_hint: str | None
    national_id: str
    """Masked: `x-xxxx-xxxxx-12-3`. Empty for who is known by an account and not by a number."""
    has_check_digit: bool
    """False: the number was perhaps typed wrongly."""
    signed_in_at: datetime | None
    seen_at: datetime
    """When the person last signed in, was let in again or was added."""


class AccessRequest(Struct, frozen=True, kw_only=True):
    """What somebody asked the administrator of an office for."""

    id: str
    person_id: str
    person_name: str | None
    role: Role
    office_id: int
    reason: str
    asked_at: datetime
    decided_at: datetime | None
    answer: str | None


class SessionMade(Struct, frozen=True, kw_only=True):
    """A new session. Only the browser keeps the secret."""

    secret: str
    expires_at: datetime


class SessionRead(Struct, frozen=True, kw_only=True):
    """A stored session and whose it is. It may have ended."""

    token_hash: str
    person_id: str
    expires_at: datetime
    ended_at: datetime | None
    actor: Actor


class PersonGrant(Struct, frozen=True, kw_only=True):
    """A stored grant. `valid_through` is the last day (Bangkok) on which it counts; None: until it is ended."""

    id: str
    person_id: str
    person_name: str | None
    """None: the person has not signed in yet."""
    role: Role
    office_id: int
    granted_at: datetime
    granted_by: str
    valid_through: date | None
    ended_at: datetime | None
    valid_from: date | None = None
    """First day (Bangkok) on which it counts; None: at once."""
    reason: str | None = None
    is_acting: bool = False
    """A deputy, who acts for the head of the office for a time and appoints nobody."""


class GrantTerms(Struct, frozen=True, kw_only=True):
    """What a grant gives, where, when and why."""

    role: Role
    office_id: int
    valid_from: date | None = None
    valid_through: date | None = None
    reason: str | None = None
    is_acting: bool = False


class GrantPage(Struct, frozen=True, kw_only=True):
    """A page of grants. `next_cursor` is None on the last page."""

    items: list[PersonGrant]
    next_cursor: str | None


class GrantInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """A right given to a person at an office and everything below it."""

    national_id: Annotated[str, Meta(max_length=20), field("เลขประจำตัวประชาชน", "National ID")]
    role: Annotated[Role, field("บทบาท", "Role")]
    office_id: Annotated[int, Meta(ge=0, le=2_147_483_647), field("หน่วยงาน", "Office")]
    valid_from: Annotated[date, field("ใช้ได้ตั้งแต่วันที่", "Valid from")] | None = None
    valid_through: Annotated[date, field("ใช้ได้ถึงวันที่", "Valid through")] | None = None
    reason: Annotated[str, field("เหตุผล", "Reason", max_length=1000)] | None = None
    is_acting: Annotated[bool, field("รักษาการแทน", "Acting")] = False


class Me(Struct, kw_only=True):
    """Answer of /api/v1/me."""

    id: str
    name: str
    channel: Channel
    grants: list[Grant]
    permissions: list[str]


class TokenMade(Struct, kw_only=True):
    """A new bearer token. The secret is shown once and never stored."""

    id: str
    role: Role
    office_id: Annotated[int, Meta(ge=0)]
    expires_at: datetime
    secret: str
