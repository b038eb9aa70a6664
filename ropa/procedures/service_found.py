"""What the search finds of procedures and rounds: within the rights of whoever asks, a query or two for each."""

from collections.abc import Collection, Sequence

from msgspec import Struct

from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import NotFound
from ropa.procedures import service, store_found
from schemas.procedure_record import ProcedureFilter, ProcedureItem
from schemas.rounds import RoundState


class FoundRound(Struct, frozen=True):
    """A round, or the run of an office in one."""

    key: str
    round_id: str
    ref: str
    title: str
    state: RoundState
    office_id: int | None
    """None: the round as a whole."""


def procedures(uow: UnitOfWork, words: Sequence[str], limit: int) -> list[ProcedureItem]:
    """Return procedures that hold every word anywhere, newest first. Raises: Forbidden."""
    return service.page(uow, ProcedureFilter(q=" ".join(words)), None, limit).items


def procedures_named(uow: UnitOfWork, keys: Collection[str]) -> list[ProcedureItem]:
    """Return those of some procedures that the actor may see. Raises: Forbidden."""
    return service.items(uow, keys)


def rounds(uow: UnitOfWork, words: Sequence[str], limit: int) -> list[FoundRound]:
    """Return rounds by reference or title, then the runs of offices by their names, too; newest first.

    Raises: Forbidden.
    """
    visible = access.visible_offices(uow, Permission.READ_ROUNDS)
    found = [_round(row) for row in store_found.rounds_found(uow, visible, words, limit)]
    if len(found) < limit:
        found += [_run(row) for row in store_found.runs_found(uow, visible, words, limit - len(found))]
    return found


def rounds_named(uow: UnitOfWork, keys: Collection[str]) -> list[FoundRound]:
    """Return those of some rounds and runs that the actor may see. Raises: Forbidden."""
    visible, most = access.visible_offices(uow, Permission.READ_ROUNDS), len(keys)
    found = [_round(row) for row in store_found.rounds_found(uow, visible, (), most, keys)]
    return [*found, *(_run(row) for row in store_found.runs_found(uow, visible, (), most, keys))]


def round_by_ref(uow: UnitOfWork, ref: str) -> str:
    """Return the id of the round with a reference; whether the actor may see it, tells whoever reads it by its id.

    Raises: NotFound.
    """
    found = store_found.round_of_ref(uow, ref)
    if found is None:
        raise NotFound(f"ไม่พบรอบงาน {ref}", f"There is no round {ref}")
    return found


def _round(row: store_found.AnyRow) -> FoundRound:
    return FoundRound(row.id, row.id, row.ref, row.title, RoundState.of(row.state), None)


def _run(row: store_found.AnyRow) -> FoundRound:
    return FoundRound(row.id, row.round_id, row.ref, row.title, RoundState.of(row.state), row.office_id)
