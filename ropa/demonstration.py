"""A demonstration register, filled and begun anew: built beside the database, then brought over in one transaction.

Building takes half a minute and is nobody's wait: the pages go on with the old rows until the new ones are there.
"""

import tempfile
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from ropa.db import migrate
from ropa.db.unit_of_work import Database, UnitOfWork
from ropa.errors import Conflict
from ropa.guided import service_demo, service_demo_mark
from ropa.guided.service_demo import DemoPerson, Loaded
from ropa.jobs import service_turns
from ropa.keys import Keys
from schemas.access import COMMAND_LINE, Actor

#: The name of the turn, and how long a process that dies keeps it. Building takes half a minute to two minutes.
TURN, LONGEST = "demonstration", timedelta(minutes=10)


class BeingMade(Conflict):
    """Somebody else is making the demonstration anew at this moment."""

    message_th = "มีผู้สั่งสร้างระบบสาธิตใหม่อยู่แล้ว รอไม่เกินสองนาที (หากโปรแกรมนั้นหยุดกลางคัน สั่งใหม่ได้หลังสิบนาที)"
    message_en = "The demonstration is being made anew already; wait two minutes (ten, where that process died)"


def people() -> list[DemoPerson]:
    """Return the people of the simulated portal."""
    from ropa.portal_simulator.personas import PERSONAS  # here: only a demonstration knows them

    return [DemoPerson(each.username, each.national_id, each.name, each.roles, each.office_id) for each in PERSONAS]


def fill(
    database: Database,
    keys: Keys,
    now: datetime,
    actor: Actor = COMMAND_LINE,
    *,
    may_mark: bool = False,
    provinces: int | None = None,
    holder: str | None = None,
) -> Loaded:
    """Put a fresh demonstration in the place of all that the database holds; return how much it is.

    Clocks run relative to `now`. Who is signed in stays so. `may_mark`: an empty database becomes a demonstration.
    `provinces`: beside those of the simulated portal's people; None: all.
    The number given when it was marked counts each time.

    `holder`: the turn that `begin` gave; None: it is taken here, and given back in any case.

    Raises: NotADemonstration and BeingMade, before anything is built; Busy.
    """
    holder = holder or begin(database, now, actor, may_mark=may_mark)
    try:
        return _fill(database, keys, now, actor, may_mark=may_mark, provinces=provinces)
    finally:
        with database.write(actor, now) as uow:
            service_turns.give_back(uow, TURN, holder)


def begin(database: Database, now: datetime, actor: Actor, *, may_mark: bool = False) -> str:
    """Return the turn to fill a demonstration: of all processes one has it.

    Raises: NotADemonstration, BeingMade.
    """
    with database.read(actor, now) as uow:
        service_demo_mark.require(uow, may_mark=may_mark)
    with database.write(actor, now) as uow:
        holder = service_turns.take(uow, TURN, LONGEST)
    if holder is None:
        raise BeingMade
    return holder


def is_being_made(uow: UnitOfWork) -> bool:
    """Tell whether some process fills the demonstration now."""
    return service_turns.taken_until(uow, TURN) is not None


def _fill(
    database: Database, keys: Keys, now: datetime, actor: Actor, *, may_mark: bool, provinces: int | None
) -> Loaded:
    with database.read(actor, now) as uow:
        provinces = service_demo_mark.require(uow, may_mark=may_mark, provinces=provinces)
        known = service_demo.people_known(uow)
    with tempfile.TemporaryDirectory(prefix="ropa-demo-") as folder:
        beside = Path(folder) / "demo.db"
        migrate.upgrade(f"sqlite:///{beside}")
        scratch = Database(f"sqlite:///{beside}")
        try:
            loaded = _build(scratch, keys, now, known, provinces)
            with scratch.read(actor, now) as source, database.write(actor, now) as uow:
                service_demo_mark.require(uow, may_mark=may_mark, provinces=provinces)
                service_demo_mark.replace_by(uow, source)
        finally:
            scratch.close()
    return loaded


def _build(
    scratch: Database, keys: Keys, now: datetime, known: Sequence[dict[str, object]], provinces: int | None
) -> Loaded:
    with scratch.write(COMMAND_LINE, now) as uow:
        # Who signed in before keeps the id that the session means.
        service_demo.take_people(uow, known)
        return service_demo.load(uow, keys, people(), provinces)
