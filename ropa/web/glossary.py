"""The words of `schemas.law_terms` as pages show them: in the order of the reader's language, found by parts."""

from functools import cache

from schemas.law_terms import FIELD_TERMS, LAW_TERMS, LawTerm
from schemas.thai_text import searchable, sort_key


@cache
def in_order(language: str) -> list[LawTerm]:
    """Return all words in the order of a language."""
    return sorted(LAW_TERMS.values(), key=lambda each: sort_key(each.en if language == "en" else each.th))


def found_in(language: str, words: str) -> list[LawTerm]:
    """Return the words in which each part of a search stands somewhere; all without a search."""
    parts = searchable(words).split()
    return [each for each in in_order(language) if all(part in _text(each) for part in parts)]


@cache
def _text(term: LawTerm) -> str:
    return searchable(f"{term.th} {term.en} {term.meaning_th} {term.meaning_en} {term.law}")


def initial(language: str, term: LawTerm) -> str:
    """Return the letter under which a word stands: the first consonant of a Thai one, as in a dictionary."""
    words = term.en if language == "en" else term.th
    found = next(each for each in words.upper() if each.isalnum() and each not in "เแโใไ")
    return "0–9" if found.isdigit() else found


def term_of(key: str) -> LawTerm:
    """Return a word. A page that names one that is not there is a fault of the page."""
    return LAW_TERMS[key]


def field_term(key: str) -> LawTerm | None:
    """Return the word that is explained beside a field of the form."""
    return LAW_TERMS.get(FIELD_TERMS.get(key, ""))
