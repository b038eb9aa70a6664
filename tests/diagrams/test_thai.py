"""Thai in each format, held against the outlines that HarfBuzz gives for the same words: nothing is trusted.

The words have marks above and below, a tone above a vowel, a tone beside a tall stroke, and ำ with and without a tone.
"""

import shutil
import subprocess

import pytest

from diagrams.outputs import deliver
from tests.support.chromium import launched
from tests.support.pdf_text import squeezed, stands, text_of
from tests.support.pictures import THAI_WORDS, TITLE_BLOCK
from tests.support.word_pictures import MOST_DIFFERENT, Words, different, grey_of_pgm, grey_of_png

READS = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils reads the PDFs")
Grey = tuple[int, int, bytes]


def _png(words: Words) -> Grey:
    return grey_of_png(deliver(words, title_block=TITLE_BLOCK, kind="png"))


def _pdf(words: Words) -> Grey:
    pdf = deliver(words, title_block=TITLE_BLOCK, kind="pdf")
    # The words alone: they stand in the middle of a sheet of A4 on its side, above the title block.
    middle = ["-r", "144", "-x", "732", "-y", "380", "-W", "220", "-H", "370"]
    done = subprocess.run(
        ["pdftoppm", "-gray", *middle, "-singlefile", "-"], input=pdf, capture_output=True, check=True
    )
    return grey_of_pgm(done.stdout)


@pytest.fixture(scope="module")
def outlines():
    return Words(THAI_WORDS, as_text=False)


def test_a_png_shows_thai_as_harfbuzz_shapes_it(outlines):
    expected = _png(outlines)
    assert different(_png(Words(THAI_WORDS)), expected) <= MOST_DIFFERENT
    # The measure sees one lost tone in six words.
    assert different(_png(Words(tuple(word.replace("น้ำ", "นำ") for word in THAI_WORDS))), expected) > MOST_DIFFERENT


@READS
def test_a_pdf_shows_thai_as_harfbuzz_shapes_it(outlines):
    expected = _pdf(outlines)
    assert different(_pdf(Words(THAI_WORDS)), expected) <= MOST_DIFFERENT
    heavy = _pdf(Words(THAI_WORDS, as_text=False, bold=True))
    assert different(_pdf(Words(THAI_WORDS, bold=True)), heavy) <= MOST_DIFFERENT
    assert different(_pdf(Words(tuple(word.replace("ก่ำ", "กำ") for word in THAI_WORDS))), expected) > MOST_DIFFERENT


@READS
def test_the_words_of_a_pdf_can_be_searched_and_copied():
    said = squeezed(text_of(deliver(Words(THAI_WORDS), title_block=TITLE_BLOCK, kind="pdf")))
    assert [word for word in THAI_WORDS if not stands(squeezed(word), said, ends=0)] == []


@pytest.mark.campaign
def test_a_browser_shows_thai_as_harfbuzz_shapes_it(outlines):
    with launched() as browser:
        page = browser.new_page(device_scale_factor=2)

        def shown(words: Words) -> Grey:
            svg = deliver(words, title_block=TITLE_BLOCK, kind="svg").decode()
            page.set_content(f"<body style='margin:0'>{svg}")
            page.evaluate("document.fonts.ready")
            return grey_of_png(page.locator("svg").screenshot())

        expected = shown(outlines)
        assert different(shown(Words(THAI_WORDS)), expected) <= MOST_DIFFERENT
        assert different(shown(Words(tuple(word.replace("ปู่", "ปู") for word in THAI_WORDS))), expected) > MOST_DIFFERENT
