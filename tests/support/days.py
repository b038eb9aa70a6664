"""What every persona's day has in common: a look at each stop, and a network that fails while they write."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Locator, Route, expect

from tests.support.visitor import Visitor

_LINE = ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "Failed to fetch")


def stop(visitor: Visitor, name: str) -> None:
    """Look at the page: no barrier, not wider than the window, and its picture."""
    visitor.has_no_barriers()
    visitor.shot(f"day-{name}")


@contextmanager
def no_line(visitor: Visitor) -> Iterator[None]:
    """Cut the line for a while. What fails then is no fault of the page."""
    visitor.page.context.set_offline(True)
    try:
        yield
    finally:
        visitor.page.context.set_offline(False)
        visitor.faults[:] = [fault for fault in visitor.faults if not any(word in fault for word in _LINE)]


def send_over_a_dropped_line(visitor: Visitor, button: Locator, *written: Locator) -> None:
    """Press a button while the line is down, see that all that was typed stays, and press it when the line is back."""
    page = visitor.page
    typed = [field.input_value() for field in written]
    said = page.get_by_role("status").filter(has_text="ยังไม่ได้ส่ง เพราะไม่มีสัญญาณเครือข่าย")
    at = page.url
    with no_line(visitor):
        button.click()
        expect(said).to_be_visible()
        _still_there(written, typed)
        visitor.has_no_barriers()
    expect(said).to_be_hidden()
    assert page.url == at
    _still_there(written, typed)
    with page.expect_navigation():
        button.click()


def save_section_over_a_dropped_line(visitor: Visitor, *written: Locator) -> None:
    """Save a section of a record while the line is down, and again when it is back."""
    page = visitor.page
    typed = [field.input_value() for field in written]
    with no_line(visitor):
        _save_button(visitor).click()
        expect(page.get_by_text("ยังบันทึกไม่ได้เพราะติดต่อระบบไม่ได้")).to_be_visible()
        _still_there(written, typed)
        visitor.has_no_barriers()
    _still_there(written, typed)
    _saved(visitor, _save_button(visitor))


def save_section_while_the_server_errs(visitor: Visitor, *written: Locator) -> None:
    """Save a section of a record while the server answers 500 once, and again by the button that the page offers."""
    page = visitor.page
    typed = [field.input_value() for field in written]
    visitor.expects(500)
    page.route(page.url.partition("#")[0].partition("?")[0], _errs_once())
    _save_button(visitor).click()
    expect(page.get_by_text("ระบบขัดข้องชั่วคราว ยังไม่ได้บันทึก")).to_be_visible()
    _still_there(written, typed)
    visitor.has_no_barriers()
    page.unroute_all()
    _saved(visitor, page.get_by_role("button", name="ลองอีกครั้ง").first)


def _errs_once() -> Callable[[Route], None]:
    left = [500]

    def answer(route: Route) -> None:
        if route.request.method == "POST" and left:
            route.fulfill(status=left.pop(), body="")
        else:
            route.continue_()

    return answer


def _save_button(visitor: Visitor) -> Locator:
    return visitor.page.get_by_role("button", name="บันทึก", exact=True).last


def _saved(visitor: Visitor, button: Locator) -> None:
    with visitor.page.expect_navigation():
        button.click()
    expect(visitor.page.get_by_role("status").filter(has_text="บันทึกแล้ว")).to_be_visible()


def _still_there(written: tuple[Locator, ...], typed: list[str]) -> None:
    for field, words in zip(written, typed, strict=True):
        expect(field).to_have_value(words)
