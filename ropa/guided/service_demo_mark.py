"""Which database is a demonstration. The mark goes into an empty one only: what was ever worked in is never wiped."""

from datetime import datetime

from ropa.audit.service import record
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict
from ropa.guided import store_demo


class NotADemonstration(Conflict):
    """Somebody asked to fill or empty a database that is no demonstration."""

    message_th = "ฐานข้อมูลนี้ไม่ใช่ระบบสาธิต จึงไม่ล้างและไม่เติมข้อมูลสมมุติ ใช้ฐานข้อมูลว่างที่สร้างใหม่"
    message_en = (
        "This database is no demonstration: nothing is wiped, nothing invented is put in. Use an empty one made for it"
    )


def is_marked(uow: UnitOfWork) -> bool:
    """Tell whether the database is a demonstration."""
    return store_demo.marked(uow) is not None


def loaded_at(uow: UnitOfWork) -> datetime | None:
    """Return when the demonstration was last filled; None: never, or it is none."""
    found = store_demo.marked(uow)
    return None if found is None else found[1]


def require(uow: UnitOfWork, *, may_mark: bool = False, provinces: int | None = None) -> int | None:
    """Return the size of the demonstration (`store_demo.size`); with `may_mark`, an empty database becomes one now.

    Raises: NotADemonstration for every other database.
    """
    if is_marked(uow):
        return store_demo.size(uow)
    if not may_mark or store_demo.holds_work(uow):
        raise NotADemonstration
    if uow.is_writing:
        store_demo.mark(uow, provinces)
    return provinces


def replace_by(uow: UnitOfWork, source: UnitOfWork) -> int:
    """Put the rows of `source` in the place of the demonstration's own; return how many. Sessions go on.

    Raises: NotADemonstration.
    """
    require(uow)
    moved = store_demo.bring(uow, source)
    store_demo.note_loaded(uow)
    record(uow, "demo.loaded", "demo:1", {"rows": moved})
    return moved
