"""The pages of requests of data subjects, in one list."""

from collections.abc import Sequence

from litestar.types import ControllerRouterHandler

from ropa.requests.pages import router as list_page
from ropa.requests.pages_arrivals import router as arrivals_page
from ropa.requests.pages_intake import router as intake_page
from ropa.requests.pages_person import router as person_page
from ropa.requests.pages_refusals import router as refusals_page
from ropa.requests.pages_request import router as request_page
from ropa.requests.pages_timeline import router as timeline_page

REQUEST_PAGES: Sequence[ControllerRouterHandler] = (
    list_page,
    arrivals_page,
    intake_page,
    request_page,
    person_page,
    timeline_page,
    refusals_page,
)
