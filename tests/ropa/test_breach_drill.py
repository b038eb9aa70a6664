"""A drill from a suspicion to the closing by the services themselves; docs/breach-drill.md tells the same."""

import pytest

from ropa.breaches import service_register
from ropa.files import LocalFiles
from schemas.access import Role
from schemas.breach_register import RegisterFilter
from tests.support.actors import somebody
from tests.support.breach_drill import Drill, begins
from tests.support.world import open_register
from tools.breach_drill import BEGIN, END, PAGE, table

pytestmark = pytest.mark.only_on("sqlite")


def test_a_drill_goes_from_its_suspicion_to_its_closing_and_the_docs_say_so(database_url, tmp_path):
    drill = Drill(open_register(database_url, begins()), LocalFiles(tmp_path))
    drill.run()
    found = drill.read()
    with drill.database.read(somebody(Role.DPO), drill.now) as uow:
        numbers = service_register.statistics(uow, RegisterFilter())
    drill.database.close()

    assert found.is_drill
    assert found.ref.startswith("DRILL-2569-")
    assert str(found.phase) == "closed"
    assert found.notified_at is not None
    assert found.subjects_notified_at is not None
    assert (numbers.total, numbers.drills) == (0, 1)
    told = PAGE.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0]
    assert told.strip() == "\n".join(table(drill.story)).strip()
