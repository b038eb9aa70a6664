"""The first steps of each role, in their order. Pure."""

from collections.abc import Collection

from msgspec import Struct

from schemas.access import Role


class FirstStep(Struct, frozen=True):
    """One step: what it is called in the store, its words, where it is done, and the page that shows how."""

    key: str
    words: str
    path: str
    help: str


def mark(text: str) -> str:
    """Return the text as it is: marks it for the catalogue."""
    return text


_NOTICES = FirstStep("notices", mark("เลือกวิธีรับการแจ้งเตือน"), "/me/notices", "/help/system_admin/health")
_RECORD = FirstStep("record", mark("สร้างรายการแรกจากแบบสำเร็จรูป"), "/activities/templates", "/help/recorder/new-record")
_STEPS: dict[Role, tuple[FirstStep, ...]] = {
    Role.RECORDER: (
        _RECORD,
        FirstStep("filled", mark("กรอกส่วนที่เหลือจนไม่มีข้อผิดพลาด"), "/activities?status=draft", "/help/recorder/new-record"),
        FirstStep("submitted", mark("ส่งให้พิจารณา"), "/activities?status=draft", "/help/recorder/returned"),
        _NOTICES,
    ),
    Role.REVIEWER: (
        FirstStep("reviewed", mark("พิจารณาหรือส่งกลับรายการแรก"), "/queue?of=review", "/help/reviewer/review"),
        _NOTICES,
    ),
    Role.APPROVER: (
        FirstStep("approved", mark("อนุมัติหรือส่งกลับรายการแรก"), "/queue/sign", "/help/approver/approve"),
        _NOTICES,
    ),
    Role.AUDITOR: (
        FirstStep("pack", mark("ทำชุดเอกสารตรวจสอบชุดแรก"), "/packs/new", "/help/auditor/pack"),
        _NOTICES,
    ),
    Role.OFFICE_ADMIN: (
        FirstStep("grant", mark("ให้สิทธิแก่คนแรกนอกจากตัวท่าน"), "/people/new", "/help/office_admin/grant"),
        _NOTICES,
    ),
}
#: For who runs the register, while nothing in it is approved.
_SETTING_UP = (
    FirstStep("grant", mark("ให้สิทธิแก่คนแรกนอกจากตัวท่าน"), "/people", "/help/office_admin/grant"),
    FirstStep("contacts", mark("ระบุผู้ควบคุมข้อมูลและช่องทางติดต่อ"), "/contact-details", "/help/dpo/contact-details"),
    FirstStep("holidays", mark("ยืนยันวันหยุดของปีนี้"), "/working-days", "/help/dpo/holidays"),
    FirstStep("import", mark("นำเข้าแบบฟอร์ม Excel ชุดแรก"), "/imports", "/help/system_admin/import-people"),
    FirstStep("any-record", mark("มีรายการแรกในทะเบียน"), "/activities/templates", "/help/recorder/new-record"),
    FirstStep("any-approved", mark("อนุมัติรายการแรกของทะเบียน"), "/dashboard", "/help/approver/approve"),
)
_RUNNING = frozenset({Role.DPO, Role.SYSTEM_ADMIN})


def first_steps(roles: Collection[Role], *, is_new: bool) -> list[FirstStep]:
    """Return the steps of a person's roles, each once; the setting-up first. `is_new`: nothing is approved yet."""
    found = list(_SETTING_UP) if is_new and _RUNNING & set(roles) else []
    for role, steps in _STEPS.items():
        found += steps if role in roles else ()
    return list({each.key: each for each in found}.values())


def runs_register(roles: Collection[Role]) -> bool:
    """Tell whether somebody of these roles sets the register up."""
    return bool(_RUNNING & set(roles))
