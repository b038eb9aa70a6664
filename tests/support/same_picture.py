"""Tells whether two pictures show the same page, however their letters were smoothed: `is_same(one, other)`.

Pictures are shrunk to the mean of blocks of `BLOCK` pixels. Another Chromium draws the edges of letters otherwise, and
that moves a mean a little; a bar, a column or a colour that moved changes the means of its blocks much.
"""

from io import BytesIO
from pathlib import Path

from PIL import Image, ImageChops

#: References are stored at this share of a page's own pixels; one of their blocks is 8 by 8 of the page's.
SCALE = 0.5
BLOCK = 4
#: What is let pass: of blocks whose mean differs by more than so many of 255, in its strongest colour, a share; of
#: those that differ more, so many. Letters that are smoothed otherwise leave weak ones, a bar that moved strong ones.
WEAK, MOST_WEAK = 28, 0.0025
STRONG, MOST_STRONG = 64, 3
QUALITY = 60


def small(png: bytes) -> Image.Image:
    """Return a page's picture as references are stored."""
    picture = Image.open(BytesIO(png)).convert("RGB")
    size = (round(picture.width * SCALE), round(picture.height * SCALE))
    return picture.resize(size, Image.Resampling.BOX)


def blocks(picture: Image.Image) -> Image.Image:
    """Return the means of a picture's whole blocks; what is left at its right and lower edge is no block."""
    wide, high = picture.width // BLOCK, picture.height // BLOCK
    whole = picture.convert("RGB").crop((0, 0, wide * BLOCK, high * BLOCK))
    return whole.resize((wide, high), Image.Resampling.BOX)


def strongest(one: Image.Image, other: Image.Image) -> Image.Image:
    """Return how much each block of two pictures of one size differs, in its strongest colour."""
    red, green, blue = ImageChops.difference(blocks(one), blocks(other)).split()
    return ImageChops.lighter(ImageChops.lighter(red, green), blue)


def differing(one: Image.Image, other: Image.Image) -> tuple[float, int]:
    """Return the share of blocks that differ and the number of those that differ much, of pictures of one size."""
    counts = strongest(one, other).histogram()
    return sum(counts[WEAK + 1 :]) / sum(counts), sum(counts[STRONG + 1 :])


def is_same(one: Image.Image, other: Image.Image) -> bool:
    """Tell whether two pictures show the same page."""
    if one.size != other.size:
        return False
    share, number = differing(one, other)
    return share <= MOST_WEAK and number <= MOST_STRONG


def fault(reference: Path, picture: Image.Image, folder: Path) -> str | None:
    """Return in words how a picture differs from its reference; None where it does not.

    `folder` takes the reference, the picture and how much its blocks differ, side by side.
    """
    if not reference.exists():
        return f"{reference.name} is not there: make pictures"
    with Image.open(reference) as stored:
        expected = stored.convert("RGB")
    if is_same(expected, picture):
        return None
    beside = folder / f"{reference.stem}.png"
    _write_beside(beside, expected, picture)
    if expected.size != picture.size:
        return f"{picture.size} and not {expected.size}: look at {beside}"
    share, number = differing(expected, picture)
    return (
        f"{share:.2%} of the blocks differ (at most {MOST_WEAK:.2%}), {number} of them much (at most {MOST_STRONG}):"
        f" look at {beside}"
    )


def _write_beside(path: Path, expected: Image.Image, picture: Image.Image) -> None:
    shown = [expected, picture]
    if expected.size == picture.size:
        found = strongest(expected, picture).point([min(255, each * 4) for each in range(256)])
        shown.append(found.resize(expected.size, Image.Resampling.NEAREST).convert("RGB"))
    whole = Image.new("RGB", (sum(each.width for each in shown), max(each.height for each in shown)), "#8595a2")
    left = 0
    for each in shown:
        whole.paste(each, (left, 0))
        left += each.width
    path.parent.mkdir(parents=True, exist_ok=True)
    whole.save(path)


def store(reference: Path, picture: Image.Image) -> None:
    """Make a picture the reference."""
    reference.parent.mkdir(parents=True, exist_ok=True)
    picture.save(reference, quality=QUALITY, method=6)
