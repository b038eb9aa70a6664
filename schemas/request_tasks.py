"""Tasks of a request: what is to be done about the person's data, at each system, data set, recipient and processor."""

from datetime import date, datetime
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType
from msgspec import field as default

from schemas.breach_work import TaskState
from schemas.field import field
from schemas.request_terms import Right
from schemas.vocabulary import Term

Filled = Meta(pattern=r"\S")
#: Of one request.
MOST_TASKS = 5_000
Key = Annotated[str, Meta(max_length=36)]
Ref = Annotated[str, Filled, Meta(max_length=300)]
Words = Annotated[str, Filled, Meta(max_length=4_000)]
Numbers = Annotated[list[Annotated[int, Meta(ge=1, le=MOST_TASKS)]], Meta(min_length=1, max_length=MOST_TASKS)]
Seqs = list[Annotated[int, Meta(ge=1, le=30)]]
Office = Annotated[int, Meta(ge=0, le=2_147_483_647)]


class TaskKind(Term):
    """At what the work is done."""

    SYSTEM = ("system", "ระบบ", "system")
    HOLDING = ("holding", "ชุดข้อมูล", "data set")
    RECIPIENT = ("recipient", "ผู้รับข้อมูล", "recipient")
    PROCESSOR = ("processor", "ผู้ประมวลผล", "processor")
    OTHER = ("other", "อื่น ๆ", "other")


class TaskWhat(Term):
    """What is to be done."""

    SEARCH = ("search", "ค้นหาข้อมูลของบุคคล", "search for the person")
    COPY = ("copy", "ค้นหาและจัดทำสำเนา", "find and copy")
    CORRECT = ("correct", "แก้ไขให้ถูกต้อง", "correct")
    ERASE = ("erase", "ลบ ทำลาย หรือทำให้ไม่อาจระบุตัวตน", "erase, destroy or anonymise")
    RESTRICT = ("restrict", "ระงับการใช้", "restrict the use")
    STOP_USE = ("stop_use", "หยุดใช้และแยกข้อมูลออก", "stop using and keep apart")
    TELL = ("tell", "แจ้งผู้รับข้อมูล", "tell the recipient")


class TaskResult(Term):
    """How a task ended."""

    FOUND = ("found", "พบข้อมูล", "found")
    NOT_FOUND = ("not_found", "ไม่พบข้อมูล", "not found")
    DONE = ("done", "ดำเนินการแล้ว", "done")
    CANNOT = ("cannot", "ทำไม่ได้", "cannot be done")


class ToldHow(Term):
    """By which way somebody was told."""

    LETTER = ("letter", "หนังสือ", "letter")
    EMAIL = ("email", "อีเมล", "e-mail")
    SERVICE = ("service", "ผ่านระบบเชื่อมโยง", "by the connected system")
    TELEPHONE = ("telephone", "โทรศัพท์", "telephone")
    IN_PERSON = ("in_person", "ด้วยตนเอง", "in person")


class TaskWanted(Struct, kw_only=True, forbid_unknown_fields=True):
    """Which of the proposed tasks are made. None: all. Making them again makes only what is new."""

    kinds: list[TaskKind] | None = None
    what: list[TaskWhat] | None = None
    rights: Seqs | None = None
    with_exchange_log: bool = False
    """Also of the agencies that the exchange log names for this very person; needs the right to search it."""
    owner_id: Key | None = None
    """None: each task is its activity's office's."""
    due_on: date | None = None
    """None: a week before the right's last day; what recipients are told, on the last day."""


class TaskNew(Struct, kw_only=True, forbid_unknown_fields=True):
    """A task that an officer adds, for what no record of the register names."""

    kind: TaskKind = TaskKind.OTHER
    what: TaskWhat
    target: Annotated[str, Filled, field("ที่ใด", "At what", max_length=500)]
    rights: Seqs = default(default_factory=list)
    """Empty: all rights of the request that are not decided."""
    owner_id: Key | None = None
    owner_office_id: Office | None = None
    due_on: date | None = None


class RequestTaskChange(Struct, kw_only=True, forbid_unknown_fields=True):
    """Who does a task until when. What is left out stays."""

    owner_id: Key | UnsetType | None = UNSET
    owner_office_id: Office | UnsetType | None = UNSET
    due_on: date | UnsetType | None = UNSET


class TaskAssignment(RequestTaskChange, kw_only=True, forbid_unknown_fields=True):
    """Several tasks at once."""

    numbers: Numbers


class RequestTaskDone(Struct, kw_only=True, forbid_unknown_fields=True):
    """How a task ended. No personal data of the requester belongs here; what was found goes into the answer."""

    result: TaskResult
    note: (
        Annotated[str, Filled, field("ทำอย่างไร พบอะไร (ไม่ใส่ชื่อหรือเลขของผู้ขอ)", "What was done", max_length=4_000)] | None
    ) = None
    evidence_ref: Annotated[Ref, field("เลขที่หลักฐาน", "Reference of the evidence")] | None = None
    done_at: Annotated[datetime, Meta(tz=True)] | None = None
    """None: now."""
    told_at: Annotated[datetime, Meta(tz=True)] | None = None
    told_how: ToldHow | None = None
    receipt_ref: Annotated[Ref, field("เลขรับของผู้รับ", "Their receipt")] | None = None


class TasksDone(RequestTaskDone, kw_only=True, forbid_unknown_fields=True):
    """Several tasks that ended in the same way, for example recipients told by one circular letter."""

    numbers: Numbers


class RequestTaskReason(Struct, kw_only=True, forbid_unknown_fields=True):
    """Why a task is put off, or opened again."""

    reason: Words


class TaskLine(Struct, frozen=True, kw_only=True):
    """One line of the register that named the target when the task was made."""

    activity_id: str | None = None
    origin: str | None = None
    place: str | None = None
    data: str | None = None


class RequestTask(Struct, frozen=True, kw_only=True):
    """One task. Times are in Bangkok."""

    request_id: str
    number: int
    version: int
    kind: TaskKind
    what: TaskWhat
    target: str | None
    """None: it stands only in records that the reader may not read."""
    target_key: str
    holding_id: str | None
    activity_id: str | None
    lines: list[TaskLine]
    rights: list[int]
    round: int
    owner_id: str | None
    owner_name: str | None
    owner_office_id: int | None
    owner_office: str | None
    due_on: date | None
    state: TaskState
    result: TaskResult | None
    note: str | None
    evidence_ref: str | None
    told_at: datetime | None
    told_how: ToldHow | None
    receipt_ref: str | None
    done_at: datetime | None
    done_by_name: str | None
    dropped_reason: str | None
    created_at: datetime
    created_by_name: str

    @property
    def is_open(self) -> bool:
        """Tell whether it is still to be done."""
        return self.state in {TaskState.OPEN, TaskState.OVERDUE}


class RequestTasks(Struct, frozen=True, kw_only=True):
    """The tasks of a request in their order."""

    items: list[RequestTask]
    open: int
    untold: int
    """Recipients that are to be told of an erasure or a correction, and have no task yet."""


class ProposedTask(Struct, frozen=True, kw_only=True):
    """A task as it would be made. `number`: the one that was made already."""

    kind: TaskKind
    what: TaskWhat
    target: str
    rights: list[int]
    owner_office_id: int | None
    due_on: date | None
    lines: int
    number: int | None
    is_early: bool
    """It waits for the decision (erasing, correcting, restricting) or for the erasure (telling): not made yet."""


class ProposedTasks(Struct, frozen=True, kw_only=True):
    """All proposed tasks that the reader may know of. `hidden`: how many more there are elsewhere."""

    items: list[ProposedTask]
    hidden: int


class TasksMade(Struct, frozen=True, kw_only=True):
    """What making tasks has done."""

    added: int
    widened: int
    """Open tasks that now serve another right as well."""
    there: int
    """That were there already."""
    numbers: list[int]
    """Of the added ones."""


class TasksChanged(Struct, frozen=True, kw_only=True):
    """The tasks after a change of several."""

    items: list[RequestTask]


class RequestTaskOwner(Struct, frozen=True, kw_only=True):
    """Somebody who may own a task."""

    id: str
    name: str


class RequestTaskOwners(Struct, frozen=True, kw_only=True):
    """People who may own tasks of a request, the nearest first."""

    items: list[RequestTaskOwner]


class OwnRequestTask(Struct, frozen=True, kw_only=True):
    """A task of one's own, with as much of the request as its owner needs: nothing of who asked.

    How to find the person is asked of `handler`, who answers outside the register.
    """

    task: RequestTask
    ref: str
    rights: list[Right]
    handler: str | None
    handler_office_id: int
    may_read: bool
    """Whether the reader may open the whole request."""


class OwnRequestTasks(Struct, frozen=True, kw_only=True):
    """Open tasks of one's own and of one's offices, the earliest due first. `next_cursor` is None on the last page."""

    items: list[OwnRequestTask]
    next_cursor: str | None
