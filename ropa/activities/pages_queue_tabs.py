"""The queues that somebody has a use for, as tabs of their pages."""

from ropa.access.rules import Permission, offices_for
from ropa.web.bodies import ApiRequest
from ropa.web.language import mark as _

TABS = (
    ("review", "/queue?of=review", _("รอพิจารณา"), Permission.REVIEW_ACTIVITIES),
    ("sign", "/queue/sign", _("รออนุมัติ"), Permission.APPROVE_ACTIVITIES),
    ("returned", "/queue?of=returned", _("ส่งกลับมาแก้ไข"), Permission.SUBMIT_ACTIVITIES),
)


def tabs_of(request: ApiRequest) -> list[tuple[str, str, str]]:
    """Return key, address and words of the reader's queues."""
    return [(key, path, words) for key, path, words, right in TABS if offices_for(request.user, right)]
