"""What a letter of a request says at first, and what it must not lack. Pure.

Legal source: PDPA ss.30-36, s.73; PDPC notification on erasure B.E. 2567 (notice of another way).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from msgspec import Struct, structs

from ropa.requests import rules_letter_words as words
from schemas.request_letters import (
    ANSWERS,
    COMPLAINABLE,
    IdentifyBy,
    LetterAnswer,
    LetterContent,
    LetterDue,
    LetterKind,
)
from schemas.request_person import RequestAgent, RequesterKind, RequestGuardian, RequestPerson
from schemas.request_terms import LAW_OF, Right, RightOutcome, Tongue

_TAIL = 4
_DIGITS = re.compile(r"\d")
_ID_LENGTH = 13
#: Thai national IDs however they are written, and the same in Thai digits: `\d` matches both.
_ID = re.compile(r"(?<!\d)\d(?:[-\s]?\d){12}(?!\d)")


class RightFacts(Struct, frozen=True, kw_only=True):
    """One right of the request; `answer` is None while nothing is decided."""

    seq: int
    right: Right
    due_on: date
    outcome: RightOutcome | None = None
    answer: LetterAnswer | None = None


class LetterFacts(Struct, frozen=True, kw_only=True):
    """What the register knows for a letter. Days are in Bangkok."""

    ref: str
    received_on: date
    agency: str
    requester: RequesterKind
    person: RequestPerson | None
    rights: list[RightFacts]
    asked: list[str] = []
    ask_due_on: date | None = None
    pause_kind: str = "extend"
    pause_law: str = ""
    pause_days: int | None = None
    pause_from: date | None = None
    pause_reason: str = ""
    recipient: str = ""
    recipient_ref: str = ""
    identify_by: list[IdentifyBy] = []
    other_done: str = ""
    other_asked: str = ""
    other_why: str = ""
    lapses: bool = False
    """Nothing was decided: it ends because nobody proved who asks."""


def kind_of(outcomes: Iterable[RightOutcome]) -> LetterKind:
    """Return which letter answers rights with these outcomes; rights that were withdrawn count for nothing."""
    found = {each for each in outcomes if each is not RightOutcome.WITHDRAWN}
    if found == {RightOutcome.GRANTED}:
        return LetterKind.ANSWER
    if found == {RightOutcome.REFUSED}:
        return LetterKind.REFUSAL
    if found == {RightOutcome.NOT_HELD}:
        return LetterKind.NOT_HELD
    # Withdrawn ones alone are told of as a closing.
    return LetterKind.PART if found else LetterKind.CLOSING


def compose(kind: LetterKind, facts: LetterFacts, language: Tongue) -> LetterContent:
    """Return the first words of a letter, as far as the register knows them."""
    base = LetterKind.ANSWER if kind in ANSWERS else kind
    said = _said(facts, language)
    is_recipient = kind is LetterKind.RECIPIENT
    lapses = kind is LetterKind.CLOSING and facts.lapses
    content = LetterContent(
        agency=facts.agency,
        subject=words.SUBJECT[base][language],
        opening=None if is_recipient else words.OPENING[language].format(**said),
        body=(words.LAPSING if lapses else words.BODY[base])[language].format(**said),
        ending=words.ENDING[not is_recipient][language] or None,
    )
    if is_recipient:
        content.to, content.reference = facts.recipient or None, facts.recipient_ref or None
        content.person = _identified(facts, language)
        return content
    content.to, content.to_address = _addressed(facts, language)
    content.reference = words.REFERENCE[language].format(**said)
    if kind in {LetterKind.RECEIPT, LetterKind.EXTENSION}:
        content.dues = [
            LetterDue(right=each.right, law=LAW_OF[each.right], due_on=each.due_on)
            for each in facts.rights
            if each.outcome is None
        ]
    if kind is LetterKind.ASK:
        content.asked = list(facts.asked)
    if kind in ANSWERS:
        content.answers = [structs.replace(each.answer) for each in facts.rights if each.answer is not None]
        if any(each.right is Right.ACCESS and each.outcome in _GIVES for each in content.answers):
            content.enclosures = [words.COPY[language]]
    if kind in COMPLAINABLE or lapses:
        content.complain = words.COMPLAIN[language]
    return content


_GIVES = frozenset({RightOutcome.GRANTED, RightOutcome.PARTLY})


def _said(facts: LetterFacts, language: Tongue) -> dict[str, object]:
    told = [each for each in facts.rights if each.outcome in _GIVES] or facts.rights
    rights = list(dict.fromkeys(each.right for each in told))
    joined = " และ " if language is Tongue.TH else " and "
    act = words.ACTS[facts.pause_kind][language].format(
        days=facts.pause_days if facts.pause_days is not None else "…",
        since=words.day_words(facts.pause_from or facts.received_on, language),
    )
    return {
        "ref": facts.ref,
        "agency": facts.agency,
        "received": words.day_words(facts.received_on, language),
        "due": "…" if facts.ask_due_on is None else words.day_words(facts.ask_due_on, language),
        "law": words.law_reference(facts.pause_law, language) or "…",
        "act": act,
        "reason": facts.pause_reason or "…",
        "laws": joined.join(words.law_words(str(each), language) for each in rights),
        "rights": ", ".join(each.th if language is Tongue.TH else each.en for each in rights),
        "done": facts.other_done or "…",
        "asked": facts.other_asked or "…",
        "why": facts.other_why or "…",
    }


def _addressed(facts: LetterFacts, language: Tongue) -> tuple[str | None, str | None]:
    """Return to whom and where a letter goes: to who acts, where somebody acts for the data subject."""
    person = facts.person
    if person is None:
        return None, None
    other: RequestAgent | RequestGuardian | None = None
    if facts.requester is RequesterKind.AGENT:
        other = person.agent
    elif facts.requester is RequesterKind.GUARDIAN:
        other = person.guardian
    if other is None:
        return person.name, person.address or person.email
    to = words.FOR_SOMEBODY[language].format(name=other.name, subject=person.name)
    return to, other.contact or person.address or person.email


def _identified(facts: LetterFacts, language: Tongue) -> list[str]:
    """Return by what a recipient finds the person: what was chosen and is known, nothing else."""
    person = facts.person
    if person is None:
        return []
    digits = "".join(_DIGITS.findall(person.national_id or ""))
    told = {
        IdentifyBy.NAME: (words.PERSON, person.name),
        IdentifyBy.ID_TAIL: (words.ID_TAIL, digits[-_TAIL:] if len(digits) == _ID_LENGTH else ""),
        IdentifyBy.NATIONAL_ID: (words.NATIONAL_ID, person.national_id or ""),
        IdentifyBy.PASSPORT: (words.PASSPORT, person.passport or ""),
        IdentifyBy.EMAIL: (words.EMAIL, person.email or ""),
        IdentifyBy.PHONE: (words.PHONE, person.phone or ""),
    }
    chosen = dict.fromkeys(facts.identify_by)
    if IdentifyBy.NATIONAL_ID in chosen:
        chosen.pop(IdentifyBy.ID_TAIL, None)
    return [told[each][0][language].format(value=told[each][1]) for each in chosen if told[each][1].strip()]


def missing(kind: LetterKind, content: LetterContent) -> list[str]:
    """Return the names of what a letter lacks before it may go out; its number and date come with the sending."""
    names = ["agency", "subject", "to", "body", "signatory", "signatory_position", "contact"]
    found = [name for name in names if not (getattr(content, name) or "").strip()]
    if "…" in (content.body or ""):
        found.append("body")
    if kind is LetterKind.ASK and not content.asked:
        found.append("asked")
    if kind is LetterKind.RECIPIENT and not content.person:
        found.append("person")
    if kind in ANSWERS:
        found += _unanswered(content.answers)
    if kind in COMPLAINABLE and not (content.complain or "").strip():
        found.append("complain")
    return list(dict.fromkeys(found))


def _unanswered(answers: Sequence[LetterAnswer]) -> Iterator[str]:
    if not answers:
        yield "answers"
    for place, each in enumerate(answers):
        refuses = each.outcome in {RightOutcome.REFUSED, RightOutcome.PARTLY}
        needed = ["ground", "reason"] if refuses else []
        if each.outcome is RightOutcome.PARTLY:
            needed = ["granted", "refused", *needed]
        if each.outcome is RightOutcome.NOT_HELD:
            needed = ["reason"]
        yield from (f"answers/{place}/{name}" for name in needed if not (getattr(each, name) or "").strip())


def shows_number(kind: LetterKind, content: LetterContent) -> list[str]:
    """Return the fields that show a whole national ID: no letter needs one, but a recipient to whom it was given."""
    plain = {
        name: getattr(content, name) for name in content.__struct_fields__ if isinstance(getattr(content, name), str)
    }
    plain |= {"asked": "\n".join(content.asked), "enclosures": "\n".join(content.enclosures)}
    for place, each in enumerate(content.answers):
        for name in ("granted", "refused", "ground", "reason"):
            plain[f"answers/{place}/{name}"] = getattr(each, name) or ""
    if kind is not LetterKind.RECIPIENT:
        plain["person"] = "\n".join(content.person)
    return [name for name, text in plain.items() if text and _ID.search(text)]
