"""A list on its way, with its people."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import func, select

from ropa.audit.tables import audit_events
from ropa.db.unit_of_work import Database
from ropa.errors import Invalid
from tests.support.destruction_road import Road
from tests.support.world import DPO


@pytest.fixture
def road(register: Database, now: datetime) -> Road:
    return Road(register, now)


@pytest.fixture
def entries(register: Database, now: datetime) -> Callable[[], int]:
    """Return a function that counts the trail's entries on destruction and holdings."""

    def count() -> int:
        with register.read(DPO, now) as uow:
            told = audit_events.c.action.like("destruction.%") | (audit_events.c.action == "holding.moved")
            return int(uow.connection.scalar(select(func.count()).select_from(audit_events).where(told)) or 0)

    return count


def told(error: "pytest.ExceptionInfo[Invalid]") -> list[str]:
    """Return the pointers of what was refused."""
    return [problem.pointer for problem in error.value.problems]
