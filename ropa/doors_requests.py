"""The pages of requests of data subjects, in one list."""

from collections.abc import Sequence

from litestar.types import ControllerRouterHandler

from ropa.requests.pages import router as list_page
from ropa.requests.pages_arrivals import router as arrivals_page
from ropa.requests.pages_asks import router as asks_page
from ropa.requests.pages_closing import router as closing_page
from ropa.requests.pages_decide import router as decide_page
from ropa.requests.pages_effects import router as effects_page
from ropa.requests.pages_identity import router as identity_page
from ropa.requests.pages_intake import router as intake_page
from ropa.requests.pages_letter import router as letter_page
from ropa.requests.pages_letters import router as letters_page
from ropa.requests.pages_limits import router as limits_page
from ropa.requests.pages_person import router as person_page
from ropa.requests.pages_refusals import router as refusals_page
from ropa.requests.pages_request import router as request_page
from ropa.requests.pages_statistics import router as statistics_page
from ropa.requests.pages_tasks import router as tasks_page
from ropa.requests.pages_timeline import router as timeline_page
from ropa.working_days.pages import router as working_days_page

REQUEST_PAGES: Sequence[ControllerRouterHandler] = (
    list_page,
    intake_page,
    arrivals_page,
    limits_page,
    statistics_page,
    request_page,
    person_page,
    identity_page,
    asks_page,
    tasks_page,
    decide_page,
    effects_page,
    letters_page,
    letter_page,
    timeline_page,
    closing_page,
    refusals_page,
    working_days_page,
)
