"""Drafts beside approved revisions, and documents of an older shape."""

import msgspec
import pytest
from sqlalchemy import func, select

from ropa.activities import service, service_findings, service_listing
from ropa.activities.tables import activities, revisions
from ropa.errors import Conflict, Invalid
from schemas import upcast
from schemas.access import Role
from schemas.document import SCHEMA_VERSION, content_hash
from schemas.listing import ActivityFilter
from schemas.vocabulary import RevisionStatus
from tests.support.actors import PHETCHABURI, PRACHUAP, somebody
from tests.support.world import DPO, activity_input, approve, create, update_of


def test_an_approved_revision_never_changes_and_the_next_draft_stands_beside_it(register, now):
    made = create(register, now, main_process="อนุมัติแล้ว")
    with register.write(DPO, now) as uow:
        approve(uow, made.id)
    with register.write(DPO, now) as uow:
        draft = service.replace(uow, made.id, 2, update_of(activity_input(main_process="ร่างใหม่")))

    assert (draft.revision, draft.version, draft.status) == (2, 3, RevisionStatus.DRAFT)
    with register.read(somebody(Role.RECORDER, PHETCHABURI), now) as uow:
        assert service.read(uow, made.id).revision == 2
        assert [item.main_process for item in _page(uow)] == ["ร่างใหม่"]
    with register.read(somebody(Role.AUDITOR), now) as uow:
        shown = service.read(uow, made.id)
        assert (shown.revision, shown.status, shown.document) == (1, RevisionStatus.APPROVED, made.document)
        assert [item.main_process for item in _page(uow)] == ["อนุมัติแล้ว"]


def _page(uow):
    return service_listing.page(uow, ActivityFilter(), None, 10).items


def test_deleting_the_next_draft_leaves_the_approved_revision_current(register, now):
    made = create(register, now, main_process="อนุมัติแล้ว")
    with register.write(DPO, now) as uow:
        approve(uow, made.id)
        service.replace(uow, made.id, 2, update_of(activity_input(main_process="ร่างใหม่")))
        service.delete(uow, made.id, 3)
    with register.read(DPO, now) as uow:
        shown = service.read(uow, made.id)
        assert (shown.revision, shown.version, shown.document) == (1, 4, made.document)
        assert [item.main_process for item in _page(uow)] == ["อนุมัติแล้ว"]
        assert uow.connection.scalar(select(func.count()).select_from(revisions)) == 1
    with pytest.raises(Conflict), register.write(DPO, now) as uow:
        service.delete(uow, made.id, 4)


@pytest.mark.parametrize("status", ["submitted", "reviewed"])
def test_a_draft_under_review_is_neither_edited_nor_deleted(register, now, status):
    made = create(register, now)
    with register.write(DPO, now) as uow:
        uow.connection.execute(revisions.update().values(status=status))
    for act in (
        lambda uow: service.replace(uow, made.id, 1, update_of(activity_input())),
        lambda uow: service.delete(uow, made.id, 1),
    ):
        with pytest.raises(Conflict), register.write(DPO, now) as uow:
            act(uow)


def test_a_retired_activity_is_not_edited(register, now):
    made = create(register, now)
    with register.write(DPO, now) as uow:
        approve(uow, made.id)
        uow.connection.execute(activities.update().values(retired_at=now))
    with pytest.raises(Conflict), register.write(DPO, now) as uow:
        service.replace(uow, made.id, 2, update_of(activity_input()))
    with register.read(DPO, now) as uow:
        assert service.read(uow, made.id).status is RevisionStatus.RETIRED


def test_a_draft_does_not_move_what_was_approved_to_another_office(register, now):
    made = create(register, now, office_id=PHETCHABURI)
    with register.write(DPO, now) as uow:
        approve(uow, made.id)
    with register.write(DPO, now) as uow, pytest.raises(Invalid) as refused:
        service.replace(uow, made.id, 2, update_of(activity_input(office_id=PRACHUAP)))

    assert [each.pointer for each in refused.value.problems] == ["/office_id"]


def test_an_older_document_is_lifted_when_it_is_read_and_stays_as_it_was(register, now, monkeypatch):
    def lifted(raw):
        raw["form"]["header"]["main_process"] = raw["form"]["header"].pop("process")
        return raw

    monkeypatch.setitem(upcast.UPCASTERS, 0, lifted)
    made = create(register, now, main_process="x")
    old = b'{"form":{"header":{"process":"\xe0\xb8\x81\xe0\xb8\x81\xe0\xb8\x81"}}}'
    with register.write(DPO, now) as uow:
        uow.connection.execute(
            revisions.update().values(document=old, schema_version=0, content_hash=content_hash(old))
        )
        service_listing.reindex(uow)

    with register.read(DPO, now) as uow:
        read = service.read(uow, made.id)
        assert [item.main_process for item in _page(uow)] == ["กกก"]
        assert service_findings.findings_by_id(uow, made.id)
    answer = msgspec.json.decode(service.record_bytes(read))
    assert (read.document, read.schema_version, answer["schema_version"]) == (old, 0, 0)
    assert answer["form"]["header"]["main_process"] == "กกก"
    assert answer["content_hash"] == content_hash(old)

    with register.write(DPO, now) as uow:
        saved = service.replace(uow, made.id, 1, update_of(activity_input()))
    assert saved.schema_version == SCHEMA_VERSION
