"""The comparison of pictures lets letters be smoothed otherwise, and sees what moved, went or changed its colour."""

from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter

from tests.browser.test_pictures import REFERENCES
from tests.support.same_picture import fault, is_same, store

NAMES = ("dashboard-desktop", "list-phone", "home-dpo-desktop", "design-phone")
BRAND = "#0b4f6c"


@pytest.fixture(params=NAMES)
def page(request) -> Image.Image:
    return Image.open(REFERENCES / f"{request.param}.webp").convert("RGB")


def with_bar(page: Image.Image, wide: int) -> Image.Image:
    """Return a page with a bar of a chart in it, 8 pixels of the page high as those of the dashboard are."""
    drawn = page.copy()
    brush = ImageDraw.Draw(drawn)
    brush.rectangle((20, 300, 180, 303), fill="#e3e9ee")
    brush.rectangle((20, 300, 20 + wide, 303), fill=BRAND)
    return drawn


@pytest.mark.parametrize(
    "smoothed",
    [
        lambda page: page.filter(ImageFilter.GaussianBlur(0.5)),
        lambda page: page.filter(ImageFilter.UnsharpMask(radius=1, percent=40)),
        lambda page: ImageEnhance.Contrast(page).enhance(1.04),
        lambda page: Image.blend(page, ImageChops.offset(page, 1, 0), 0.25),
    ],
    ids=["softer", "sharper", "stronger", "a quarter of a pixel aside"],
)
def test_letters_that_are_smoothed_otherwise_are_the_same_page(page, smoothed):
    assert is_same(page, smoothed(page))


@pytest.mark.parametrize(("right", "down"), [(4, 0), (0, 4), (12, 0), (0, -20)])
def test_a_page_that_is_shifted_is_another(page, right, down):
    assert not is_same(page, ImageChops.offset(page, right, down))


def test_a_page_of_which_a_part_is_cut_off_is_another(page):
    wide, high = page.size
    cut = page.copy()
    cut.paste("#f4f6f8", (0, high // 2, wide, high))
    assert not is_same(page, cut)
    assert not is_same(page, page.crop((0, 0, wide - 8, high)))


def test_a_column_that_stands_elsewhere_is_seen(page):
    wide, high = page.size
    moved = page.copy()
    column = page.crop((wide // 2, 0, wide // 2 + 40, high))
    moved.paste(column, (wide // 2 + 8, 0))
    assert not is_same(page, moved)


def test_a_bar_that_is_longer_is_seen_and_one_pixel_is_not(page):
    assert is_same(with_bar(page, 100), with_bar(page, 100))
    assert not is_same(with_bar(page, 100), with_bar(page, 130))


def test_a_colour_that_changed_is_seen(page):
    wide = page.width
    changed = page.copy()
    head = page.crop((0, 0, wide, 24))
    red, green, blue = head.split()
    changed.paste(Image.merge("RGB", (blue, green, red)), (0, 0))
    assert not is_same(page, changed)


def test_what_failed_is_written_beside_its_reference(page, tmp_path: Path):
    reference = tmp_path / "one.webp"
    store(reference, page)
    assert fault(reference, page, tmp_path / "failed") is None
    said = fault(reference, ImageChops.offset(page, 12, 0), tmp_path / "failed")
    assert said is not None
    assert str(tmp_path / "failed" / "one.png") in said
    with Image.open(tmp_path / "failed" / "one.png") as beside:
        assert beside.size == (3 * page.width, page.height)
    assert fault(tmp_path / "none.webp", page, tmp_path) == "none.webp is not there: make pictures"
