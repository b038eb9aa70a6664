"""What there is beside a record's text: most records have little of it, so one query tells what to ask for."""

from msgspec import Struct
from sqlalchemy import BindParameter, bindparam, exists, select

from ropa.activities.tables_life import life_steps, review_comments
from ropa.activities.tables_stewards import stewards
from ropa.db.unit_of_work import UnitOfWork

_ID: BindParameter[str] = bindparam("activity_id")


class Beside(Struct, frozen=True):
    """Which things an activity has."""

    steps: bool
    comments: bool
    """Some that nobody has resolved."""
    steward: bool


_BESIDE = select(
    exists().where(life_steps.c.activity_id == _ID),
    exists().where(review_comments.c.activity_id == _ID, review_comments.c.resolved_at.is_(None)),
    exists().where(stewards.c.activity_id == _ID, stewards.c.until_at.is_(None), stewards.c.person_id.is_not(None)),
)


def beside(uow: UnitOfWork, activity_id: str) -> Beside:
    """Return which things an activity has; one query."""
    return Beside(*map(bool, uow.connection.execute(_BESIDE, {"activity_id": activity_id}).one()))
