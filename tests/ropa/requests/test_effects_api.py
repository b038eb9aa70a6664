"""Effects over the API: recorded, shown with what is open, ended by version, printed without the person."""

from datetime import UTC, datetime

import msgspec
import pytest
from litestar import Litestar
from litestar.testing import TestClient

from ropa.db.unit_of_work import Database
from schemas.access import Role
from schemas.request_effects import EffectsShown
from schemas.requests import Right
from tests.support.pdf_text import text_of
from tests.support.request_effects import LINE, PHONE, a_case
from tests.support.subject_requests import REQUESTER
from tests.support.world import bearer


@pytest.mark.only_on("sqlite")
def test_effects_are_recorded_shown_ended_and_printed(client: TestClient[Litestar], register: Database) -> None:
    case = a_case(register, datetime.now(UTC), Right.OBJECTION, Right.WITHDRAWAL)
    headers = bearer(register)
    url = f"/api/v1/requests/{case.request.id}/effects"
    given = {
        "right_seq": 1,
        "activity_id": case.activity_id,
        "data_items": [LINE],
        "ground": "s32_2",
        "measures": "ย้ายไปตารางที่ปิดสิทธิ",
        "done_on": case.today.isoformat(),
    }
    assert client.post(f"{url}/separations", json=given, headers=bearer(register, Role.AUDITOR)).status_code == 403
    for _ in range(2):  # sent twice with one key it is recorded once
        made = client.post(f"{url}/separations", json=given, headers={**headers, "Idempotency-Key": "one"})
        assert (made.status_code, made.headers["ETag"]) == (201, '"1"')
    wrong = client.post(f"{url}/separations", json={**given, "done_on": "2569-01-01"}, headers=headers)
    assert wrong.status_code == 422
    assert client.post(
        f"{url}/withdrawals", json={"right_seq": 2, "activity_id": case.activity_id}, headers=headers
    ).is_success

    shown = msgspec.json.decode(client.get(url, headers=headers).content, type=EffectsShown)
    assert [str(each.kind) for each in shown.items] == ["separation", "withdrawal"]
    assert ([each.item for each in shown.items[1].items], shown.open) == ([LINE, PHONE], 2)

    paper = client.get(f"{url}/2/statement.pdf", headers=headers)
    said = text_of(paper.content)
    assert LINE in said
    assert REQUESTER not in said
    # What ends an effect is a person's act, never a machine's.
    ended = client.post(f"{url}/1/end", json={"end": "ended", "reason": "x"}, headers={**headers, "If-Match": '"1"'})
    assert ended.status_code == 403
