"""What a page says when something stands in the way: what was kept, what to do next, and whom to ask.

One table for every status that a person may meet; `templates/error.html` and the page /design draw it.
"""

import http
from collections.abc import Mapping

from msgspec import Struct

from ropa import errors
from ropa.web.language import mark as _


class Way(Struct, frozen=True):
    """A button that leads on."""

    path: str
    label: str


class State(Struct, frozen=True):
    """One thing that stands in the way. The texts are Thai; templates look up their English."""

    icon: str
    kept: str
    then: str
    ask: str
    ways: tuple[Way, ...] = ()


_HOME = Way("/", _("กลับหน้าหลัก"))
_MENU = Way("/menu", _("ดูทุกหน้าของระบบ"))
_SEARCH = Way("/search", _("ค้นหาในระบบ"))
_ASK_RIGHT = Way("/rights", _("ขอสิทธิ"))
_NOTHING = _("ยังไม่มีการบันทึกหรือเปลี่ยนแปลงข้อมูลใด")
_TYPED = _("ยังไม่มีการบันทึก ถ้าท่านส่งแบบฟอร์ม ข้อความที่พิมพ์แสดงอยู่ด้านล่าง คัดลอกเก็บได้")
_OFFICE = _("ผู้ดูแลสิทธิของหน่วยงานท่าน หน้า “สิทธิของฉัน” บอกว่าเป็นใคร")
_SYSTEM = _("ผู้ดูแลระบบของกระทรวง แจ้งเลขอ้างอิงด้านล่าง")

BY_STATUS: Mapping[int, State] = {
    400: State("alert", _TYPED, _("ตรวจที่อยู่ของหน้า หรือเปิดหน้าจากเมนูแล้วลองอีกครั้ง"), _SYSTEM, (_MENU,)),
    401: State(
        "key",
        _("ถ้าท่านพิมพ์ค้างอยู่ ข้อความถูกเก็บไว้ให้ท่านคนเดียว และกลับมาเมื่อลงชื่อเข้าใช้"),
        _("ลงชื่อเข้าใช้อีกครั้ง แล้วระบบพากลับมาที่หน้านี้"),
        _SYSTEM,
        (Way("/sign-in", _("ลงชื่อเข้าใช้")),),
    ),
    403: State(
        "lock",
        _TYPED,
        _("ขอสิทธิที่ต้องใช้ หรือให้ผู้มีสิทธิในหน่วยงานทำแทน"),
        _OFFICE,
        (_ASK_RIGHT, _HOME),
    ),
    404: State(
        "search",
        _NOTHING,
        _("รายการอาจถูกลบ ย้าย หรือเป็นของหน่วยงานที่ท่านไม่มีสิทธิเห็น ลองค้นหา หรือเปิดจากเมนู"),
        _OFFICE,
        (_HOME, _SEARCH, _MENU),
    ),
    405: State("alert", _NOTHING, _("เปิดหน้าจากเมนูแล้วลองอีกครั้ง"), _SYSTEM, (_MENU,)),
    409: State(
        "alert",
        _TYPED,
        _("รายการเปลี่ยนไปตั้งแต่ท่านเปิดหน้า เปิดหน้าอีกครั้งเพื่อดูสถานะล่าสุด แล้วตัดสินใจใหม่"),
        _OFFICE,
        (_HOME,),
    ),
    410: State("clock", _NOTHING, _("ขอลิงก์ใหม่จากผู้ที่ส่งลิงก์นี้ให้ท่าน"), _("ผู้ที่ส่งลิงก์นี้ให้ท่าน"), ()),
    412: State(
        "people",
        _("ยังไม่ได้บันทึกทับของผู้อื่น ข้อความของท่านแสดงอยู่ด้านล่าง คัดลอกเก็บได้"),
        _("เปิดฉบับล่าสุด ดูว่าผู้อื่นแก้อะไร แล้วใส่ของท่านอีกครั้ง"),
        _OFFICE,
        (_HOME,),
    ),
    413: State("up", _NOTHING, _("แบ่งไฟล์หรือข้อความให้เล็กลง แล้วส่งอีกครั้ง"), _SYSTEM, (_HOME,)),
    415: State("up", _NOTHING, _("เลือกไฟล์ชนิดที่หน้านั้นบอกว่ารับ แล้วส่งอีกครั้ง"), _SYSTEM, (_HOME,)),
    422: State("edit", _TYPED, _("แก้ตามรายการข้างต้น แล้วส่งอีกครั้ง"), _OFFICE, (_HOME,)),
    428: State("edit", _TYPED, _("เปิดหน้าแก้ไขอีกครั้งจากรายการ แล้วบันทึกใหม่"), _SYSTEM, (_HOME,)),
    429: State("clock", _TYPED, _("รอสักครู่ แล้วส่งอีกครั้งเพียงครั้งเดียว"), _SYSTEM, (_HOME,)),
    500: State(
        "alert",
        _("ครั้งนี้ไม่มีการบันทึก ข้อมูลที่บันทึกไว้ก่อนแล้วไม่เสียหาย"),
        _("ลองอีกครั้ง ถ้ายังเป็นอยู่ แจ้งผู้ดูแลพร้อมเลขอ้างอิง ไม่ต้องพิมพ์ซ้ำหลายครั้ง"),
        _SYSTEM,
        (_HOME,),
    ),
    503: State("clock", _TYPED, _("ระบบทำงานอื่นอยู่ รอครึ่งนาทีแล้วลองอีกครั้ง"), _SYSTEM, (_HOME,)),
    507: State("alert", _TYPED, _("แจ้งผู้ดูแลระบบทันที ข้อมูลเดิมอ่านได้ตามปกติ"), _SYSTEM, (_HOME,)),
}
#: A form of another session or another site: rights are not the matter.
STALE_FORM = State(
    "lock",
    _TYPED,
    _("เปิดหน้าอีกครั้งจากเมนู แล้วส่งแบบฟอร์มจากหน้าที่เปิดใหม่"),
    _SYSTEM,
    (_HOME, _MENU),
)
#: The portal's word did not let somebody in.
NOT_LET_IN = State(
    "key",
    _NOTHING,
    _("เข้าใช้งานจากระบบกลางอีกครั้ง ถ้ายังเข้าไม่ได้ แจ้งผู้ดูแลพร้อมเลขอ้างอิง"),
    _SYSTEM,
    (Way("/sign-in", _("ลงชื่อเข้าใช้")),),
)


#: Somebody from outside, who has no menu, no search and no administrator of rights.
NOT_FOUND_OUTSIDE = State(
    "search",
    _NOTHING,
    _("ตรวจที่อยู่ของหน้าอีกครั้ง หน้านี้อาจปิดใช้หรือย้ายไปแล้ว"),
    _("หน่วยงานที่ให้ที่อยู่นี้แก่ท่าน"),
    (_HOME,),
)


def state_of(status: int, error: Exception, *, is_outside: bool = False) -> State:
    """Return what is said of an error that is answered with a status; of an unknown one, what its hundred says.

    `is_outside`: nobody is signed in.
    """
    if is_outside and status == http.HTTPStatus.NOT_FOUND:
        return NOT_FOUND_OUTSIDE
    if isinstance(error, errors.CrossSite):
        return STALE_FORM
    if isinstance(error, errors.SignInRefused):
        return NOT_LET_IN
    known = http.HTTPStatus.INTERNAL_SERVER_ERROR if status >= http.HTTPStatus.INTERNAL_SERVER_ERROR else 400
    return BY_STATUS.get(status) or BY_STATUS[known]
