"""`ropa retention rules` as people and scripts see it."""

import json

from ropa.cli import main
from ropa.db.unit_of_work import Database
from tests.support.world import create, open_register


def test_the_rules_of_one_record_or_of_all_are_printed(database_url, now, monkeypatch, capsys):
    monkeypatch.setenv("ROPA_DATABASE_URL", database_url)
    database: Database = open_register(database_url, now)
    made = create(database, now)
    database.close()
    assert main(["retention", "rules", made.ref]) == 0
    printed = capsys.readouterr().out
    assert made.ref in printed
    assert "no period is given (s.39(4))" in printed
    assert "รอบการทำลาย" in printed
    assert main(["retention", "rules", "--json"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert json.loads(line)["readings"][0]["rule"]["kind"] == "unparsed"
    assert main(["retention", "rules", "ROPA-2560-9999"]) == 1
