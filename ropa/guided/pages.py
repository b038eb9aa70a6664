"""Help: the guides of all roles, one role's on one page to print, and one task with its pictures."""

from litestar import Response, Router, get
from litestar.params import FromPath

from ropa.access.rules import Permission
from ropa.errors import NotFound
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.guides import guides, task_of
from ropa.web.pages import page


@get("/", opt=page_for(Permission.ENTER))
async def help_page(request: ApiRequest) -> Response[bytes]:
    """All guides; those of the reader's own roles first."""
    mine = {str(grant.role) for grant in request.user.grants}
    found = sorted(guides().values(), key=lambda each: each.role not in mine)
    return page(request, "help/all.html", guides=found, mine=mine)


@get("/{role:str}", opt=page_for(Permission.ENTER))
async def role_page(request: ApiRequest, role: FromPath[str]) -> Response[bytes]:
    """One role's tasks, all on one page."""
    guide = guides().get(role)
    if guide is None:
        raise NotFound
    return page(request, "help/role.html", guide=guide)


@get("/{role:str}/{task:str}", opt=page_for(Permission.ENTER))
async def task_page(request: ApiRequest, role: FromPath[str], task: FromPath[str]) -> Response[bytes]:
    """One task."""
    found = task_of(role, task)
    if found is None:
        raise NotFound
    return page(request, "help/task.html", guide=found[0], task=found[1])


router = Router("/help", route_handlers=[help_page, role_page, task_page])
