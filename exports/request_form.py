"""The form of a data subject's request as PDF: blank, to be filled by hand, or filled from a request, to be signed.

Two pages of A4 when blank; a filled one is as long as what was written in it.
"""

from collections.abc import Iterator
from typing import Any

from exports.destruction_blocks import BANGKOK, words
from exports.pdf_text import printed, visible
from exports.pdf_typesetting import typeset
from exports.request_form_words import LANGUAGES, Words
from exports.safe_text import one_line
from schemas.english_dates import english_day
from schemas.request_form import FormDeputy, FormRight, RequestForm
from schemas.thai_dates import format_thai_date

TEMPLATE = "request_form.typ"
EMPTY, TICKED = "☐", "☑"
_ID_DIGITS = 13
#: Lines to write on in the blank form.
_DETAIL_LINES = 8
_LONGEST_NAME = 200
Part = dict[str, Any]


def request_form_pdf(form: RequestForm) -> bytes:
    """Return the form; the same facts give the same bytes. Text of people reaches the page as data only.

    Raises: PdfError.
    """
    said = LANGUAGES[form.language]
    foot = " · ".join(each for each in (said.title, form.ref or "", form.office) if each)
    given = {
        "lang": form.language,
        "title": visible(one_line(f"{said.title} {form.ref or ''}".strip(), longest=_LONGEST_NAME)),
        "heading": words(said.title),
        "under": words(said.under),
        "author": visible(one_line(form.office, longest=_LONGEST_NAME)),
        "to": [words(said.to), printed(form.office)],
        "corner": [
            [said.number, form.ref or ""],
            [said.received, _moment(form)],
            *([[said.submitted, ""]] if form.is_blank else []),
        ],
        "foot": words(one_line(foot, longest=300)),
        "page": said.page,
        "parts": [*_asked(form, said), *_stated(form, said), *_office_part(form, said)],
        "receipt": _receipt(form, said),
    }
    return typeset(given, form.day, template=TEMPLATE)


def _day(form: RequestForm, day: Any) -> str:
    return format_thai_date(day) if form.language == "th" else english_day(day)


def _moment(form: RequestForm) -> str:
    if form.received_at is None:
        return ""
    there = form.received_at.astimezone(BANGKOK)
    return f"{_day(form, there.date())} {there:%H:%M}{' น.' if form.language == 'th' else ''}"


def _heading(text: str, note: str = "") -> Part:
    return {"kind": "heading", "text": words(text), "note": words(note)}


def _note(text: str) -> Part:
    return {"kind": "note", "text": words(text)}


def _tick(label: str, *, ticked: bool) -> dict[str, str]:
    return {"box": TICKED if ticked else EMPTY, "words": words(label), "note": ""}


def _ticks(items: list[dict[str, str]], columns: int, label: str = "") -> Part:
    return {"kind": "ticks", "items": items, "columns": columns, "label": words(label)}


def _choice(options: tuple[tuple[str, str], ...], chosen: str | None) -> list[dict[str, str]]:
    return [_tick(label, ticked=code == chosen) for code, label in options]


def _fields(*rows: tuple[str, str | None, float]) -> Part:
    """Return labelled values side by side, each with its share; an empty one is a line to write on."""
    return {
        "kind": "fields",
        "items": [{"label": words(label), "value": words(value or ""), "share": share} for label, value, share in rows],
    }


def _asked(form: RequestForm, said: Words) -> Iterator[Part]:
    person = form.person
    yield _heading(said.parts[0])
    yield _ticks(_choice(said.requesters, form.requester), 3)
    yield _heading(said.parts[1])
    yield _fields((said.name, person.name, 1))
    yield {
        "kind": "digits",
        "label": words(said.national_id),
        "value": _digits(person.national_id),
        "plain": words(person.national_id or "") if _digits(person.national_id) is None else "",
        "boxes": _ID_DIGITS,
        "more": words(said.passport),
        "other": words(person.passport or ""),
    }
    yield _fields((said.address, person.address, 1))
    yield _fields((said.phone, person.phone, 1), (said.email, person.email, 1.3))
    yield _ticks(_choice(said.ages, form.age), 3, said.age)
    yield _note(said.age_note)
    yield _heading(said.parts[2], said.deputy_note)
    for deputy in form.deputies or (FormDeputy(),):
        yield _fields((said.deputy, deputy.name, 1.4), (said.capacity, deputy.capacity, 1))
        yield _fields((said.deputy_contact, deputy.contact, 1))
        yield _fields((said.authority, deputy.authority, 1))
    yield _heading(said.parts[3], said.rights_note)
    yield _ticks([_right(form, said, each) for each in form.rights], 1)
    yield _heading(said.parts[4], said.details_note)
    wishes = [words(f"{each.words}: {each.wish}") for each in form.rights if each.wish]
    yield {"kind": "writing", "texts": wishes, "lines": _DETAIL_LINES if form.is_blank else 2}
    if form.is_blank:
        yield {"kind": "page"}


def _digits(text: str | None) -> list[str] | None:
    """Return the digits for the boxes; None for a number that does not fit them, which is then written beside."""
    if not text:
        return []
    found = [each for each in text if each not in " -"]
    return found if len(found) == _ID_DIGITS and all(each in "0123456789" for each in found) else None


def _right(form: RequestForm, said: Words, right: FormRight) -> dict[str, str]:
    limits = [right.law]
    if right.days is not None:
        limits.append(said.days.format(days=right.days))
    if right.due_on is not None:
        limits.append(said.due.format(day=_day(form, right.due_on)))
    return {
        "box": TICKED if right.is_asked else EMPTY,
        "words": words(right.words),
        "note": words(" · ".join(limits)),
    }


def _stated(form: RequestForm, said: Words) -> Iterator[Part]:
    yield _heading(said.parts[5])
    *documents, other = [_tick(each, ticked=False) for each in said.documents]
    yield _ticks(documents, 1)
    yield {"kind": "fill", "box": other["box"], "label": other["words"]}
    yield _note(said.documents_note)
    yield _heading(said.parts[6])
    yield {"kind": "list", "items": [words(each) for each in said.truth]}
    kept = said.kept if form.kept_days is None else said.kept_days.format(days=form.kept_days)
    yield _note(said.privacy + kept)
    yield _signs(said, _signers(form, said))


def _signers(form: RequestForm, said: Words) -> list[tuple[str, str]]:
    """Return who signs, with their names: by hand it may be either; of a minor over 10 years both do (s.20)."""
    own, deputies = form.person.name or "", [(said.signs_deputy, each.name or "") for each in form.deputies]
    if form.is_blank:
        return [(said.signs_person, ""), (said.signs_deputy, "")]
    if form.age == "from_10":
        return [(said.signs_minor, own), *(deputies or [(said.signs_deputy, "")])]
    if form.requester in {"agent", "guardian"} or form.age == "under_10":
        return deputies or [(said.signs_deputy, "")]
    return [(said.signs_person, own)]


def _signs(said: Words, people: list[tuple[str, str]]) -> Part:
    return {
        "kind": "signs",
        "sign": words(said.sign),
        "day": words(said.day),
        "people": [{"role": words(role), "name": words(one_line(name, longest=300))} for role, name in people],
    }


def _office_part(form: RequestForm, said: Words) -> Iterator[Part]:
    yield {"kind": "office", "text": words(said.officer)}
    yield _fields((said.received, _moment(form), 1), (said.channel, form.channel, 1))
    yield _ticks(_choice(said.identities, form.identity), 4, said.identity)
    yield _fields((said.checked_on, "", 1), (said.told, "", 1))
    asked = [each for each in form.rights if each.is_asked]
    blank = " ".join(f"{EMPTY} {each}" for each in said.results)
    rows = [[words(each.words), _due(form, each), words(blank), ""] for each in asked] or [
        ["", "", words(blank), ""] for _ in range(3)
    ]
    yield {"kind": "results", "labels": [words(each) for each in said.result_head], "rows": rows}
    yield _signs(said, [(said.signs_receiver, ""), (said.signs_officer, ""), (said.signs_head, "")])


def _due(form: RequestForm, right: FormRight) -> str:
    return "" if right.due_on is None else words(_day(form, right.due_on))


def _receipt(form: RequestForm, said: Words) -> Part | None:
    """Return the strip that the requester takes along; a request that came from afar has its receipt already."""
    if not form.is_blank:
        return None
    return {
        "title": words(said.receipt),
        "text": words(f"{form.office} · {said.receipt_text}"),
        "contact": words(f"{said.receipt_contact}: {form.contact}") if form.contact else "",
        "number": words(said.number),
        "received": words(said.received),
        "sign": words(f"{said.sign} {said.signs_receiver}"),
    }
