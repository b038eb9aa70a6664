"""Long exports that somebody asked for, and what became of them."""

from datetime import datetime
from typing import Annotated, Any

from msgspec import Meta, Struct, field

from schemas.vocabulary import Term

MAX_REASON = 1000


class DownloadState(Term):
    """Where a download stands."""

    WAITING = ("waiting", "รอคิว", "waiting")
    RUNNING = ("running", "กำลังสร้างไฟล์", "being made")
    DONE = ("done", "พร้อมดาวน์โหลด", "ready")
    FAILED = ("failed", "สร้างไม่สำเร็จ", "failed")
    CANCELLED = ("cancelled", "ยกเลิกแล้ว", "cancelled")
    EXPIRED = ("expired", "หมดเวลาเก็บแล้ว", "expired")

    @property
    def is_open(self) -> bool:
        """True while a file may still come."""
        return self in {DownloadState.WAITING, DownloadState.RUNNING}


class DownloadInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """A file that is wanted. What `query` may hold depends on the kind."""

    kind: Annotated[str, Meta(max_length=40, examples=["register.xlsx"])]
    query: Annotated[dict[str, Any], Meta(examples=[{}])] = field(default_factory=dict)
    reason: Annotated[str, Meta(max_length=MAX_REASON)] | None = None
    """Why it is needed, in the words of who asks."""


class DownloadFile(Struct, frozen=True, kw_only=True):
    """The finished file."""

    name: str
    media_type: str
    size: int
    sha256: str


class Download(Struct, frozen=True, kw_only=True):
    """One download as its owner sees it."""

    id: str
    kind: str
    query: dict[str, Any]
    reason: str | None
    state: DownloadState
    asked_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    done: int
    """Of `total` parts; both 0 until it is known how many there are."""
    total: int
    file: DownloadFile | None
    """None until it is done, and again when it has expired."""
    expires_at: datetime | None
    """When the file is removed."""
    error_th: str | None
    error_en: str | None


class DownloadPage(Struct, frozen=True, kw_only=True):
    """A page of one's own downloads, newest first. `next_cursor` is None on the last page."""

    items: list[Download]
    next_cursor: str | None
