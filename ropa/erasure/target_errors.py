"""What went wrong in a target database, in words. A driver's own words are never repeated: they quote keys."""

import sqlite3

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from ropa.errors import RopaError
from schemas.findings import Problem

_BUSY_STATES = frozenset({"55P03", "40P01", "40001", "53300"})
_LOST_CLASSES = ("08", "57P")
_BUSY_CODES = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_FULL = frozenset({"53100", str(sqlite3.SQLITE_FULL)})
_FORBIDDEN = frozenset({"42501", str(sqlite3.SQLITE_AUTH), str(sqlite3.SQLITE_READONLY)})
_BROKEN = frozenset({str(sqlite3.SQLITE_CONSTRAINT)})
_RULES = "23"


class Stop(RopaError):
    """A run ends here; what it was about to do is undone, what it did stands."""

    def __init__(self, message_th: str, message_en: str, *, pointer: str = "") -> None:
        self.problem = Problem(pointer=pointer, message_th=message_th, message_en=message_en)
        super().__init__(message_th, message_en)


class Unsteady(RopaError):
    """Somebody changed what was being worked on between two statements; trying again is right."""


def passing(error: Exception) -> bool:
    """Whether trying again may help: the connection was lost, or somebody held what was needed."""
    if isinstance(error, Unsteady | sa.exc.TimeoutError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    state, code = _state(error), _code(error)
    if error.connection_invalidated or state in _BUSY_STATES or code in _BUSY_CODES:
        return True
    if state is not None:
        return state.startswith(_LOST_CLASSES)
    # psycopg has no state for a connection that is gone; SQLite always has a code.
    return code is None and isinstance(error, sa.exc.OperationalError | sa.exc.InterfaceError)


def told(error: Exception) -> Problem:
    """Return an error as it stands on a report."""
    if isinstance(error, Stop):
        return error.problem
    if isinstance(error, RopaError):
        return Problem(pointer="", message_th=error.message_th, message_en=error.message_en)
    if not isinstance(error, SQLAlchemyError):
        raise error
    th, en = _words(error)
    state = _state(error) if isinstance(error, DBAPIError) else None
    code = _code(error) if isinstance(error, DBAPIError) else None
    sign = state or (f"SQLite {code}" if code is not None else type(error).__name__)
    return Problem(pointer="", message_th=f"{th} [{sign}]", message_en=f"{en} [{sign}]")


class _Wordless(Exception):
    """A driver's error by its codes alone."""

    def __init__(self, error: BaseException | None) -> None:
        super().__init__(type(error).__name__)
        self.sqlstate = getattr(error, "sqlstate", None)
        self.sqlite_errorcode = getattr(error, "sqlite_errorcode", None)


def wordless(error: DBAPIError) -> DBAPIError:
    """Return an error of connecting without what the driver says: it quotes parts of the address."""
    bare = _Wordless(error.orig)
    return type(error)("connect", None, bare, connection_invalidated=error.connection_invalidated)


def _words(error: SQLAlchemyError) -> tuple[str, str]:
    if passing(error):
        return (
            "การเชื่อมต่อขาดหรือฐานข้อมูลไม่ว่างหลายครั้งติดกัน จึงหยุด สั่งทำต่อได้ภายหลัง",
            "The connection was lost or the database was busy several times in a row; stopped here, can be resumed",
        )
    sign = ""
    if isinstance(error, DBAPIError):
        code = _code(error)
        sign = _state(error) or (str(code) if code is not None else "")
    if sign in _FULL:
        return "พื้นที่จัดเก็บของฐานข้อมูลปลายทางเต็ม", "The target's disk is full"
    if sign in _FORBIDDEN:
        return "บทบาทที่ใช้ไม่มีสิทธิทำรายการนี้", "The role may not do this"
    if sign in _BROKEN or sign.startswith(_RULES):
        return (
            "ฐานข้อมูลปลายทางไม่ยอมรับ เพราะขัดกับข้อกำหนดของตาราง (คีย์ต่างประเทศ CHECK หรือ unique) ชุดนี้ไม่เปลี่ยนแปลง",
            "The target refused: it breaks a rule of a table (foreign key, CHECK or unique); this batch is unchanged",
        )
    return "ฐานข้อมูลปลายทางแจ้งข้อผิดพลาด ชุดนี้ไม่เปลี่ยนแปลง", "The target reported an error; this batch is unchanged"


def _state(error: DBAPIError) -> str | None:
    state = getattr(error.orig, "sqlstate", None)
    return state if isinstance(state, str) else None


def _code(error: DBAPIError) -> int | None:
    code = getattr(error.orig, "sqlite_errorcode", None)
    return code & 0xFF if isinstance(code, int) else None
