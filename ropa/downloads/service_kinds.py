"""What can be asked for: each kind of file, who may ask, and who makes it.

A maker draws, so it lives with the doors (`api_makers`), which join it here; `ropa.wiring` does so in every process.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from msgspec import Struct

from ropa.access.rules import Permission
from ropa.db.unit_of_work import Database, UnitOfWork
from ropa.errors import Invalid, RopaError, invalid
from ropa.files import Kept
from schemas.access import Actor

#: `progress(done, total)`: cheap, to be called as often as one likes. It raises Stopped once nobody wants the file.
Progress = Callable[[int, int], None]
#: Whether nobody wants the file any more; for a maker's long parts without progress.
Cancelled = Callable[[], bool]


class Stopped(Exception):
    """Nobody wants the file any more. A maker lets it pass and leaves nothing running."""


class MadeFile(Struct, frozen=True):
    """What a maker wrote. `name` is what the browser saves it as."""

    name: str
    media_type: str
    more: Any = None
    """What the maker tells `Kind.kept`."""


#: `make(database, actor, query, out, progress, cancelled)` writes the file at `out` with exactly the actor's rights, in
#: a process of its own: it may take its time and the whole interpreter, but not all memory. `out` lies in a folder of
#: its own, which is removed afterwards, so further temporary files belong beside it.
#: A RopaError that it raises is told to whoever asked.
Maker = Callable[[Database, Actor, dict[str, Any], Path, Progress, Cancelled], MadeFile]


def as_it_is(_: UnitOfWork, query: dict[str, Any]) -> dict[str, Any]:
    """Return a query unchecked, for kinds that take none.

    Raises: Invalid when there is one.
    """
    if query:
        raise invalid("/query", "ไฟล์ชนิดนี้ไม่มีเงื่อนไข", "This kind of file takes no query")
    return query


#: `kept(uow, actor, made, kept)`: the file lies in the store now; saved together with that. `actor` is who asked.
WhenKept = Callable[[UnitOfWork, Actor, MadeFile, Kept], None]


class Kind(Struct, frozen=True, kw_only=True):
    """A kind of file that can be asked for."""

    title: tuple[str, str]
    """Thai and English."""
    permission: Permission
    """Checked when it is asked for, when it is made, and when the file is fetched."""
    make: Maker
    check: Callable[[UnitOfWork, dict[str, Any]], dict[str, Any]] = as_it_is
    """Returns the query as it is stored and handed to the maker, JSON values only; raises Invalid with every fault,
    each with its place below `/query`, and Forbidden."""
    kept: WhenKept | None = None
    """Called with what was made when its file lies in the store, to be saved together with the download's end."""
    needs_reason: bool = False
    """Nobody gets one without saying why."""
    of_register: bool = False
    """Takes the query of `service_register`, so the page that exports the register offers it."""
    told: tuple[str, ...] = ()
    """Names in the query that go into the trail: codes and dates, never words that a person typed."""


#: By the name that the API takes: `register.xlsx`.
KINDS: dict[str, Kind] = {}


def kind_of(name: str) -> Kind:
    """Return a kind.

    Raises: Invalid.
    """
    found = KINDS.get(name)
    if found is None:
        known = ", ".join(sorted(KINDS))
        raise invalid("/kind", f"ไม่มีไฟล์ชนิดนี้ ที่มีคือ {known}", f"There is no such kind; there are {known}")
    return found


def told_to_owner(error: BaseException) -> tuple[str, str]:
    """Return what whoever asked is told of a failure, in Thai and English. A fault of the program shows no details."""
    if isinstance(error, Invalid):
        problems = error.problems[:5]
        return "; ".join(each.message_th for each in problems), "; ".join(each.message_en for each in problems)
    if isinstance(error, RopaError):
        return error.message_th, error.message_en
    if isinstance(error, MemoryError):
        return "หน่วยความจำของเซิร์ฟเวอร์ไม่พอ โปรดแจ้งผู้ดูแลระบบ", "The server has too little memory; tell the administrator"
    return (
        "โปรแกรมขัดข้องขณะสร้างไฟล์ โปรดลองอีกครั้ง หากยังไม่ได้ให้แจ้งผู้ดูแลระบบ",
        "The program failed while it made the file; try again, and tell the administrator if it fails again",
    )
