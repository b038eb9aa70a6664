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


class TokenMalformed(SignInRefused):
    """What came as a token of the portal is none: cut off, not a JWT, or without a claim that it must have."""

    message_th = "บัตรผ่านจากระบบกลางไม่สมบูรณ์หรือไม่ใช่บัตรผ่าน โปรดเข้าใช้งานจากระบบกลางอีกครั้ง"
    message_en = "The portal's token is damaged or is none; sign in at the portal again"


class TokenExpired(SignInRefused):
    """The portal's token is too old, or not valid yet."""

    message_th = "บัตรผ่านจากระบบกลางหมดอายุแล้ว โปรดเข้าใช้งานจากระบบกลางอีกครั้ง"
    message_en = "The portal's token has expired; sign in at the portal again"


class TokenForged(SignInRefused):
    """The portal does not know the token, or says that it is somebody else's."""

    message_th = "ระบบกลางไม่รับรองบัตรผ่านนี้ โปรดเข้าใช้งานจากระบบกลางอีกครั้ง"
    message_en = "The portal does not vouch for this token; sign in at the portal again"


class Forbidden(RopaError):
    """The caller is known and may not do this."""

    message_th = "ไม่มีสิทธิดำเนินการนี้"
    message_en = "You do not have the right to do this"


class CrossSite(Forbidden):
    """A form that this session's pages did not give out, or that another site sent."""

    message_th = "แบบฟอร์มนี้ไม่ได้มาจากหน้าที่เปิดอยู่ในการใช้งานครั้งนี้ โปรดเปิดหน้าใหม่แล้วลองอีกครั้ง"
    message_en = "This form does not come from a page of this session; open the page again and retry"


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


class TooManyRequests(RopaError):
    """A form without an account was sent too often, from one place or by everybody. Nothing was saved."""

    message_th = "มีการส่งแบบฟอร์มนี้บ่อยเกินไป ครั้งนี้ยังไม่ได้บันทึก โปรดลองอีกครั้งภายหลัง"
    message_en = "This form was sent too often; this time it was not saved. Try again later"

    def __init__(self, seconds: int) -> None:
        """`seconds`: when to try again."""
        self.seconds = seconds
        super().__init__()


class StorageFull(RopaError):
    """The disk is full; nothing was saved."""

    message_th = "พื้นที่จัดเก็บเต็ม ไม่มีการบันทึกข้อมูล โปรดแจ้งผู้ดูแลระบบ"
    message_en = "The disk is full; nothing was saved. Tell the administrator"


class Unavailable(RopaError):
    """The database cannot be reached or is not ready."""

    message_th = "ฐานข้อมูลไม่พร้อมใช้งาน"
    message_en = "The database is not available"


class Suspended(SignInRefused):
    """Nobody signed in as this person for 60 days."""

    message_th = "บัญชีถูกระงับเพราะไม่ได้เข้าใช้เกิน 60 วัน โปรดให้ผู้ดูแลสิทธิของหน่วยงานเปิดใช้อีกครั้ง"
    message_en = "Suspended after 60 days without signing in; ask your office's administrator to activate you again"


class PortalUnavailable(Unavailable):
    """The ministry's portal does not answer, or not in time. Who is signed in goes on working."""

    message_th = "ขณะนี้ติดต่อระบบกลางของกระทรวงไม่ได้ จึงยังลงชื่อเข้าใช้ไม่ได้ โปรดลองอีกครั้งในอีกสักครู่"
    message_en = "The ministry's portal cannot be reached, so nobody can sign in now; try again in a while"


class PortalBusy(PortalUnavailable):
    """More sign-ins wait for the portal than it answers."""

    message_th = "มีผู้ลงชื่อเข้าใช้พร้อมกันจำนวนมาก โปรดลองอีกครั้งในอีกสักครู่"
    message_en = "Many people are signing in; try again in a moment"


class PortalMisunderstood(PortalUnavailable):
    """Portal and register do not fit together: its WSDL, its answer or our ClientID. `detail` is for operators."""

    message_th = "ขณะนี้ลงชื่อเข้าใช้ไม่ได้เพราะการตั้งค่าของระบบ ไม่ใช่ความผิดของท่าน โปรดแจ้งผู้ดูแลระบบ"
    message_en = (
        "Nobody can sign in now because of this system's settings, which is not your fault; tell the administrator"
    )

    def __init__(self, detail: str) -> None:
        self.detail = detail
        super().__init__()


class ProviderUnavailable(PortalUnavailable):
    """The OpenID provider does not answer, or not in time."""

    message_th = "ขณะนี้ติดต่อผู้ให้บริการยืนยันตัวตนไม่ได้ จึงยังลงชื่อเข้าใช้ทางนี้ไม่ได้ โปรดลองอีกครั้งในอีกสักครู่"
    message_en = "The identity provider cannot be reached, so nobody can sign in this way now; try again in a while"


class ProviderMisunderstood(ProviderUnavailable):
    """OpenID provider and register do not fit together. `detail` is for operators."""

    message_th = PortalMisunderstood.message_th
    message_en = PortalMisunderstood.message_en

    def __init__(self, detail: str) -> None:
        self.detail = detail
        super().__init__()


class ProviderRefused(SignInRefused):
    """The OpenID provider vouches for nobody, or its token is not what we asked for."""

    message_th = "ผู้ให้บริการยืนยันตัวตนไม่รับรองการลงชื่อเข้าใช้ครั้งนี้ โปรดเริ่มลงชื่อเข้าใช้ใหม่"
    message_en = "The identity provider does not vouch for this sign-in; begin again"


class SignInStale(SignInRefused):
    """A sign-in comes back that did not begin in this browser, or began too long ago."""

    message_th = "การลงชื่อเข้าใช้นี้ไม่ได้เริ่มจากเบราว์เซอร์นี้ หรือใช้เวลานานเกินไป โปรดเริ่มลงชื่อเข้าใช้ใหม่"
    message_en = "This sign-in did not begin in this browser, or took too long; begin again"


class SettingsError(RopaError):
    """The program was started with settings that it cannot use."""

    message_th = "การตั้งค่าไม่ถูกต้อง"
    message_en = "The settings are not valid"
