"""The page of a record: the paper's layout, its tokens, its findings, and who may see what."""

import pytest

from schemas.access import Role
from schemas.form import exchange_columns, flow_columns, form_fields
from tests.support.actors import PHETCHABURI, PRACHUAP
from tests.support.web import browser
from tests.support.world import create


def test_the_record_page_opens(register, now):
    made = create(register, now, main_process="งานทดสอบ", steps=2, systems=["ระบบหนึ่ง"])
    with browser(register, (Role.DPO, 0)) as client:
        page = client.get(f"/activities/{made.id}")
        assert page.status_code == 200, page.text
        for info in form_fields():
            assert info.label in page.text
