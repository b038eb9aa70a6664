"""Help, the glossary and the demonstration: its pages and its API, in one list."""

from collections.abc import Sequence

from litestar.types import ControllerRouterHandler

from ropa.guided.api import router as glossary_api
from ropa.guided.pages import router as help_pages
from ropa.guided.pages_demo import router as demo_page
from ropa.guided.pages_first import router as first_run_page
from ropa.guided.pages_glossary import router as glossary_page

GUIDED: Sequence[ControllerRouterHandler] = (
    glossary_api,
    help_pages,
    first_run_page,
    glossary_page,
    demo_page,
)
