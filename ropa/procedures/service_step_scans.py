"""What the scanner refuses of a round's evidence: told in the run, and to whoever attached it.

A step may have ended with the file before the answer came, so nothing is taken out: somebody looks at it.
"""

from collections.abc import Sequence

from ropa.attachments import service_scans
from ropa.attachments.service_scans import Scanned
from ropa.db.unit_of_work import UnitOfWork
from ropa.notices.service import post
from ropa.procedures import store_rounds
from ropa.procedures import store_step_files as store
from ropa.procedures.service_rounds import event
from ropa.procedures.store_rounds import AnyRow
from schemas.attachments import ScanState
from schemas.notices import Notice, NoticeKind

REFUSED = "file_refused"
_PERSON = "person:"


def answered(uow: UnitOfWork, sha256: str, stand: Scanned) -> None:
    """Tell of malware in every step that has these bytes (joined by `ropa.wiring`); other answers are no news."""
    if stand.state is ScanState.INFECTED:
        _refused(uow, store.everywhere(uow, sha256), stand)


def attached(uow: UnitOfWork, step_id: str, sha256: str) -> None:
    """Tell of a file that was just attached when its bytes are known as malware: the scanner is not asked again."""
    stand = service_scans.states(uow, [sha256])[sha256]
    if stand.state is ScanState.INFECTED:
        _refused(uow, [row for row in store.everywhere(uow, sha256) if row.step_id == step_id], stand)


def _refused(uow: UnitOfWork, rows: Sequence[AnyRow], stand: Scanned) -> None:
    events, notices = [], []
    for row in rows:
        details = {
            "step": row.step,
            "visit": row.visit,
            "file": row.id,
            "name": row.file_name,
            "finding": stand.finding,
        }
        events.append(event(uow, row.round_id, REFUSED, run_id=row.run_id, step_id=row.step_id, details=details))
        if row.uploaded_by.startswith(_PERSON):
            notices.append(_notice(row))
    if events:
        store_rounds.add_events(uow, events)
    if notices:
        post(uow, notices)


def _notice(row: AnyRow) -> Notice:
    # Without the file's name: people write names of persons there.
    return Notice(
        cause=f"round-file:{row.id}:{REFUSED}",
        kind=NoticeKind.ROUND_STEP,
        person_id=row.uploaded_by.removeprefix(_PERSON),
        path=f"/rounds/{row.round_id}/offices/{row.office_id}/files",
        title_th=f"หลักฐานที่แนบมีมัลแวร์ เปิดไม่ได้: {row.title}",
        title_en=f"Attached evidence has malware and is not given out: {row.title}",
        body_th=f"{row.ref} ขั้นตอนที่ {row.step} โปรดแนบไฟล์ที่ไม่มีมัลแวร์แทน",
        body_en=f"{row.ref}, step {row.step}. Attach a file without malware instead.",
    )
