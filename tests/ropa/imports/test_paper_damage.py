"""Filled forms with damaged labels and moved rows: an answer is right, or missing and told; never another's."""

import random
import time
from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ropa.imports.rules_paper import read_paper
from schemas.form import value_at
from schemas.imports import ReadRecord
from tests.support.damaged_papers import DAMAGES, shown, told_apart
from tests.support.paper_files import Grid, grid_of, sent, text_of
from tests.support.recovery import TODAY

BASES = {form: told_apart(form) for form in ("002", "003")}


def damaged(form: str, seed: int, kinds: list[int]) -> tuple[Grid, dict[str, str]]:
    lines, answers = BASES[form]
    grid = [list(line) for line in lines]
    head = next(number for number, line in enumerate(grid) if line[0].startswith("Data Flow"))
    top, rest = grid[:head], grid[head:]
    rng = random.Random(seed)  # noqa: S311 - damage by chance
    for kind in kinds:
        DAMAGES[kind](top, rng)
    return top + rest, answers


def no_answer_moves(form: str, seed: int, kinds: list[int]) -> None:
    grid, answers = damaged(form, seed, kinds)
    (record,) = read_paper(sent(grid), today=TODAY)
    assert record.data is not None
    told = {remark.pointer for remark in record.remarks}
    for pointer, answer in answers.items():
        found = shown(value_at(record.data, pointer))
        assert found in {answer, None} or not any(other in found for other in answers.values() if other != answer)
        assert found == answer or pointer in told
    assert record.data.steps
    assert record.data.systems


BY_CHANCE = given(
    st.sampled_from(sorted(BASES)),
    st.integers(0, 1_000_000),
    st.lists(st.integers(0, len(DAMAGES) - 1), min_size=1, max_size=3),
)
test_no_answer_moves_to_another_field = settings(max_examples=12, deadline=None)(BY_CHANCE(no_answer_moves))
test_no_answer_moves_in_many_damaged_forms = pytest.mark.campaign(
    settings(max_examples=3000, deadline=None)(BY_CHANCE(no_answer_moves))
)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.lists(st.text("กขคำ ้1.-()\n<p>:ABชื่อหน่วยงานสังกัดลำดับ", max_size=12), max_size=6), max_size=25),
    st.booleans(),
)
def test_any_rows_are_read_without_an_exception(rows, behind):
    grid = [*BASES["002"][0], *rows] if behind else rows
    for record in read_paper(sent(grid), today=TODAY):
        assert record.data is not None or record.problems


@settings(max_examples=12, deadline=None)
@given(st.sampled_from(sorted(BASES)), st.integers(0, 2**32))
def test_rows_of_the_tables_in_any_disorder_are_read_without_an_exception(form, seed):
    rng = random.Random(seed)  # noqa: S311 - damage by chance
    grid = [list(line) for line in BASES[form][0]]
    begin = next(number for number, line in enumerate(grid) if line[0] == "ขั้นตอน")
    for _ in range(10):
        line = grid[rng.randrange(begin + 1, len(grid))]
        rng.choice([rng.shuffle, list.clear, lambda cells: cells.insert(0, ""), lambda cells: cells.reverse()])(line)
    for record in read_paper(sent(grid), today=TODAY):
        assert record.data is not None or record.problems


def cells_of_exchanges(record: ReadRecord) -> dict[str, list[str | None]]:
    assert record.data is not None
    found: dict[str, list[str | None]] = defaultdict(list)
    for system in record.data.systems:
        found[system.system_name] += [line.external_org_unit for line in system.exchanges]
    return found


@pytest.mark.parametrize("shift", [1, 2])
def test_a_line_of_exchange_that_slid_sideways_is_put_back_and_told(shift):
    grid = grid_of(text_of("002"))
    (whole,) = read_paper(sent(grid), today=TODAY)
    for number in (92, 93, 96):  # a further line, and the first lines of two systems
        grid[number - 1] = [""] * shift + grid[number - 1]
    (slid,) = read_paper(sent(grid), today=TODAY)
    assert cells_of_exchanges(slid) == cells_of_exchanges(whole)
    told = {remark.place for remark in slid.remarks if "beside its headings" in remark.message_en}
    assert len(told) == 3


def test_a_megabyte_of_forms_is_read_in_linear_time():
    def seconds(times: int) -> float:
        grid = grid_of(text_of("002") * times)
        begun = time.process_time()
        assert len(read_paper(sent(grid), today=TODAY)) == times
        return time.process_time() - begun

    assert seconds(12) < 6 * max(seconds(4), 0.05)
