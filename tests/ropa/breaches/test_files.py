"""Files of a breach: quarantine while the scanner is away, malware that is never given out, frozen excerpts."""

import hashlib
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from litestar.testing import TestClient

from ropa.attachments import service_files as cleaning
from ropa.attachments import service_scans
from ropa.attachments.scanning import scanner_of
from ropa.attachments.service import NewFile
from ropa.audit.rules_excerpts import check_excerpt
from ropa.breaches import service, service_evidence, service_files, service_timeline
from ropa.errors import Forbidden
from ropa.files import Kept, open_files
from ropa.jobs import passes
from schemas.access import Role
from schemas.attachments import Verdict
from schemas.breach import BreachInput
from schemas.breach_files import ExcerptInput, ExcerptKind, FileInput
from schemas.exchange_log import ExchangeFilter
from tests.support.actors import PHETCHABURI, PRACHUAP, somebody
from tests.support.answers import problem
from tests.support.documents import CSV, PDF
from tests.support.exchange_lines import add_source, lines
from tests.support.exchange_lines import send as send_batch
from tests.support.quick_apps import quick_app
from tests.support.scanners import EICAR, fake_clamd
from tests.support.web import keys_for
from tests.support.world import ACTIVITIES, bearer, create, settings_for

DPO = somebody(Role.DPO)
TEXT = b"a letter that came with it: " + EICAR


@pytest.fixture
def breach(register, now):
    with register.write(DPO, now) as uow:
        return service.report(uow, BreachInput(office_id=PHETCHABURI, title="อีเมลหลอกลวง", aware_at=now)).id


@pytest.fixture
def reviewer(register):
    return bearer(register, Role.REVIEWER, PHETCHABURI)


@pytest.fixture
def clamd():
    with fake_clamd() as server:
        yield server


@pytest.fixture
def scanned(register, clamd):
    """The application with a scanner."""
    app = quick_app(replace(settings_for(register.url), scanner=clamd.address), register)
    with TestClient(app, raise_server_exceptions=False) as made:
        yield made


def send(client, headers, breach, content=PDF, name="หลักฐาน.pdf", **said):
    path = f"/api/v1/breaches/{breach}/files"
    return client.post(path, headers=headers, data=said, files={"file": (name, content, "x/y")})


def kinds(register, breach):
    with register.read(DPO, datetime.now(UTC)) as uow:
        return [(str(each.kind), each.details.get("state")) for each in service_timeline.read(uow, breach).items]


def test_without_a_scanner_a_file_says_so_and_is_given_out_byte_by_byte(client, register, breach, reviewer):
    answer = send(client, reviewer, breach, name="../ล็อก.csv", content=CSV, note="จากระบบ")
    made = answer.json()

    assert answer.status_code == 201
    assert (made["scan"], made["is_served"], made["file_name"], made["note"]) == (
        "not_scanned",
        True,
        "ล็อก.csv",
        "จากระบบ",
    )
    assert made["sha256"] == hashlib.sha256(CSV).hexdigest()
    file = client.get(answer.headers["location"], headers=reviewer)
    assert (file.content, file.headers["x-content-type-options"]) == (CSV, "nosniff")
    assert file.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert client.get(f"/api/v1/breaches/{breach}/files", headers=reviewer).json()["items"] == [made]
    assert kinds(register, breach) == [("reported", None), ("file_added", None)]

    problem(send(client, reviewer, breach, content=b"MZ\0\0", name="a.exe"), 422)
    problem(send(client, bearer(register, Role.AUDITOR), breach), 403)
    elsewhere = bearer(register, Role.REVIEWER, PRACHUAP)
    for path in (f"/api/v1/breaches/{breach}/files", answer.headers["location"]):
        problem(client.get(path, headers=elsewhere), 404)


def test_malware_is_kept_named_and_never_given_out(scanned, register, clamd, breach, reviewer):
    clean = send(scanned, reviewer, breach)
    bad = send(scanned, reviewer, breach, content=TEXT, name="จดหมาย.txt")

    assert (clean.json()["scan"], bad.json()["scan"]) == ("clean", "infected")
    assert clamd.seen == [PDF, TEXT]
    assert bad.json()["finding"] == "Eicar-Test-Signature"
    assert scanned.get(clean.headers["location"], headers=reviewer).content == PDF
    refused = problem(scanned.get(bad.headers["location"], headers=reviewer), 409)
    assert hashlib.sha256(TEXT).hexdigest() in refused["detail"]
    assert kinds(register, breach)[-3:] == [
        ("file_scanned", "clean"),
        ("file_added", None),
        ("file_scanned", "infected"),
    ]
    # A scanner that is mistaken later does not let it out.
    with register.write(DPO, datetime.now(UTC)) as uow:
        assert service_scans.note(uow, bad.json()["sha256"], Verdict()).state == "infected"


def test_while_the_scanner_is_away_a_file_waits_and_the_worker_asks_until_it_answers(
    scanned, register, clamd, breach, reviewer
):
    clamd.answer = b""
    answer = send(scanned, reviewer, breach)
    path = f"/api/v1/breaches/{breach}/files"

    assert (answer.json()["scan"], answer.json()["is_served"]) == ("quarantined", False)
    problem(scanned.get(answer.headers["location"], headers=reviewer), 409)
    files, scanner = open_files(settings_for(register.url)), scanner_of(clamd.address)

    def tick(minutes):
        at = datetime.now(UTC) + timedelta(minutes=minutes)
        found = passes.tick(register, keys_for(register), at, files=files, scanner=scanner)
        return [each.told for each in found if each.job == "scan"]

    assert tick(0) == []
    assert tick(2) == ["files 1, clean 0, malware 0"]
    assert scanned.get(path, headers=reviewer).json()["items"][0]["scan"] == "quarantined"
    clamd.answer = None
    assert tick(6) == ["files 1, clean 1, malware 0"]
    assert tick(70) == []
    assert scanned.get(answer.headers["location"], headers=reviewer).content == PDF
    told = [state for kind, state in kinds(register, breach) if kind == "file_scanned"]
    assert told == ["quarantined", "clean"]
    # The same bytes stay cleared while the scanner is away again.
    clamd.answer = b""
    assert send(scanned, reviewer, breach).json()["scan"] == "clean"


def test_a_process_that_dies_before_the_scanner_was_asked_lets_nothing_pass(register, breach, now, scanned, reviewer):
    files = open_files(settings_for(register.url))
    kept = files.put(io.BytesIO(CSV))
    file = NewFile(sha256=kept.sha256, size=kept.size, media_type="text/csv", name="a.csv", is_to_scan=True)
    with register.write(DPO, now) as uow:
        made = service_files.add(uow, breach, FileInput(), file)
    assert made.scan == "waiting"
    problem(scanned.get(f"/api/v1/breaches/{breach}/files/{made.id}", headers=reviewer), 409)
    with register.write(DPO, now + timedelta(days=9)) as uow:
        cleaning.clean(uow, cleaning.unneeded(uow, files))
    assert files.has(kept.sha256)


def test_documents_of_records_wait_for_the_same_scanner(scanned, register, clamd, now):
    record = create(register, now, office_id=PHETCHABURI)
    recorder = bearer(register, Role.RECORDER, PHETCHABURI)
    path = f"{ACTIVITIES}/{record.id}/attachments"

    def attach(content, name):
        said = {"title": "เอกสาร", "kind": "other"}
        made = scanned.post(path, headers=recorder, data=said, files={"file": (name, content, "")}).json()
        return scanned.get(f"{path}/{made['id']}/versions/1/file", headers=recorder)

    assert attach(PDF, "ก.pdf").content == PDF
    assert "Eicar" in problem(attach(TEXT, "ข.txt"), 409)["detail"]
    clamd.answer = b"stream: unknown ERROR\0"
    problem(attach(CSV, "ค.csv"), 409)


def test_lines_of_the_trail_become_a_file_that_can_be_checked_anywhere(client, register, breach):
    dpo = bearer(register, Role.DPO)
    client.get(f"/api/v1/breaches/{breach}", headers=dpo)
    path = f"/api/v1/breaches/{breach}/evidence"
    span = {"since": "2026-01-01T00:00:00+07:00", "until": "2200-01-01T00:00:00+07:00"}
    asked = {"reason": "ใครรายงานเหตุ", "trail": {**span, "subject": f"breach:{breach}"}}

    answer = client.post(path, headers=dpo, json=asked)
    made = answer.json()

    assert answer.status_code == 201, made
    assert (made["kind"], made["lines"], made["filter"]["subject"]) == ("trail", 1, f"breach:{breach}")
    file = client.get(answer.headers["location"], headers=dpo)
    assert hashlib.sha256(file.content).hexdigest() == made["sha256"]
    checked = check_excerpt(file.content.splitlines())
    assert (checked.faults, checked.entries + checked.unsealed) == ([], 1)
    assert kinds(register, breach)[-1][0] == "evidence_attached"
    # Who reads the breach sees that there is evidence; its lines are for who may read the trail.
    head = bearer(register, Role.APPROVER, PHETCHABURI)
    assert client.get(path, headers=head).json()["items"] == [made]
    problem(client.get(answer.headers["location"], headers=head), 403)
    problem(client.post(path, headers=head, json=asked), 403)
    for bad in (
        {"reason": "x"},
        {"reason": "x", "trail": {"since": span["until"], "until": span["since"]}},
        {"reason": "x", "trail": {**span, "subject": "nothing"}},
        {"reason": "x", "trail": span, "exchange_log": {}},
    ):
        problem(client.post(path, headers=dpo, json=bad), 422)


def test_lines_of_another_offices_exchange_log_are_for_who_may_search_them_there(client, register, breach, now):
    with register.write(DPO, now) as uow:
        add_source(uow, code="other", office_id=PRACHUAP)
        send_batch(uow, lines(2, now), source="other")
    path = f"/api/v1/breaches/{breach}/evidence"
    asked = {"reason": "ใครขอข้อมูลไป", "exchange_log": {"agency": "AG-01"}}

    answer = client.post(path, headers=bearer(register), json=asked)

    assert (answer.status_code, answer.json()["lines"]) == (201, 2)
    where = answer.headers["location"]
    for role in (Role.REVIEWER, Role.RECORDER, Role.APPROVER):
        # Of the office of the breach, not of the office of the lines.
        problem(client.get(where, headers=bearer(register, role, PHETCHABURI)), 403)
    assert client.get(where, headers=bearer(register)).status_code == 200
    problem(client.get(where, headers=bearer(register, Role.REVIEWER, PRACHUAP)), 404)


def test_lines_that_may_no_more_be_searched_when_they_are_attached_are_refused(register, breach, now):
    given = ExcerptInput(reason="x", exchange_log=ExchangeFilter(agency="AG-01"))
    kept = Kept(sha256="0" * 64, size=1)
    with register.write(DPO, now) as uow:
        add_source(uow, code="other", office_id=PRACHUAP)
    with register.write(somebody(Role.REVIEWER, PHETCHABURI), now) as uow, pytest.raises(Forbidden):
        service_evidence.attach(
            uow, breach, given, service_evidence.Taken(ExcerptKind.EXCHANGE_LOG, 1, ("other",)), kept
        )
