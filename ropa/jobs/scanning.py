"""Asks the scanner again about files in quarantine. No transaction is open while it works."""

import logging
import time
from datetime import datetime, timedelta

from ropa.attachments import service_scans
from ropa.attachments.service_scans import LONGEST_SECONDS, Scanner
from ropa.db.unit_of_work import Database
from ropa.errors import RopaError
from ropa.files import Files
from schemas.access import Actor
from schemas.attachments import ScanState

log = logging.getLogger("ropa.jobs")
#: In one pass: the other jobs come every minute.
PASS_SECONDS = 60.0


def scan_due(database: Database, files: Files, scanner: Scanner, actor: Actor, now: datetime) -> str:
    """Ask about the files that are due, save each answer by itself, and return one line about it.

    Two workers may ask about the same file at once: each answer is the scanner's, and malware stays malware.
    """
    begun = time.monotonic()
    with database.read(actor, now) as uow:
        waiting = service_scans.due(uow)
    asked = cleared = found = 0
    for sha256 in waiting:
        if time.monotonic() - begun > PASS_SECONDS:
            break
        try:
            with files.open(sha256) as file:
                verdict = scanner.scan(file, LONGEST_SECONDS)
        except RopaError:
            # A file that cannot be read is told by `ropa files check`; the others go on.
            log.warning("file %s cannot be read for scanning", sha256)
            continue
        with database.write(actor, now + timedelta(seconds=time.monotonic() - begun)) as uow:
            stand = service_scans.note(uow, sha256, verdict)
        asked += 1
        cleared += stand.state is ScanState.CLEAN
        found += stand.state is ScanState.INFECTED
        if verdict.trouble == "unreachable":
            # It is away: the others need not knock, too.
            break
    return f"files {asked}, clean {cleared}, malware {found}" if asked else ""
