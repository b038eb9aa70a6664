"""States of tasks, orders, and what stands against closing. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from schemas.breach_duties import Duty
from schemas.breach_work import Hindrance, TaskState
from schemas.findings import Problem
from schemas.reading import control_characters

#: Breaches that share an activity or a system within so many days are shown as perhaps similar.
SIMILAR_WITHIN = timedelta(days=180)
#: What the clock of a writer may be ahead of ours.
AHEAD = timedelta(minutes=1)
MOST_TASKS = 200
MOST_FILES = 500
MOST_BYTES = 5 << 30


def task_state(
    due_at: datetime | None, done_at: datetime | None, dropped_at: datetime | None, now: datetime
) -> TaskState:
    """Return where a task stands. The moment at which it is due is in time."""
    if done_at is not None:
        return TaskState.DONE
    if dropped_at is not None:
        return TaskState.DROPPED
    return TaskState.OVERDUE if due_at is not None and now > due_at else TaskState.OPEN


def text_problems(**texts: str | None) -> list[Problem]:
    """Return a problem for each text with control characters."""
    return list(control_characters({name: text for name, text in texts.items() if text is not None}))


def future_problems(pointer: str, moment: datetime | None, now: datetime) -> list[Problem]:
    """Return a problem for a moment that has not come yet."""
    if moment is None or moment <= now + AHEAD:
        return []
    return [Problem(pointer=pointer, message_th="เวลานี้อยู่ในอนาคต", message_en="This moment lies in the future")]


def span_problems(since: datetime, until: datetime) -> list[Problem]:
    """Return a problem for a span that ends before it begins."""
    if until > since:
        return []
    return [Problem(pointer="/until", message_th="ต้องอยู่หลังเวลาเริ่ม", message_en="This must come after its beginning")]


def hindrances(duties: Sequence[Duty], open_tasks: int, lessons: int) -> list[Hindrance]:
    """Return all that stands against closing, duties of the law first.

    Legal source: PDPA s.37(4). A duty that is done (even late), not required or excused is met.
    """
    found = [
        Hindrance(code=str(each.code), th=each.words_th, en=each.words_en) for each in duties if each.blocks_closing
    ]
    if open_tasks:
        found.append(
            Hindrance(
                code="tasks", th=f"มีงานที่ยังไม่เสร็จ {open_tasks} งาน", en=f"{open_tasks} tasks are not done or dropped"
            )
        )
    if not lessons:
        found.append(Hindrance(code="lessons", th="ยังไม่ได้บันทึกบทเรียน", en="No lesson is written down"))
    return found
