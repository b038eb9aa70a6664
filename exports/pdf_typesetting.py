"""typst on data: in this process what is quick, everything else in a child that can be stopped.

The compiler cannot be interrupted and keeps the whole document in memory, so a child carries the limits of time and
memory, and ends when nobody wants the file any more. It sees one template, the font and the data, in a folder of its
own.
"""

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime
from datetime import time as clock_time
from functools import partial
from pathlib import Path
from typing import Any, cast

import msgspec

from exports.pdf_errors import PdfError, PdfTimedOut, PdfTooLarge
from exports.records import ExportCancelled

#: Bytes of data that are set in about half a second: a megabyte takes one and a half.
QUICK = 250_000
#: Bytes of data that fit 1 GB of memory: a megabyte takes 84 (docs/pdf.md).
MOST_DATA = 12_000_000
TIME_LIMIT_SECONDS = 240.0
#: Address space of a child: 1 GB of work, and what Python and the fonts take.
MEMORY_LIMIT = 2 * 1024**3
TOO_MUCH = (
    "เนื้อหามากเกินกว่าจะพิมพ์เป็น PDF ไฟล์เดียว โปรดเลือกให้แคบลง เช่น ทีละหน่วยงาน ขอเป็นหลายเล่ม (.zip) หรือใช้ Excel"
    " / too much for one PDF: ask for less, for example one office at a time, for volumes (.zip), or for Excel"
)
_ASKED_EVERY = 0.3
#: What typst says of a sign that it drew and whose letters it does not know.
_LETTERLESS = "text with missing codepoints"
_HERE = Path(__file__).parent
_TEMPLATE = "record.typ"


class Job(msgspec.Struct, frozen=True):
    """What is set, by which template of this folder, and the day that the file says it was made on."""

    given: dict[str, Any]
    day: date
    template: str = _TEMPLATE


def typeset(
    given: dict[str, Any],
    day: date,
    *,
    cancelled: Callable[[], bool] | None = None,
    time_limit: float = TIME_LIMIT_SECONDS,
    template: str = _TEMPLATE,
) -> bytes:
    """Return the PDF of data for a template; the same data and day give the same bytes.

    Raises: PdfError, PdfTooLarge, PdfTimedOut, ExportCancelled.
    """
    job = msgspec.json.encode(Job(given, day, template))
    if len(job) > MOST_DATA:
        raise PdfTooLarge(TOO_MUCH)
    if len(job) <= QUICK:
        return compiled(job)
    return _by_child(job, cancelled or (lambda: False), time_limit)


def compiled(job: bytes) -> bytes:
    """Return the PDF of a job in JSON, made in this process.

    Raises: PdfError.
    """
    import fontpkg_sarabun
    import typst

    read = msgspec.json.decode(job, type=Job)
    with tempfile.TemporaryDirectory(prefix="ropa-pdf-") as folder:
        page = Path(folder) / "page.typ"
        page.write_bytes((_HERE / Path(read.template).name).read_bytes())
        made = partial(
            typst.compile,
            page,
            root=Path(folder),
            font_paths=[Path(fontpkg_sarabun.ROOT) / "files"],
            ignore_system_fonts=True,
            sys_inputs={"given": msgspec.json.encode(read.given).decode()},
            format="pdf",
            timestamp=int(datetime.combine(read.day, clock_time(), UTC).timestamp()),
        )
        try:
            # PDF/UA-1: typst refuses what a screen reader could not read.
            return cast("bytes", made(pdf_standards=["ua-1"]))
        except RuntimeError as error:
            if _LETTERLESS not in str(error):
                raise PdfError(_not_made(error)) from None
        except ValueError as error:
            raise PdfError(_not_made(error)) from None
        # A diagram's words: of two Thai marks above a letter, typst knows what the first says and not the second. They
        # stand beside the picture for a screen reader; the file has all its tags and only does not call itself PDF/UA.
        try:
            return cast("bytes", made())
        except (RuntimeError, ValueError) as error:
            raise PdfError(_not_made(error)) from None


def _not_made(error: Exception) -> str:
    return f"สร้าง PDF ไม่ได้ / the PDF could not be made: {str(error)[:300]}"


def _by_child(job: bytes, cancelled: Callable[[], bool], time_limit: float) -> bytes:
    """Return the PDF that a child makes. Data goes through files: a pipe would have to be served while it works."""
    with tempfile.TemporaryDirectory(prefix="ropa-pdf-") as folder:
        given, made, said = (Path(folder) / name for name in ("job.json", "made.pdf", "said.txt"))
        given.write_bytes(job)
        with given.open("rb") as source, made.open("wb") as out, said.open("wb") as words:
            child = subprocess.Popen(
                [sys.executable, "-m", "exports.pdf_typesetting"], stdin=source, stdout=out, stderr=words
            )
            try:
                code = _ended(child, cancelled, time_limit)
            finally:
                if child.poll() is None:
                    child.kill()
                child.wait()
        if code == 0:
            return made.read_bytes()
        if code == _REFUSED:
            raise PdfError(said.read_text(encoding="utf-8", errors="replace"))
        if code not in _OUT_OF_MEMORY:
            raise PdfError(f"โปรแกรมจัดหน้าหยุดทำงาน ({code}) / the typesetter stopped working ({code})")
    raise PdfTooLarge(TOO_MUCH)


def _ended(child: "subprocess.Popen[bytes]", cancelled: Callable[[], bool], time_limit: float) -> int:
    ends = time.monotonic() + time_limit
    while True:
        try:
            return child.wait(_ASKED_EVERY)
        except subprocess.TimeoutExpired:
            if cancelled():
                raise ExportCancelled("stopped while the pages were set") from None
            if time.monotonic() > ends:
                raise PdfTimedOut(
                    f"สร้าง PDF ไม่เสร็จใน {time_limit:,.0f} วินาที โปรดเลือกให้แคบลง เช่น ทีละหน่วยงาน"
                    f" / the PDF was not ready within {time_limit:,.0f} s: ask for less, for example office by office"
                ) from None


_REFUSED, _ORPHANED, _NO_MEMORY = 3, 4, 5
#: typst aborts where it gets no more memory; the system may end the process before.
_OUT_OF_MEMORY = {_NO_MEMORY, *(-getattr(signal, name, 0) for name in ("SIGABRT", "SIGKILL", "SIGSEGV"))}


def _limit_memory() -> None:
    with suppress(ImportError, ValueError, OSError):  # a system without such limits has none to set
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))


def _end_with_parent() -> None:
    """End this process when the one that asked is gone: nobody would stop it any more."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1.0)
        os._exit(_ORPHANED)

    threading.Thread(target=watch, daemon=True).start()


def main() -> int:
    """Read a job from standard input and write the PDF, or the words of what is wrong and exit with 3."""
    _limit_memory()
    _end_with_parent()
    try:
        made = compiled(sys.stdin.buffer.read())
    except PdfError as error:
        sys.stderr.write(str(error))
        return _REFUSED
    except MemoryError:
        return _NO_MEMORY
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
