"""Records as large as the input takes are drawn, or refused in words, in time; and so are the meanest cells."""

import time

import pytest

from diagrams.errors import DiagramTimedOut, DiagramTooLarge
from diagrams.facts import data_of, disclosed
from diagrams.kinds import RECORD_DIAGRAMS
from diagrams.outputs import deliver
from diagrams.routing import MOST_FLOWS, TIME_LIMIT_SECONDS
from schemas.document import ActivityDocument
from tests.support.largest_records import LARGEST, many_arrows
from tests.support.pictures import TITLE_BLOCK, parsed

#: An editor waits 3 seconds, a file 10; on a machine that does other things too a stage may end late.
MOST_SECONDS = 12.0
#: A picture in a page, with all its tooltips.
MOST_BYTES = 4_000_000
#: What expressions with several stars in a row trip over.
CELLS = ["ส่ง ประกอบด้วย ", "เปิดเผย ได้แก่ ก ", "ส่ง ", "รวบรวม ", "ไว้ใน ", "ประกอบด้วย เพื่อ ", " ", "(", "ๆ"]


def _drawn(kind: str, document: ActivityDocument, seconds: float = TIME_LIMIT_SECONDS) -> bytes | str:
    """Return the picture, or why there is none."""
    try:
        return deliver(RECORD_DIAGRAMS[kind].sheet(document), title_block=TITLE_BLOCK, kind="bare", time_limit=seconds)
    except (DiagramTooLarge, DiagramTimedOut) as error:
        return str(error)


@pytest.mark.parametrize("kind", RECORD_DIAGRAMS)
@pytest.mark.parametrize("name", LARGEST)
def test_the_largest_record_is_drawn_or_refused_in_words_and_in_time(kind, name):
    document = LARGEST[name]()
    began = time.monotonic()
    drawn = _drawn(kind, document)
    assert time.monotonic() - began < MOST_SECONDS
    if isinstance(drawn, str):
        assert "at most" in drawn
    else:
        assert parsed(drawn).get("width")
        assert len(drawn) < MOST_BYTES


@pytest.mark.parametrize("cell", CELLS)
def test_the_meanest_cell_is_read_in_time(cell):
    text = (cell * 20_000)[:20_000]
    began = time.monotonic()
    disclosed(text)
    data_of(text)
    assert time.monotonic() - began < 2


def test_as_many_arrows_as_may_be_end_within_the_time_limit(graphviz):
    document = many_arrows(300, 5)
    assert sum(len(step.next or ()) for step in document.steps) == MOST_FLOWS
    began = time.monotonic()
    drawn = _drawn("dfd", document, seconds=1)
    assert time.monotonic() - began < 3
    assert "did not finish in 1 s" in drawn if isinstance(drawn, str) else parsed(drawn).get("width")
