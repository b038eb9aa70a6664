"""Evidence files at a step of a round: what the register answers for one, and what is said of a new one."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from schemas.attachments import ScanState
from schemas.field import field

#: Of one visit of a step, those that were taken out included.
MOST_STEP_FILES = 50
MOST_STEP_BYTES = 1 << 30


class StepFile(Struct, frozen=True, kw_only=True):
    """An evidence file of a visit of a step."""

    id: str
    file_name: str
    sha256: str
    size: int
    media_type: str
    note: str | None
    uploaded_at: datetime
    uploaded_by_name: str
    is_added_later: bool
    """It came after its step had ended."""
    scan: ScanState
    finding: str | None
    scanned_at: datetime | None
    is_served: bool
    """Only such files can be downloaded: not those in quarantine or with malware."""
    may_remove: bool = False
    """Whether the reader may take it out now; nobody may once the step has ended."""


class StepFiles(Struct, frozen=True, kw_only=True):
    """The evidence files of a visit of a step, oldest first."""

    items: list[StepFile]


class StepFileInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """What is said of an evidence file."""

    note: Annotated[str, Meta(max_length=4_000), field("ไฟล์นี้คืออะไร", "What it is")] | None = None
