"""Use cases of grants: the only source of rights."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from uuid import UUID

import msgspec

from ropa import clock
from ropa.access import service as access
from ropa.access import store, store_grant_marks
from ropa.access import store_people as people
from ropa.access.rules import ACTING, Permission, offices_for, offices_giving
from ropa.access.service_people import no_national_id, person_of
from ropa.audit.service import record
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Forbidden, Invalid, NotFound, invalid
from ropa.keys import Keys
from schemas.access import GrantPage, GrantTerms, PersonGrant, Role
from schemas.findings import Problem
from schemas.grant_marks import GrantMark
from schemas.national_ids import read_national_id
from schemas.office import WHOLE_MINISTRY

MAX_LIMIT = 200
#: Roles of programs; people do not hold them.
_NOT_FOR_PEOPLE = frozenset({Role.SERVICE})
#: A deputy acts for as long as a head is away, not for good.
LONGEST_ACTING = timedelta(days=366)


def add_grant(
    uow: UnitOfWork, keys: Keys, national_id: str, role: Role, office_id: int, valid_through: date | None = None
) -> PersonGrant:
    """Return the grant of a role at an office, at once and until a last day; see `give`."""
    return give_by_number(
        uow, keys, national_id, GrantTerms(role=role, office_id=office_id, valid_through=valid_through)
    )


def give_by_number(uow: UnitOfWork, keys: Keys, national_id: str, terms: GrantTerms) -> PersonGrant:
    """Return the grant to the person of a national ID; see `give`.

    Raises: what `give` raises, and Invalid for what is no national ID.
    """
    problems = list(_problems(uow, terms))
    if read_national_id(national_id) is None:
        problems += no_national_id().problems
    if problems:
        raise Invalid(problems)
    _require_giving(uow, terms)
    return give(uow, person_of(uow, keys, national_id), terms)


def give(uow: UnitOfWork, person_id: str, terms: GrantTerms) -> PersonGrant:
    """Return the grant; one of the same kind that the person has already is given back with its days moved.

    Raises: Invalid with every fault; Forbidden for a role or office that the actor may not give, and to oneself.
    """
    problems = list(_problems(uow, terms))
    if problems:
        raise Invalid(problems)
    _require_giving(uow, terms)
    if uow.actor.id == f"person:{person_id}":
        raise Forbidden("ให้สิทธิแก่ตนเองไม่ได้", "Nobody gives a right to themselves")
    people.lock(uow, person_id)
    same = people.same_grant(uow, person_id, terms, clock.bangkok(uow.now).date())
    if same is None:
        grant_id = new_id(uow.now)
        values = {"id": grant_id, "person_id": person_id, "granted_at": uow.now, "granted_by": uow.actor.id}
        people.add_grant(uow, {**msgspec.structs.asdict(terms), **values, "role": str(terms.role)})
    else:
        grant_id = str(same.id)
        people.change_grant(uow, grant_id, terms)
    if same is None or (same.valid_from, same.valid_through) != (terms.valid_from, terms.valid_through):
        record(uow, "grant.given", f"grant:{grant_id}", {"person": person_id, **_told(terms)})
    made = people.find_grant(uow, grant_id)
    if made is None:
        raise NotFound
    return made


def _told(terms: GrantTerms) -> dict[str, object]:
    told = msgspec.structs.asdict(terms)
    # Words of people stay in the grant: an entry of the trail is kept for longer than they may be.
    return {**told, "role": str(terms.role), "reason": bool(terms.reason)}


def _problems(uow: UnitOfWork, terms: GrantTerms) -> Iterator[Problem]:
    today = clock.bangkok(uow.now).date()
    if terms.role in _NOT_FOR_PEOPLE:
        yield _problem("/role", "บทบาทนี้ใช้กับระบบงานเท่านั้น", "This role is for programs, not for people")
    if not store.is_below(uow, terms.office_id, [terms.office_id]):
        yield _problem("/office_id", f"ไม่พบหน่วยงานรหัส {terms.office_id}", f"There is no office {terms.office_id}")
    if terms.valid_through is not None and terms.valid_through < today:
        yield _problem("/valid_through", "วันสุดท้ายผ่านไปแล้ว", "The last day has passed")
    if terms.valid_through and terms.valid_from and terms.valid_through < terms.valid_from:
        yield _problem("/valid_through", "วันสุดท้ายอยู่ก่อนวันแรก", "The last day is before the first")
    if terms.is_acting:
        yield from _acting_problems(terms, today)
    elif terms.role is Role.AUDITOR and terms.valid_through is None:
        yield _problem("/valid_through", "สิทธิผู้ตรวจสอบต้องกำหนดวันสิ้นสุด", "An auditor's right needs a last day")


def _acting_problems(terms: GrantTerms, today: date) -> Iterator[Problem]:
    if terms.role not in ACTING:
        yield _problem("/role", "รักษาการแทนได้เฉพาะงานของหัวหน้าหน่วยงาน", "Only the head's own roles have a deputy")
    first = terms.valid_from or today
    if terms.valid_through is None or terms.valid_through - first > LONGEST_ACTING:
        yield _problem(
            "/valid_through",
            f"การรักษาการต้องกำหนดวันสิ้นสุดไม่เกิน {LONGEST_ACTING.days} วัน",
            f"A deputy needs a last day, at most {LONGEST_ACTING.days} days away",
        )


def _problem(pointer: str, thai: str, english: str) -> Problem:
    return Problem(pointer=pointer, message_th=thai, message_en=english)


def _require_giving(uow: UnitOfWork, terms: GrantTerms) -> None:
    access.require(uow, Permission.MANAGE_GRANTS, terms.office_id)
    if not store.is_below(uow, terms.office_id, offices_giving(uow.actor, terms.role, is_acting=terms.is_acting)):
        raise Forbidden(
            f"ท่านไม่มีสิทธิกำหนดบทบาท{terms.role.th}ที่หน่วยงานนี้",
            f"You may not give or take the role {terms.role.en} at this office",
        )


def roles_to_give(uow: UnitOfWork) -> list[Role]:
    """Return the roles that the actor may give somewhere, in their usual order."""
    return [role for role in Role if offices_giving(uow.actor, role)]


def read_grant(uow: UnitOfWork, grant_id: str) -> PersonGrant:
    """Return a grant that has not been ended.

    Raises: NotFound, also for one outside the offices where the actor manages grants.
    """
    found = people.find_grant(uow, _uuid(grant_id))
    if found is None or found.ended_at is not None:
        raise NotFound
    access.require(uow, Permission.MANAGE_GRANTS, found.office_id, hide=True)
    return found


def end_grant(uow: UnitOfWork, grant_id: str) -> PersonGrant:
    """Return the grant, ended now.

    Raises: NotFound, also for one outside the actor's offices; Forbidden for a role that the actor may not give.
    """
    found = read_grant(uow, grant_id)
    _require_giving(uow, GrantTerms(role=found.role, office_id=found.office_id, is_acting=found.is_acting))
    if people.end_grant(uow, found.id) != 1:
        raise NotFound
    details = {"person": found.person_id, "role": str(found.role), "office_id": found.office_id}
    record(uow, "grant.ended", f"grant:{found.id}", details)
    ended = people.find_grant(uow, found.id)
    if ended is None:
        raise NotFound
    return ended


def grants_of(uow: UnitOfWork, person_id: str) -> list[PersonGrant]:
    """Return a person's grants that count today and lie in the actor's offices.

    Raises: Forbidden.
    """
    return people.grants_of(uow, person_id, _reach(uow), clock.bangkok(uow.now).date())


def who_reaches(uow: UnitOfWork, office_id: int, permission: Permission = Permission.READ_GRANTS) -> list[PersonGrant]:
    """Return the grants that count today and reach an office: held there or above it.

    `permission`: what allows to know it; somebody who gives out work must see who can do it.

    Raises: Forbidden where the actor does not have the permission at that office.
    """
    access.require(uow, permission, office_id)
    return people.grants_reaching(uow, office_id, clock.bangkok(uow.now).date())


def list_grants(
    uow: UnitOfWork,
    cursor: str | None = None,
    limit: int = 50,
    *,
    office: int | None = None,
    name: str | None = None,
    mark: GrantMark | None = None,
) -> GrantPage:
    """Return the grants that count today at the actor's offices and below, oldest first.

    `office` narrows them to it and all below it; one that the actor may not see has none. `name` is part of a name.
    `mark`: those that stand out, as `service_grant_marks.counts` counts them.
    Raises: Forbidden; Invalid for a cursor that is none.
    """
    reach = _reach(uow)
    if office is not None:
        reach = frozenset({office}) if reach is None or store.is_below(uow, office, sorted(reach)) else frozenset()
    if name and "\0" in name:
        return GrantPage(items=[], next_cursor=None)  # no name holds one, and PostgreSQL would fail
    today = clock.bangkok(uow.now).date()
    only = None if mark is None else store_grant_marks.tests(today)[mark]
    rows = people.list_grants(uow, reach, today, _cursor(cursor), limit + 1, name, only)
    return GrantPage(items=rows[:limit], next_cursor=rows[limit - 1].id if len(rows) > limit else None)


def people_named(uow: UnitOfWork, words: Sequence[str], limit: int) -> list[tuple[str, str]]:
    """Return id and name of people whose names hold all the words and who have a right at the actor's offices today.

    Raises: Forbidden.
    """
    return people.found(uow, _reach(uow), clock.bangkok(uow.now).date(), limit, words=words)


def people_known(uow: UnitOfWork, person_ids: Sequence[str]) -> dict[str, str]:
    """Return the names of those of some people who have a right at the actor's offices today, by id.

    Raises: Forbidden.
    """
    today = clock.bangkok(uow.now).date()
    return dict(people.found(uow, _reach(uow), today, len(person_ids), ids=person_ids))


def _reach(uow: UnitOfWork) -> frozenset[int] | None:
    held = offices_for(uow.actor, Permission.READ_GRANTS)
    if not held:
        raise Forbidden
    return None if WHOLE_MINISTRY in held else held


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
