"""Letters to data subjects of a breach, and their delivery register, as `ropa.renderings` does for records."""

import io
from collections.abc import Callable, Mapping
from typing import Any, BinaryIO

from exports.breach_letters import LetterOptions, letters_pdf, write_volumes
from exports.breach_letters_workbook import write_recipients
from exports.pdf_errors import PdfError, PdfTooLarge
from ropa import clock
from ropa.breaches import service as breaches
from ropa.breaches import service_letters_printed, service_recipients
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, RopaError, Unavailable
from ropa.keys import Keys, read_keys
from ropa.settings import read_settings
from schemas.breach_letters import MOST_RECIPIENTS


def _told(error: PdfError) -> RopaError:
    said = str(error).split(" / ", 1)
    return Conflict(*said) if isinstance(error, PdfTooLarge) else Unavailable(*said)


def breach_letters_pdf(letters: service_letters_printed.Letters) -> bytes:
    """Return letters to data subjects in one PDF. Raises: Conflict for more than one PDF can hold; Unavailable."""
    try:
        return letters_pdf(letters.recipients, _letter_options(letters))
    except PdfError as error:
        raise _told(error) from None


def _letter_options(letters: service_letters_printed.Letters) -> LetterOptions:
    return LetterOptions(
        content=letters.content,
        ref=letters.ref,
        day=letters.day,
        is_draft=letters.is_draft,
        is_drill=letters.is_drill,
    )


def write_breach_letters(
    uow: UnitOfWork,
    query: Mapping[str, Any],
    out: BinaryIO,
    progress: Callable[[int, int], None],
    cancelled: Callable[[], bool],
) -> None:
    """Write all letters of a notice as a zip of PDFs. Raises: NotFound, Forbidden, Conflict, Unavailable."""
    keys = read_keys(read_settings())  # a process of its own makes them
    letters = service_letters_printed.letters(uow, keys, query["breach_id"], query["number"], MOST_RECIPIENTS)
    total = len(letters.recipients)
    try:
        write_volumes(letters.recipients, out, _letter_options(letters), lambda done: progress(done, total), cancelled)
    except PdfError as error:
        raise _told(error) from None


def breach_recipients_workbook(uow: UnitOfWork, keys: Keys, breach_id: str, number: int) -> bytes:
    """Return the delivery register of a notice to data subjects as .xlsx. Raises: NotFound."""
    breach = breaches.read(uow, breach_id)
    notice, rows = service_recipients.register(uow, keys, breach_id, number)
    out = io.BytesIO()
    write_recipients(breach.ref, notice, rows, out, clock.bangkok(uow.now).date())
    return out.getvalue()
