"""What a certificate and the trail say of people."""

import pytest
from sqlalchemy import select

from ropa.audit.tables import audit_events
from ropa.destruction import service_certificates
from tests.ropa.destruction.test_evidence import EXECUTOR, record
from tests.support.approved_items import SECRETARY, approved_list


@pytest.mark.only_on("sqlite")
def test_a_title_that_names_a_person_is_hidden_on_the_certificate_and_not_in_the_trail(register, now):
    made = approved_list(register, now, title="คำร้องของนายสมมุติ นามสมมุติ 1111111111119")
    certificate = record(register, now, made)
    with register.read(SECRETARY, now) as uow:
        facts = service_certificates.read(uow, certificate.id).facts
        trail = b"".join(uow.connection.scalars(select(audit_events.c.details)))
    assert "นามสมมุติ" not in facts.items[0].title
    assert "1111111111119" not in facts.items[0].title
    assert "นามสมมุติ" not in trail.decode()
    assert EXECUTOR.name not in trail.decode()
