"""Several files of one form: looked at, kept in the store, and shown to the scanner once their rows are saved."""

from collections.abc import Sequence
from functools import partial
from typing import BinaryIO, cast

from msgspec import Struct, structs

from ropa.attachments import service_files
from ropa.attachments.service import NewFile
from ropa.attachments.service_files import Looked
from ropa.errors import Invalid
from ropa.web.bodies import ApiRequest
from ropa.web.running import Runner
from ropa.web.scans import scans_of
from ropa.web.short_forms import ShortForm
from ropa.web.uploads import FILE, files_in, files_of, form_of
from schemas.findings import Problem

#: Of one form: more is a folder, which somebody should pack.
MOST_AT_ONCE = 10


class Upload(Struct, frozen=True):
    """A file of a form that lies in the store already."""

    source: BinaryIO
    file: NewFile


async def uploads_of(request: ApiRequest, runner: Runner, form: ShortForm) -> list[Upload]:
    """Return the files of a form in the store; each fault is noted with the file's name, and none kept."""
    settings, files, scans = request.app.state.settings, files_of(request), scans_of(request)
    sent = files_in(await form_of(request))
    if len(sent) > MOST_AT_ONCE:
        form.fault(FILE, f"แนบได้ครั้งละไม่เกิน {MOST_AT_ONCE} ไฟล์", f"At most {MOST_AT_ONCE} files at a time")
        return []
    looked: list[tuple[BinaryIO, Looked]] = []
    problems: list[Problem] = []
    for each in sent:
        source, name = cast("BinaryIO", each.file), each.filename
        try:
            looked.append((source, await runner.think(partial(service_files.look, source, name, settings.max_file_mb))))
        except Invalid as error:
            problems += [_named(name, problem) for problem in error.problems]
    form.take(problems)
    if problems:
        return []
    made = []
    for source, found in looked:
        keep = partial(service_files.keep, files, source, found, is_to_scan=scans.is_set_up)
        made.append(Upload(source, await runner.think(keep)))
    return made


async def saved(request: ApiRequest, runner: Runner, uploads: Sequence[Upload]) -> None:
    """Go on with files whose rows are saved: put again what a cleaning took meanwhile, and ask the scanner."""
    files, scans = files_of(request), scans_of(request)
    for each in uploads:
        await runner.think(partial(service_files.make_sure, files, each.source, each.file))
        await scans.look(request, runner, each.file.sha256, each.source)


def _named(name: str, problem: Problem) -> Problem:
    return structs.replace(
        problem, message_th=f"{name}: {problem.message_th}", message_en=f"{name}: {problem.message_en}"
    )
