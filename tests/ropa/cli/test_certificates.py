"""`ropa destroy verify`: a certificate's file, the hash printed on it, and what is none."""

import json
from datetime import timedelta

import pytest

from ropa.cli import main
from ropa.destruction import service_certificates, service_evidence
from schemas.evidence import EvidenceInput, ItemEvidence, Method, MethodUsed, Person
from tests.support.approved_items import SECRETARY, approved_list


@pytest.mark.only_on("sqlite")
def test_a_certificate_is_genuine_by_its_file_and_by_its_number_and_a_changed_file_is_unknown(
    register, now, tmp_path, capsys
):
    made = approved_list(register, now)
    given = EvidenceInput(
        destroyed_at=now - timedelta(hours=1),
        methods=[MethodUsed(method=Method.CRYPTO_ERASE)],
        executor=Person(name="เจ้าหน้าที่ คลัง", position="เจ้าพนักงาน"),
        witnesses=[Person(name="พยาน ทดสอบ", position="เจ้าพนักงาน")],
        items=[ItemEvidence(item_id=made.items[0], scope="ระเบียนทั้งหมด")],
    )
    with register.write(SECRETARY, now) as uow:
        certificate = service_evidence.record(uow, made.list_id, given)
        pdf = service_certificates.pdf(uow, certificate.id)[1]
    file = tmp_path / "a.pdf"
    file.write_bytes(pdf)
    assert main(["destroy", "verify", str(file)]) == 0
    assert "DC-2569-0001" in capsys.readouterr().out
    assert main(["destroy", "verify", certificate.facts_sha256, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["matched"] == "facts"
    file.write_bytes(pdf + b"\n")
    assert main(["destroy", "verify", str(file)]) == 1
    assert main(["destroy", "verify", str(tmp_path / "none.pdf")]) == 2
