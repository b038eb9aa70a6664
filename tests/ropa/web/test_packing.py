"""Answers of which a part was packed before are the same gzip file to every reader."""

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ropa.web.packing import SIGN, Fragment, joined, packed, parts_of

#: Any text of a person, also with the control characters that the sign is written with.
TEXTS = st.text(st.characters(exclude_categories=["Cs"]) | st.just("\x00"), max_size=300)


@given(st.lists(st.tuples(TEXTS, TEXTS, st.booleans()), max_size=6), TEXTS)
def test_any_parts_unpack_to_what_they_are(pieces, last):
    named = {str(number): Fragment(part) for number, (_, part, _) in enumerate(pieces)}
    text = "".join(
        before + (f"{SIGN}{number}{SIGN}" if kept else part) for number, (before, part, kept) in enumerate(pieces)
    )
    parts = parts_of(text + last, named)
    whole = "".join(before + part for before, part, _ in pieces) + last
    assert joined(parts).decode() == whole
    assert gzip.decompress(packed(parts)).decode() == whole


@given(st.lists(st.tuples(TEXTS, st.booleans()), max_size=6))
def test_parts_made_one_are_what_they_were(pieces):
    whole = "".join(text for text, _ in pieces)
    one = Fragment.of([Fragment(text) if kept else text.encode() for text, kept in pieces])
    assert (one.plain.decode(), one.length) == (whole, len(whole.encode()))
    assert gzip.decompress(packed([b"<p>", one, b"</p>", one])).decode() == f"<p>{whole}</p>{whole}"


@pytest.mark.parametrize("times", [1, 2, 40])
def test_one_part_may_stand_many_times_and_large(times):
    part = Fragment("ข้อมูลส่วนบุคคล <td>" * 9_000)
    parts = [b"<html>", *(each for _ in range(times) for each in (part, b"-"))]
    whole = b"<html>" + (part.plain + b"-") * times
    made = packed(parts)
    assert gzip.decompress(made) == whole
    # A reader that takes it piece by piece, as browsers do.
    reader = zlib.decompressobj(zlib.MAX_WBITS | 16)
    read = b"".join(reader.decompress(made[at : at + 1000]) for at in range(0, len(made), 1000)) + reader.flush()
    assert (read, reader.eof, reader.unused_data) == (whole, True, b"")


def test_a_text_without_parts_is_one():
    assert parts_of(f"a{SIGN}b", {}) == [f"a{SIGN}b".encode()]
    assert gzip.decompress(packed([])) == b""
