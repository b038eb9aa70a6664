"""By what a step, a system and an exchange line are known again in another version of the record."""

from collections.abc import Mapping, Sequence

from schemas.exchange import ExchangeLine, InformationSystem
from schemas.flow import Step
from schemas.matching import match_rows, squeezed


def _key(*texts: str | None) -> tuple[str, ...]:
    return tuple(squeezed(text or "") for text in texts)


def match_steps(before: Sequence[Step], after: Sequence[Step]) -> dict[int, int]:
    """Return newer place by older place of each step: by title, a title like it, or what it does with data."""
    return match_rows(before, after, keys=(lambda row: _key(row.title),), words=(lambda row: row.title, _work))


def _work(row: Step) -> str:
    return " ".join(text for text in (row.collection, row.use, row.disclosure, row.storage) if text)


def match_systems(before: Sequence[InformationSystem], after: Sequence[InformationSystem]) -> dict[int, int]:
    """Return newer place by older place of each system: by name and owner, since a name alone can stand twice."""
    return match_rows(
        before,
        after,
        keys=(lambda row: _key(row.system_name, row.system_owner_org_unit), lambda row: _key(row.system_name)),
        words=(
            lambda row: f"{row.system_name} {row.system_owner_org_unit or ''}",
            lambda row: row.system_scope or "",
        ),
    )


def match_lines(before: Sequence[ExchangeLine], after: Sequence[ExchangeLine]) -> dict[int, int]:
    """Return newer place by older place of each line: by data and counterpart, and by its way where two have both."""
    return match_rows(
        before,
        after,
        keys=(
            lambda row: (_key(row.exchanged_data, row.external_org_unit), _way(row)),
            lambda row: _key(row.exchanged_data, row.external_org_unit),
        ),
        words=(lambda row: f"{row.exchanged_data or ''} {row.external_org_unit or ''}",),
    )


def _way(row: ExchangeLine) -> object:
    kind = row.data_exchange_type
    return None if kind is None else (kind.direction, kind.mode)


def same_arrows(
    left: Step, right: Step, before: Sequence[Step], after: Sequence[Step], pairs: Mapping[int, int]
) -> bool:
    """Tell whether the arrows of two versions of a step lead to the same steps, whatever numbers those have now."""
    if left.next is None or right.next is None:
        return left.next is right.next
    old, new = _first_with_number(before), _first_with_number(after)
    then = [(_later(arrow.to, old, pairs), arrow.label) for arrow in left.next]
    return then == [(new.get(arrow.to, f"number {arrow.to}"), arrow.label) for arrow in right.next]


def _later(number: int, places: Mapping[int, int], pairs: Mapping[int, int]) -> int | str:
    """Return the newer place of the step with an older number; other words for one that went or never was."""
    return pairs.get(places[number], "removed") if number in places else f"number {number}"


def _first_with_number(rows: Sequence[Step]) -> dict[int, int]:
    return {row.seq: place for place, row in reversed(list(enumerate(rows)))}
