"""Reading in a process of its own: what it read comes back, and what takes too much is refused."""

from datetime import date
from io import BytesIO

import pytest

from ropa.errors import Invalid, Unavailable
from ropa.imports import service_isolated
from ropa.samples import filled_forms
from schemas.document import ActivityInput
from schemas.reading import read_json
from tests.support.export_records import form_bytes, form_record

TODAY = date(2026, 11, 21)


def test_a_workbook_is_read_and_its_values_come_through_unchanged():
    record = form_record(read_json(filled_forms()[0].read_bytes(), ActivityInput).document())
    found = service_isolated.read(BytesIO(form_bytes(record)), "form.xlsx", today=TODAY)
    assert (found.kind, found.records[0].ref) == ("form", record.ref)
    # The office that the workbook names is the service's to find, by this pointer.
    assert [each.raw for each in found.records[0].remarks if each.pointer == "/office_id"] == [record.office_name]
    data = found.records[0].data
    assert data is not None
    assert data.document() == record.document


@pytest.mark.parametrize("limit", ["BYTES", "PATIENCE_SECONDS"])
def test_a_file_that_takes_too_much_is_refused_in_words(monkeypatch, limit):
    # The process reads its own limits; here its start alone is too much for the clock, or it is told of less memory.
    if limit == "BYTES":
        monkeypatch.setattr(service_isolated, "_PROGRAM", ["-c", "import sys; sys.exit(3)"])
    else:
        monkeypatch.setattr(service_isolated, limit, 0.05)
    with pytest.raises(Invalid) as refused:
        service_isolated.read(BytesIO(form_bytes(form_record())), "form.xlsx", today=TODAY)
    assert "หน่วยความจำ" in refused.value.problems[0].message_th


def test_a_fault_of_the_reader_is_told_as_one_and_logged(monkeypatch, caplog):
    monkeypatch.setattr(service_isolated, "_PROGRAM", ["-c", "raise SystemError('a fault')"])
    with pytest.raises(Unavailable):
        service_isolated.read(BytesIO(form_bytes(form_record())), "form.xlsx", today=TODAY)
    assert "a fault" in caplog.text


def test_much_json_is_read_apart_and_endless_records_are_refused():
    content = b"[" + b"{}," * 200_000 + b"{}]"
    with pytest.raises(Invalid) as refused:
        service_isolated.read(BytesIO(content), "a.json", today=TODAY)
    assert "10,000" in refused.value.problems[0].message_en
