import msgspec
import pytest

from ropa.samples import filled_forms
from schemas.document import ActivityInput


@pytest.fixture(scope="session")
def samples() -> dict[str, ActivityInput]:
    """Both filled forms by file name, read as strictly as the importer reads them."""
    return {path.name: msgspec.json.decode(path.read_bytes(), type=ActivityInput) for path in filled_forms()}


@pytest.fixture(scope="session")
def contact(samples: dict[str, ActivityInput]) -> ActivityInput:
    """The website's "contact us" form."""
    return samples["contact_us.json"]


@pytest.fixture(scope="session")
def registration(samples: dict[str, ActivityInput]) -> ActivityInput:
    """The registration of the ministry's customers."""
    return samples["industry_registration.json"]
