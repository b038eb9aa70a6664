"""The JSON routes of requests of data subjects, in one list."""

from collections.abc import Sequence

from litestar.types import ControllerRouterHandler

from ropa.requests.api import router as requests_router
from ropa.requests.api_arrivals import router as arrivals_router
from ropa.requests.api_clock import router as clock_router
from ropa.requests.api_decisions import routers as decision_routers
from ropa.requests.api_effects import router as effects_router
from ropa.requests.api_ending import router as endings_router
from ropa.requests.api_form import router as form_router
from ropa.requests.api_letters import router as letters_router
from ropa.requests.api_person import router as person_router
from ropa.requests.api_register import router as register_router
from ropa.requests.api_tasks import own_router as own_tasks_router
from ropa.requests.api_tasks import router as tasks_router
from ropa.requests.api_where import router as where_router
from ropa.requests.api_work import router as work_router
from ropa.working_days.api import router as holidays_router

REQUEST_ROUTES: Sequence[ControllerRouterHandler] = (
    requests_router,
    form_router,
    arrivals_router,
    person_router,
    work_router,
    endings_router,
    clock_router,
    holidays_router,
    where_router,
    tasks_router,
    own_tasks_router,
    *decision_routers,
    effects_router,
    letters_router,
    register_router,
)
