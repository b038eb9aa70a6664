"""The life of a revision as one table: which step leads from where to where, and who may not take it. Pure.

draft -> submitted -> reviewed -> approved -> superseded. "Returned" is a draft with comments. An activity is retired as
a whole.

Legal source: seed 001 (level 1 reviews, level 3 approves); separation of duties: PDPC security measures B.E. 2565.
"""

from collections.abc import Collection, Mapping
from types import MappingProxyType

from msgspec import Struct

from schemas.findings import Finding, Problem, Severity
from schemas.form import row_number, value_at
from schemas.life import CommentInput, LifeStep, StepInput
from schemas.reading import control_characters
from schemas.vocabulary import RevisionStatus

#: Of a note and of a comment, and comments that one step brings.
MOST_LETTERS, MOST_COMMENTS = 4_000, 100


class Transition(Struct, frozen=True):
    """From where a step leads to where. `reason`: it must say why."""

    sources: tuple[RevisionStatus, ...]
    target: RevisionStatus
    reason: bool = False


_UNDER_REVIEW = (RevisionStatus.SUBMITTED, RevisionStatus.REVIEWED)
TRANSITIONS: Mapping[LifeStep, Transition] = MappingProxyType(
    {
        LifeStep.SUBMIT: Transition((RevisionStatus.DRAFT,), RevisionStatus.SUBMITTED),
        LifeStep.WITHDRAW: Transition(_UNDER_REVIEW, RevisionStatus.DRAFT),
        LifeStep.REVIEW: Transition((RevisionStatus.SUBMITTED,), RevisionStatus.REVIEWED),
        LifeStep.APPROVE: Transition((RevisionStatus.REVIEWED,), RevisionStatus.APPROVED),
        LifeStep.RETURN: Transition(_UNDER_REVIEW, RevisionStatus.DRAFT, reason=True),
        LifeStep.RETIRE: Transition((RevisionStatus.APPROVED,), RevisionStatus.RETIRED, reason=True),
    }
)
#: What happens without a step of its own, for the picture of the whole.
CONSEQUENCES: tuple[tuple[RevisionStatus, RevisionStatus, str, str], ...] = (
    (RevisionStatus.APPROVED, RevisionStatus.SUPERSEDED, "อนุมัติฉบับถัดไป", "the next revision is approved"),
    (RevisionStatus.APPROVED, RevisionStatus.DRAFT, "แก้ไข (เริ่มร่างฉบับถัดไป)", "edit (starts the next draft)"),
)


def may_follow(step: LifeStep, status: RevisionStatus) -> bool:
    """Tell whether a step can be taken from a status."""
    return status in TRANSITIONS[step].sources


def steps_from(status: RevisionStatus) -> tuple[LifeStep, ...]:
    """Return the steps that a status allows."""
    return tuple(step for step in TRANSITIONS if may_follow(step, status))


def breaks_separation(step: LifeStep, actor_id: str, writers: Collection[str], reviewers: Collection[str]) -> bool:
    """Tell whether the actor decides on what they did themselves.

    Nobody reviews what they wrote, nor approves what they wrote or reviewed. `reviewers`: of the present round.
    """
    if step is LifeStep.REVIEW:
        return actor_id in writers
    return step is LifeStep.APPROVE and (actor_id in writers or actor_id in reviewers)


def step_problems(step: LifeStep, said: StepInput, document: object) -> list[Problem]:
    """Return what is wrong with what came along with a step."""
    found = [*_text_problems("/note", said.note or ""), *comment_problems(said.comments, document)]
    if TRANSITIONS[step].reason and not (said.note or "").strip() and not said.comments:
        found.append(
            Problem(
                pointer="/note",
                message_th="ต้องระบุเหตุผล" + (" หรือความเห็นอย่างน้อยหนึ่งข้อ" if step is LifeStep.RETURN else ""),
                message_en="Give a reason" + (", or at least one comment" if step is LifeStep.RETURN else ""),
            )
        )
    elif step is LifeStep.RETIRE and not (said.note or "").strip():
        found.append(Problem(pointer="/note", message_th="ต้องระบุเหตุผล", message_en="Give a reason"))
    return found


def _text_problems(pointer: str, text: str) -> list[Problem]:
    # A page makes its `StepInput` from a form, past the rules of the type that the API reads.
    found = list(control_characters(text, pointer))
    if len(text) > MOST_LETTERS:
        found.append(
            Problem(
                pointer=pointer,
                message_th=f"ยาวเกิน {MOST_LETTERS} ตัวอักษร",
                message_en=f"Longer than {MOST_LETTERS} characters",
            )
        )
    return found


def comment_problems(comments: Collection[CommentInput], document: object) -> list[Problem]:
    """Return what is wrong with comments: no words, or a place that the document does not have."""
    found = []
    if len(comments) > MOST_COMMENTS:
        return [
            Problem(
                pointer="/comments",
                message_th=f"ให้ความเห็นได้ครั้งละไม่เกิน {MOST_COMMENTS} ข้อ",
                message_en=f"At most {MOST_COMMENTS} comments at once",
            )
        ]
    for index, comment in enumerate(comments):
        found += _text_problems(f"/comments/{index}/text", comment.text)
        if not comment.text.strip():
            found.append(
                Problem(
                    pointer=f"/comments/{index}/text", message_th="ความเห็นว่างเปล่า", message_en="The comment is empty"
                )
            )
        if not place_exists(document, comment.pointer):
            found.append(
                Problem(
                    pointer=f"/comments/{index}/pointer",
                    message_th=f"ไม่มีช่อง {comment.pointer} ในรายการนี้",
                    message_en=f"The record has no place {comment.pointer}",
                )
            )
    return found


def place_exists(document: object, pointer: str) -> bool:
    """Tell whether a pointer leads to a field, row or group of a document, whether or not it is filled."""
    parent, _, last = pointer.rpartition("/")
    holder = value_at(document, parent) if parent else document
    if isinstance(holder, list):
        row = row_number(last)
        return row is not None and row < len(holder)
    return isinstance(holder, Struct) and last in holder.__struct_fields__


def blocking(findings: Collection[Finding]) -> list[Problem]:
    """Return the error-level findings as the reasons for which an approval is refused, each with its law."""
    return [
        Problem(pointer=each.pointer, message_th=each.message_th, message_en=each.message_en, law=each.law)
        for each in findings
        if each.severity is Severity.ERROR
    ]
