"""The one tree of errors. It knows nothing of HTTP; `ropa.web.problems` maps it to answers, `ropa.cli` to exit codes.

Every error speaks Thai and English, because either may be what the reader knows.
"""

from collections.abc import Sequence

from schemas.findings import Problem


class RopaError(Exception):
    """Something that a user or operator can be told about."""

    message_th = "เกิดข้อผิดพลาด"
    message_en = "Something went wrong"

    def __init__(self, message_th: str | None = None, message_en: str | None = None) -> None:
        self.message_th = message_th or self.message_th
        self.message_en = message_en or self.message_en
        super().__init__(f"{self.message_th} / {self.message_en}")


class Invalid(RopaError):
    """What was sent has faults; `problems` lists every one with its place."""

    message_th = "ข้อมูลที่ส่งมาไม่ถูกต้อง"
    message_en = "The data sent are not valid"

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__()

    def __str__(self) -> str:
        lines = [f"{p.pointer or '/'}: {p.message_th} / {p.message_en}" for p in self.problems]
        return "\n".join([super().__str__(), *lines])


def invalid(pointer: str, message_th: str, message_en: str, law: str | None = None) -> Invalid:
    """Return an `Invalid` with one problem."""
    return Invalid([Problem(pointer=pointer, message_th=message_th, message_en=message_en, law=law)])


class Unauthenticated(RopaError):
    """Nobody is signed in, or the token is unknown, expired or revoked."""

    message_th = "กรุณาลงชื่อเข้าใช้ หรือใช้โทเคนที่ยังไม่หมดอายุ"
    message_en = "Sign in, or use a token that has not expired"


class SignInRefused(RopaError):
    """What the portal sent does not sign anybody in."""

    message_th = "ลงชื่อเข้าใช้ไม่สำเร็จ"
    message_en = "Sign-in failed"


class Forbidden(RopaError):
    """The caller is known and may not do this."""

    message_th = "ไม่มีสิทธิดำเนินการนี้"
    message_en = "You do not have the right to do this"


class NotFound(RopaError):
    """It does not exist, or the caller may not know that it does."""

    message_th = "ไม่พบรายการที่ต้องการ"
    message_en = "Not found"


class Conflict(RopaError):
    """The request contradicts the state of what it is about."""

    message_th = "ขัดกับสถานะปัจจุบันของรายการ"
    message_en = "This contradicts the present state of the item"


class PreconditionFailed(RopaError):
    """Somebody saved in between; nothing was written."""

    message_th = "มีผู้อื่นบันทึกรายการนี้ไปก่อนแล้ว โปรดเปิดฉบับล่าสุดแล้วแก้ไขอีกครั้ง"
    message_en = "Somebody else saved this in between; open the latest version and edit again"


class PreconditionRequired(RopaError):
    """A write came without If-Match."""

    message_th = "ต้องส่งหัวข้อ If-Match พร้อมเลขฉบับที่เปิดแก้ไข"
    message_en = "Send If-Match with the version that you edited"


class TooLarge(RopaError):
    """The body is larger than the register takes."""

    message_th = "ข้อมูลที่ส่งมามีขนาดใหญ่เกินกำหนด"
    message_en = "What was sent is too large"


class Busy(RopaError):
    """The database is locked by somebody else for longer than we wait. Trying again is right."""

    message_th = "ฐานข้อมูลกำลังถูกใช้งาน โปรดลองอีกครั้งในอีกสักครู่"
    message_en = "The database is busy; try again in a moment"


class StorageFull(RopaError):
    """The disk is full; nothing was saved."""

    message_th = "พื้นที่จัดเก็บเต็ม ไม่มีการบันทึกข้อมูล โปรดแจ้งผู้ดูแลระบบ"
    message_en = "The disk is full; nothing was saved. Tell the administrator"


class Unavailable(RopaError):
    """The database cannot be reached or is not ready."""

    message_th = "ฐานข้อมูลไม่พร้อมใช้งาน"
    message_en = "The database is not available"


class SettingsError(RopaError):
    """The program was started with settings that it cannot use."""

    message_th = "การตั้งค่าไม่ถูกต้อง"
    message_en = "The settings are not valid"
