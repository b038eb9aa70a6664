"""Every picture of records as offices fill them: no ink leaves its box or the page, nothing covers anything else.

The suite draws a few records of each kind, `make campaign` 200.
"""

import pytest

from diagrams import programs
from diagrams.errors import DiagramTimedOut, DiagramTooLarge, DiagramToolFailed
from diagrams.kinds import RECORD_DIAGRAMS
from diagrams.lanes import Lanes
from diagrams.outputs import deliver
from schemas.document import ActivityDocument
from tests.support.lifelike_records import lifelike
from tests.support.picture_checks import faults, route_faults
from tests.support.pictures import TITLE_BLOCK, parsed, sample

KINDS = pytest.mark.parametrize("kind", RECORD_DIAGRAMS)
FEW = range(8)
MANY = range(200)


def _faults(kind: str, document: ActivityDocument) -> list[str]:
    sheet = RECORD_DIAGRAMS[kind].sheet(document)
    drawn = parsed(deliver(sheet, title_block=TITLE_BLOCK, kind="bare"))
    return faults(drawn) + (route_faults(drawn) if isinstance(sheet, Lanes) else [])


@KINDS
@pytest.mark.parametrize("name", ["contact_us", "industry_registration"])
def test_the_samples_are_clean(kind, name):
    assert _faults(kind, sample(name)) == []


@KINDS
@pytest.mark.parametrize("seed", FEW)
def test_a_lifelike_record_is_clean(kind, seed):
    assert _faults(kind, lifelike(seed, most_steps=14, most_systems=8)) == []


@pytest.mark.campaign
@KINDS
def test_two_hundred_lifelike_records_are_clean(kind, graphviz):
    found, refused = {}, []
    for seed in MANY:
        try:
            if said := _faults(kind, lifelike(seed)):
                found[seed] = said
        except DiagramTooLarge:
            refused.append(seed)
    assert found == {}
    assert refused == []


@pytest.mark.campaign
@KINDS
def test_the_dot_of_two_hundred_records_is_laid_out(kind, graphviz):
    failed = {}
    for seed in MANY:
        sheet = RECORD_DIAGRAMS[kind].sheet(lifelike(seed))
        try:
            programs.answer(programs.start([graphviz, "-Tsvg"], sheet.dot().encode()), 60)
        except (DiagramToolFailed, DiagramTimedOut) as error:
            failed[seed] = str(error)[:200]
    assert failed == {}
