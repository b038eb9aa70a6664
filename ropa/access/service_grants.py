"""Use cases of grants: the only source of rights."""

from datetime import date
from uuid import UUID

from ropa import clock
from ropa.access import service as access
from ropa.access import store
from ropa.access import store_people as people
from ropa.access.rules import Permission, offices_for, offices_giving
from ropa.access.service_people import person_of
from ropa.audit.service import record
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Forbidden, Invalid, NotFound, RopaError, invalid
from ropa.keys import Keys
from schemas.access import GrantPage, PersonGrant, Role
from schemas.office import WHOLE_MINISTRY

MAX_LIMIT = 200
#: Roles of programs; people do not hold them.
_NOT_FOR_PEOPLE = frozenset({Role.SERVICE})


def add_grant(
    uow: UnitOfWork, keys: Keys, national_id: str, role: Role, office_id: int, valid_through: date | None = None
) -> PersonGrant:
    """Return the grant; one that the person has already is given back with its last day moved.

    Raises: Invalid with every fault, Forbidden for a role or office that the actor may not give.
    """
    _check(uow, role, office_id, valid_through)
    person_id = person_of(uow, keys, national_id)
    today = clock.bangkok(uow.now).date()
    same = people.same_grant(uow, person_id, role, office_id, today)
    if same is None:
        grant_id = new_id(uow.now)
        people.add_grant(
            uow,
            {
                "id": grant_id,
                "person_id": person_id,
                "role": str(role),
                "office_id": office_id,
                "granted_at": uow.now,
                "granted_by": uow.actor.id,
                "valid_through": valid_through,
            },
        )
    else:
        grant_id = str(same.id)
        people.change_grant(uow, grant_id, valid_through)
    if same is None or same.valid_through != valid_through:
        details = {"person": person_id, "role": str(role), "office_id": office_id, "valid_through": valid_through}
        record(uow, "grant.given", f"grant:{grant_id}", details)
    made = people.find_grant(uow, grant_id)
    if made is None:
        raise NotFound
    return made


def _check(uow: UnitOfWork, role: Role, office_id: int, valid_through: date | None) -> None:
    problems: list[RopaError] = []
    if role in _NOT_FOR_PEOPLE:
        problems.append(invalid("/role", "บทบาทนี้ใช้กับระบบงานเท่านั้น", "This role is for programs, not for people"))
    if not store.is_below(uow, office_id, [office_id]):
        problems.append(invalid("/office_id", f"ไม่พบหน่วยงานรหัส {office_id}", f"There is no office {office_id}"))
    if valid_through is not None and valid_through < clock.bangkok(uow.now).date():
        problems.append(invalid("/valid_through", "วันสุดท้ายผ่านไปแล้ว", "The last day has passed"))
    if problems:
        raise Invalid([each for error in problems if isinstance(error, Invalid) for each in error.problems])
    _require_giving(uow, role, office_id)


def _require_giving(uow: UnitOfWork, role: Role, office_id: int) -> None:
    access.require(uow, Permission.MANAGE_GRANTS, office_id)
    if not store.is_below(uow, office_id, offices_giving(uow.actor, role)):
        raise Forbidden(
            f"ท่านไม่มีสิทธิกำหนดบทบาท{role.th}ที่หน่วยงานนี้",
            f"You may not give or take the role {role.en} at this office",
        )


def roles_to_give(uow: UnitOfWork) -> list[Role]:
    """Return the roles that the actor may give somewhere, in their usual order."""
    return [role for role in Role if offices_giving(uow.actor, role)]


def end_grant(uow: UnitOfWork, grant_id: str) -> PersonGrant:
    """Return the grant, ended now.

    Raises: NotFound, also for one outside the actor's offices; Forbidden for a role that the actor may not give.
    """
    found = people.find_grant(uow, _uuid(grant_id))
    if found is None or found.ended_at is not None:
        raise NotFound
    access.require(uow, Permission.MANAGE_GRANTS, found.office_id, hide=True)
    _require_giving(uow, found.role, found.office_id)
    if people.end_grant(uow, found.id) != 1:
        raise NotFound
    details = {"person": found.person_id, "role": str(found.role), "office_id": found.office_id}
    record(uow, "grant.ended", f"grant:{found.id}", details)
    ended = people.find_grant(uow, found.id)
    if ended is None:
        raise NotFound
    return ended


def list_grants(uow: UnitOfWork, cursor: str | None = None, limit: int = 50) -> GrantPage:
    """Return the grants that count today at the actor's offices and below, oldest first.

    Raises: Forbidden; Invalid for a cursor that is none.
    """
    held = offices_for(uow.actor, Permission.READ_GRANTS)
    if not held:
        raise Forbidden
    reach = None if WHOLE_MINISTRY in held else held
    rows = people.list_grants(uow, reach, clock.bangkok(uow.now).date(), _cursor(cursor), limit + 1)
    return GrantPage(items=rows[:limit], next_cursor=rows[limit - 1].id if len(rows) > limit else None)


def _cursor(cursor: str | None) -> str | None:
    try:
        return None if cursor is None else str(UUID(cursor))
    except ValueError:
        raise invalid("/cursor", "ตัวชี้หน้าถัดไปไม่ถูกต้อง", "This is no cursor of this list") from None


def _uuid(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        raise NotFound from None
