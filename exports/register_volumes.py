"""The whole register as PDF, however large: volumes of as many records as one document can hold, as a shelf of books.

typst keeps a document in memory (docs/pdf.md), so no single file holds a ministry's register. Every volume has a cover
with its number, its own contents and bookmarks; a register that fits one volume is one PDF.
"""

import zipfile
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import BinaryIO

import msgspec

from exports.pdf_typesetting import MOST_DATA
from exports.record_pdf import MOST_RECORDS, PdfOptions, register_pdf
from exports.record_pdf_parts import PdfRecord
from exports.register_pdf_parts import register_data

#: Of what one document takes; the rest is the cover, the contents, and longer words of a masked copy.
_ROOM = MOST_DATA * 3 // 4
PDF, ZIP = ".pdf", ".zip"


def write_volumes(
    records: Iterable[PdfRecord], out: BinaryIO, options: PdfOptions, *, zipped: bool = False
) -> tuple[str, int, int]:
    """Write the register; return its ending (`.pdf` for one volume, `.zip` for several), volumes and records.

    `zipped`: a single volume is put into a zip too. Records keep their order; within a volume they stand by office.
    The same records and options give the same bytes.
    Raises: PdfTooLarge for a single record that fills more than a document; PdfError, ExportCancelled.
    """
    runs = _volumes(records)
    first = next(runs, [])
    second = next(runs, None)
    if second is None and not zipped:
        out.write(register_pdf(first, options))
        return PDF, 1, len(first)
    number, done = 0, 0
    with zipfile.ZipFile(out, "w") as bundle:  # a PDF is packed already
        for number, run in enumerate(chain([first], [second] if second is not None else [], runs), start=1):
            content = register_pdf(run, _of_volume(options, number, done))
            day = options.as_of or options.printed_on
            entry = zipfile.ZipInfo(f"register-{number:03}.pdf", (max(day.year, 1980), day.month, day.day, 0, 0, 0))
            bundle.writestr(entry, content)
            done += len(run)
    return ZIP, number, done


def _of_volume(options: PdfOptions, number: int, before: int) -> PdfOptions:
    """Return the options of one volume, whose progress goes on from the records before it."""
    told = options.progress
    progress = None if told is None else lambda done: told(before + done)
    return msgspec.structs.replace(options, volume=number, progress=progress)


def _volumes(records: Iterable[PdfRecord]) -> Iterator[list[PdfRecord]]:
    """Yield runs of records that fit one document each; at most two runs are in memory."""
    run: list[PdfRecord] = []
    size = 0
    for record in records:
        needs = len(msgspec.json.encode(register_data(record)))
        if run and (size + needs > _ROOM or len(run) >= MOST_RECORDS):
            yield run
            run, size = [], 0
        run.append(record)
        size += needs
    if run:
        yield run
