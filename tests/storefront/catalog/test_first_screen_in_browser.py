"""What a product's first screen shows on phones upright and on their side, tablets and desktops."""

from __future__ import annotations

import io
from dataclasses import asdict

import pytest
from django.conf import settings
from PIL import Image

from shop.catalog.images import store_image
from shop.catalog.models import Media
from shop.search.operations import rebuild
from tests.browser import violations
from tests.factories.catalog import make_product

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SCREENS = {
    "phone": {"width": 390, "height": 844, "mobile": True},
    "small phone": {"width": 375, "height": 667, "mobile": True},
    "phone on its side": {"width": 844, "height": 390, "mobile": True},
    "tablet": {"width": 768, "height": 1024, "mobile": True},
    "desktop": {"width": 1360, "height": 800},
}
TWO_COLUMNS = ("phone on its side", "tablet", "desktop")
_BOX = """selector => {
  const {top, bottom, left, right} = document.querySelector(selector).getBoundingClientRect();
  return {top, bottom, left, right};
}"""

_BAR_OR_BUTTON = """() => document.querySelector(".buybar").classList.contains("is-on")
  !== (document.querySelector("#add-button").getBoundingClientRect().bottom <= innerHeight)"""


@pytest.fixture
def mug(channel, tmp_path):
    product = make_product("Dock mug", skus=("RUST", "SAND"), description="<p>Thrown by hand.</p>" * 30)
    for position, shade in enumerate((90, 200)):
        upright = io.BytesIO()
        Image.new("RGB", (800, 1600), (shade, 120, 60)).save(upright, "JPEG")
        stored = store_image(source=upright.getvalue(), root=settings.MEDIA_ROOT)
        Media.objects.create(
            product=product, position=position, alt="A mug", **{**asdict(stored), "widths": list(stored.widths)}
        )
    rebuild()
    return product


@pytest.mark.drawn
@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("name", SCREENS)
def test_name_price_and_a_button_are_in_reach(name, script, mug, new_page):
    page = new_page(**SCREENS[name], script=script)
    page.goto("/p/dock-mug/")
    page.evaluate("document.fonts.ready")  # which may come after the first layout and put the button 2 px lower
    height = SCREENS[name]["height"]
    if script:
        page.wait_for_function(_BAR_OR_BUTTON)
    bar = page.locator(".buybar")
    foot = bar.bounding_box()["y"] if bar.is_visible() else height

    assert page.evaluate(_BOX, "h1")["bottom"] <= foot
    button = page.locator("#add-button").bounding_box()
    assert button["y"] + button["height"] <= height or bar.get_by_role("button", name="Add to cart").is_visible()
    assert bar.is_visible() or page.evaluate(_BOX, ".buy .price")["bottom"] <= height

    gallery, buy = page.evaluate(_BOX, ".gallery"), page.evaluate(_BOX, ".buy")
    assert (gallery["right"] <= buy["left"]) is (name in TWO_COLUMNS)
    picture = page.evaluate(_BOX, ".gallery .tile")
    assert picture["bottom"] - picture["top"] <= max(0.75 * height, 208)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_the_bar_stands_in_for_the_button_while_that_is_out_of_sight(mug, new_page):
    page = new_page(width=375, height=667, mobile=True)
    page.goto("/p/dock-mug/")
    bar = page.locator(".buybar")
    bar.wait_for(state="visible")
    assert violations(page) == []

    page.locator("#add-button").scroll_into_view_if_needed()
    page.evaluate("scrollBy(0, 120)")
    bar.wait_for(state="hidden")
    page.get_by_text("Thrown by hand.").last.scroll_into_view_if_needed()
    bar.wait_for(state="visible")
    bar.get_by_role("button", name="Add to cart").tap()
    page.get_by_role("heading", name="Added to your cart").wait_for()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_what_is_ordered_stands_right_before_the_button_on_phones(script, mug, new_page):
    page = new_page(width=390, height=844, mobile=True, script=script)
    page.request.post("/cart/lines/", form={"sku": "RUST", "quantity": "2"})
    page.goto("/checkout/")
    goods, button = page.evaluate(_BOX, "#summary-pay"), page.evaluate(_BOX, "#order-button")

    assert 0 <= button["top"] - goods["bottom"] <= 32
    text = page.locator("#summary-pay").inner_text()
    assert "Dock mug" in text
    assert "Rust, 2 ×" in text
    assert "€42.90" in text
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
