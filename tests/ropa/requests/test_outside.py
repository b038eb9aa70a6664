"""The public form of requests through the whole application, as somebody without JavaScript and account sends it."""

import logging
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from httpx import Response
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import text

from ropa.db.unit_of_work import Database
from ropa.requests import service_person, service_public
from ropa.requests.service_rows import change
from schemas.access import Role
from schemas.request_terms import RequestState
from tests.support.actors import PHETCHABURI, somebody
from tests.support.quick_apps import quick_app
from tests.support.web import HTML, form_key_of, keys_for
from tests.support.world import settings_for

FORM, STATUS = "/request-rights", "/request-rights/status"
GIVEN: dict[str, Any] = {
    "rights": ["s30_access"],
    "wish_s30_access": "สำเนา <b>ทะเบียน</b>",
    "name": "ผู้ขอ ทดสอบ",
    "email": "someone@example.org",
    "age_band": "adult",
    "requester": "self",
    "office_id": str(PHETCHABURI),
    "truth": "1",
}


@contextmanager
def visitor(register: Database, **settings: Any) -> Iterator[TestClient[Litestar]]:
    """Somebody without an account; the form is shown unless `settings` say otherwise."""
    made = replace(settings_for(register.url), **{"public_requests": True} | settings)
    with TestClient(quick_app(made, register), raise_server_exceptions=False) as client:
        client.headers.update(HTML)
        client.follow_redirects = False
        yield client


def send(client: TestClient[Litestar], key: str | None = None, *, path: str = FORM, **fields: Any) -> Response:
    given = fields if path == STATUS else GIVEN | fields
    return client.post(path, data={"form_key": key or form_key_of(client.get(path)), **given})


def receipt_of(answer: Response) -> tuple[str, str]:
    """Return the reference and the secret code of a receipt."""
    assert answer.status_code == 200, answer.text[-3000:]
    found = re.findall(r'class="receipt-code">([^<]+)<', answer.text)
    assert len(found) == 2
    return found[0], found[1]


def count(register: Database, of: str) -> int:
    with register.engine.connect() as connection:
        return int(connection.scalar(text(f"SELECT count(*) FROM {of}")) or 0)  # noqa: S608 - names from this file


def test_the_form_is_there_only_where_the_settings_show_it(register):
    with visitor(register, public_requests=False) as client:
        assert {client.get(at).status_code for at in (FORM, STATUS, f"{FORM}/form.pdf")} == {404}
        assert {client.post(at, data=GIVEN).status_code for at in (FORM, STATUS)} == {404}
    with visitor(register) as client:
        page = client.get(FORM)
        assert (page.status_code, page.headers["x-robots-tag"]) == (200, "noindex")
        assert 'lang="th"' in page.text


def test_a_request_is_taken_once_with_its_clock_and_the_form_sent_twice_gives_the_same_receipt(register):
    with visitor(register) as client:
        key = form_key_of(client.get(FORM))
        first, again = send(client, key), send(client, key)
        other = send(client, key, wish_s30_access="อีกเรื่องหนึ่ง")

    assert receipt_of(first) == receipt_of(again) != receipt_of(other)
    assert count(register, "subject_requests") == 2
    assert count(register, "request_arrivals WHERE told_at IS NULL") == 2
    assert count(register, "request_events") == 2
    kept = "state = 'received' AND channel = 'public_form' AND identity_level = 'claimed' AND language = 'th'"
    assert count(register, f"subject_requests WHERE {kept} AND office_id = {PHETCHABURI} AND due_on IS NOT NULL") == 2
    assert count(register, "request_submissions") == 0


def test_who_asks_is_sealed_and_stands_nowhere_else(register, now, caplog):
    with visitor(register) as client, caplog.at_level(logging.DEBUG):
        ref, code = receipt_of(send(client, phone="081 234 5678"))
        assert send(client, name=" ", phone="081 234 5678").status_code == 422

    with register.engine.connect() as connection:
        row = connection.execute(text("SELECT * FROM subject_requests")).one()
        tables = ("audit_events", "request_events", "public_rates", "notices")
        stored = "".join(str(list(connection.execute(text(f"SELECT * FROM {each}")))) for each in tables)  # noqa: S608 - names from this file
        trail = connection.scalar(text("SELECT count(*) FROM audit_events WHERE address IS NOT NULL"))
    with register.read(somebody(Role.DPO), now) as uow:
        assert service_person.opened(uow, keys_for(register), row.id).phone == "081 234 5678"
    said = "\n".join(record.getMessage() for record in caplog.records)
    for secret in ("081 234 5678", "someone@example.org", "ผู้ขอ ทดสอบ", code, code.replace("-", "")):
        assert secret not in said + stored + str(row)
    assert ref in stored or count(register, "request_events") == 1
    assert trail == 0


FAULTS: list[tuple[dict[str, Any], str]] = [
    ({"rights": []}, "เลือกสิ่งที่ต้องการอย่างน้อยหนึ่งข้อ"),
    ({"rights": ["s33_erasure"]}, "โปรดเลือกข้อนี้ หรือลบรายละเอียด"),
    ({"rights": ["s99"]}, 'id="e-rights"'),
    ({"name": " "}, "กรอกชื่อและนามสกุล"),
    ({"email": "", "phone": ""}, "ต้องมีที่อยู่ อีเมล หรือโทรศัพท์"),
    ({"email": "@@"}, "อีเมลไม่ถูกต้อง"),
    ({"truth": ""}, "โปรดรับรอง"),
    ({"age_band": "under_10"}, "ผู้ใช้อำนาจปกครองยื่นคำขอ"),
    ({"requester": "agent"}, "ต้องระบุผู้รับมอบอำนาจ"),
    ({"requester": "agent", "agent_name": "ผู้แทน ทดสอบ"}, 'id="e-agent_authority_ref"'),
    ({"requester": "guardian", "guardian_agreed_on": "31 ก.พ. 2569"}, 'id="e-guardian_agreed_on"'),
    ({"agent_name": "ผู้แทน ทดสอบ", "agent_authority_ref": "1/2569"}, "ไม่ได้ระบุว่ายื่นโดยผู้รับมอบอำนาจ"),
    ({"office_id": "999999"}, 'id="e-office_id"'),
    ({"office_id": "x"}, 'id="e-office_id"'),
    ({"leave_empty": "x"}, "ช่องนี้ต้องเว้นว่าง"),
    ({"name": "ก\x00ข"}, 'id="e-name"'),
    ({"wish_s30_access": "ก" * 4_001}, "4,000"),
]


def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(register):
    with visitor(register) as client:
        for fields, fault in FAULTS:
            answer = send(client, address="" if fields.get("email") == "" else "1 ถนนทดสอบ", **fields)
            assert answer.status_code == 422, fields
            assert fault in answer.text, fields
            assert fields.get("wish_s30_access", "สำเนา &lt;b&gt;ทะเบียน&lt;/b&gt;") in answer.text, fields
    assert count(register, "subject_requests") == 0
    assert count(register, "public_rates") == 0


def test_agents_parents_and_minors_have_their_part(register):
    minor = {
        "age_band": "from_10",
        "minor_agrees": "1",
        "guardian_name": "ผู้ปกครอง ทดสอบ",
        "guardian_proof_ref": "สูติบัตร",
    }
    with visitor(register) as client:
        receipt_of(send(client, requester="agent", agent_name="ผู้แทน ทดสอบ", agent_authority_ref="มอบอำนาจ 1/2569"))
        receipt_of(send(client, requester="guardian", **minor))
        receipt_of(send(client, requester="self", guardian_agreed_on="1 พ.ย. 2568", **minor))
        receipt_of(send(client, age_band="from_10", minor_alone_reason="ขอแก้ชื่อของตนเอง"))
    assert count(register, "subject_requests") == 4


def test_whoever_has_the_receipt_sees_where_it_stands_and_nobody_else(register, now):
    with visitor(register) as client:
        ref, code = receipt_of(send(client))
        typed = send(client, path=STATUS, ref=f" {ref.lower()} ", code=code.lower().replace("-", " "))
        wrong = send(client, path=STATUS, ref=ref, code="0000-0000-0000-0000")
        unknown = send(client, path=STATUS, ref="DSR-2569-9999", code=code)
        missing = send(client, path=STATUS, ref="", code="")
        with register.write(somebody(Role.DPO), now) as uow:
            found = uow.connection.execute(text("SELECT id FROM subject_requests")).scalar_one()
            change(uow, found, None, state=RequestState.NOT_A_REQUEST, closed_at=now)
        dismissed = send(client, path=STATUS, ref=ref, code=code)

    assert typed.status_code == 200
    assert "รับคำขอแล้ว" in typed.text
    assert "ผู้ขอ ทดสอบ" not in typed.text
    assert [each.status_code for each in (wrong, unknown, missing)] == [422, 422, 422]
    # Which of the two is wrong is not told.
    same = "ไม่พบคำขอที่มีเลขที่และรหัสลับนี้"
    assert same in wrong.text
    assert same in unknown.text
    assert "ไม่ได้รับไว้เป็นคำขอ" in dismissed.text


def test_codes_cannot_be_tried_out(register):
    with visitor(register) as client:
        ref, code = receipt_of(send(client))
        assert send(client, path=STATUS, ref=ref, code="wrong").status_code == 422
        with register.engine.begin() as connection:
            connection.execute(
                text("UPDATE public_rates SET count = 20 WHERE form = 'subject-request-status' AND who != '*'")
            )
        refused = send(client, path=STATUS, ref=ref, code=code)
    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= 3600


def test_whoever_does_not_know_the_office_is_taken_by_the_one_of_the_settings(register):
    for office_id in (0, PHETCHABURI):
        with visitor(register, public_requests_office=office_id) as client:
            receipt_of(send(client, office_id=""))
        assert count(register, f"subject_requests WHERE office_id = {office_id}") == 1


def test_too_many_from_one_place_are_told_when_to_come_again_and_keep_their_words(register):
    with visitor(register) as client:
        receipt_of(send(client))
        with register.engine.begin() as connection:
            connection.execute(text("UPDATE public_rates SET count = 10 WHERE who != '*'"))
        refused = send(client, wish_s30_access="เรื่องที่สอง")

    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= 3600
    assert "เรื่องที่สอง" in refused.text
    assert count(register, "subject_requests") == 1


def test_after_ten_thousand_in_an_hour_the_next_is_refused_and_the_last_one_kept(register):
    with visitor(register) as client:
        receipt_of(send(client))
        with register.engine.begin() as connection:
            connection.execute(text("UPDATE public_rates SET count = 9999 WHERE who = '*' AND seconds = 3600"))
            connection.execute(text("UPDATE public_rates SET count = 1 WHERE who != '*'"))
        last, beyond = send(client, name="คนที่หมื่น ทดสอบ"), send(client, name="คนถัดไป ทดสอบ")

    receipt_of(last)
    assert beyond.status_code == 429
    assert count(register, "subject_requests") == 2


def test_forms_of_other_sites_and_what_is_no_form_of_ours_are_refused(register):
    with visitor(register) as client:
        for path in (FORM, STATUS):
            assert client.post(path, data=GIVEN, headers={"Origin": "https://elsewhere.example"}).status_code == 403
        assert client.post(FORM, data={f"f{number}": "x" for number in range(70)}).status_code == 413
        assert client.post(FORM, data={"name": "ก" * 60_000}).status_code == 413
    assert count(register, "subject_requests") == 0


def test_the_pages_speak_english_and_the_request_is_answered_in_it(register):
    with visitor(register) as client:
        client.cookies.set("ropa_language", "en")
        page = client.get(FORM)
        assert "Use your rights as a data subject" in page.text
        answer = send(client)
        assert "Receipt of a request" in answer.text
        assert "Follow a request" in client.get(STATUS).text
    assert count(register, "subject_requests WHERE language = 'en'") == 1


def test_every_field_has_a_label_and_a_fault_is_announced_with_it(register):
    with visitor(register) as client:
        pages = [client.get(FORM).text, send(client, name="", email="@@").text, client.get(STATUS).text]
    for page in pages:
        fields = set(re.findall(r'<(?:input|textarea|select) [^>]* id="([^"]+)"', page))
        assert fields <= set(re.findall(r'<label[^>]* for="([^"]+)"', page)) | {"f-truth", "f-minor_agrees"}
        described = " ".join(re.findall(r'aria-describedby="([^"]+)"', page)).split()
        assert set(described) <= set(re.findall(r' id="([^"]+)"', page))
    assert re.search(r'id="f-email"[^>]*aria-describedby="[^"]*e-email[^"]*"[^>]*aria-invalid="true"', pages[1])
    assert '<a href="#f-email">' in pages[1]


@pytest.mark.only_on("postgresql")
def test_two_who_send_one_form_at_once_make_one_request_and_two_forms_two(register):
    with visitor(register) as client:
        same = form_key_of(client.get(FORM))
        keys = [same, same, form_key_of(client.get(FORM)), form_key_of(client.get(FORM))]
        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(lambda key: receipt_of(send(client, key)), keys))

    assert answers[0] == answers[1]
    assert len(set(answers)) == len({ref for ref, _ in answers}) == 3
    assert count(register, "subject_requests") == count(register, "request_arrivals") == 3
    with register.engine.connect() as connection:
        spent = connection.scalar(text("SELECT count FROM public_rates WHERE who = '*' AND seconds = 3600"))
    assert spent == 3
    assert service_public.LIMITS[0].all == 10_000
