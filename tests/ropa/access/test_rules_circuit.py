"""When a server that does not answer is left alone, and when it is tried again."""

from ropa.access.rules_circuit import FAILURES, OPEN_SECONDS, TRIAL_SECONDS, Circuit, answered, asking, failed, may_ask


def opened(at: float = 100.0) -> Circuit:
    circuit = Circuit()
    for _ in range(FAILURES):
        assert may_ask(circuit, at)
        circuit = failed(asking(circuit, at), at)
    return circuit


def test_after_five_failures_in_a_row_nobody_asks_for_thirty_seconds():
    circuit = opened(100.0)
    assert not may_ask(circuit, 100.0)
    assert not may_ask(circuit, 100.0 + OPEN_SECONDS - 0.1)
    assert may_ask(circuit, 100.0 + OPEN_SECONDS)


def test_an_answer_in_between_begins_the_count_anew():
    circuit = Circuit()
    for _ in range(FAILURES - 1):
        circuit = failed(circuit, 1.0)
    circuit = answered()
    for _ in range(FAILURES - 1):
        circuit = failed(circuit, 2.0)
    assert may_ask(circuit, 2.0)


def test_one_call_tries_and_the_others_wait_for_it():
    trial = asking(opened(100.0), 130.0)
    assert not may_ask(trial, 130.0)
    assert not may_ask(trial, 130.0 + TRIAL_SECONDS - 0.1)
    assert may_ask(answered(), 131.0)


def test_a_trial_that_fails_opens_the_circuit_anew():
    again = failed(asking(opened(100.0), 130.0), 135.0)
    assert not may_ask(again, 135.0 + OPEN_SECONDS - 0.1)
    assert may_ask(again, 135.0 + OPEN_SECONDS)


def test_a_trial_that_never_ends_is_given_up():
    trial = asking(opened(100.0), 130.0)
    assert may_ask(trial, 130.0 + TRIAL_SECONDS)


def test_a_late_failure_of_an_earlier_call_does_not_keep_the_circuit_open():
    late = failed(opened(100.0), 120.0)
    assert may_ask(late, 100.0 + OPEN_SECONDS)
