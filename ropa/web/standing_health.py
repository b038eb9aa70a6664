"""How the installation stands, for its administrator: the same for the page and for the API."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from ropa.access import service_sessions
from ropa.activities import service_waiting
from ropa.audit import service_seals
from ropa.db import migrate
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import RopaError
from ropa.files import Files
from ropa.jobs import service_standing
from ropa.notices import service_delivery
from ropa.settings import Settings
from ropa.web.bodies import ApiRequest
from schemas.health import HealthCheck, HealthReport, HealthState, WorkerStanding
from schemas.notices import DeliveryState, OutboxState
from schemas.waiting import waiting_words

#: Share of a disk that has to be free: below the first somebody looks, below the second saving will fail soon.
_LITTLE, _LEAST = 0.10, 0.03
_GIGA = 1024**3
_NO_FILE = "0" * 64


def report_of(request: ApiRequest, uow: UnitOfWork) -> HealthReport:
    """Return how everything stands at the moment of the unit of work; a handful of short queries.

    Raises: Forbidden for anybody but the administrator of the whole ministry.
    """
    worker = service_standing.jobs(uow)
    settings: Settings = request.app.state.settings
    files: Files = request.app.state.files
    checks = [
        _database(uow),
        _computed(uow),
        _worker(worker),
        _delivery(service_delivery.state(uow)),
        _files(files),
        *_disks(settings),
        _trail(uow),
        _sign_in(uow),
        _backup(),
    ]
    return HealthReport(made_at=uow.now, checks=checks, jobs=worker.jobs)


def _check(code: str, state: HealthState, title: tuple[str, str], said: tuple[str, str], **more: object) -> HealthCheck:
    given: dict[str, object] = {
        "title_th": title[0],
        "title_en": title[1],
        "said_th": said[0],
        "said_en": said[1],
        **more,
    }
    return HealthCheck(code=code, state=state, **given)  # type: ignore[arg-type]  # the names of its own fields


def _database(uow: UnitOfWork) -> HealthCheck:
    present, newest = migrate.present(uow), migrate.newest()
    name = "PostgreSQL" if uow.dialect == "postgresql" else "SQLite"
    title = ("ฐานข้อมูลและโครงสร้าง", "Database and schema")
    if present == newest:
        return _check("database", HealthState.GOOD, title, (f"{name} โครงสร้าง {present}", f"{name}, schema {present}"))
    said = (f"โครงสร้างเป็น {present} โปรแกรมต้องการ {newest}: สั่ง ropa db upgrade",
            f"The schema is {present} and the program wants {newest}: run ropa db upgrade")  # fmt: skip
    return _check("database", HealthState.BAD, title, said)


def _computed(uow: UnitOfWork) -> HealthCheck:
    title = ("ข้อมูลที่คำนวณจากบันทึก", "What is computed from the records")
    parts = service_waiting.waiting(uow)
    if parts:
        return _check("computed", HealthState.WARN, title, waiting_words(parts))
    return _check("computed", HealthState.GOOD, title, ("ครบ", "Complete"))


def _worker(worker: WorkerStanding) -> HealthCheck:
    title = ("งานตามเวลา", "Jobs")
    if worker.last_done_at is None:
        said = ("ยังไม่เคยทำงาน: เปิด ropa worker", "No job has ever run: start ropa worker")
        return _check("worker", HealthState.BAD, title, said)
    state = HealthState.WARN if worker.late else HealthState.GOOD
    said = (
        (f"{worker.late} งานช้ากว่ากำหนด: ดูว่า ropa worker ทำงานอยู่และบันทึกของโปรแกรม",
         f"{worker.late} late: see that ropa worker runs, and its log")
        if worker.late else ("ทำตามกำหนด", "On time")
    )  # fmt: skip
    return _check("worker", state, title, said, at=worker.last_done_at, href="#jobs")


def _delivery(state: DeliveryState) -> HealthCheck:
    waiting = sum(each.get(str(OutboxState.WAITING), 0) for each in state.counts.values())
    failed = sum(each.get(str(OutboxState.FAILED), 0) for each in state.counts.values())
    level = HealthState.BAD if failed else HealthState.WARN if state.oldest_waiting else HealthState.GOOD
    said = (f"รอส่ง {waiting} ส่งไม่สำเร็จ {failed}", f"{waiting} waiting, {failed} failed")
    title = ("การส่งการแจ้งเตือน", "Notices")
    return _check("notices", level, title, said, at=state.oldest_waiting, href="/notices")


def _files(files: Files) -> HealthCheck:
    title = ("ที่เก็บไฟล์", "Store of files")
    try:
        files.has(_NO_FILE)
    except (RopaError, OSError) as error:
        words = error.message_th if isinstance(error, RopaError) else "อ่านไม่ได้"
        english = error.message_en if isinstance(error, RopaError) else "It cannot be read"
        return _check("files", HealthState.BAD, title, (words, english))
    where = ("ในเครื่องนี้", "on this machine") if files.is_local else ("ในที่เก็บภายนอก", "in an outside store")
    return _check("files", HealthState.GOOD, title, (f"อ่านได้ {where[0]}", f"Readable, {where[1]}"))


def _disks(settings: Settings) -> Iterator[HealthCheck]:
    """Yield the room on each disk that this program writes to; the same disk once."""
    seen: set[tuple[int, int]] = set()
    for prefix, url in (("sqlite:///", settings.database_url), ("file://", settings.files_url)):
        if not url.startswith(prefix):
            continue
        folder = Path(url.removeprefix(prefix))
        while not folder.is_dir() and folder != folder.parent:
            folder = folder.parent
        try:
            room = shutil.disk_usage(folder)
        except OSError:
            continue
        if (room.total, room.free) in seen:
            continue
        seen.add((room.total, room.free))
        share = room.free / room.total if room.total else 0.0
        level = HealthState.BAD if share < _LEAST else HealthState.WARN if share < _LITTLE else HealthState.GOOD
        code = "disk" if len(seen) == 1 else "disk-files"
        said = (f"ว่าง {room.free / _GIGA:.1f} GB ({share:.0%})", f"{room.free / _GIGA:.1f} GB free ({share:.0%})")
        yield _check(code, level, ("พื้นที่ว่างของดิสก์", "Room on the disk"), said)


def _trail(uow: UnitOfWork) -> HealthCheck:
    newest, open_entries = service_seals.newest(uow), service_seals.unsealed(uow)
    title = ("บันทึกเหตุการณ์", "Trail")
    said = (f"ยังไม่ผนึก {open_entries} รายการ", f"{open_entries} entries not sealed yet")
    state = HealthState.GOOD if newest is not None else HealthState.WARN
    return _check("trail", state, title, said, at=newest.sealed_at if newest else None, href="/trail/check")


def _sign_in(uow: UnitOfWork) -> HealthCheck:
    at = service_sessions.last_sign_in(uow)
    title = ("การลงชื่อเข้าใช้ผ่านระบบกลาง", "Signing in by the portal")
    said = (
        ("ครั้งล่าสุดที่มีผู้เข้าใช้สำเร็จ ทดสอบเองได้ด้วย ropa sso check", "When somebody last came in; ropa sso check asks it now")
        if at else ("ยังไม่มีผู้เข้าใช้ ทดสอบด้วย ropa sso check", "Nobody yet; ask it with ropa sso check")
    )  # fmt: skip
    return _check("sign-in", HealthState.GOOD if at else HealthState.UNKNOWN, title, said, at=at)


def _backup() -> HealthCheck:
    said = ("ระบบไม่ทราบว่าสำรองครั้งล่าสุดเมื่อใด ตั้งเวลา ropa db backup และลองกู้คืนเป็นระยะ",
            "The register does not know of the last copy: schedule ropa db backup, and try a restore")  # fmt: skip
    return _check("backup", HealthState.UNKNOWN, ("สำเนาสำรอง", "Backup"), said)
