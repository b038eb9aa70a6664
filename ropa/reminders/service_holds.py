"""Reviews of holds: on the agenda and in the calendar, and told to the hold's owner and to who may lift it."""

from datetime import date, timedelta

from ropa.access import service_reach
from ropa.access.service_reach import nearest
from ropa.db.unit_of_work import UnitOfWork
from ropa.reminders import rules, store
from ropa.reminders import rules_words as words
from ropa.reminders.service_telling import Told, tell, today_of
from ropa.retention import service_hold_reviews
from schemas.access import Role
from schemas.holding import Hold
from schemas.notices import NoticeKind
from schemas.reminders import DueKind, DueThing

_AHEAD = timedelta(days=rules.BEFORE[0])


def path_of(hold: Hold) -> str:
    """Return the page of a hold."""
    return f"/retention/holds/{hold.id}"


def reviews(uow: UnitOfWork, start: tuple[date, str], last: date, limit: int) -> list[DueThing]:
    """Return the agenda's lines of holds to be looked at after a place (day, hold) and up to a day."""
    return [
        DueThing(
            kind=DueKind.HOLD,
            on=hold.review_on,
            at=None,
            id=hold.id,
            ref=None,
            # Kind and owner only: the reason of a hold may name people, and a calendar leaves the register.
            title=f"{hold.kind.th} ({hold.owner_name})" if hold.owner_name else hold.kind.th,
            title_en=f"{hold.kind.en} ({hold.owner_name})" if hold.owner_name else hold.kind.en,
            office_id=office_id,
            count=1,
            path=path_of(hold),
            updated_at=hold.placed_at,
        )
        for hold, office_id in service_hold_reviews.reviews_due(uow, start, last, limit)
        if hold.review_on is not None
    ]


def remind(uow: UnitOfWork) -> int:
    """Tell of each hold that reached a stage before or after its review date; return how many notices were new."""
    today, marks = today_of(uow), store.stages(uow, "hold")
    reached: dict[str, int] = {}
    found: dict[str, tuple[Hold, int, date]] = {}
    for hold, office_id in service_hold_reviews.to_remind(uow, today + _AHEAD):
        if hold.review_on is None:
            continue
        subject = f"{hold.id}:{hold.review_on}"
        # One notice when it has passed is enough: the agenda and the list of holds go on showing it.
        stage = min(rules.stage(hold.review_on, today), rules.ON_THE_DAY + 1)
        if stage > marks.get(subject, 0):
            reached[subject], found[subject] = stage, (hold, office_id, hold.review_on)
    store.mark(uow, "hold", reached)
    held = service_reach.holders(uow, {office_id for _, office_id, _ in found.values()}, [Role.DPO])

    def told(subject: str) -> Told:
        hold, office_id, due_on = found[subject]
        owner = [hold.owner_person_id] if hold.owner_person_id else []
        return Told(
            key=f"hold:{subject}:{reached[subject]}",
            kind=NoticeKind.HOLD_REVIEW,
            people=sorted({*owner, *nearest(held[office_id], [Role.DPO])}),
            path=path_of(hold),
            say=lambda: words.hold(hold.kind.th, hold.kind.en, due_on, today),
        )

    return tell(uow, "hold", map(told, found))
