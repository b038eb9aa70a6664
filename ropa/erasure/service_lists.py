"""What a run needs of destruction lists."""

from ropa.db.unit_of_work import UnitOfWork
from ropa.destruction import service_items
from ropa.destruction import service_lists as lists
from ropa.errors import NotFound
from schemas.destruction import ItemOutcome
from schemas.destruction_lists import DestructionItem, DestructionList


def read(uow: UnitOfWork, list_id: str) -> DestructionList:
    """Return a list that the actor may see. Raises: NotFound."""
    return lists.read(uow, list_id)


def of_ref(uow: UnitOfWork, ref: str) -> DestructionList:
    """Return the list of a reference (DL-2569-0001) that the actor may see. Raises: NotFound."""
    return lists.read(uow, lists.id_of(uow, ref))


def open_items(uow: UnitOfWork, list_id: str) -> list[DestructionItem]:
    """Return the items of a list that still stand on it, in the order of their numbers; destroyed ones are not."""
    return [item for item in service_items.every(uow, list_id) if item.outcome is ItemOutcome.OPEN]


def every(uow: UnitOfWork, list_id: str) -> list[DestructionItem]:
    """Return all items of a list, in the order of their numbers."""
    return service_items.every(uow, list_id)


def approved_ids(uow: UnitOfWork, list_id: str) -> set[str]:
    """Return the items that may be destroyed now: approved, and nothing has come up since that stops them."""
    return {item.id for item in service_items.approved(uow, list_id)}


def item(uow: UnitOfWork, list_id: str, seq: int) -> DestructionItem:
    """Return one item as it stands now. Raises: NotFound."""
    found = service_items.page(uow, list_id, str(seq - 1), 1).items
    if not found or found[0].seq != seq:
        raise NotFound
    return found[0]
