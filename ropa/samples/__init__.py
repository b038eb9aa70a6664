"""The ministry's two filled forms as documents that `ropa import` takes. The people in them are invented."""

from pathlib import Path


def sample_files() -> list[Path]:
    """Return the sample files, sorted by name; each holds one `schemas.document.ActivityInput` as JSON."""
    return sorted(Path(__file__).parent.glob("*.json"))
