"""Every page of the register, at addresses that have something to show: `for place in places(ids): ...`.

A page is a GET route with `opt["page"]`; tests/ropa/web/test_every_page.py fails on one that is missing here. Ids come
from `tests.support.full_register`. Who looks is one of its personas, or "stranger".
"""

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from tests.support.every_page_more import OTHERS, PUBLIC, REQUESTS, RETENTION

#: Pages that show no HTML of their own: files, parts for scripts, and ways in and out. Each is tested where it is made.
NO_PAGES = {
    "/activities/templates/{template}/flow.svg": "a picture",
    "/activities/{activity_id}/notice.docx": "a file",
    "/activities/{activity_id}/notice.pdf": "a file",
    "/auth/oidc/callback": "a way in",
    "/demo": "there in a demonstration only",
    "/auth/oidc/login": "a way in",
    "/downloads/{download_id}/file": "a file",
    "/holdings/import/template.xlsx": "a file",
    "/language/{code}": "a redirect",
    "/packs/{pack_id}/files/{path}": "a file",
    "/packs/{pack_id}/zip": "a file",
    "/queue/sign/list.pdf": "a file",
    "/register-public/extract.csv": "a file",
    "/register-public/extract.json": "a file",
    "/register-public/{activity_id}/notice.docx": "a file",
    "/register-public/{activity_id}/notice.pdf": "a file",
    "/request-rights/form.pdf": "a file",
    "/search/found": "a part of the search's dialog",
    "/signings/{batch_id}": "a file",
    "/sso/diw": "a way in",
    "/static/{name}": "a file",
    "/suggestions": "a part of the form",
}
#: Path of a page: who looks, and below it one address a line; none where the path itself is one.
_ACTIVITIES = """
/activities: recorder dpo
    /activities
    /activities?q=ไม่มีคำนี้ในทะเบียน
    /activities?said=saved
/activities/as-of: auditor
    /activities/as-of
    /activities/as-of?day={today}
/activities/changes: auditor
/activities/new: recorder
/activities/templates: recorder
    /activities/templates
    /activities/templates?q=ไม่มีคำนี้
/activities/templates/{template}: recorder
    /activities/templates/payroll
/activities/templates/{template}/use: recorder
    /activities/templates/payroll/use
/activities/{activity_id}: recorder reviewer head dpo auditor
    /activities/{draft_id}
    /activities/{submitted_id}
    /activities/{approved_id}
    /activities/{retired_id}
    /activities/{returned_id}
    /activities/{long_id}
    /activities/{bare_id}
/activities/{activity_id}/access: head
    /activities/{approved_id}/access
/activities/{activity_id}/attachments: recorder auditor
    /activities/{draft_id}/attachments
    /activities/{approved_id}/attachments
/activities/{activity_id}/attachments/{attachment_id}: recorder
    /activities/{draft_id}/attachments/{attachment_id}
/activities/{activity_id}/attachments/{attachment_id}/remove: recorder
    /activities/{draft_id}/attachments/{attachment_id}/remove
/activities/{activity_id}/clone: recorder
    /activities/{approved_id}/clone
/activities/{activity_id}/comments: reviewer
    /activities/{returned_id}/comments
    /activities/{submitted_id}/comments
/activities/{activity_id}/copy/{section}: recorder
    /activities/{draft_id}/copy/data_category
/activities/{activity_id}/delete: recorder
    /activities/{draft_id}/delete
/activities/{activity_id}/diagrams: auditor
    /activities/{approved_id}/diagrams
    /activities/{approved_id}/diagrams?kind=exchange
    /activities/{long_id}/diagrams
    /activities/{bare_id}/diagrams
/activities/{activity_id}/disclosures: recorder
    /activities/{activity_id}/disclosures
    /activities/{approved_id}/disclosures
/activities/{activity_id}/edit/flow: recorder
    /activities/{draft_id}/edit/flow
    /activities/{bare_id}/edit/flow
/activities/{activity_id}/edit/systems: recorder
    /activities/{draft_id}/edit/systems
    /activities/{bare_id}/edit/systems
/activities/{activity_id}/edit/{section}: recorder
    /activities/{draft_id}/edit/header
    /activities/{draft_id}/edit/data_category
    /activities/{draft_id}/edit/roles
    /activities/{draft_id}/edit/storage
    /activities/{draft_id}/edit/safeguards
    /activities/{draft_id}/edit/beyond
    /activities/{bare_id}/edit/data_category
/activities/{activity_id}/findings: reviewer
    /activities/{long_id}/findings
    /activities/{approved_id}/findings
/activities/{activity_id}/findings/accept: dpo
    /activities/{long_id}/findings/accept?finding={finding}
/activities/{activity_id}/findings/assign: reviewer
    /activities/{long_id}/findings/assign?finding={finding}
/activities/{activity_id}/history: auditor
    /activities/{approved_id}/history
/activities/{activity_id}/holdings: recorder
    /activities/{activity_id}/holdings
    /activities/{bare_id}/holdings
/activities/{activity_id}/holdings/proposals: recorder
    /activities/{approved_id}/holdings/proposals
/activities/{activity_id}/holdings/{holding_id}: recorder
    /activities/{activity_id}/holdings/{holding_id}
/activities/{activity_id}/life/approve: head
    /activities/{reviewed_id}/life/approve
/activities/{activity_id}/life/retire: head
    /activities/{approved_id}/life/retire
/activities/{activity_id}/life/return: reviewer
    /activities/{submitted_id}/life/return
/activities/{activity_id}/life/review: reviewer
    /activities/{submitted_id}/life/review
/activities/{activity_id}/life/submit: recorder
    /activities/{draft_id}/life/submit
    /activities/{bare_id}/life/submit
/activities/{activity_id}/life/withdraw: recorder
    /activities/{submitted_id}/life/withdraw
/activities/{activity_id}/move: admin
    /activities/{approved_id}/move
/activities/{activity_id}/notice: auditor
    /activities/{approved_id}/notice
    /activities/{bare_id}/notice
/activities/{activity_id}/open: recorder
    /activities/{long_id}/open
/activities/{activity_id}/publish: dpo
    /activities/{public_id}/publish
    /activities/{signed_id}/publish
/activities/{activity_id}/refusals: auditor
    /activities/{approved_id}/refusals
/activities/{activity_id}/retention: dpo
    /activities/{activity_id}/retention
/activities/{activity_id}/reviewed: recorder
    /activities/{approved_id}/reviewed
/activities/{activity_id}/sources: auditor
    /activities/{approved_id}/sources
/activities/{activity_id}/steward: reviewer
    /activities/{draft_id}/steward
/bulk: recorder elsewhere
/bulk/{run_id}: dpo
"""
_BREACHES = """
/breaches: dpo elsewhere
/breaches/all: dpo elsewhere
/breaches/links: dpo
/breaches/new: recorder newcomer
/breaches/statistics: dpo
/breaches/triage: dpo elsewhere
/breaches/triage/{report_id}: dpo
/breaches/{breach_id}: dpo
    /breaches/{breach_id}
    /breaches/{told_breach_id}
/breaches/{breach_id}/assessment: dpo
    /breaches/{breach_id}/assessment
    /breaches/{told_breach_id}/assessment
/breaches/{breach_id}/awareness: dpo
/breaches/{breach_id}/closing: dpo
/breaches/{breach_id}/facts: dpo
/breaches/{breach_id}/notices: dpo
    /breaches/{breach_id}/notices
    /breaches/{told_breach_id}/notices
/breaches/{breach_id}/notices/{number}: dpo
    /breaches/{told_breach_id}/notices/{sent_number}
    /breaches/{told_breach_id}/notices/{draft_number}
    /breaches/{told_breach_id}/notices/{told_number}
/breaches/{breach_id}/notices/{number}/recipients: dpo
    /breaches/{told_breach_id}/notices/{told_number}/recipients
/breaches/{breach_id}/notices/{number}/recipients/list: dpo
    /breaches/{told_breach_id}/notices/{told_number}/recipients/list
/breaches/{breach_id}/notices/{number}/sent: dpo
    /breaches/{told_breach_id}/notices/{draft_number}/sent
/breaches/{breach_id}/print: dpo
    /breaches/{told_breach_id}/print
/breaches/{breach_id}/tasks: dpo
/breaches/{breach_id}/tasks/evidence: dpo
/breaches/{breach_id}/tasks/files: dpo
/breaches/{breach_id}/tasks/relations: dpo
/breaches/{breach_id}/timeline: dpo
    /breaches/{told_breach_id}/timeline
"""


PARTS = {
    "activities": _ACTIVITIES,
    "breaches": _BREACHES,
    "retention": RETENTION,
    "requests": REQUESTS,
    "others": OTHERS,
    "public": PUBLIC,
}


class Place(Struct, frozen=True):
    """A page at an address, as somebody sees it."""

    path: str
    """The route: `/activities/{activity_id}`."""
    who: str
    address: str


def places(ids: Mapping[str, str], part: str | None = None, *, everybody: bool = True) -> Iterator[Place]:
    """Yield every page at each of its addresses, as each of its people sees it; all, or those of one part.

    Without `everybody` as its first reader sees it, and as whoever has an empty register.
    """
    for path, people, addresses in _entries(PARTS.values() if part is None else [PARTS[part]]):
        for who in people if everybody else [each for each in people if each in {people[0], "elsewhere"}]:
            for address in addresses or [path]:
                yield Place(path, who, address.format_map(ids))


def paths() -> list[str]:
    """Return the routes of all pages that are listed, `NO_PAGES` among them."""
    return [*(path for path, _, _ in _entries(PARTS.values())), *NO_PAGES]


def _entries(texts: Iterable[str]) -> Iterator[tuple[str, list[str], list[str]]]:
    path, people, addresses = "", list[str](), list[str]()
    for text in texts:
        for line in text.strip().splitlines():
            if line.startswith(" "):
                addresses.append(line.strip())
                continue
            if path:
                yield path, people, addresses
            path, _, said = line.partition(": ")
            people, addresses = said.split(), []
    yield path, people, addresses
