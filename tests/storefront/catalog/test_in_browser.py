"""Browsing in a real browser: with and without script, by keyboard, on phones, in the dark."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from shop.channels.models import ContentPage
from tests.browser import overflow, violations
from tests.factories.catalog import make_category, make_product
from tests.factories.shop import make_channel

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = ["/", "/c/table/", "/p/dock-mug/", "/search/?q=mug", "/search/?q=nothing", "/help/returns/", "/nowhere/"]


@pytest.fixture(autouse=True)
def _catalogue():
    channel = make_channel()
    channel.tagline, channel.announcement = "Made to be used every day", "Free delivery from €60"
    channel.save()
    table = make_category("Table")
    make_product("Dock mug", skus=("RUST", "SAND"), category=table, description="<p>A mug.</p>", vendor="Tresvale",
                 attributes={"Material": "Clay"})  # fmt: skip
    make_product("Glass mug", skus=("GLASS",), category=table, price_minor=900, attributes={"Material": "Glass"})
    for number in range(30):
        make_product(f"Plain mug {number:02}", skus=(f"P-{number}",), category=table, attributes={"Material": "Clay"})
    ContentPage.objects.create(kind="help", slug="returns", title="Returns", body="## How\n\nWithin **30 days**.")


@pytest.mark.drawn
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [390, 1360])
def test_is_steady_and_never_too_wide(width, dark, new_page):
    page = new_page(width=width, dark=dark)
    page.add_init_script(
        "window.shifts=0; new PerformanceObserver(list => { for (const e of list.getEntries())"
        " if (!e.hadRecentInput) window.shifts += e.value }).observe({type: 'layout-shift', buffered: true})"
    )
    for url in PAGES[:-1]:
        page.goto(url)
        assert overflow(page) == 0, url
        assert page.evaluate("window.shifts") == 0, url


def test_fits_the_narrowest_phone(new_page):
    page = new_page(width=320)
    for url in PAGES[:-1]:
        page.goto(url)
        assert overflow(page) == 0, url


def test_filtering_keeps_place_and_focus_and_says_what_it_found(new_page):
    page = new_page()
    page.goto("/c/table/")

    page.get_by_label(re.compile("^Glass")).press("Space")
    expect(page).to_have_url(re.compile(r"/c/table/\?f\.material=Glass$"))
    expect(page.locator("#status")).to_have_text("1 product, 1 filter")
    expect(page.get_by_label(re.compile("^Glass"))).to_be_focused()
    expect(page.locator("#grid > li")).to_have_count(1)

    page.get_by_label("Sort").select_option("price")
    expect(page).to_have_url(re.compile(r"\?f\.material=Glass&sort=price$"))
    assert violations(page) == []

    page.get_by_role("link", name="Remove filter Glass").click()
    expect(page).to_have_url(re.compile(r"/c/table/\?sort=price$"))
    expect(page.get_by_role("heading", name="Products")).to_be_focused()

    page.go_back()
    expect(page.locator("#grid > li")).to_have_count(1)
    expect(page.get_by_label(re.compile("^Glass"))).to_be_checked()


def test_loading_more_appends_and_moves_on_to_the_first_new_product(new_page):
    page = new_page()
    page.goto("/c/table/?sort=name")

    page.get_by_role("link", name="Load more").click()
    expect(page.locator("#grid > li")).to_have_count(32)
    expect(page.locator("#grid > li").nth(24).get_by_role("link")).to_be_focused()
    expect(page).to_have_url(re.compile(r"page=1-2$"))
    expect(page.get_by_role("link", name="Load more")).to_have_count(0)

    page.reload()
    expect(page.locator("#grid > li")).to_have_count(32)


def test_choosing_a_variant_changes_the_page_in_place(new_page):
    page = new_page()
    page.goto("/p/dock-mug/")

    page.get_by_role("link", name="Sand").click()
    expect(page).to_have_url(re.compile(r"\?v=SAND$"))
    expect(page.locator("[name=sku]")).to_have_value("SAND")
    expect(page.locator("#status")).to_have_text("Sand: €19.00. In stock")
    expect(page.get_by_role("link", name="Sand")).to_be_focused()
    expect(page).to_have_title("Dock mug, Sand · Halden")

    page.get_by_role("button", name="Increase quantity").click()
    expect(page.get_by_label("Quantity")).to_have_value("2")
    assert violations(page) == []


def test_suggestions_are_used_by_keyboard(new_page):
    page = new_page()
    page.goto("/c/table/")
    field = page.get_by_label("Search products")

    field.press_sequentially("dock")
    expect(field).to_have_attribute("aria-expanded", "true")
    assert violations(page) == []
    field.press("ArrowDown")
    expect(field).to_have_attribute("aria-activedescendant", "suggest-p1")
    field.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_have_value("dock")
    field.press_sequentially(" m")
    expect(field).to_have_attribute("aria-expanded", "true")
    field.press("ArrowDown")
    field.press("Enter")
    expect(page).to_have_url(re.compile("/p/dock-mug/$"))


def test_a_failure_offers_another_try(new_page):
    page = new_page(forgive=("500", "htmx:"))
    page.goto("/c/table/")
    failing = [True]
    page.route("**/c/table/?*", lambda route: route.fulfill(status=500) if failing.pop() else route.continue_())

    page.get_by_label("In stock").check()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Something went wrong. Nothing has been lost")
    expect(page.get_by_label("In stock")).to_be_checked()

    failing.append(False)
    page.get_by_role("button", name="Try again").click()
    expect(page).to_have_url(re.compile(r"\?stock=1$"))
    expect(alert).to_be_empty()


def test_menu_and_filters_open_and_close_on_phones(new_page):
    page = new_page(width=390)
    page.goto("/c/table/")

    page.locator("summary", has_text="Menu").click()
    expect(page.get_by_role("navigation", name="Menu").get_by_role("link", name="Table")).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("details.menu")).not_to_have_attribute("open", "")

    page.get_by_role("button", name="Filters").click()
    page.get_by_label(re.compile("^Glass")).check()
    expect(page.get_by_role("button", name="Show 1 product")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Show 1 product").click()
    expect(page.locator("#filters")).not_to_be_visible()
    expect(page.get_by_role("link", name="Glass mug")).to_be_visible()


@pytest.mark.drawn
@pytest.mark.parametrize("width", [390, 1360])
def test_everything_works_without_script(width, new_page):
    page = new_page(width=width, script=False)
    page.goto("/c/table/")

    if width < 600:
        page.get_by_role("button", name="Filters").click()
    page.get_by_label(re.compile("^Clay")).check()
    page.get_by_role("button", name="Show 32 products").click()
    expect(page.locator("#total")).to_have_text("31 products")
    page.get_by_label("Sort").select_option("name")
    page.get_by_role("button", name="Sort").click()
    expect(page).to_have_url(re.compile("f.material=Clay&sort=name$"))
    page.get_by_role("link", name="Load more").click()
    expect(page.locator("#grid > li")).to_have_count(7)

    page.goto("/p/dock-mug/")
    page.get_by_role("link", name="Sand").click()
    expect(page.locator("[name=sku]")).to_have_value("SAND")
    page.locator("summary", has_text="Details").click()
    expect(page.get_by_text("SKU", exact=True)).to_be_visible()

    if width > 600:
        page.get_by_label("Search products").fill("glass")
        page.get_by_label("Search products").press("Enter")
        expect(page.get_by_role("heading", name="Results for “glass”")).to_be_visible()


def test_a_first_visitor_asks_for_nothing_personal_and_one_with_a_cart_does(new_page):
    page = new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.partition("/-/")[2]))
    for url in PAGES[:-1]:
        page.goto(url, wait_until="networkidle")
    assert "me/" not in asked

    page.request.post("/cart/lines/", form={"sku": "P-3", "quantity": "2"})
    with page.expect_response("**/-/me/"):
        page.goto("/c/table/")
    expect(page.locator("#cart-count")).to_have_text("2 items")
