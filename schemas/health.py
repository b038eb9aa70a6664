"""How the installation stands: what an administrator looks at before anybody calls."""

from datetime import datetime

from msgspec import Struct

from schemas.vocabulary import Term


class HealthState(Term):
    """How one thing stands."""

    GOOD = ("good", "ปกติ", "in order")
    WARN = ("warn", "ควรตรวจสอบ", "look at it")
    BAD = ("bad", "ขัดข้อง", "broken")
    UNKNOWN = ("unknown", "ไม่ทราบ", "not known")


class HealthCheck(Struct, frozen=True, kw_only=True):
    """One thing, what was found, and where or how to see to it."""

    code: str
    state: HealthState
    title_th: str
    title_en: str
    said_th: str
    said_en: str
    at: datetime | None = None
    """The moment that it is about, if there is one."""
    href: str | None = None


class JobStanding(Struct, frozen=True, kw_only=True):
    """One job: when it was last done, and whether that is longer ago than it should be."""

    name: str
    title_th: str
    title_en: str
    every: str
    """`time` (each pass), `hour`, `day` or `week`."""
    done_at: datetime | None
    """None: never yet."""
    running: bool
    late: bool


class WorkerStanding(Struct, frozen=True, kw_only=True):
    """The jobs in their order."""

    jobs: list[JobStanding]
    last_done_at: datetime | None
    late: int
    """How many are late."""


class HealthReport(Struct, frozen=True, kw_only=True):
    """Everything at one moment."""

    made_at: datetime
    checks: list[HealthCheck]
    jobs: list[JobStanding]
