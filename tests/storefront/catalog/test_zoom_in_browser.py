"""Text at 200 %, the filter sheet of phones, and pictures to look at closely."""

from __future__ import annotations

import io
from dataclasses import asdict

import pytest
from django.conf import settings
from PIL import Image
from playwright.sync_api import expect

from shop.catalog.images import store_image
from shop.catalog.models import Media
from shop.search.operations import rebuild
from tests.browser import launch, pages_of, violations
from tests.factories.catalog import make_category, make_product

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
_TOO_WIDE = "document.documentElement.scrollWidth - innerWidth"


@pytest.fixture
def mug(channel):
    table = make_category("Table")
    product = make_product(
        "Stoneware dock mug", skus=("RUST", "SAND"), category=table, attributes={"Material": "Clay"}, stock=22
    )
    make_product("Glass mug", skus=("GLASS",), category=table, attributes={"Material": "Glass"})
    for position, shade in enumerate((90, 200)):
        picture = io.BytesIO()
        Image.new("RGB", (2000, 2500), (shade, 120, 60)).save(picture, "JPEG")
        stored = asdict(store_image(source=picture.getvalue(), root=settings.MEDIA_ROOT))
        Media.objects.create(
            product=product, position=position, alt="A mug", **{**stored, "widths": list(stored["widths"])}
        )
    rebuild()
    return product


@pytest.mark.drawn
@pytest.mark.parametrize("width", [390, 1360])
def test_text_at_200_percent_breaks_nothing(width, mug, browser, live_server):
    large = launch(browser.browser_type, more=["--blink-settings=defaultFontSize=32"])
    with pages_of(large, live_server.url) as new:
        page = new(width=width)
        page.request.post("/cart/lines/", form={"sku": "RUST", "quantity": "2"})
        for url in ("/", "/c/table/", "/p/stoneware-dock-mug/", "/cart/", "/checkout/"):
            page.goto(url)
            assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
            assert page.evaluate(_TOO_WIDE) <= 0, url
            logo = page.locator(".logo").first
            assert logo.bounding_box()["height"] < 2.5 * page.evaluate(
                "parseFloat(getComputedStyle(document.querySelector('.logo')).fontSize)"
            )
        page.goto("/cart/")
        assert page.locator(".line h2").bounding_box()["width"] >= 150
    large.close()


def test_the_filter_sheet_is_a_dialog(mug, new_page):
    page = new_page(width=390, mobile=True)
    page.goto("/c/table/")
    opener = page.get_by_role("button", name="Filters")
    opener.tap()
    sheet = page.get_by_role("dialog", name="Filters")
    expect(sheet).to_be_visible()
    assert page.evaluate("document.querySelector('#filters-sheet').matches(':modal')")
    assert violations(page) == []
    for _ in range(30):  # round and round, never behind it
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement === document.body || !!document.activeElement.closest('dialog')")

    sheet.get_by_label("Glass").tap()
    expect(sheet.get_by_role("button", name="Show 1 product")).to_be_visible()
    expect(sheet).to_be_visible()
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(page.locator(".filters-open")).to_be_focused()
    expect(page.get_by_role("link", name="Glass mug")).to_be_visible()

    page.get_by_role("button", name="Filters (1)").tap()
    expect(sheet.get_by_label("Glass")).to_be_checked()
    sheet.get_by_role("button", name="Show 1 product").tap()
    expect(sheet).to_be_hidden()
    page.set_viewport_size({"width": 1360, "height": 800})
    expect(page.get_by_label("Glass")).to_be_visible()


@pytest.mark.drawn
@pytest.mark.parametrize("width", [390, 1360])
def test_a_picture_can_be_looked_at_closely(width, mug, new_page):
    page = new_page(width=width, mobile=width == 390)
    page.goto("/p/stoneware-dock-mug/")
    assert page.evaluate(_TOO_WIDE) <= 0
    source = page.locator(".gallery source[type='image/avif']").first.get_attribute("srcset")
    assert "/1600.avif 1600w" in source
    link = page.locator("[data-zoom]").first
    assert link.get_attribute("href").endswith("/1920.jpg")

    link.click()
    large = page.locator("#zoom img")
    expect(large).to_be_visible()
    page.wait_for_function("() => document.querySelector('#zoom img').naturalWidth === 1920")
    assert large.get_attribute("alt") == "A mug"
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(large).to_be_hidden()
    expect(link).to_be_focused()


def test_a_picture_can_be_looked_at_closely_without_script(mug, new_page):
    page = new_page(width=390, script=False)
    page.goto("/p/stoneware-dock-mug/")
    page.locator("[data-zoom]").first.click()
    page.wait_for_url("**/1920.jpg")


def test_more_than_there_is_becomes_all_there_is(mug, new_page):
    page = new_page(width=390, mobile=True)
    page.goto("/p/stoneware-dock-mug/")
    page.get_by_label("Quantity").fill("50")
    page.get_by_label("Quantity").press("Tab")
    expect(page.get_by_label("Quantity")).to_have_value("22")

    page.request.post("/cart/lines/", form={"sku": "RUST", "quantity": "1"})
    page.goto("/cart/")
    page.get_by_label("Quantity of Stoneware dock mug").fill("50")
    page.get_by_label("Quantity of Stoneware dock mug").press("Tab")
    expect(page.locator("#status")).to_contain_text("Only 22 of Stoneware dock mug left.")
    expect(page.get_by_label("Quantity of Stoneware dock mug")).to_have_value("22")
    expect(page.locator("#cart .alert")).to_contain_text("are left, and all of them are in your cart.")
    assert violations(page) == []
