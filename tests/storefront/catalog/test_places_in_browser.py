"""What a swap replaces stays where the eye and the finger are: scrolled, by touch and by mouse, on phones and desktops."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import violations
from tests.factories.catalog import make_category, make_product
from tests.factories.shop import make_channel

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SCREENS = pytest.mark.parametrize("screen", [{"width": 390, "mobile": True}, {"width": 1360}], ids=["phone", "desktop"])
_IDS = "inputs => inputs.map(input => input.id)"
LONG = "<p>Thrown by hand, glazed twice, fired at 1,240 degrees. No two are alike.</p>" * 40


@pytest.fixture(autouse=True)
def _catalogue():
    make_channel()
    table = make_category("Table")
    make_product(
        "Dock mug", skus=("RUST", "SAND", "MOSS"), category=table, description=LONG, attributes={"Made": "Here"}
    )
    for number in range(30):
        facts = {
            "Material": "Clay" if number else "Glass",
            "Care": f"Care {number % 7}",
            "Made in": f"Town {number % 9}",
        }
        make_product(f"Plain mug {number:02}", skus=(f"P-{number}",), category=table, stock=number, attributes=facts)


@pytest.mark.drawn
@SCREENS
def test_choosing_a_variant_keeps_the_place_the_focus_and_what_is_open(screen, new_page):
    page = new_page(**screen)
    page.goto("/p/dock-mug/")
    page.locator("summary", has_text="Details").click()
    option = page.get_by_role("link", name="Sand")
    before = _scroll_to(page, "#option-0-1", top=200)

    _press(page, option, screen)
    expect(page).to_have_url(re.compile(r"\?v=SAND$"))
    expect(page.locator("#option-0-1")).to_have_attribute("aria-current", "true")

    assert _place(page, "#option-0-1") == before
    expect(page.locator("#option-0-1")).to_be_focused()
    expect(page.get_by_text("SKU", exact=True)).to_be_visible()


@pytest.mark.drawn
@SCREENS
def test_changing_the_cart_keeps_the_place_and_the_focus(screen, new_page):
    page = new_page(**screen)
    for number in range(12, 24):
        page.request.post("/cart/lines/", form={"sku": f"P-{number}", "quantity": "1"})
    page.goto("/cart/")
    line = page.locator(".line").nth(7)
    name = line.get_by_role("heading").inner_text()
    more, line_id = line.get_by_role("button", name="Increase quantity"), line.get_attribute("id")
    more_id = f"#{more.get_attribute('id')}"
    before = _scroll_to(page, more_id, top=250)

    _press(page, more, screen)
    expect(page.locator("#status")).to_contain_text("Cart: 13 items")
    assert _place(page, more_id) == before
    expect(page.get_by_role("button", name=f"Increase quantity of {name}")).to_be_focused()

    _press(page, page.get_by_role("button", name=f"Remove {name}"), screen)
    expect(page.locator(f"#{line_id}")).to_have_count(0)
    following = page.locator(".line").nth(7)
    expect(following.get_by_role("link").first).to_be_focused()
    notice = page.locator("#cart .alert").bounding_box()["height"]
    assert following.bounding_box()["y"] == pytest.approx(before[0], abs=notice + 40)


def test_the_drawer_keeps_its_place(new_page):
    page = new_page(width=390, mobile=True)
    for number in range(12, 24):
        page.request.post("/cart/lines/", form={"sku": f"P-{number}", "quantity": "1"})
    page.goto("/p/dock-mug/")
    page.locator("#add-button").tap()
    page.get_by_role("heading", name="Added to your cart").wait_for()
    more = page.locator("#cart-drawer .line").nth(8).get_by_role("button", name="Increase quantity")
    more.scroll_into_view_if_needed()
    more_id = f"#{more.get_attribute('id')}"
    before = _place(page, more_id)

    more.tap()
    expect(page.locator("#status")).to_contain_text("Cart: 14 items")
    assert _place(page, more_id)[0] == pytest.approx(before[0], abs=1)


def test_filters_of_a_desktop_keep_their_place_and_their_values(new_page):
    page = new_page(width=1360)
    page.goto("/c/table/")
    page.evaluate("scrollTo({top: 900, behavior: 'instant'})")
    glass, town = page.get_by_label(re.compile("^Glass")), page.get_by_label(re.compile("^Town 8"))
    town.scroll_into_view_if_needed()
    labels = page.locator("#facets .check input").evaluate_all(_IDS)
    before = town.bounding_box()["y"]

    town.click()
    expect(page.locator("#status")).to_have_text("3 products, 1 filter")
    assert town.bounding_box()["y"] == pytest.approx(before, abs=10)  # nothing that is above it comes or goes
    expect(town).to_be_focused()
    header = page.locator("header").bounding_box()["height"]
    results = page.locator("#results").bounding_box()["y"]
    assert header <= results < 200  # they begin in view
    assert page.locator("#facets .check input").evaluate_all(_IDS) == labels
    expect(glass).to_be_disabled()
    expect(page.locator("label", has=glass)).to_have_text(re.compile(r"Glass,\s*0\s*products"))
    assert violations(page) == []

    page.get_by_label(re.compile("^Town 1")).click()
    expect(page.locator("#status")).to_have_text("7 products, 2 filters")


def test_what_is_chosen_can_be_let_go_although_nothing_is_left(new_page):
    page = new_page(width=1360)
    page.goto("/c/table/?f.material=Glass&f.made-in=Town 8")
    expect(page.locator("#total")).to_have_text("0 products")
    glass = page.get_by_label(re.compile("^Glass"))

    expect(glass).to_be_checked()
    expect(glass).to_be_enabled()
    glass.uncheck()
    expect(page.locator("#status")).to_have_text("3 products, 1 filter")


def _press(page: Page, target, screen) -> None:
    if screen.get("mobile"):
        target.tap()
    else:
        target.click()


def _scroll_to(page: Page, selector: str, *, top: int) -> tuple[float, float]:
    """Scroll until something stands `top` pixels below the window's edge, and return its place."""
    page.evaluate(
        "([selector, top]) => scrollTo({top: document.querySelector(selector).getBoundingClientRect().top + scrollY - top,"
        " behavior: 'instant'})",
        [selector, top],
    )
    assert page.evaluate("scrollY") > 0
    return _place(page, selector)


def _place(page: Page, selector: str) -> tuple[float, float]:
    """Return where something stands in the window, to the pixel, once the page has come to rest."""
    top, left = page.evaluate(
        "selector => new Promise(done => setTimeout(() => requestAnimationFrame(() => {"
        " const {top, left} = document.querySelector(selector).getBoundingClientRect(); done([top, left]) }), 100))",
        selector,
    )
    return round(top), round(left)
