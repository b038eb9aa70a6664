"""`ropa findings recheck` and `ropa reindex` write what the present rules find."""

import pytest
from sqlalchemy import delete, func, select

from ropa.cli import main
from ropa.findings.tables import finding_checks, findings
from tests.support.lives import OFFICER
from tests.support.world import create

pytestmark = pytest.mark.only_on("sqlite")


def how_many(register, now):
    with register.read(OFFICER, now) as uow:
        return uow.connection.scalar(select(func.count()).select_from(findings))


@pytest.mark.parametrize("words", [["findings", "recheck"], ["reindex"]], ids=" ".join)
def test_rows_that_are_gone_are_made_again(register, now, monkeypatch, capsys, words):
    create(register, now)
    create(register, now, sub_process="ข")
    before = how_many(register, now)
    with register.write(OFFICER, now) as uow:
        for table in (findings, finding_checks):
            uow.connection.execute(delete(table))
    monkeypatch.setenv("ROPA_DATABASE_URL", register.url)

    assert main(words) == 0
    assert how_many(register, now) == before > 0
    assert "2 revisions checked" in capsys.readouterr().out


def test_what_was_checked_today_is_left_alone_unless_all_are_asked_for(register, monkeypatch, capsys, now):
    create(register, now)
    monkeypatch.setenv("ROPA_DATABASE_URL", register.url)
    told = []
    for words in ([], ["--all"]):
        assert main(["findings", "recheck", "--now", now.isoformat(), *words]) == 0
        told.append(capsys.readouterr().out)
    assert "0 revisions checked" in told[0]
    assert "1 revisions checked" in told[1]
