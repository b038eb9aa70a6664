"""A plan's marks are eight bytes of each key, so its digest has the last word; and what is deleted stays deleted."""

import pytest
from msgspec.structs import replace

from ropa.erasure.target_run import execute
from schemas.erasure import BatchPhase, JournalEntry, RunState
from tests.support.targets import SECRET, MemoryJournal, counted, hashes, no_gate, office_binding, planned, run


class _Ended(BaseException):
    """Nothing in the program catches this, as nothing catches kill -9."""


def test_a_batch_whose_keys_only_begin_as_the_approved_ones_is_left_alone(target, office_url):
    binding = office_binding(office_url)
    plan = planned(target, binding)
    # All that the marks can tell is the same; the whole fingerprints are another's.
    plan.batches[0] = replace(plan.batches[0], digest=plan.batches[1].digest)
    before = hashes(office_url)
    outcome = execute(target, binding, plan, MemoryJournal(), no_gate, secret=SECRET)
    assert (outcome.state, outcome.overwritten, outcome.deleted) == (RunState.STOPPED, [0, 0, 0], [0, 0, 0])
    assert outcome.problems[0].message_en == "The keys of batch 1 are not the approved ones"
    assert hashes(office_url) == before


def test_a_row_that_came_back_after_its_batch_was_deleted_stops_the_next_run(target, office_url):
    binding = office_binding(office_url)
    plan = planned(target, binding)

    class Ending(MemoryJournal):
        def write(self, entry: JournalEntry) -> None:
            super().write(entry)
            if entry.phase is BatchPhase.DELETED:
                raise _Ended

    ended, journal = Ending(), MemoryJournal()
    with pytest.raises(_Ended):
        execute(target, binding, plan, ended, no_gate, secret=SECRET)
    run(office_url, "INSERT INTO applicant VALUES (21, '1', 'กลับมา', '2017-05-05')")
    journal.written = list(ended.written)
    outcome = execute(target, binding, plan, journal, no_gate, secret=SECRET, allowed_share=0.5)
    assert (outcome.state, outcome.batches_done, outcome.deleted) == (RunState.STOPPED, 0, [0, 0, 0])
    assert "Batch 1 is done, and yet 1 rows are there" in outcome.problems[0].message_en
    assert journal.written == ended.written
    assert counted(office_url, "applicant", "id = 21") == 1
