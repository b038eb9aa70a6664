"""The jobs of the register, and taking one in turn: two workers never do the same one at once."""

from collections.abc import Callable
from datetime import timedelta

from msgspec import Struct

from ropa.access import service_rates, service_sessions
from ropa.attachments import service_files
from ropa.audit import service_seals
from ropa.audit.rules_seals import head_of
from ropa.audit.service import record
from ropa.breaches import service_inbox_digest, service_letters, service_public, service_reports
from ropa.buffers import service as buffers
from ropa.bulk import service_sweep
from ropa.db.unit_of_work import UnitOfWork
from ropa.disclosures import service_sources as exchanges
from ropa.downloads import service_cleaning as downloads
from ropa.files import Files
from ropa.findings import service as findings
from ropa.findings import service_scores
from ropa.imports import service_open as imports
from ropa.jobs import store
from ropa.jobs.rules import Every, is_due
from ropa.keys import Keys
from ropa.notices import service as notices
from ropa.notices import service_digest
from ropa.packs import service_cleaning as packs
from ropa.procedures import service_round_due
from ropa.reminders import service_breaches, service_due, service_requests
from ropa.reorganisations import service as reorganisations
from ropa.requests import service_arrivals_digest, service_keeping, service_submissions
from ropa.retention import service_check
from ropa.search import service_places

#: What a job has to know before it writes.
Prepared = int | findings.Batch | service_files.Unneeded | downloads.Place
#: A worker that died holds its job no longer than this.
LEASE = timedelta(minutes=15)


class Job(Struct, frozen=True, kw_only=True):
    """Something that time drives."""

    name: str
    every: Every
    title: tuple[str, str]
    sends: bool = False
    """It talks to other servers, so no transaction is open meanwhile (`ropa.jobs.deliveries`)."""
    scans: bool = False
    """It asks another program about files (`ropa.jobs.scanning`)."""


#: In their order: the seal comes last, so that it covers what the others leave in the trail.
JOBS = (
    Job(name="forget", every=Every.HOUR, title=("ลบรอบการใช้งานและข้อความค้างที่หมดอายุ", "forget expired sessions")),
    Job(name="reorganise", every=Every.TIME, title=("ปรับหน่วยงานที่ถึงวันมีผล", "reorganise offices on their day")),
    Job(name="retention", every=Every.DAY, title=("ตรวจอายุการเก็บประจำเดือน", "the monthly retention check")),
    Job(name="findings", every=Every.TIME, title=("ตรวจข้อสังเกตของรายการใหม่", "check the findings of records anew")),
    Job(name="scores", every=Every.DAY, title=("ปิดคะแนนรายวัน", "close the scores of the days")),
    Job(name="remind", every=Every.DAY, title=("แจ้งเตือนสิ่งที่ถึงกำหนด", "tell people what falls due")),
    Job(name="rounds", every=Every.DAY, title=("เปิดและเตือนขั้นตอนของรอบงาน", "open and remind of steps of rounds")),
    Job(name="breaches", every=Every.TIME, title=("เตือนนาฬิกาเหตุละเมิด", "warn of breaches")),
    Job(name="requests", every=Every.TIME, title=("เตือนกำหนดคำขอใช้สิทธิ", "remind of requests of data subjects")),
    Job(
        name="inbox", every=Every.TIME, title=("แจ้งรายงานเหตุจากภายนอกที่รอคัดกรอง", "tell of reports that wait for triage")
    ),
    Job(
        name="arrivals",
        every=Every.TIME,
        title=("แจ้งคำขอใช้สิทธิจากแบบฟอร์มสาธารณะ", "tell of requests by the public form that wait"),
    ),
    Job(name="digest", every=Every.WEEK, title=("สรุปรายสัปดาห์", "the weekly digest")),
    Job(name="deliver", every=Every.TIME, title=("ส่งการแจ้งเตือน", "send notices"), sends=True),
    Job(name="tell", every=Every.TIME, title=("แจ้งเจ้าของข้อมูล", "mails to data subjects"), sends=True),
    Job(name="scan", every=Every.TIME, title=("ตรวจมัลแวร์ในไฟล์ที่กักไว้", "scan files in quarantine"), scans=True),
    Job(name="downloads", every=Every.TIME, title=("ลบไฟล์ส่งออกที่หมดเวลาเก็บ", "remove expired downloads")),
    Job(name="packs", every=Every.DAY, title=("เลิกเก็บชุดเอกสารที่หมดเวลา", "let expired packs go")),
    Job(
        name="exchanges",
        every=Every.TIME,
        title=("ลบบันทึกการแลกเปลี่ยนที่ครบเวลาเก็บ", "drop exchange lines past their time"),
    ),
    Job(name="files", every=Every.DAY, title=("ลบไฟล์ที่ไม่มีเอกสารใดใช้", "remove files of no document")),
    Job(name="seal", every=Every.TIME, title=("ผนึกบันทึกเหตุการณ์", "seal the trail")),
)


#: What tells whether there is anything to do; a job without it always does what it does.
_WAITS: dict[str, Callable[[UnitOfWork], object]] = {
    "findings": findings.waits,
    "reorganise": reorganisations.waits,
    "breaches": service_breaches.waiting,
    "requests": service_requests.waiting,
    "inbox": service_inbox_digest.waiting,
    "arrivals": service_arrivals_digest.waiting,
    "downloads": downloads.waits,
    "packs": packs.waits,
    "exchanges": exchanges.waits,
    "seal": service_seals.unsealed,
}


def waits(uow: UnitOfWork, job: Job) -> bool:
    """Tell whether a job is due and has something to do."""
    if not is_due(job.every, store.done_at(uow, job.name), uow.now):
        return False
    return job.name not in _WAITS or bool(_WAITS[job.name](uow))


def take(uow: UnitOfWork, job: Job, holder: str) -> bool:
    """Take a job for `holder`; False when another holds it or has done it in between."""
    if not is_due(job.every, store.done_at(uow, job.name), uow.now):
        return False
    return store.take(uow, job.name, holder, uow.now + LEASE)


def prepare(uow: UnitOfWork, job: Job, files: Files | None) -> Prepared:
    """Return what a job has to know before it writes, so that nobody waits for it meanwhile.

    For the seal the entry up to which the trail is settled; for the findings what the rules say of the next records.
    """
    if job.name == "findings":
        return findings.prepare(uow)
    if job.name == "downloads":
        return downloads.Place(files)
    if job.name == "files" and files is not None:
        return service_files.unneeded(uow, files)
    return service_seals.settled_through(uow) if job.name == "seal" else 0


def run(uow: UnitOfWork, keys: Keys, job: Job, holder: str, prepared: Prepared) -> str:
    """Do a job, give it back as done, and return one line about it. Saved as a whole or not at all."""
    if isinstance(prepared, findings.Batch):
        told = f"records {findings.write(uow, prepared)}"
    elif isinstance(prepared, service_files.Unneeded):
        told = _files(uow, prepared)
    elif isinstance(prepared, downloads.Place):
        told = downloads.clean(uow, prepared)
    else:
        told = _seal(uow, keys, prepared) if job.name == "seal" else _WORK[job.name](uow)
    store.give_back(uow, job.name, holder, done=True)
    return told


def give_up(uow: UnitOfWork, job: Job, holder: str, error: Exception) -> None:
    """Give back a job that failed: the next pass tries again."""
    store.give_back(uow, job.name, holder, done=False)
    if job.name == "retention":
        service_check.note_failure(uow, None, error)


def _retention(uow: UnitOfWork) -> str:
    found = service_check.check(uow)
    return ", ".join(
        f"{each.month}: due {each.due}, held {each.held}, undatable {each.undatable}" for each in found.months
    )


def _reorganise(uow: UnitOfWork) -> str:
    done, failed = reorganisations.run_due(uow)
    return f"done {done}, failed {failed}"


def _exchanges(uow: UnitOfWork) -> str:
    gone = exchanges.drop_old(uow)
    return f"lines {gone}" if gone else ""


def _forget(uow: UnitOfWork) -> str:
    sessions = service_sessions.forget_expired(uow)
    texts = buffers.forget_old(uow) + service_places.forget_old(uow)
    old = notices.forget_old(uow)
    files = imports.forget_old(uow)
    told = service_letters.purge(uow)
    requesters = service_keeping.forget_due(uow)
    outside = service_rates.forget_old(uow) + service_reports.forget_old(uow) + service_submissions.forget_old(uow)
    reporters = service_public.forget_old(uow)
    service_sweep.tell_of_standing(uow)
    runs = service_sweep.forget_old(uow)
    if sessions or texts or old or files or reporters or runs:
        counts = {"sessions": sessions, "texts": texts, "notices": old, "imports": files, "reporters": reporters}
        counts |= {"runs": runs} if runs else {}
        record(uow, "job.forgot", "job:forget", counts)
    known = f"sessions {sessions}, texts {texts}, notices {old}, imports {files}"
    return f"{known}, outside {outside + reporters}, data subjects told {told}, requesters {requesters}"


def _digest(uow: UnitOfWork) -> str:
    made = service_digest.make(uow)
    return f"digests {made}" if made else ""


def _files(uow: UnitOfWork, found: service_files.Unneeded) -> str:
    gone = service_files.clean(uow, found)
    return f"files {gone}" if gone else ""


#: What a job does in its one transaction and tells of it. The seal alone has to know something before it writes.


def _scores(uow: UnitOfWork) -> str:
    closed = service_scores.close_days(uow)
    return f"days {closed}" if closed else ""


def _packs(uow: UnitOfWork) -> str:
    gone = packs.expire(uow)
    return f"packs {gone}" if gone else ""


_WORK: dict[str, Callable[[UnitOfWork], str]] = {
    "forget": _forget,
    "reorganise": _reorganise,
    "retention": _retention,
    "scores": _scores,
    "remind": service_due.remind,
    "rounds": service_round_due.look,
    "requests": service_requests.remind,
    "breaches": service_breaches.warn,
    "inbox": service_inbox_digest.tell,
    "arrivals": service_arrivals_digest.tell,
    "digest": _digest,
    "packs": _packs,
    "exchanges": _exchanges,
    "files": lambda _: "",  # where no store is handed in
}


def _seal(uow: UnitOfWork, keys: Keys, through: int) -> str:
    made = service_seals.seal(uow, keys, through)
    return head_of(made[-1]) if made else ""
