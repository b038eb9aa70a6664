"""What stands in the form of a request: rights with their limits, and who asks, in its language. Pure."""

from collections.abc import Mapping, Sequence

from schemas.request_form import FormDeputy, FormPerson, FormRight
from schemas.requests import LAW_OF, RequestPerson, Right, RightShown, Tongue
from schemas.vocabulary import Term


def term(word: Term, language: Tongue) -> str:
    """Return the words of a term in a language."""
    return word.en if language is Tongue.EN else word.th


def law(right: Right, language: Tongue) -> str:
    """Return where a right stands in the Act, in words: `มาตรา 30`, `section 30`."""
    numbers = LAW_OF[right].rpartition(".")[2]
    if language is Tongue.EN:
        return f"{'sections' if '-' in numbers else 'section'} {numbers}"
    return f"มาตรา {numbers}"


def blank_rights(days: Mapping[Right, int], language: Tongue) -> tuple[FormRight, ...]:
    """Return every right with the days that count today."""
    return tuple(FormRight(words=term(right, language), law=law(right, language), days=days[right]) for right in Right)


def asked_rights(rights: Sequence[RightShown], person: RequestPerson, language: Tongue) -> tuple[FormRight, ...]:
    """Return every right, those that were asked with their own limits and the person's words.

    A right that was asked twice, at two times, stands in two rows.
    """
    wishes: dict[Right, list[str]] = {}
    for wish in person.wishes:
        wishes.setdefault(wish.right, []).append(wish.text)
    made = []
    for right in Right:
        shown = [each for each in rights if each.right is right]
        for place, each in enumerate(shown):
            texts = wishes.get(right, [])
            made.append(
                FormRight(
                    words=term(right, language),
                    law=law(right, language),
                    days=each.limit_days,
                    is_asked=True,
                    wish=texts[place] if place < len(texts) else None,
                    due_on=each.due_on,
                )
            )
        if not shown:
            made.append(FormRight(words=term(right, language), law=law(right, language)))
    return tuple(made)


def person_of(person: RequestPerson) -> FormPerson:
    """Return the data subject."""
    return FormPerson(
        name=person.name,
        national_id=person.national_id,
        passport=person.passport,
        phone=person.phone,
        email=person.email,
        address=person.address,
    )


def deputies_of(person: RequestPerson, language: Tongue) -> tuple[FormDeputy, ...]:
    """Return who asks for the person, or agrees for a minor."""
    found = []
    if person.agent is not None:
        agent = person.agent
        found.append(
            FormDeputy(
                name=agent.name, capacity=agent.capacity, contact=agent.contact, authority=agent.authority_ref or None
            )
        )
    if person.guardian is not None:
        guardian = person.guardian
        found.append(
            FormDeputy(
                name=guardian.name,
                capacity=term(guardian.capacity, language),
                contact=guardian.contact,
                authority=guardian.proof_ref or None,
            )
        )
    return tuple(found)
