"""Use cases of scores: each day closed for the offices, the history, and what stands open by office."""

from datetime import date, timedelta

from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.activities import service as activities
from ropa.activities import service_live
from ropa.db.unit_of_work import UnitOfWork
from ropa.findings import store_checks, store_scores
from ropa.findings.rules_score import rolled_up, summed, to_let_go
from ropa.findings.service import count_again, today_of
from ropa.offices import service as offices
from schemas.worklist import OfficeTallyList, ScoreHistory

#: How far back a history goes where nobody asks for more.
USUAL_DAYS = 366


def close_days(uow: UnitOfWork) -> int:
    """Close every day before today for the offices, missed ones too; return how many those were.

    What has no save of its own is counted first: acceptances that ended, records that moved, retired or came in with an
    older program.
    """
    today = today_of(uow)
    store_checks.drop_all_but(uow, service_live.live())
    count_again(uow)
    store_scores.note_live(uow, today, service_live.public())
    store_scores.note_gone(uow, today, service_live.public())
    first, closed = store_scores.first_and_closed(uow)
    begin = today if first is None else first
    if closed is not None:
        begin = closed + timedelta(days=1)
    days = [begin + timedelta(days=number) for number in range((today - begin).days)]
    for day in days:
        store_scores.close_day(uow, day)
    store_scores.thin(uow, to_let_go(store_scores.days_before(uow, today), today))
    return len(days)


def office_history(uow: UnitOfWork, office: int | None, since: date | None = None) -> ScoreHistory:
    """Return how the records of an office and all below it stood (None: of all offices that the actor reads).

    `since`: a day of Bangkok; None is a year ago. The last entry is this moment. Counted are the revisions
    that everybody sees.

    Raises: Forbidden.
    """
    today = today_of(uow)
    visible = access.visible_offices(uow, Permission.READ_ACTIVITIES)
    within = [visible, None if office is None else access.at_or_below(office)]
    days = store_scores.office_days(uow, within, since or today - timedelta(days=USUAL_DAYS))
    present = store_scores.tallies(uow, service_live.shown_to_all(uow, office))
    now = summed(present.values())
    days = [each for each in days if each.day < today]
    if now.records:
        days.append(store_scores.day_of(today, now))
    return ScoreHistory(items=days)


def record_history(uow: UnitOfWork, activity_id: str, since: date | None = None) -> ScoreHistory:
    """Return how a record stood on the days on which that changed.

    Raises: NotFound.
    """
    activities.read(uow, activity_id)
    day = since or today_of(uow) - timedelta(days=USUAL_DAYS)
    return ScoreHistory(items=store_scores.record_days(uow, activity_id, day))


def office_tallies(uow: UnitOfWork, office: int | None = None) -> OfficeTallyList:
    """Return the offices with records that the actor sees, as a tree, each with all below it; one query.

    Raises: Forbidden.
    """
    own = store_scores.tallies(uow, service_live.shown(uow, office))
    return OfficeTallyList(items=rolled_up(offices.office_tree(uow), own))
