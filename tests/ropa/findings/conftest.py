"""A record with faults, written by a person of its office."""

import pytest

from ropa.activities import service
from schemas.listing import StoredRevision
from tests.ropa.activities.test_life import whole
from tests.support.actors import PHETCHABURI
from tests.support.lives import RECORDER
from tests.support.world import activity_input


@pytest.fixture
def faulty(register, now) -> StoredRevision:
    """A draft of Phetchaburi with most of its form blank and a system whose hosting nobody told."""
    with register.write(RECORDER, now) as uow:
        return service.create(uow, activity_input(office_id=PHETCHABURI, systems=["ระบบทดสอบ"], items=["ชื่อ"]))


@pytest.fixture
def whole_record(register, now) -> StoredRevision:
    """A draft of Phetchaburi without an error-level finding."""
    with register.write(RECORDER, now) as uow:
        return service.create(uow, whole())
