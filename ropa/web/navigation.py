"""The navigation: every place that has a name in the menu, by what somebody comes for, and who has a use for it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from msgspec import Struct

from ropa.access.rules import Permission, offices_for
from ropa.web.language import mark as _
from schemas.access import Actor
from schemas.office import WHOLE_MINISTRY

#: How many places fit under a thumb at 320 px beside "เมนู", each 44 px wide and more.
THUMBS = 4


class NavGroup(Struct, frozen=True):
    """What somebody comes for."""

    key: str
    label: str


class NavItem(Struct, frozen=True):
    """One place. `thumb`: its turn for the bar of a telephone, None for never; `also`: other addresses it holds."""

    key: str
    path: str
    icon: str
    label: str
    permission: Permission
    group: str
    whole_ministry: bool = False
    thumb: int | None = None
    also: tuple[str, ...] = ()
    in_menu: bool = True
    """False: only the page of all places names it, and the page that it belongs to leads there."""


class NavEntry(Struct, frozen=True):
    """A place as one reader sees it from one page."""

    item: NavItem
    current: bool


class Navigation(Struct, frozen=True):
    """What one reader has a use for. `thumbs` are at most `THUMBS`, for a telephone."""

    groups: Sequence[tuple[NavGroup, Sequence[NavEntry]]]
    thumbs: Sequence[NavEntry]


GROUPS = (
    NavGroup("mine", _("งานของฉัน")),
    NavGroup("register", _("ทะเบียนกิจกรรม")),
    NavGroup("retention", _("อายุการเก็บและทำลาย")),
    NavGroup("cases", _("เหตุละเมิดและคำขอ")),
    NavGroup("reports", _("รายงานและการตรวจ")),
    NavGroup("office", _("ดูแลระบบ")),
)
_READ, _KEEP, _ENTER = Permission.READ_ACTIVITIES, Permission.READ_RETENTION, Permission.ENTER

NAV = (
    NavItem("home", "/", "home", _("หน้าหลัก"), _ENTER, "mine", thumb=1),
    NavItem("work", "/queue", "sign", _("งานรอ"), Permission.READ_DRAFTS, "mine", thumb=3),
    NavItem("reminders", "/reminders", "clock", _("กำหนดการ"), Permission.SIGNED_IN, "mine", thumb=5),
    NavItem("tasks", "/my-tasks", "list", _("งานของฉัน"), _ENTER, "mine", in_menu=False),
    NavItem("inbox", "/inbox", "bell", _("การแจ้งเตือน"), _ENTER, "mine", in_menu=False),
    NavItem("rights", "/rights", "key", _("สิทธิของฉัน"), _ENTER, "mine", thumb=9, in_menu=False),
    NavItem("activities", "/activities", "register", _("ทะเบียน"), _READ, "register", thumb=2),
    NavItem("systems", "/systems", "exchange", _("ระบบ"), _READ, "register"),
    NavItem("templates", "/activities/templates", "edit", _("แบบสำเร็จรูป"), _READ, "register", in_menu=False),
    NavItem("procedures", "/procedures", "flow", _("คู่มือปฏิบัติงาน"), Permission.READ_PROCEDURES, "register"),
    NavItem("rounds", "/rounds", "clock", _("รอบงาน"), Permission.READ_ROUNDS, "register"),
    NavItem("imports", "/imports", "up", _("นำเข้าจากไฟล์"), Permission.WRITE_ACTIVITIES, "register", in_menu=False),
    NavItem("changes", "/activities/changes", "clock", _("ความเคลื่อนไหวของทะเบียน"), _READ, "register", in_menu=False),
    NavItem("map", "/systems/map", "flow", _("แผนผังระบบ"), _READ, "register", in_menu=False),
    NavItem("findings", "/findings", "info", _("ข้อสังเกตของทะเบียน"), _READ, "register", in_menu=False),
    NavItem(
        "disclosures",
        "/exchange-requests",
        "exchange",
        _("แลกเปลี่ยนข้อมูล"),
        Permission.READ_DISCLOSURES,
        "register",
        also=("/exchange-log",),
    ),
    NavItem("retention", "/retention", "clock", _("อายุการเก็บ"), _KEEP, "retention", thumb=7, also=("/holdings",)),
    NavItem("destruction", "/destruction", "trash", _("ทำลายข้อมูล"), _KEEP, "retention"),
    NavItem("breaches", "/breaches", "alert", _("เหตุละเมิด"), Permission.REPORT_BREACH, "cases", thumb=4),
    NavItem("requests", "/requests", "person", _("คำขอใช้สิทธิ"), Permission.READ_REQUESTS, "cases", thumb=6),
    NavItem("dashboard", "/dashboard", "chart", _("ภาพรวม"), _READ, "reports"),
    NavItem("packs", "/packs", "download", _("ชุดตรวจสอบ"), Permission.EXPORT_PACKS, "reports"),
    NavItem("downloads", "/downloads", "down", _("ไฟล์ที่ส่งออก"), Permission.EXPORT_REGISTER, "reports", in_menu=False),
    NavItem(
        "publications", "/publications", "full", _("ส่วนที่เผยแพร่"), Permission.PUBLISH_REGISTER, "reports", in_menu=False
    ),
    NavItem("trail", "/trail", "list", _("บันทึกเหตุการณ์"), Permission.READ_TRAIL, "reports", whole_ministry=True),
    NavItem("people", "/people", "people", _("บุคคลและสิทธิ"), Permission.READ_GRANTS, "office", thumb=8),
    NavItem(
        "notices",
        "/notices",
        "bell",
        _("ผลการส่งการแจ้งเตือน"),
        Permission.MANAGE_NOTICES,
        "office",
        whole_ministry=True,
        in_menu=False,
    ),
    NavItem(
        "reorganisations",
        "/offices/changes",
        "building",
        _("หน่วยงานเปลี่ยนแปลง"),
        Permission.MOVE_ACTIVITIES,
        "office",
        whole_ministry=True,
        in_menu=False,
    ),
    NavItem(
        "contact-details",
        "/contact-details",
        "building",
        _("ผู้ควบคุมข้อมูลและช่องทางติดต่อ"),
        Permission.READ_OFFICES,
        "office",
        in_menu=False,
    ),
    NavItem(
        "working-days", "/working-days", "clock", _("วันหยุดราชการ"), Permission.READ_OFFICES, "office", in_menu=False
    ),
)


def _places() -> dict[str, tuple[str, ...]]:
    """Return the keys of the places by each address that one of them begins with."""
    found = defaultdict[str, tuple[str, ...]](tuple)
    for item in NAV:
        for place in (item.path, *item.also):
            found[place] += (item.key,)
    return dict(found)


_AT = _places()


def navigation_for(actor: Actor, path: str) -> Navigation:
    """Return the places that an actor has a use for, and which of them the page at `path` belongs to."""
    entries = [NavEntry(item, _is_at(item, path)) for item in NAV if item.in_menu and _is_for(actor, item)]
    grouped = [(group, [each for each in entries if each.item.group == group.key]) for group in GROUPS]
    ranked = sorted((each for each in entries if each.item.thumb), key=lambda each: each.item.thumb or 0)
    return Navigation([(group, items) for group, items in grouped if items], ranked[:THUMBS])


def present(path: str) -> tuple[str, ...]:
    """Return the keys of the places that a page belongs to: what of its path the menu depends on."""
    if path == "/":
        return _AT["/"]
    ends = [at for at, letter in enumerate(path) if letter == "/" and at] + [len(path)]
    return tuple(sorted({key for end in ends for key in _AT.get(path[:end], ())}))


def places_for(actor: Actor) -> Iterable[tuple[NavGroup, Sequence[NavItem]]]:
    """Yield every place that an actor has a use for, those outside the menu too."""
    for group in GROUPS:
        if items := [item for item in NAV if item.group == group.key and _is_for(actor, item)]:
            yield group, items


def _is_at(item: NavItem, path: str) -> bool:
    if item.path == "/":
        return path == "/"
    return any(path == place or path.startswith(f"{place}/") for place in (item.path, *item.also))


def _is_for(actor: Actor, item: NavItem) -> bool:
    if item.permission is Permission.ENTER:
        return True
    held = offices_for(actor, item.permission)
    return WHOLE_MINISTRY in held if item.whole_ministry else bool(held)
