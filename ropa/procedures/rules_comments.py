"""Where the steps of a procedure went when its draft was saved, so that comments follow them. Pure."""

from collections.abc import Callable, Sequence

from schemas.procedure import ProcedureStep


def moved(before: Sequence[ProcedureStep], after: Sequence[ProcedureStep]) -> dict[int, int | None]:
    """Return the new number of each step that has another one now; None for one that was taken out.

    A step is known again by its words; one whose words changed, by its number, unless another step has that now.
    """
    found: dict[int, int] = {}
    for words in (_all_words, _title):
        for step in before:
            if step.number not in found and (number := _again(step, after, words, set(found.values()))) is not None:
                found[step.number] = number
    free = {step.number for step in after} - set(found.values())
    whole = {step.number: found.get(step.number, step.number if step.number in free else None) for step in before}
    return {number: now for number, now in whole.items() if now != number}


def _again(
    step: ProcedureStep, after: Sequence[ProcedureStep], words: Callable[[ProcedureStep], object], taken: set[int]
) -> int | None:
    said = words(step)
    same = [each.number for each in after if each.number not in taken and words(each) == said]
    if step.number in same:
        return step.number
    return same[0] if len(same) == 1 else None


def _all_words(step: ProcedureStep) -> object:
    return step.title, step.detail, step.responsible, step.shape


def _title(step: ProcedureStep) -> object:
    return step.title
