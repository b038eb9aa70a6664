"""The files of the register that can be asked for, joined to `service_kinds` by `ropa.wiring`."""

from pathlib import Path
from typing import Any

import msgspec

from ropa import clock
from ropa.access.rules import Permission
from ropa.breaches import service_register as service_register_of_breaches
from ropa.db.unit_of_work import Database
from ropa.downloads import service_register
from ropa.downloads.service_kinds import KINDS, Cancelled, Kind, MadeFile, Progress, Stopped
from schemas.access import Actor
from schemas.breach_register import RegisterFilter

REGISTER, REGISTER_PDF, BREACHES = "register.xlsx", "register.pdf", "breaches.xlsx"
PDF, ZIP = "application/pdf", "application/zip"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def join() -> None:
    """Make the kinds of this module known; joining twice changes nothing."""
    KINDS[REGISTER] = Kind(
        title=("ทะเบียนเป็น Excel", "Register as an Excel workbook"),
        permission=Permission.EXPORT_REGISTER,
        make=_register,
        check=service_register.checked,
        told=service_register.TOLD,
        of_register=True,
    )
    KINDS[REGISTER_PDF] = Kind(
        title=("ทะเบียนเป็น PDF", "Register as a PDF"),
        permission=Permission.EXPORT_REGISTER,
        make=_register_pdf,
        check=service_register.checked,
        told=service_register.TOLD,
        of_register=True,
    )
    KINDS[BREACHES] = Kind(
        title=("ทะเบียนเหตุละเมิดเป็น Excel", "Register of breaches as an Excel workbook"),
        permission=Permission.READ_BREACHES,
        make=_breaches,
        check=service_register_of_breaches.checked,
        told=service_register_of_breaches.TOLD,
    )


def _breaches(
    database: Database, actor: Actor, query: dict[str, Any], out: Path, progress: Progress, cancelled: Cancelled
) -> MadeFile:
    from ropa import renderings

    del cancelled  # progress raises
    wanted = msgspec.convert(query, RegisterFilter)
    with database.read(actor, clock.now()) as uow, out.open("wb") as file:
        total = service_register_of_breaches.count(uow, wanted)
        progress(0, total)
        renderings.breach_register(uow, wanted, file, lambda done: progress(min(done, total), total))
    return MadeFile("ropa-breaches.xlsx", XLSX)


def _register(
    database: Database, actor: Actor, query: dict[str, Any], out: Path, progress: Progress, cancelled: Cancelled
) -> MadeFile:
    from ropa import renderings  # the renderers are heavy, and every process joins this module

    del cancelled  # progress raises
    with database.read(actor, clock.now()) as uow, out.open("wb") as file:
        wanted = service_register.stored_filter(uow, query)
        progress(0, service_register.count(uow, wanted))  # the writer tells of every few hundred records only
        renderings.register_workbook(uow, wanted, file, progress)
    return MadeFile(f"ropa-register-{wanted.as_of.isoformat()}.xlsx" if wanted.as_of else "ropa-register.xlsx", XLSX)


def _register_pdf(
    database: Database, actor: Actor, query: dict[str, Any], out: Path, progress: Progress, cancelled: Cancelled
) -> MadeFile:
    from exports.records import ExportCancelled
    from ropa import renderings

    with database.read(actor, clock.now()) as uow, out.open("wb") as file:
        wanted = service_register.stored_filter(uow, query)
        try:
            made = renderings.register_volumes(uow, wanted, file, progress, cancelled=cancelled)
        except ExportCancelled as error:
            raise Stopped from error
    stem = f"ropa-register-{wanted.as_of.isoformat()}" if wanted.as_of else "ropa-register"
    return MadeFile(stem + made.ending, PDF if made.volumes == 1 else ZIP)
