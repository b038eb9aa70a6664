"""The glossary as a page: an index by letter, a search, and an address for each word."""

from itertools import groupby
from typing import Annotated

from litestar import Response, Router, get
from litestar.params import QueryParameter

from ropa.access.rules import Permission
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.glossary import found_in, initial
from ropa.web.language import language_of
from ropa.web.pages import page
from schemas.glossary import lists

Words = Annotated[str, QueryParameter(name="q", max_length=200)]


@get("/", opt=page_for(Permission.ENTER))
async def glossary_page(request: ApiRequest, q: Words = "") -> Response[bytes]:
    """Words of the law and of the register, then the closed lists of the form."""
    language = language_of(request)
    found = found_in(language, q)
    groups = [(letter, list(words)) for letter, words in groupby(found, lambda each: initial(language, each))]
    return page(request, "help/glossary.html", q=q, groups=groups, lists=[] if q else list(lists()))


router = Router("/glossary", route_handlers=[glossary_page])
