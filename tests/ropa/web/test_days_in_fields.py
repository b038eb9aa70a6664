"""Days as fields show them, in both languages."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ropa.web.language import field_day
from schemas.thai_dates import read_thai_date


def test_a_field_shows_a_day_of_the_buddhist_era_in_the_readers_language():
    assert field_day("en", date(2026, 11, 20)) == "20 Nov 2569"
    assert field_day("th", date(2026, 11, 20)) == "20 พ.ย. 2569"


@pytest.mark.parametrize("language", ["th", "en"])
@given(day=st.dates(min_value=date(1900, 1, 1), max_value=date(2150, 12, 31)))
def test_a_day_that_a_field_shows_is_the_same_day_when_it_is_sent_back(language, day):
    assert read_thai_date(field_day(language, day)).value == day
