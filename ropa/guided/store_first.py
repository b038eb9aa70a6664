"""What a person, and the register as a whole, has done of the first steps: looked up, never claimed."""

from collections.abc import Iterable

from sqlalchemy import Table, delete, exists, insert, select

from ropa.db.tables import metadata
from ropa.db.unit_of_work import UnitOfWork
from ropa.guided.tables import guided_people


def _t(name: str) -> Table:
    return metadata.tables[name]


def done(uow: UnitOfWork, person_id: str, wanted: Iterable[str], year: int) -> set[str]:
    """Return which of the wanted steps are done; one statement. `year` is the present one, Gregorian."""
    actor = uow.actor.id
    steps, writers, checks = _t("life_steps").c, _t("revision_writers").c, _t("finding_checks").c
    grants, years, preferences = _t("grants").c, _t("holiday_years").c, _t("notice_preferences").c
    written = select(writers.revision_id).where(writers.actor_id == actor)
    own = exists().where(steps.actor_id == actor)
    known = {
        "record": exists().where(writers.actor_id == actor),
        "filled": exists().where(checks.revision_id.in_(written), checks.errors == 0),
        "submitted": own.where(steps.step == "submit"),
        "reviewed": own.where(steps.step.in_(("review", "return"))),
        "approved": own.where(steps.step.in_(("approve", "return"))),
        "notices": exists().where(preferences.person_id == person_id),
        "pack": exists().where(_t("packs").c.made_by == actor),
        "grant": exists().where(grants.person_id != person_id, grants.ended_at.is_(None)),
        "holidays": exists().where(years.year == year, years.state == "confirmed"),
        "contacts": exists(select(_t("contact_details").c.office_id)),
        "import": exists(select(_t("imports").c.id)),
        "any-record": exists(select(_t("activities").c.id)),
        "any-approved": exists().where(_t("activities").c.approved_revision_id.is_not(None)),
    }
    asked = [name for name in wanted if name in known]
    row = uow.connection.execute(select(*(known[name].label(name) for name in asked))).one() if asked else ()
    return {name for name, is_done in zip(asked, row, strict=True) if is_done}


def is_hidden(uow: UnitOfWork, person_id: str) -> bool:
    """Tell whether the person has hidden the first steps."""
    return (
        uow.connection.execute(select(guided_people).where(guided_people.c.person_id == person_id)).first() is not None
    )


def hide(uow: UnitOfWork, person_id: str) -> None:
    """Remember that the person has hidden them."""
    if not is_hidden(uow, person_id):
        uow.connection.execute(insert(guided_people), {"person_id": person_id, "hidden_at": uow.now})


def bring_back(uow: UnitOfWork, person_id: str) -> None:
    """Forget that."""
    uow.connection.execute(delete(guided_people).where(guided_people.c.person_id == person_id))


def is_new(uow: UnitOfWork) -> bool:
    """Tell whether the register has nothing approved yet: then who runs it sees how to set it up."""
    found = select(exists().where(_t("activities").c.approved_revision_id.is_not(None)))
    return not uow.connection.scalar(found)
