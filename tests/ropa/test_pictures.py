"""Pictures of stored records: kept with an approval, drawn once for each content, never of another record."""

import hashlib
import json
import zlib
from types import SimpleNamespace
from typing import NoReturn

import pytest
from msgspec.structs import replace
from sqlalchemy import select, text, update

from diagrams.errors import DiagramTimedOut
from diagrams.exchange import exchange_sheet
from diagrams.kinds import RECORD_DIAGRAMS
from diagrams.outputs import deliver, with_fonts
from ropa import pictures
from ropa.activities import service, service_pictures, service_signing
from ropa.activities.tables_life import approvals
from ropa.activities.tables_pictures import approved_pictures
from ropa.errors import Unavailable
from ropa.pictures import prepare_approvals, prepare_diagram
from schemas.access import Role
from schemas.life import LifeStep
from schemas.signing import SigningChoice, SigningInput
from tests.ropa.activities.test_life import whole
from tests.ropa.web.test_denials import entries
from tests.support.actors import PRACHUAP, person
from tests.support.lives import APPROVER, AUDITOR, RECORDER, carry, step
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
    before_png = _svg(register, now, draft.id, drawing="png")
    monkeypatch.setattr("ropa.pictures.png_of", lambda _: b"drawn again")
    assert _svg(register, now, draft.id, drawing="png") == before_png  # made once, as pictures of drafts are

    # Another renderer, another picture: of new revisions, not of this one.
    monkeypatch.setitem(RECORD_DIAGRAMS, "dfd", replace(RECORD_DIAGRAMS["dfd"], sheet=exchange_sheet))
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


FORGED = b"<svg><script/></svg>"


@pytest.mark.parametrize("how", ["content", "gone"])
def test_a_picture_that_was_changed_below_the_program_is_not_shown_as_the_approved_one(register, now, draft, how):
    carry(register, now, draft.id)
    event = "delete" if how == "gone" else "update"
    with register.write(RECORDER, now) as uow:
        on = " ON approved_pictures" if uow.dialect == "postgresql" else ""
        uow.connection.execute(text(f"DROP TRIGGER approved_pictures_no_{event}{on}"))
        table = approved_pictures
        forged = update(table).values(content=zlib.compress(FORGED))
        uow.connection.execute(table.delete() if how == "gone" else forged)
    with pytest.raises(Unavailable, match="gone or was changed"):
        _svg(register, now, draft.id)


def test_the_hash_of_what_an_approval_froze_stands_in_the_sealed_trail(register, now, draft):
    carry(register, now, draft.id)
    (details,) = [details for _, _, details in entries(register, "activity.approved")]
    with register.read(AUDITOR, now) as uow:
        frozen = uow.connection.scalar(select(approvals.c.manifest_hash))
    assert json.loads(details)["manifest"] == frozen


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("fault", [DiagramTimedOut("วาดไม่ทัน / too slow"), KeyError("a fault of the drawing")], ids=repr)
def test_a_record_that_cannot_be_drawn_is_approved_without_a_picture(register, now, draft, monkeypatch, fault):
    calls: list[object] = []

    def broken(*_: object) -> NoReturn:
        calls.append(1)
        raise fault

    pictures.KEPT.clear()
    monkeypatch.setitem(RECORD_DIAGRAMS, "dfd", replace(RECORD_DIAGRAMS["dfd"], sheet=broken))
    carry(register, now, draft.id, LifeStep.REVIEW)
    with register.read(APPROVER, now) as uow:
        prepare_approvals(uow, [draft.id])()
    assert str(step(register, now, APPROVER, draft.id, LifeStep.APPROVE).status) == "approved"
    assert _manifest(register, now) == [None]
    assert calls == [1]  # not tried again while other writers wait


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
        assert service_signing.to_approve(uow, [draft.id]) == []
    with register.read(AUDITOR, now) as uow:
        assert service_signing.to_approve(uow, [draft.id]) == []
    with register.read(APPROVER, now) as uow:
        prepare_approvals(uow, [draft.id])()

    def late(*_: object, **__: object) -> NoReturn:
        raise AssertionError("drawn inside the transaction")

    monkeypatch.setattr("ropa.pictures.deliver", late)
    with register.write(APPROVER, now) as uow:
        assert len(service_signing.sign(uow, said).approved) == 1
    assert _manifest(register, now) != [None]


def test_the_time_of_a_picture_begins_before_its_boxes_are_placed(monkeypatch):
    clock = [0.0]
    monkeypatch.setattr("diagrams.deadline.time", SimpleNamespace(monotonic=lambda: clock[0]))

    def sheet():
        clock[0] += pictures.INLINE_SECONDS
        return exchange_sheet(whole().document())

    with pytest.raises(Unavailable, match="did not finish in 3 s"):
        pictures.delivered(sheet, pictures._UNSAVED, "inline", time_limit=pictures.INLINE_SECONDS)
