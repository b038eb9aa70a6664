"""HTML cut at the places of its values, and values as HTML."""

import pytest
from markupsafe import Markup, escape

from ropa.web.cutting import SLOT, Cut, escaped
from schemas.vocabulary import LawfulBasis, Mark


@pytest.mark.parametrize(
    "value",
    [
        *("", "ข้อความ", "<b>", "ก & ข", 'พูดว่า "ไม่"', "it's", "a>b", "100% %s", "\x00"),
        *(0, 7, -1, True, False, None, 1.5, ("<",)),
        *(Mark.DASH, LawfulBasis.CONSENT, Markup("<b>หนา</b>")),
    ],
)
def test_a_value_is_escaped_as_the_library_escapes_it(value):
    assert escaped(value) == str(escape(value))
    assert type(escaped(value)) is str


def test_values_stand_in_their_places_in_their_order():
    cut = Cut(f"<td>{SLOT}</td>50%<th>{SLOT}</th>{SLOT}")
    assert cut("a", "%s", "") == "<td>a</td>50%<th>%s</th>"
    assert cut("1", "2", "3") == "<td>1</td>50%<th>2</th>3", "nothing is left of the values before"


@pytest.mark.parametrize("values", [(), ("a",), ("a", "b", "c")])
def test_values_that_are_not_as_many_as_the_places_are_refused(values):
    with pytest.raises(TypeError):
        Cut(f"{SLOT}-{SLOT}")(*values)


def test_one_place_is_filled_for_each_value():
    item = Cut(f"<li>{SLOT}</li>")
    assert item.each(["a", "b"]) == "<li>a</li><li>b</li>"
    assert item.each([]) == ""
    assert item.around == ("<li>", "</li>")
    with pytest.raises(ValueError, match="unpack"):
        Cut("<li></li>").each(["a"])
