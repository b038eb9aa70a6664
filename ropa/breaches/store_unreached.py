"""Conditions on breaches: data subjects whom no message has reached yet, and since when somebody is owed one.

Read from the delivery register each time, so that no state beside it can say otherwise. A drill owes nobody anything.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, and_, case, func, select

from ropa.breaches.tables import breaches
from ropa.breaches.tables_notices import breach_notices, breach_recipients
from ropa.db.unit_of_work import UnitOfWork

_NOT_REACHED = ("waiting", "failed", "returned")
_people, _notices = breach_recipients.c, breach_notices.c
_OF_BREACH = and_(
    _notices.breach_id == breaches.c.id,
    _notices.audience == "subjects",
    _notices.released_at.is_not(None),
    _notices.is_drill.is_(False),
)
_ON_NOTICE = _people.notice_id == _notices.id
_UNREACHED = and_(_people.way.in_(("email", "letter")), _people.state.in_(_NOT_REACHED))


def some() -> ColumnElement[bool]:
    """Return the condition that a list that was given out has people whom nothing reached, and no public text is up.

    Legal source: PDPA s.37(4); PDPC breach notification B.E. 2565 ข้อ 11.
    """
    unreached = select(_people.id).where(_OF_BREACH, _ON_NOTICE, _UNREACHED).correlate(breaches).exists()
    public = and_(_people.way == "public", _people.state == "sent")
    published = select(_people.id).where(_OF_BREACH, _ON_NOTICE, public).correlate(breaches).exists()
    return and_(unreached, ~published)


def owed_since() -> ScalarSelect[datetime]:
    """Return since when the longest waiting of them is owed a message: given out, added behind that, or come back."""
    given = case((_people.added_at > _notices.released_at, _people.added_at), else_=_notices.released_at)
    since = case((_people.returned_at.is_not(None), _people.returned_at), else_=given)
    return select(func.min(since)).where(_OF_BREACH, _ON_NOTICE, _UNREACHED).correlate(breaches).scalar_subquery()


def any_of(uow: UnitOfWork, breach_id: str) -> bool:
    """Tell whether a breach has such people."""
    query = select(breaches.c.id).where(breaches.c.id == breach_id, some())
    return uow.connection.execute(query).first() is not None
