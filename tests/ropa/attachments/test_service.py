"""What an approval freezes of documents, who may decide on them, what ends when, and what is cleaned away."""

import io
import threading
from datetime import date, datetime, timedelta

import msgspec
import pytest
from sqlalchemy import func, select

from ropa.activities import service as activities
from ropa.activities.service_life import SeparationOfDuties
from ropa.activities.tables_life import approvals
from ropa.attachments import service, service_files
from ropa.attachments.service import NewFile
from ropa.attachments.tables import attachment_versions, attachments, file_blobs
from ropa.errors import Conflict, Invalid, NotFound
from ropa.files import LocalFiles
from ropa.jobs.passes import tick
from ropa.samples import filled_forms
from schemas.access import Role
from schemas.attachments import AttachmentInput, AttachmentKind, AttachmentState, VersionInput
from schemas.document import ActivityInput
from schemas.life import LifeStep
from tests.support.actors import PHETCHABURI, person
from tests.support.documents import CSV, DOCX, PDF, PDF_TYPE
from tests.support.lives import AUDITOR, OFFICER, RECORDER, REVIEWER, carry, step
from tests.support.web import keys_for
from tests.support.world import DPO, update_of

NOTICE = AttachmentInput(title="ประกาศ", kind=AttachmentKind.PRIVACY_NOTICE)
S = AttachmentState


def whole(**form) -> ActivityInput:
    """Return a record without an error-level finding."""
    data = msgspec.json.decode(filled_forms()[0].read_bytes(), type=ActivityInput)
    return msgspec.structs.replace(data, office_id=PHETCHABURI, **form)


@pytest.fixture
def draft(register, now):
    with register.write(RECORDER, now) as uow:
        return activities.create(uow, whole())


@pytest.fixture
def files(tmp_path):
    return LocalFiles(tmp_path / "files")


def put(files, content=PDF, name="a.pdf", media_type=PDF_TYPE) -> NewFile:
    kept = files.put(io.BytesIO(content))
    return NewFile(sha256=kept.sha256, size=kept.size, media_type=media_type, name=name)


def attach(register, now, record, file, actor=RECORDER, **said):
    with register.write(actor, now) as uow:
        return service.attach(uow, record.id, msgspec.structs.replace(NOTICE, **said), file)


def states(register, now, record):
    with register.read(AUDITOR, now) as uow:
        return [each.state for each in service.list_documents(uow, record.id).items]


def count(register, now, table):
    with register.read(DPO, now) as uow:
        return uow.connection.scalar(select(func.count()).select_from(table))


def test_an_approval_freezes_the_newest_version_of_each_document(register, now, draft, files):
    first = attach(register, now, draft, put(files))
    with register.write(RECORDER, now) as uow:
        service.add_version(uow, draft.id, first.id, VersionInput(note="แก้คำผิด"), put(files, DOCX, "b.docx", "x/y"))
    matrix = attach(
        register,
        now,
        draft,
        put(files, CSV, "c.csv"),
        title="ตาราง",
        kind=AttachmentKind.ACCESS_MATRIX,
        pointer="/systems",
    )
    gone = attach(register, now, draft, put(files, b"%PDF-gone"), title="ผิดไฟล์")
    with register.write(RECORDER, now) as uow:
        service.remove(uow, draft.id, gone.id)
    approved = carry(register, now, draft.id)

    with register.read(AUDITOR, now) as uow:
        frozen = service.frozen_files(uow, draft.id, approved.revision)
        manifest = uow.connection.scalar(select(approvals.c.manifest))
    assert {(each.kind, each.attachment_id, each.number) for each in frozen.items} == {
        ("privacy_notice", first.id, 2),
        ("access_matrix", matrix.id, 1),
    }
    lines = [tuple(each) for each in msgspec.json.decode(manifest)]
    assert [(each.kind, each.name, each.sha256) for each in frozen.items] == [
        each for each in lines if each[0] in set(AttachmentKind)
    ]
    assert states(register, now, draft) == [S.FROZEN, S.FROZEN, S.REMOVED]


def test_what_comes_after_an_approval_is_part_of_the_next_one_only(register, now, draft, files):
    kept = attach(register, now, draft, put(files))
    carry(register, now, draft.id)
    later = now + timedelta(hours=1)
    with register.write(RECORDER, later) as uow:
        service.add_version(uow, draft.id, kept.id, VersionInput(), put(files, b"%PDF-second"))
    attach(register, later, draft, put(files, CSV, "c.csv"), title="อีกฉบับ")
    assert states(register, later, draft) == [S.NEXT, S.NEXT]
    with register.read(AUDITOR, later) as uow:
        (frozen,) = service.frozen_files(uow, draft.id, 1).items
    with files.open(frozen.sha256) as file:
        assert file.read() == PDF

    with register.write(RECORDER, later) as uow:
        now_stored = activities.read(uow, draft.id)
        activities.replace(uow, draft.id, now_stored.version, update_of(whole()))
    carry(register, later + timedelta(hours=1), draft.id)
    assert states(register, later, draft) == [S.FROZEN, S.FROZEN]
    with register.read(AUDITOR, later) as uow:
        assert len(service.frozen_files(uow, draft.id, 1).items) == 1
        assert len(service.frozen_files(uow, draft.id, 2).items) == 2


def test_a_removed_document_leaves_with_the_next_approval_and_stays_in_the_last(register, now, draft, files):
    kept = attach(register, now, draft, put(files))
    carry(register, now, draft.id)
    with register.write(RECORDER, now + timedelta(hours=1)) as uow:
        service.remove(uow, draft.id, kept.id)

    assert states(register, now, draft) == [S.LEAVING]
    with register.read(AUDITOR, now) as uow:
        (frozen,) = service.frozen_files(uow, draft.id, 1).items
        assert service.read_version(uow, draft.id, kept.id, 1).sha256 == frozen.sha256


def test_a_revision_that_was_not_approved_has_frozen_nothing(register, now, draft, files):
    attach(register, now, draft, put(files))
    with register.read(RECORDER, now) as uow, pytest.raises(NotFound):
        service.frozen_files(uow, draft.id, 1)
    with register.read(RECORDER, now) as uow:
        assert service.frozen_files(uow, draft.id).items == []


def test_whoever_attached_a_document_does_not_decide_on_it(register, now, draft, files):
    both = person("คนสองหน้าที่", Role.RECORDER, PHETCHABURI)
    decides = msgspec.structs.replace(REVIEWER, id=both.id)
    attach(register, now, draft, put(files), actor=both)
    step(register, now, RECORDER, draft.id, LifeStep.SUBMIT)
    with pytest.raises(SeparationOfDuties):
        step(register, now, decides, draft.id, LifeStep.REVIEW)


def test_whoever_attached_something_for_an_earlier_approval_may_decide_on_the_next(register, now, draft, files):
    both = person("คนสองหน้าที่", Role.RECORDER, PHETCHABURI)
    attach(register, now, draft, put(files), actor=both)
    carry(register, now, draft.id)
    later = now + timedelta(hours=1)
    with register.write(RECORDER, later) as uow:
        activities.replace(uow, draft.id, activities.read(uow, draft.id).version, update_of(whole()))
    step(register, later, RECORDER, draft.id, LifeStep.SUBMIT)
    decides = msgspec.structs.replace(REVIEWER, id=both.id)
    assert step(register, later, decides, draft.id, LifeStep.REVIEW).status == "reviewed"


@pytest.mark.parametrize("upto", [LifeStep.SUBMIT, LifeStep.REVIEW])
def test_nothing_is_attached_while_others_decide(register, now, draft, files, upto):
    carry(register, now, draft.id, upto)
    with pytest.raises(Conflict):
        attach(register, now, draft, put(files))


def test_a_record_that_was_never_approved_takes_its_documents_along(register, now, draft, files):
    attach(register, now, draft, put(files))
    with register.write(RECORDER, now) as uow:
        activities.delete(uow, draft.id, draft.version)
    assert (count(register, now, attachments), count(register, now, attachment_versions)) == (0, 0)


def test_a_draft_that_is_dropped_beside_an_approval_leaves_the_documents(register, now, draft, files):
    attach(register, now, draft, put(files))
    carry(register, now, draft.id)
    with register.write(RECORDER, now) as uow:
        again = activities.replace(uow, draft.id, activities.read(uow, draft.id).version, update_of(whole()))
        activities.delete(uow, draft.id, again.version)
    assert states(register, now, draft) == [S.FROZEN]


def test_a_record_has_no_more_documents_than_anybody_reads(register, now, draft, files, monkeypatch):
    monkeypatch.setattr("ropa.attachments.rules.MAX_DOCUMENTS", 2)
    monkeypatch.setattr("ropa.attachments.rules.MAX_BYTES", 3 * len(PDF))
    file = put(files)
    made = [attach(register, now, draft, file, title=f"ฉบับ {number}") for number in range(2)]
    with pytest.raises(Invalid) as told:
        attach(register, now, draft, file)
    assert [each.pointer for each in told.value.problems] == ["/file"]
    with register.write(RECORDER, now) as uow:
        service.add_version(uow, draft.id, made[0].id, VersionInput(note="2"), file)
    with pytest.raises(Invalid), register.write(RECORDER, now) as uow:
        service.add_version(uow, draft.id, made[0].id, VersionInput(note="3"), file)
    assert count(register, now, file_blobs) == 1


def test_two_who_send_a_version_at_once_both_stand(register, now, draft, files):
    made = attach(register, now, draft, put(files))
    contents = [b"%PDF-" + str(number).encode() for number in range(4)]

    def send(content):
        with register.write(RECORDER, now) as uow:
            service.add_version(uow, draft.id, made.id, VersionInput(), put(files, content))

    threads = [threading.Thread(target=send, args=[each]) for each in contents]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    with register.read(AUDITOR, now) as uow:
        assert [each.number for each in service.read_document(uow, draft.id, made.id).versions] == [5, 4, 3, 2, 1]


def test_kinds_and_ends_of_many_records_are_found_at_once(register, now, draft, files):
    today = date(2026, 11, 20)
    with register.write(RECORDER, now) as uow:
        other = activities.create(uow, whole())
        retired = activities.create(uow, whole())
    file = put(files)
    soon = attach(register, now, draft, file, expires_on=today + timedelta(days=30))
    attach(register, now, draft, file, kind=AttachmentKind.CONSENT_FORM, expires_on=today + timedelta(days=31))
    gone = attach(register, now, draft, file, kind=AttachmentKind.POLICY, expires_on=today)
    attach(register, now, retired, file, expires_on=today)
    with register.write(RECORDER, now) as uow:
        service.remove(uow, draft.id, gone.id)
    carry(register, now, retired.id)
    step(register, now, OFFICER, retired.id, LifeStep.RETIRE, "เลิกทำงานนี้แล้ว")

    with register.read(DPO, now) as uow:
        kinds = service.kinds_of(uow, [draft.id, other.id])
        found = service.expiring(uow, today, 30)
        late = service.expiring(uow, today + timedelta(days=40), 0)
    assert kinds == {draft.id: {AttachmentKind.PRIVACY_NOTICE, AttachmentKind.CONSENT_FORM}, other.id: set()}
    assert [(each.attachment_id, each.activity_id, each.office_id, each.expires_on) for each in found] == [
        (soon.id, draft.id, PHETCHABURI, today + timedelta(days=30))
    ]
    assert len(late) == 2


def test_the_days_left_are_counted_in_bangkok(register, now, draft, files):
    last_day = date(2026, 11, 20)
    made = attach(register, now, draft, put(files), expires_on=last_day)
    assert made.days_left == 0
    for moment, left in (("2026-11-20T23:59:00+07:00", 0), ("2026-11-21T00:01:00+07:00", -1)):
        with register.read(AUDITOR, datetime.fromisoformat(moment)) as uow:
            assert service.read_document(uow, draft.id, made.id).days_left == left
    with pytest.raises(Invalid):
        attach(register, now + timedelta(days=1), draft, put(files), expires_on=last_day)


def clean(register, files, moment) -> int:
    with register.read(DPO, moment) as uow:
        found = service_files.unneeded(uow, files)
    with register.write(DPO, moment) as uow:
        return service_files.clean(uow, found)


def test_files_that_nothing_refers_to_go_after_a_day_and_what_was_frozen_never(register, draft, files):
    # The folder's own clock dates a file, so this test lives in the present.
    moment = datetime.now().astimezone()
    attach(register, moment, draft, put(files))
    carry(register, moment, draft.id)
    with register.write(RECORDER, moment) as uow:
        other = activities.create(uow, whole())
    dropped = attach(register, moment, other, put(files, CSV, "c.csv"))
    stray = put(files, b"%PDF-stray")
    with register.write(RECORDER, moment) as uow:
        activities.delete(uow, other.id, other.version)

    assert clean(register, files, moment + timedelta(hours=23)) == 0
    assert clean(register, files, moment + timedelta(hours=25)) == 2
    assert clean(register, files, moment + timedelta(hours=25)) == 0
    assert not files.has(stray.sha256)
    assert not files.has(dropped.current.sha256)
    assert count(register, moment, file_blobs) == 1
    # Should the rows of a document be lost, what was frozen by hash stays all the same.
    with register.write(DPO, moment) as uow:
        uow.connection.execute(attachment_versions.delete())
        uow.connection.execute(attachments.delete())
    assert clean(register, files, moment + timedelta(days=9)) == 0


def test_a_file_that_is_sent_again_while_it_is_cleaned_away_is_there_in_the_end(register, draft, files):
    moment = datetime.now().astimezone()
    put(files)
    later = moment + timedelta(days=2)
    source = io.BytesIO(PDF)
    with register.read(DPO, later) as uow:
        found = service_files.unneeded(uow, files)
    file = put(files)  # the sender's bytes are known to be there ...
    with register.write(DPO, later) as uow:
        assert service_files.clean(uow, found) == 1  # ... and go before the sender's row stands
    made = attach(register, later, draft, file)
    service_files.make_sure(files, source, file)

    with files.open(made.current.sha256) as kept:
        assert kept.read() == PDF


def test_every_file_is_read_to_say_which_is_missing_or_changed(register, now, draft, files, tmp_path):
    sound, missing, changed = (
        attach(register, now, draft, put(files, content), title=title).current.sha256
        for title, content in (("ก", PDF), ("ข", CSV), ("ค", DOCX))
    )
    files.remove(missing)
    (tmp_path / "files" / changed[:2] / changed).write_bytes(b"something else")
    stray = put(files, b"%PDF-stray").sha256
    with register.read(DPO, now) as uow:
        some = service_files.blobs(uow, "")
        assert service_files.unreferred(uow, files) == 1
    found = {fault.sha256: fault.problem for fault in service_files.faults(files, some) if fault}
    assert found == {missing: "missing", changed: "changed"}
    assert sound not in found
    assert stray not in found


def test_a_record_without_documents_freezes_an_empty_list(register, now, draft):
    carry(register, now, draft.id)
    with register.read(AUDITOR, now) as uow:
        assert service.frozen_files(uow, draft.id, 1).items == []


def test_the_pass_of_the_day_cleans_files_and_says_how_many(register, files):
    moment = datetime.now().astimezone()
    put(files, b"%PDF-stray")
    keys = keys_for(register)
    for hours, told in ((1, None), (26, "files 1"), (52, None)):
        found = {each.job: each.told for each in tick(register, keys, moment + timedelta(hours=hours), files=files)}
        assert found.get("files") == told
