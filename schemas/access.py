"""Who acts, and with which rights."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

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


class Grant(Struct, frozen=True, kw_only=True):
    """A role at an office and everything below it."""

    role: Role
    office_id: int


class Actor(Struct, frozen=True, kw_only=True):
    """Who does something. `id` is what the trail keeps."""

    id: str
    name: str
    channel: Channel
    grants: tuple[Grant, ...] = ()


#: The operator at the server's own shell. The doors' rules, not the grants, keep it from deciding anything.
COMMAND_LINE = Actor(
    id="command-line",
    name="บรรทัดคำสั่ง",
    channel=Channel.COMMAND_LINE,
    grants=tuple(Grant(role=role, office_id=0) for role in (Role.DPO, Role.RECORDER, Role.SYSTEM_ADMIN)),
)


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
