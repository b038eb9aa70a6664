"""Ten forms sent with faults: each says what is wrong beside the field and in a jump list, and keeps what was typed."""

import pytest
from playwright.sync_api import Browser, Page

from tests.support.full_site import FullSite
from tests.support.page_walk import PHONE_320, Walker
from tests.support.visitor import DESKTOP, Way

#: Who sends it, where, and what its button says (None: the first).
FORMS = {
    "a record": ("recorder", "/activities/new", "สร้างร่างและกรอกต่อ"),
    "a breach": ("recorder", "/breaches/new", None),
    "a request of a data subject": ("recorder", "/requests/new", None),
    "a round": ("dpo", "/rounds/new", None),
    "a procedure": ("recorder", "/procedures/{procedure_id}/edit", None),
    "holidays": ("dpo", "/working-days", None),
    "a grant": ("admin", "/people/new", None),
    "a hold": ("dpo", "/retention/holds/new?holding={holding_id}", None),
    "a request of an agency": ("recorder", "/exchange-requests/new", None),
    "a destruction target": ("dpo", "/destruction/targets/new?holding={holding_id}", None),
}
TYPED = "พิมพ์ไว้แล้ว"
#: Without these nothing is made, so the shared register stays as it is.
BLANK = "[name$=process], [name$=unit], [name=title]"
#: Types into every field for text, chooses nothing, sends; returns the names and what was typed.
SEND = """([name, typed, blank]) => {
    const button = [...document.querySelectorAll('main form[method=post] button')].filter((each) => name
        ? each.textContent.includes(name) : each.matches('.primary'))[0];
    if (!button) return null;
    const form = button.form;
    const made = [...form.querySelectorAll('input[type=text], input:not([type]), textarea')]
        .filter((each) => each.checkVisibility() && !each.readOnly && !each.value);
    // Each text its own: a step's buttons bear its name. What is asked for above all stays blank.
    const left = made.filter((each) => !each.matches(blank));
    left.forEach((each, place) => { each.value = `${typed} ${place + 1}`; });
    form.noValidate = true;
    setTimeout(() => form.requestSubmit(button));
    return left.map((each) => [each.name, each.value]);
}"""
#: What is wrong with how the answer tells of the faults.
TOLD = """(typed) => {
    const found = [];
    const jumps = [...document.querySelectorAll('main [role=alert] a[href^="#"]')];
    if (!jumps.length) found.push('no jump list');
    for (const jump of jumps)
        if (!document.getElementById(jump.hash.slice(1))) found.push(`a jump to nothing: ${jump.hash}`);
    const wrong = [...document.querySelectorAll('main form [aria-invalid=true]')];
    if (!wrong.length && !document.querySelector('main form .error')) found.push('no field is marked');
    for (const each of wrong) {
        const by = (each.getAttribute('aria-describedby') ?? '').split(/\\s+/).map((id) => document.getElementById(id));
        if (!by.some((one) => one && /error|e-/.test(`${one.className} ${one.id}`) && one.textContent.trim()))
            found.push(`no words at the field: ${each.outerHTML.slice(0, 120)}`);
    }
    for (const [name, value] of typed) {
        const kept = [...document.getElementsByName(name)].some((each) => each.value === value);
        if (name && !kept) found.push(`typed and lost: ${name}`);
    }
    return found;
}"""


@pytest.mark.timeout(300)
@pytest.mark.parametrize("way", [DESKTOP, PHONE_320], ids=str)
def test_a_form_with_faults_tells_them_and_keeps_what_was_typed(browser: Browser, every_page: FullSite, way: Way):
    walker = Walker(browser, every_page, way, "th", "light" if way is DESKTOP else "dark")
    found = []
    for what, (who, address, button) in FORMS.items():
        page = walker.window(who)
        page.goto(address.format_map(every_page.full.ids))
        found += [f"{what} ({way}): {each}" for each in faults_of(walker, page, button)]
    walker.leave()

    assert not found, f"{len(found)} found:\n" + "\n".join(found)


def faults_of(walker: Walker, page: Page, button: str | None) -> list[str]:
    """Return what is wrong with the page that answers a form full of nonsense."""
    with page.expect_response(
        lambda answer: answer.request.method == "POST" and "/buffers" not in answer.url
    ) as answer:
        typed = page.evaluate(SEND, [button, TYPED, BLANK])
        if typed is None:
            return ["no button"]
    if answer.value.status != 422:
        return [f"answered {answer.value.status}"]
    page.get_by_role("alert").first.wait_for()
    told: list[str] = page.evaluate(TOLD, typed)
    return told + walker.barriers(page)
