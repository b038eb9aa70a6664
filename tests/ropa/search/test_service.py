"""The search: every kind by its words, and to nobody what is not theirs to see."""

import pytest

from ropa.errors import Invalid
from ropa.search import service
from schemas.access import Role
from schemas.search import FoundKind
from tests.ropa.search.conftest import World
from tests.support.actors import GROUP_IN_PHETCHABURI, PHETCHABURI, PRACHUAP, somebody
from tests.support.statements import counted
from tests.support.subject_requests import REQUESTER
from tests.support.web import national_id
from tests.support.world import DPO

REFERRED = tuple(kind for kind in FoundKind if kind not in {FoundKind.SYSTEM, FoundKind.OFFICE, FoundKind.PERSON})


def test_a_thai_substring_finds_every_kind_that_has_a_name(world: World):
    found = world.find(world.officer, "ผิวดิน")
    assert set(found) == set(FoundKind) - {FoundKind.OFFICE, FoundKind.REQUEST}
    assert found[FoundKind.SYSTEM] == ["ระบบน้ำผิวดิน"]
    assert found[FoundKind.PERSON] == ["เจ้าหน้าที่ น้ำผิวดิน 1"]
    assert world.find(world.officer, "เพชรบุ")[FoundKind.OFFICE] == ["สำนักงานอุตสาหกรรมจังหวัดเพชรบุรี"]


@pytest.mark.parametrize("kind", REFERRED, ids=str)
def test_each_reference_is_found_also_in_thai_digits_and_in_part(world: World, kind: FoundKind):
    ref = world.refs[kind]
    for typed in (ref, ref.lower(), ref.replace("2569", "๒๕๖๙"), ref[-11:]):
        assert world.find(world.officer, typed, kind=kind) == {kind: [ref]}


def test_what_looks_alike_is_found_however_its_marks_were_typed(world: World):
    for typed in ("นํ้าผิวดิน", "น้ําผิวดิน", "ผิวดิน น้ำ", "น้ำ\u200bผิวดิน"):
        found = world.find(world.officer, typed)
        assert {FoundKind.RECORD, FoundKind.SYSTEM, FoundKind.BREACH, FoundKind.PERSON} <= set(found), typed


def test_nobody_of_another_office_finds_any_of_it(world: World):
    assert world.find(world.stranger, "ผิวดิน") == {FoundKind.PERSON: ["เจ้าหน้าที่ น้ำผิวดิน 2"]}
    for ref in world.refs.values():
        assert world.find(world.stranger, ref) == {}
    # The manual in force of an office above is the manual of those below it, too.
    below = world.find(somebody(Role.DPO, GROUP_IN_PHETCHABURI), "ผิวดิน")
    assert below == {FoundKind.PROCEDURE: [world.refs[FoundKind.PROCEDURE]]}
    assert world.find(somebody(Role.DPO, PRACHUAP), "เพชรบุ") == {}


def test_each_kind_asks_for_its_own_right(world: World):
    own = dict(_FINDS)
    for role in (Role.RECORDER, Role.AUDITOR, Role.SYSTEM_ADMIN, Role.OFFICE_ADMIN, Role.SERVICE):
        found = set(world.find(somebody(role, PHETCHABURI), "ผิวดิน"))
        found |= set(world.find(somebody(role, PHETCHABURI), world.refs[FoundKind.REQUEST]))
        assert found == {kind for kind, roles in own.items() if role in roles}, role


_ALL = set(Role)
_FINDS = (
    (FoundKind.RECORD, _ALL),
    (FoundKind.SYSTEM, _ALL),
    (FoundKind.PERSON, {Role.OFFICE_ADMIN, Role.SYSTEM_ADMIN, Role.AUDITOR}),
    (FoundKind.BREACH, {Role.AUDITOR, Role.SERVICE}),
    (FoundKind.REQUEST, {Role.RECORDER, Role.AUDITOR}),
    (FoundKind.DESTRUCTION, _ALL - {Role.OFFICE_ADMIN}),
    (FoundKind.EXCHANGE, {Role.RECORDER, Role.AUDITOR}),
    (FoundKind.PROCEDURE, _ALL),
    (FoundKind.ROUND, _ALL - {Role.OFFICE_ADMIN}),
)


def test_a_request_is_found_by_no_word_of_who_asked(world: World):
    for typed in (REQUESTER, *REQUESTER.split(), "020000000", "ขอเข้าถึง"):
        assert FoundKind.REQUEST not in world.find(DPO, typed)


def test_a_national_id_is_refused_and_not_repeated(world: World):
    with pytest.raises(Invalid) as caught:
        world.find(DPO, f"คำร้อง {national_id(900)}")
    assert national_id(900) not in str(caught.value.problems)


def test_signs_with_a_meaning_for_a_database_are_text_and_one_letter_is_too_little(world: World):
    for typed in ("%%", "__", '"OR', "ผิว\0ดิน", "'; --", "\\\\", "น", " ", ""):
        assert world.find(DPO, typed) == {}, typed


def test_the_statements_are_as_many_for_much_as_for_little(world: World):
    def statements(q: str) -> int:
        with world.database.read(DPO, world.now) as uow, counted(uow) as sent:
            assert service.find(uow, q).groups
        return len(sent)

    few = statements("ผิวดิน")
    for _ in range(4):
        world.add_record()
    assert statements("ผิวดิน") == few <= 15
    with world.database.read(DPO, world.now) as uow:
        group = service.find(uow, "ผิวดิน", FoundKind.RECORD, 2).groups[0]
    assert (len(group.items), group.is_more) == (2, True)
    assert group.path == "/activities?q=%E0%B8%9C%E0%B8%B4%E0%B8%A7%E0%B8%94%E0%B8%B4%E0%B8%99"
