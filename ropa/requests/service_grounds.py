"""Grounds of law for a pause or an extension: proposals that are shipped, and what the officer confirmed."""

from collections.abc import Mapping

from ropa import clock
from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.audit.service import record
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Invalid, NotFound
from ropa.requests import rules_pauses, rules_text, store_limits
from schemas.office import WHOLE_MINISTRY
from schemas.request_clock import GroundEnd, GroundInput, GroundState, PauseGround, PauseGrounds, PauseKind
from schemas.request_terms import Right


def grounds(uow: UnitOfWork) -> PauseGrounds:
    """Return every ground, the usable ones first.

    Raises: Forbidden.
    """
    access.visible_offices(uow, Permission.READ_REQUESTS)
    return PauseGrounds(items=known(uow), may_set=access.may(uow, Permission.SET_REQUEST_LIMITS, WHOLE_MINISTRY))


def known(uow: UnitOfWork) -> list[PauseGround]:
    """Return every ground as it stands. Says nothing about rights."""
    return rules_pauses.standing(_stored(row) for row in store_limits.grounds(uow))


def find(uow: UnitOfWork, code: str) -> PauseGround | None:
    """Return a ground as it stands, or None."""
    return next((each for each in known(uow) if each.code == code), None)


def confirm(uow: UnitOfWork, given: GroundInput) -> PauseGrounds:
    """Return the grounds after the officer confirmed one, or a new version of one, with its source.

    Pauses that were made keep the version under which they were made.
    Raises: Forbidden, Invalid with every fault.
    """
    access.require(uow, Permission.SET_REQUEST_LIMITS, WHOLE_MINISTRY)
    before = find(uow, given.code)
    problems = list(rules_pauses.ground_faults(given, before, clock.bangkok(uow.now).date()))
    problems += rules_text.problems(source=given.source, law=given.law, name_th=given.name_th, name_en=given.name_en)
    if problems:
        raise Invalid(problems)
    facts = {
        "kind": str(given.kind),
        "rights": " ".join(str(each) for each in given.rights),
        "name_th": given.name_th.strip(),
        "name_en": given.name_en.strip(),
        "max_days": given.max_days,
        "effective_on": given.effective_on,
        "law": given.law.strip(),
        "source": given.source.strip(),
        "is_ended": False,
    }
    _add(uow, given.code, facts)
    record(uow, "request_pause_ground.confirmed", f"request_pause_ground:{given.code}", facts)
    return grounds(uow)


def end(uow: UnitOfWork, given: GroundEnd) -> PauseGrounds:
    """Return the grounds after one was ended: nothing new is paused on it. Pauses that were made stay.

    Raises: Forbidden; NotFound when it is not confirmed; Invalid.
    """
    access.require(uow, Permission.SET_REQUEST_LIMITS, WHOLE_MINISTRY)
    before = find(uow, given.code)
    if before is None or before.state is not GroundState.CONFIRMED:
        raise NotFound
    problems = rules_text.problems(source=given.source)
    if problems:
        raise Invalid(problems)
    facts = {
        "kind": str(before.kind),
        "rights": " ".join(str(each) for each in before.rights),
        "name_th": before.name_th,
        "name_en": before.name_en,
        "max_days": before.max_days,
        "effective_on": before.effective_on,
        "law": before.law,
        "source": given.source.strip(),
        "is_ended": True,
    }
    _add(uow, given.code, facts)
    record(uow, "request_pause_ground.ended", f"request_pause_ground:{given.code}", {"source": given.source})
    return grounds(uow)


def _add(uow: UnitOfWork, code: str, facts: Mapping[str, object]) -> None:
    made = {
        "code": code,
        "number": store_limits.next_ground(uow, code),
        "at": uow.now,
        "by": uow.actor.id,
        "by_name": uow.actor.name,
    }
    store_limits.add_ground(uow, {**made, **facts})


def _stored(row: store_limits.AnyRow) -> PauseGround:
    return PauseGround(
        code=row.code,
        number=row.number,
        kind=PauseKind.of(row.kind),
        state=GroundState.ENDED if row.is_ended else GroundState.CONFIRMED,
        rights=[Right.of(each) for each in row.rights.split()],
        name_th=row.name_th,
        name_en=row.name_en,
        max_days=row.max_days,
        effective_on=row.effective_on,
        law=row.law,
        source=row.source,
        at=clock.bangkok(row.at),
        by_name=row.by_name,
    )
