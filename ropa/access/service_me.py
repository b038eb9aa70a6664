"""Use cases of somebody's own rights: what is lacking, and whom to ask. Needs no right at all."""

from msgspec import Struct

from ropa import clock
from ropa.access import store_me as store
from ropa.access import store_people as people
from ropa.db.unit_of_work import UnitOfWork
from schemas.access import PersonGrant, Role

PERSON = "person:"


class Lack(Struct, frozen=True, kw_only=True):
    """What somebody without a right is shown. Nobody is named: roles and offices say where to ask."""

    office_id: int | None
    """The office that the portal named. A hint to show, never a right."""
    ask: list[tuple[Role, int]]
    """Roles that give rights at that office, with the office where they are held."""


def what_is_lacking(uow: UnitOfWork) -> Lack:
    """Return where the actor seems to belong and who may give a right there."""
    hint = store.org_hint(uow, uow.actor.id.removeprefix(PERSON)) if uow.actor.id.startswith(PERSON) else None
    office_id = office_of_hint(hint)
    return Lack(office_id=office_id, ask=store.administrators(uow, office_id, clock.bangkok(uow.now).date()))


def own_grants(uow: UnitOfWork) -> list[PersonGrant]:
    """Return the actor's grants that count today."""
    if not uow.actor.id.startswith(PERSON):
        return []
    return people.grants_of(uow, uow.actor.id.removeprefix(PERSON), None, clock.bangkok(uow.now).date())


def office_of_hint(hint: str | None) -> int | None:
    """Return the office in the portal's hint `organisation/office/province`; None where there is none."""
    parts = (hint or "").split("/")
    office = parts[1].strip() if len(parts) == 3 else ""  # noqa: PLR2004 - the three parts of the hint
    return int(office) if office.isascii() and office.isdecimal() and len(office) < 10 else None  # noqa: PLR2004 - a 32-bit number
