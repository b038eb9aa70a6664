"""Conflicts of periods, and parts of the data that have their own (law.md F.4 62-64, 72-74)."""

import msgspec
import pytest

from ropa.activities.service_findings import findings_about
from schemas.activity import Form
from schemas.activity_data import DataCategory
from schemas.activity_keeping import Destruction, Storage
from schemas.activity_safeguards import Safeguards
from schemas.beyond import Beyond, ItemRetention, PurposeBasis
from schemas.choices import StorageFormatChoice
from schemas.document import ActivityDocument
from schemas.vocabulary import Applies, LawfulBasis, RetentionScope, StartEvent, StorageFormat

CONSENT = PurposeBasis(purpose="ส่งข่าว", data_items=["LINE ID"], lawful_basis=LawfulBasis.CONSENT)
DUTY = PurposeBasis(purpose="ขึ้นทะเบียน", data_items=["เลขบัตร"], lawful_basis=LawfulBasis.LEGAL_OBLIGATION)
ELECTRONIC = [StorageFormatChoice(code=StorageFormat.DATABASE)]


def record(words, *, rules=None, purposes=None, saraban=None, formats=None, backup=None, refs=None):
    return ActivityDocument(
        form=Form(
            data_category=DataCategory(personal_data_items=["LINE ID", "เลขบัตร"]),
            storage=Storage(retention_period=words, storage_formats=formats),
            destruction=Destruction(retention_legal_refs=refs),
            safeguards=Safeguards(backup_and_recovery=backup),
            beyond=Beyond(
                retention_start_event=StartEvent.COLLECTED,
                retention_rules=rules,
                lawful_basis_code_per_purpose=purposes,
                saraban_applies=saraban,
            ),
        )
    )


def found(document, prefix="retention."):
    return [(each.code, each.pointer) for each in findings_about(document) if each.code.startswith(prefix)]


PERIOD, RULE = "/form/storage/retention_period", "/form/beyond/retention_rules/0"


def test_a_maximum_shorter_than_the_saraban_minimum_is_a_conflict():
    at_most = found(record("ไม่เกิน 2 ปี", saraban=Applies.YES))
    assert ("retention.maximum_conflict", PERIOD) in at_most
    assert ("retention.maximum_conflict", PERIOD) not in found(record("ไม่เกิน 2 ปี", saraban=Applies.NO))
    assert ("retention.maximum_conflict", PERIOD) not in found(record("ไม่เกิน 10 ปี", saraban=Applies.YES))


def test_electronic_documents_end_no_sooner_than_after_ten_years():
    code = ("retention.electronic_under_ten", PERIOD)
    assert code in found(record("5 ปี", saraban=Applies.YES, formats=ELECTRONIC))
    assert code not in found(
        record("5 ปี", saraban=Applies.YES, formats=[StorageFormatChoice(code=StorageFormat.PAPER)])
    )
    assert code not in found(record("ไม่น้อยกว่า 5 ปี", saraban=Applies.YES, formats=ELECTRONIC))
    assert code not in found(record("5 ปี", saraban=Applies.NO, formats=ELECTRONIC))


@pytest.mark.case("F.4", 62, 63)
def test_what_rests_on_consent_needs_a_rule_of_its_own():
    code = ("retention.consent_items_inside", "/form/beyond/lawful_basis_code_per_purpose/1")
    assert code in found(record("10 ปี", purposes=[DUTY, CONSENT]))
    own = ItemRetention(
        name="ไลน์",
        applies_to=RetentionScope.ITEMS,
        data_items=["Line  ID"],
        retention_period="1 ปี หรือจนถอนความยินยอม",
        start_event=StartEvent.COLLECTED,
    )
    assert code not in found(record("10 ปี", purposes=[DUTY, CONSENT], rules=[own]))
    assert code not in found(record("1 ปี หรือจนถอนความยินยอม", purposes=[DUTY, CONSENT]))
    assert code not in found(record("10 ปี", purposes=[DUTY]))
    message = next(each for each in findings_about(record("10 ปี", purposes=[CONSENT])) if each.code == code[0])
    assert "LINE ID" in message.message_th


def test_backups_need_a_rule_and_permanent_a_ground():
    hint = ("retention.backup_without_rule", "/form/safeguards/backup_and_recovery")
    assert hint in found(record("10 ปี", backup=["สำรองทุกวัน"]))
    assert hint not in found(record("10 ปี, backup 30 วัน", backup=["สำรองทุกวัน"]))
    of_backups = ItemRetention(applies_to=RetentionScope.BACKUP, retention_period="30 วัน")
    assert found(record("10 ปี", backup=["สำรองทุกวัน"], rules=[of_backups])) == []
    assert ("retention.permanent_without_ground", PERIOD) in found(record("ถาวร"))
    assert ("retention.permanent_without_ground", PERIOD) not in found(record("ถาวร", refs=["พ.ร.บ. จดหมายเหตุ"]))


@pytest.mark.parametrize(
    ("line", "code", "at"),
    [
        (ItemRetention(name="ก", retention_period="ประมาณ 5 ปี"), "retention.unparsed", f"{RULE}/retention_period"),
        (ItemRetention(name="ก"), "retention.unparsed", f"{RULE}/retention_period"),
        (ItemRetention(name="ก", retention_period="5 ปี"), "retention.no_start_event", f"{RULE}/start_event"),
        (ItemRetention(name="ก", retention_period="ถาวร"), "retention.permanent_without_ground", None),
    ],
)
def test_the_words_of_a_part_are_read_like_the_form_s_own(line, code, at):
    assert (code, at or f"{RULE}/retention_period") in found(record("10 ปี", rules=[line]))


def test_a_part_with_its_ground_says_nothing_and_two_of_one_name_have_no_reading():
    grounded = ItemRetention(name="ก", retention_period="ถาวร", ground="พ.ร.บ. จดหมายเหตุ")
    assert found(record("10 ปี", rules=[grounded])) == []
    twice = [msgspec.structs.replace(grounded, name=name) for name in ("ชุด ๑", "ชุด 1")]
    assert {code for code, _ in found(record("10 ปี", rules=twice))} == {"retention.rules_of_one_name"}


@pytest.mark.case("F.4", 64)
def test_another_basis_is_no_repair_of_a_withdrawn_consent(database_url, now):
    from ropa.activities import service
    from ropa.activities.service_findings import findings
    from schemas.document import ActivityInput, ActivityUpdate
    from tests.support.world import DPO, approve, open_register

    database = open_register(database_url, now)
    other = msgspec.structs.replace(CONSENT, lawful_basis=LawfulBasis.PUBLIC_TASK)
    with database.write(DPO, now) as uow:
        made = service.create(uow, ActivityInput(office_id=4, form=record("10 ปี", purposes=[CONSENT]).form))
        approve(uow, made.id)
        version = service.read(uow, made.id).version
        changed = ActivityUpdate(office_id=4, form=record("10 ปี", purposes=[DUTY, other]).form)
        draft = service.replace(uow, made.id, version, changed)
        told = [each for each in findings(uow, draft) if each.code == "basis.changed_from_consent"]
        assert [each.pointer for each in told] == ["/form/beyond/lawful_basis_code_per_purpose/1/lawful_basis"]
        assert "LINE ID" in told[0].message_th
    database.close()
