"""JSON routes of the glossary: the same words as the page and the words underlined in pages."""

from litestar import Response, Router, get
from litestar.params import FromPath

from ropa.access.rules import Permission
from ropa.errors import NotFound
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, json
from ropa.web.glossary import in_order
from schemas.law_terms import LAW_TERMS, LawTerm, LawTermList


@get("/", opt=needs(Permission.SIGNED_IN, answers={200: LawTermList}), summary="Words of the law and of the register")
async def list_terms(request: ApiRequest) -> Response[bytes]:  # noqa: ARG001 - every route takes it
    """All words in the Thai order, each with its meaning in Thai and English and the section of the law."""
    return json(LawTermList(items=in_order("th")))


@get("/{term:str}", opt=needs(Permission.SIGNED_IN, answers={200: LawTerm}), summary="One word")
async def read_term(request: ApiRequest, term: FromPath[str]) -> Response[bytes]:  # noqa: ARG001 - every route takes it
    """One word of the glossary by its key, such as `lawful-basis`."""
    found = LAW_TERMS.get(term)
    if found is None:
        raise NotFound
    return json(found)


router = Router("/api/v1/glossary", route_handlers=[list_terms, read_term], tags=["glossary"])
