"""Warnings that stand on the home page as long as their reason does."""

from ropa.access import service_break_glass
from ropa.db.unit_of_work import UnitOfWork
from ropa.notices import service_delivery
from ropa.settings import Settings
from ropa.web.bodies import ApiRequest
from ropa.web.language import language_of, show_moment, translate
from ropa.web.language import mark as _
from schemas.access import Role

_USED = _("มีการเข้าใช้ฉุกเฉินครั้งล่าสุดเมื่อ {moment} โปรดตรวจในบันทึกเหตุการณ์ว่าใครใช้และทำอะไร")
_TRIED = _("มีผู้ลองเข้าใช้ฉุกเฉินด้วยรหัสผ่านที่ผิด ครั้งล่าสุดเมื่อ {moment}")
_PLAIN = _("ระบบถามระบบกลางโดยไม่เข้ารหัส (ROPA_SSO_ALLOW_HTTP=1) ผู้อื่นในเครือข่ายอ่านและแก้คำตอบได้ โปรดขอที่อยู่แบบ https://")
_FAILED = _("การแจ้งเตือน {count} รายการส่งไม่สำเร็จใน 30 วันที่ผ่านมา ดูที่หน้า “การส่งแจ้งเตือน”")
_LATE = _("มีการแจ้งเตือนที่รอส่งนานกว่า 1 ชั่วโมง โปรดดูที่หน้า “การส่งแจ้งเตือน” ว่าตั้งค่าช่องทางและเปิดงานตามเวลาไว้หรือไม่")
_TOLD_OF_EMERGENCIES = frozenset({Role.DPO, Role.SYSTEM_ADMIN})


def standing_warnings(request: ApiRequest, uow: UnitOfWork) -> list[str]:
    """Return the warnings for this reader, in the reader's language; a handful of indexed reads."""
    roles = {grant.role for grant in uow.actor.grants}
    language = language_of(request)
    settings: Settings = request.app.state.settings
    found = []
    if Role.SYSTEM_ADMIN in roles and asks_in_plain(settings):
        found.append(translate(language, _PLAIN))
    if Role.SYSTEM_ADMIN in roles:
        failed, is_late = service_delivery.warned(uow)
        if failed:
            found.append(translate(language, _FAILED).format(count=failed))
        if is_late:
            found.append(translate(language, _LATE))
    if roles & _TOLD_OF_EMERGENCIES:
        seen = service_break_glass.seen(uow)
        for text, at in ((_USED, seen.used_at), (_TRIED, seen.failed_at)):
            if at is not None:
                found.append(translate(language, text).format(moment=show_moment(language, at)))
    return found


def asks_in_plain(settings: Settings) -> bool:
    """Tell whether production asks the portal over plain http, as it was told to."""
    return settings.is_production and settings.sso_allow_http and settings.sso_wsdl_url.startswith("http://")
