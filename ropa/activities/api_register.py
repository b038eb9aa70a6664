"""Makes the register workbook for a download without stalling the server.

A small register is written in a thread. A larger one holds the interpreter for seconds, so a process of its own writes
it (this module, run as a program), with the caller's own rights, while the pages go on.
"""

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
from msgspec import Struct

from ropa import clock
from ropa.activities import service_as_of, service_listing
from ropa.db.unit_of_work import Database, UnitOfWork
from ropa.errors import Conflict, Unavailable
from ropa.web.running import Runner
from schemas.access import Actor
from schemas.listing import ActivityFilter

#: Rows up to which a thread of the server writes the workbook.
IN_PROCESS = 300
#: Records up to which somebody waits for a PDF: some ten seconds.
PDF_AT_ONCE = 50
#: A register of 100,000 activities takes about five minutes.
TIME_LIMIT_SECONDS = 900
CHUNK = 1 << 16


class Job(Struct, frozen=True, kw_only=True):
    """What is written, for whom, and where to."""

    database_url: str
    actor: Actor
    wanted: ActivityFilter
    out: str


def run(job: Job, database: Database) -> None:
    """Write the workbook with the actor's own rights.

    Raises: Forbidden, OSError.
    """
    from ropa import renderings

    with database.read(job.actor, clock.now()) as uow, Path(job.out).open("wb") as out:
        renderings.register_workbook(uow, job.wanted, out)


async def make(runner: Runner, actor: Actor, wanted: ActivityFilter) -> Path:
    """Return the path of the finished workbook; whoever sends it removes it (`send`).

    Raises: Forbidden; Unavailable when the writing process fails.
    """
    rows = await runner.read(actor, lambda uow: _count(uow, wanted))
    folder = Path(tempfile.mkdtemp(prefix="ropa-register-"))
    job = Job(database_url=runner.database.url, actor=actor, wanted=wanted, out=str(folder / "register.xlsx"))
    try:
        if rows <= IN_PROCESS:
            await runner.think(lambda: run(job, runner.database))
        else:
            await _in_child(job)
    except BaseException:
        _remove(folder)
        raise
    return Path(job.out)


async def make_pdf(runner: Runner, actor: Actor, wanted: ActivityFilter) -> bytes:
    """Return the register as a PDF. Its pages are set in a process of their own (exports/pdf_typesetting.py).

    Raises: Forbidden; Conflict for more records than somebody waits for; Unavailable when it fails.
    """
    records = await runner.read(actor, lambda uow: _count(uow, wanted))
    if records > PDF_AT_ONCE:
        raise Conflict(
            f"ทะเบียนนี้มี {records:,} รายการ PDF ที่เกิน {PDF_AT_ONCE} รายการให้ขอที่หน้า “ส่งออกทะเบียน” (/downloads/new)",
            f"This register has {records:,} records; a PDF of more than {PDF_AT_ONCE} is asked for at /downloads/new,"
            " or POST /api/v1/downloads with the kind register.pdf",
        )

    def work() -> bytes:
        from ropa import renderings

        with runner.database.read(actor, clock.now()) as uow:
            return renderings.register_pdf(uow, wanted).content

    return await runner.think(work)


def _count(uow: UnitOfWork, wanted: ActivityFilter) -> int:
    if wanted.as_of is not None:
        return service_as_of.register(uow, wanted, wanted.as_of)[0]
    return service_listing.register(uow, wanted)[0]


async def _in_child(job: Job) -> None:
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "ropa.activities.api_register",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        # The address may hold a password, so it goes through a pipe and never onto a command line.
        _, said = await asyncio.wait_for(child.communicate(msgspec.json.encode(job)), TIME_LIMIT_SECONDS)
    except BaseException:
        child.kill()
        await child.wait()
        raise
    if child.returncode != 0:
        raise Unavailable(
            "สร้างไฟล์ทะเบียนไม่สำเร็จ", f"The register could not be written: {said.decode(errors='replace')[-200:]}"
        )


async def send(path: Path) -> AsyncIterator[bytes]:
    """Yield the file in pieces and remove it, also when the client goes away in the middle."""
    try:
        with path.open("rb") as file:
            while piece := file.read(CHUNK):
                yield piece
    finally:
        _remove(path.parent)


def drop(path: Path) -> None:
    """Remove a finished workbook that nobody will send."""
    _remove(path.parent)


def _remove(folder: Path) -> None:
    for left in folder.glob("*"):
        left.unlink(missing_ok=True)
    folder.rmdir()


if __name__ == "__main__":
    asked = msgspec.json.decode(sys.stdin.buffer.read(), type=Job)
    opened = Database(asked.database_url, pool_size=1)
    run(asked, opened)
    opened.close()
