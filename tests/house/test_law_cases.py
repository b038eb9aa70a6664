"""Every case of the law about the clock of a breach has a test, and the page that lists them is the present one."""

from tests.support.law_cases import CLOCK, PAGE, REQUESTS, page, shown

ANEW = "write it anew: .venv/bin/python -m tests.support.law_cases"


def test_every_case_of_the_clock_has_a_test():
    tests = shown()
    missing = [number for number in CLOCK if not tests.get(("F.1", number))]
    assert not missing, f"mark a test with @pytest.mark.case('F.1', …) for each of {missing}"


def test_no_test_names_a_case_that_is_not_listed():
    known = {("F.1", number) for number in CLOCK} | set(REQUESTS)
    assert not sorted(set(shown()) - known)


def test_the_page_of_cases_is_the_present_one():
    assert PAGE.read_text("utf-8") == page(), ANEW
