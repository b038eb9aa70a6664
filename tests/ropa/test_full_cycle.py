"""One data set of form 003 from B.E. 2559 to its destruction with evidence; docs/full-cycle.md tells the same."""

import sqlite3
from pathlib import Path

from ropa.destruction import service_certificates
from ropa.wiring import wire
from tests.support.full_cycle import YOUNG, Cycle, begins
from tests.support.world import open_register
from tools.full_cycle import BEGIN, END, PAGE, table


def _lived(database_url: str, folder: Path) -> Cycle:
    wire()
    cycle = Cycle(open_register(database_url, begins()), folder)
    try:
        cycle.run()
    except BaseException:
        cycle.database.close()
        raise
    return cycle


def test_a_data_set_goes_from_its_words_to_its_certificate_and_the_docs_say_so(database_url, tmp_path):
    cycle = _lived(database_url, tmp_path)
    facts = cycle.facts()
    with cycle.database.read(cycle.officer, cycle.now) as uow:
        found = {each.ref: service_certificates.verify(uow, each.pdf_sha256) for each in facts["certificates"]}
    cycle.database.close()

    with sqlite3.connect(tmp_path / "registration.db") as target:
        left = target.execute("SELECT count(*), min(registered_on) FROM registrant").fetchone()
        rest = target.execute("SELECT name FROM factory ORDER BY id").fetchall()
    target.close()
    assert left == (YOUNG, "2024-03-01")
    assert rest == [("โรงงานสมมุติ ก",), ("โรงงานสมมุติ ข",)]
    assert [str(each.outcome) for each in facts["items"]] == ["destroyed"]
    assert [(str(each.verdict), each.problems_en) for each in found.values()] == [("genuine", [])] * 2
    told = PAGE.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0]
    assert told.strip() == "\n".join(table(cycle.story)).strip()
