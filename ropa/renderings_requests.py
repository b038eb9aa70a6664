"""Papers of requests of data subjects, as `ropa.renderings` does for records."""

from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from typing import BinaryIO

import msgspec

from exports.pdf_errors import PdfError, PdfTooLarge
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, RopaError, Unavailable
from ropa.offices import service as offices
from ropa.requests import service_register
from ropa.requests.service_letters_sent import LetterPaper
from schemas.request_effects import Effect
from schemas.request_form import RequestForm
from schemas.request_register import RequestRegisterFilter
from schemas.thai_dates import format_thai_date

#: Blank forms that a process keeps: some 60 KB each, and anybody may ask for them.
_KEPT_FORMS = 64
_forms = msgspec.json.Decoder(RequestForm)


def _told(error: PdfError) -> RopaError:
    said = str(error).split(" / ", 1)
    return Conflict(*said) if isinstance(error, PdfTooLarge) else Unavailable(*said)


def request_form(form: RequestForm) -> bytes:
    """Return the form of a request as PDF; blank ones of the same facts are set once. Raises: Conflict; Unavailable."""
    try:
        return _blank(msgspec.json.encode(form)) if form.is_blank else _set(form)
    except PdfError as error:
        raise _told(error) from None


@lru_cache(_KEPT_FORMS)
def _blank(form: bytes) -> bytes:
    return _set(_forms.decode(form))


def _set(form: RequestForm) -> bytes:
    from exports.request_form import request_form_pdf  # here: few processes print forms

    return request_form_pdf(form)


def request_letter(paper: LetterPaper, day: date) -> bytes:
    """Return a letter of a request as PDF; `day` is that of a draft without a date. Raises: Conflict; Unavailable."""
    from exports.request_letter import LetterOptions, letter_pdf

    options = LetterOptions(ref=paper.ref, language=paper.language, is_draft=paper.is_draft, undated_on=day)
    try:
        return letter_pdf(paper.content, options)
    except PdfError as error:
        raise _told(error) from None


def request_effect(effect: Effect, printed_at: datetime) -> bytes:
    """Return the statement of an effect as PDF, as it stands at a moment. Raises: Conflict; Unavailable."""
    from exports.request_effect import effect_pdf

    try:
        return effect_pdf(effect, printed_at)
    except PdfError as error:
        raise _told(error) from None


def request_register(
    uow: UnitOfWork,
    wanted: RequestRegisterFilter,
    out: BinaryIO,
    progress: Callable[[int], None] | None = None,
) -> int:
    """Write the register of requests that the actor may see; return how many rows it lists. `progress(done)`.

    Raises: Forbidden; Invalid with every fault of the filter.
    """
    from exports.request_register import RequestRegisterOptions, write_request_register

    name = None if wanted.office is None else offices.office_name(uow, wanted.office)
    days = [f"{word} {format_thai_date(day)}" for word, day in (("ตั้งแต่", wanted.since), ("ถึง", wanted.until)) if day]
    options = RequestRegisterOptions(
        printed_at=uow.now,
        printed_by=uow.actor.name or uow.actor.id,
        scope=" · ".join([name or "ทุกหน่วยงานที่เห็นได้", *days]),
        progress=progress,
    )
    numbers = service_register.statistics(uow, wanted)
    return write_request_register(service_register.lines(uow, wanted), numbers, out, options)
