"""What misses records of an older version says so, with the command that helps: at the upgrade and on `/health`."""

import pytest
from sqlalchemy import Executable, delete, update

from ropa.activities import service_listing
from ropa.activities.service_waiting import waiting
from ropa.activities.tables import PROJECTIONS, revision_bases, revision_systems
from ropa.activities.tables_words import revision_words, typed_words
from ropa.cli import main
from schemas.access import Role
from schemas.record_marks import COUNTED
from schemas.waiting import ComputedPart
from tests.ropa.bulk.test_rename import made
from tests.support.lives import OFFICER
from tests.support.web import browser
from tests.support.world import create

#: How a register of an older version lacks each part.
OLDER: dict[ComputedPart, list[Executable]] = {
    ComputedPart.LISTS: [delete(table) for table in PROJECTIONS],
    ComputedPart.SYSTEMS: [update(revision_systems).values(system_key="")],
    ComputedPart.NUMBERS: [delete(revision_bases).where(revision_bases.c.basis == COUNTED)],
    ComputedPart.SUGGESTIONS: [delete(revision_words), delete(typed_words)],
}


def found(register, now):
    with register.read(OFFICER, now) as uow:
        return waiting(uow)


@pytest.mark.parametrize("part", OLDER, ids=str)
def test_a_part_that_misses_records_waits_until_they_are_indexed(register, now, part):
    assert found(register, now) == [], "an empty register waits for nothing"
    made(register, now)
    assert found(register, now) == []
    with register.write(OFFICER, now) as uow:
        for each in OLDER[part]:
            uow.connection.execute(each)
    assert part in found(register, now)
    with register.write(OFFICER, now) as uow:
        service_listing.reindex(uow)
    assert found(register, now) == []


def test_a_record_without_a_word_that_may_be_offered_waits_for_nothing(register, now):
    create(register, now, main_process="นางสาวตัวอย่าง ทดสอบ")
    assert found(register, now) == []


@pytest.mark.only_on("sqlite")
def test_the_upgrade_names_the_command_and_what_waits_in_both_languages(register, now, capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("ROPA_DATABASE_URL", register.url)
    monkeypatch.setenv("ROPA_FILES_URL", f"file://{tmp_path}")
    made(register, now)
    assert main(["db", "upgrade"]) == 0
    assert "reindex" not in capsys.readouterr().err
    with register.write(OFFICER, now) as uow:
        for each in OLDER[ComputedPart.SUGGESTIONS]:
            uow.connection.execute(each)
    assert main(["db", "upgrade"]) == 0
    said = capsys.readouterr().err
    assert "คำแนะนำขณะพิมพ์ ต้องสั่ง ropa reindex" in said
    assert "missing in suggestions while typing: run ropa reindex" in said


@pytest.mark.only_on("sqlite")
def test_the_page_of_health_says_what_waits(register, now):
    made(register, now)
    with browser(register, (Role.SYSTEM_ADMIN, 0)) as client:
        assert "ต้องสั่ง ropa reindex" not in client.get("/health").text
        with register.write(OFFICER, now) as uow:
            for each in OLDER[ComputedPart.SYSTEMS]:
                uow.connection.execute(each)
        page = client.get("/health").text
        assert "รายการระบบและแผนผังของระบบ ต้องสั่ง ropa reindex" in page
