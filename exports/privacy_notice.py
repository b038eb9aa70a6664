"""A privacy notice (PDPA s.23) as PDF: title, headed parts, and a mark in the place of what the record does not say."""

from datetime import date
from typing import Any

from exports.destruction_blocks import line, words
from exports.pdf_text import visible
from exports.pdf_typesetting import typeset
from exports.safe_text import one_line
from schemas.privacy_notice import AS_WRITTEN, TITLE, UNDER, NoticePart, parts
from schemas.publishing import PublicActivity

TEMPLATE = "privacy_notice.typ"
MISSING = {"th": "ยังขาด", "en": "Missing"}
DRAFT = {"th": "ร่าง", "en": "DRAFT"}
_LONGEST = 300


def notice_pdf(content: PublicActivity, language: str, day: date, *, is_public: bool) -> bytes:
    """Return the notice; the same facts and day give the same bytes. One that is not public is marked a draft.

    Raises: PdfError.
    """
    given: dict[str, Any] = {
        "lang": language,
        "title": visible(one_line(f"{TITLE[language]}: {content.name}", longest=_LONGEST)),
        "author": visible(one_line(content.controller or content.office, longest=_LONGEST)),
        "heading": line(TITLE[language]),
        "name": words(content.name),
        "office": words(content.office),
        "under": words(UNDER[language]),
        "as_written": words(AS_WRITTEN[language]),
        "foot": line(f"{TITLE[language]} · {content.ref} · {content.office}"),
        "stamp": "" if is_public else DRAFT[language],
        "parts": [_part(each, language, is_public=is_public) for each in parts(content, language)],
    }
    return typeset(given, day, template=TEMPLATE)


def _part(part: NoticePart, language: str, *, is_public: bool) -> dict[str, Any]:
    missing = part.missing if not is_public else ""
    return {
        "heading": words(part.heading),
        "lines": [words(each) for each in part.lines],
        "note": words(part.note),
        "missing": words(f"{MISSING[language]}: {missing}") if missing else "",
    }
