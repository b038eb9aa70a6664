"""Pictures of stored records: kept with an approval, drawn once for each content, never of another record."""

import hashlib
import json
from typing import NoReturn

import pytest
from sqlalchemy import select, text

from diagrams.errors import DiagramTimedOut
from diagrams.exchange import exchange_sheet
from diagrams.kinds import RECORD_DIAGRAMS, RecordDiagram
from diagrams.outputs import deliver, with_fonts
from ropa import pictures
from ropa.activities import service, service_pictures, service_signing
from ropa.activities.tables_life import approvals
from ropa.errors import Unavailable
from ropa.pictures import prepare_diagram, prepare_signing
from schemas.access import Role
from schemas.life import LifeStep
from schemas.signing import SigningChoice, SigningInput
from tests.ropa.activities.test_life import whole
from tests.support.actors import PRACHUAP, person
from tests.support.lives import APPROVER, AUDITOR, RECORDER, carry
from tests.support.pictures import lines, parsed
from tests.support.web import browser
from tests.support.world import create, update_of


@pytest.fixture
def draft(register, now):
    with register.write(RECORDER, now) as uow:
        return service.create(uow, whole())


def _svg(register, now, key, revision=None, drawing="svg"):
    with register.read(AUDITOR, now) as uow:
        return prepare_diagram(uow, key, "dfd", drawing, revision).render()


def _manifest(register, now):
    with register.read(AUDITOR, now) as uow:
        stored = uow.connection.scalars(select(approvals.c.manifest).order_by(approvals.c.number)).all()
    return [next((sha for kind, _, sha in json.loads(each) if kind == service_pictures.KIND), None) for each in stored]


def test_an_approved_revision_keeps_its_picture_and_its_hash_stands_in_the_approval(register, now, draft, monkeypatch):
    carry(register, now, draft.id)
    before = _svg(register, now, draft.id)
    (sha256,) = _manifest(register, now)
    with register.read(AUDITOR, now) as uow:
        bare = service_pictures.kept(uow, service.read(uow, draft.id))
    assert bare is not None
    assert hashlib.sha256(bare).hexdigest() == sha256
    assert with_fonts(bare.decode()) == before

    # Another renderer, another picture: of new revisions, not of this one.
    monkeypatch.setitem(RECORD_DIAGRAMS, "dfd", RecordDiagram("", "", exchange_sheet))
    with register.write(RECORDER, now) as uow:
        changed = whole()
        changed.form.header.sub_process = "ฉบับที่สอง"
        service.replace(uow, draft.id, service.read(uow, draft.id).version, update_of(changed))
    carry(register, now, draft.id)
    assert _svg(register, now, draft.id, 1) == before
    assert _svg(register, now, draft.id, 2) != before
    assert len(set(_manifest(register, now))) == 2


def test_the_picture_of_an_approval_says_that_it_was_approved_and_when(register, now, draft):
    assert {"แก้ไขล่าสุด", "ร่าง"} <= _words(register, now, draft.id)
    carry(register, now, draft.id)
    assert {"อนุมัติเมื่อ", "อนุมัติแล้ว"} <= _words(register, now, draft.id)


def _words(register, now, key):
    return {line.words for line in lines(parsed(_svg(register, now, key)))}


def test_a_picture_that_was_changed_below_the_program_is_not_shown_as_the_approved_one(register, now, draft):
    carry(register, now, draft.id)
    with register.write(RECORDER, now) as uow:
        drop = "DROP TRIGGER approved_pictures_no_update" + (
            " ON approved_pictures" if uow.dialect == "postgresql" else ""
        )
        uow.connection.execute(text(drop))
        uow.connection.execute(text("UPDATE approved_pictures SET content = :other"), {"other": b"other"})
    with pytest.raises(Unavailable, match="hash differs"):
        _svg(register, now, draft.id)


@pytest.mark.only_on("sqlite")
def test_a_record_that_cannot_be_drawn_is_approved_without_a_picture(register, now, draft, monkeypatch):
    def too_slow(*_: object) -> NoReturn:
        raise DiagramTimedOut("วาดไม่ทัน / too slow")

    pictures.KEPT.clear()
    monkeypatch.setitem(RECORD_DIAGRAMS, "dfd", RecordDiagram("", "", too_slow))
    assert str(carry(register, now, draft.id).status) == "approved"
    assert _manifest(register, now) == [None]


@pytest.mark.only_on("sqlite")
def test_the_same_picture_is_drawn_once_and_not_sent_to_those_who_have_it(register, now, monkeypatch):
    made = create(register, now, steps=2)
    other = create(register, now, steps=2)
    calls: list[str] = []

    def counted(*given, **more):
        calls.append(more["kind"])
        return deliver(*given, **more)

    monkeypatch.setattr("ropa.pictures.deliver", counted)
    pictures.KEPT.clear()
    with browser(register, (Role.AUDITOR, 0)) as client:
        path = f"/api/v1/activities/{made.id}/dfd.svg"
        first, second = client.get(path), client.get(path)
        known = client.get(path, headers={"If-None-Match": first.headers["etag"]})
        assert client.get(f"/api/v1/activities/{other.id}/dfd.svg").headers["etag"] != first.headers["etag"]
        on_a3 = client.get(f"/api/v1/activities/{made.id}/dfd.pdf?paper=a3")
    assert first.content == second.content
    assert (known.status_code, known.content) == (304, b"")
    assert b"1190.55" in on_a3.content
    assert calls == ["svg", "svg", "pdf"]


@pytest.mark.only_on("sqlite")
def test_the_pictures_of_a_signing_are_drawn_before_it_and_only_by_those_who_may_sign(
    register, now, draft, monkeypatch
):
    carry(register, now, draft.id, LifeStep.REVIEW)
    said = SigningInput(items=[SigningChoice(id=draft.id, version=3)])
    pictures.KEPT.clear()
    with register.read(person("ผู้อนุมัติที่อื่น", Role.APPROVER, PRACHUAP), now) as uow:
        assert service_signing.offered(uow, said) == []
    with register.read(APPROVER, now) as uow:
        prepare_signing(uow, said)()

    def late(*_: object, **__: object) -> NoReturn:
        raise AssertionError("drawn inside the transaction")

    monkeypatch.setattr("ropa.pictures.deliver", late)
    with register.write(APPROVER, now) as uow:
        assert len(service_signing.sign(uow, said).approved) == 1
    assert _manifest(register, now) != [None]
