"""Notices of the steps of a record's life, written with the step (joined in `ropa.wiring`).

Who reviews or approves for an office is told, the nearest first: where the office has reviewers of its own, those of
the whole ministry are not told of each of its records.
"""

from collections.abc import Iterable
from typing import Any, Protocol
from weakref import WeakKeyDictionary

from ropa.access import service_reach
from ropa.access.rules import Permission
from ropa.access.service_reach import Held, nearest, roles_with
from ropa.activities import service_approved
from ropa.activities.service_hooks import StepTaken
from ropa.db.unit_of_work import UnitOfWork
from ropa.notices.service import post
from ropa.reminders import rules_words as words
from ropa.reminders import store
from schemas.access import Role
from schemas.life import LifeStep
from schemas.notices import Notice, NoticeKind

_PERSON = "person:"
#: What kind of notice each step is.
KINDS = {
    LifeStep.SUBMIT: NoticeKind.SUBMITTED,
    LifeStep.REVIEW: NoticeKind.REVIEWED,
    LifeStep.RETURN: NoticeKind.RETURNED,
    LifeStep.APPROVE: NoticeKind.APPROVED,
    LifeStep.WITHDRAW: NoticeKind.RETURNED,
    LifeStep.RETIRE: NoticeKind.RETIRED,
}
#: Steps that runs of many take.
OF_RUNS = frozenset({LifeStep.SUBMIT, LifeStep.WITHDRAW})
#: A head signs hundreds of records of a few offices in one transaction: who holds what is asked once for each office.
_HELD: WeakKeyDictionary[Any, dict[int, Held]] = WeakKeyDictionary()


def after_step(uow: UnitOfWork, taken: StepTaken) -> None:
    """Tell whom the step concerns; who took it knows. Of a run of many `service_many` tells, once at its end."""
    if taken.batch_id is not None and taken.step in OF_RUNS:
        return
    readers = readers_of(uow, taken, _held(uow, taken.office_id))
    if not readers:
        return
    comments = service_approved.standing_comments(uow, taken.revision_id) if taken.step is LifeStep.RETURN else 0
    said = words.step(taken.step, words.name_of(taken.ref, taken.title), taken.actor_name, comments)
    cause, path = f"{taken.step}:{taken.revision_id}:{taken.at.isoformat()}", f"/activities/{taken.activity_id}"
    if taken.step is LifeStep.APPROVE:
        cause = f"approve:{taken.revision_id}"
        row = store.find(uow, taken.activity_id)
        if row is not None and row.unread is not None:
            said = said._replace(
                body_th=f"{said.body_th}\n{words.UNREAD.body_th}".strip(),
                body_en=f"{said.body_en}\n{words.UNREAD.body_en}".strip(),
            )
        elif taken.batch_id is not None:
            # One notice for the whole signing: the cause is the same for each of its records.
            cause, path, said = f"signed:{taken.batch_id}", "/activities", words.signed(taken.actor_name)
    post(
        uow,
        [Notice(cause=cause, kind=KINDS[taken.step], person_id=each, path=path, **said._asdict()) for each in readers],
    )


class Step(Protocol):
    """What decides whom a step concerns."""

    @property
    def step(self) -> LifeStep: ...
    @property
    def revision_id(self) -> str: ...
    @property
    def actor_id(self) -> str: ...
    @property
    def writers(self) -> tuple[str, ...]: ...


def readers_of(uow: UnitOfWork, taken: Step, held: Held) -> list[str]:
    """Return the people whom a step concerns, but not who took it. `held`: who holds what at the record's office."""
    return [each for each in _readers(uow, taken, held) if each != taken.actor_id.removeprefix(_PERSON)]


def _readers(uow: UnitOfWork, taken: Step, held: Held) -> Iterable[str]:
    writers = [each.removeprefix(_PERSON) for each in taken.writers if each.startswith(_PERSON)]
    if taken.step is LifeStep.RETURN:
        return writers
    if taken.step in {LifeStep.SUBMIT, LifeStep.WITHDRAW}:
        # Who wrote it may not review it, so telling them would tell nobody who can.
        return nearest(held, roles_with(Permission.REVIEW_ACTIVITIES), [*writers, taken.actor_id.removeprefix(_PERSON)])
    if taken.step is LifeStep.REVIEW:
        without = [*writers, taken.actor_id.removeprefix(_PERSON)]
        return nearest(held, roles_with(Permission.APPROVE_ACTIVITIES), without)
    if taken.step is LifeStep.RETIRE:
        return sorted({*nearest(held, [Role.DPO]), *writers})
    submitter = service_approved.submitter(uow, taken.revision_id)
    return sorted({*writers, *([submitter.removeprefix(_PERSON)] if submitter and _PERSON in submitter else [])})


def _held(uow: UnitOfWork, office_id: int) -> Held:
    known = _HELD.setdefault(uow.connection.get_transaction(), {})
    if office_id not in known:
        known |= service_reach.holders(uow, [office_id])
    return known[office_id]
