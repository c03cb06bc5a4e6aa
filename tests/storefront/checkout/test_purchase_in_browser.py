"""The purchase in a real browser: with script and without, wide and narrow, light and dark."""

from __future__ import annotations

import pytest

from shop.orders.models import Order
from tests.browser import overflow, violations
from tests.factories.catalog import make_product

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

SCREENS = [(1360, False), (390, True)]
TYPED = {"email": "grace@example.com", "full_name": "Grace Hopper", "line1": "Torstraße 1", "postcode": "10119"}
REFUSED = ("422 POST",)


@pytest.fixture
def mug(channel):
    return make_product("Dock mug", skus=["MUG-RUST", "MUG-MOSS"], price_minor=1900, stock=9)


def looks_right(page) -> None:
    assert violations(page) == []
    assert overflow(page) == 0


@pytest.mark.drawn
@pytest.mark.parametrize(("width", "dark"), SCREENS)
def test_a_guest_buys_with_script(new_page, mug, width, dark):
    page = new_page(width=width, dark=dark, forgive=REFUSED)
    page.goto("/p/dock-mug/?v=MUG-RUST")
    page.click("#add-button")
    page.get_by_role("heading", name="Added to your cart").wait_for()
    assert page.inner_text("#status") == "Added to cart. Cart: 1 item, €23.90"
    looks_right(page)
    page.locator("#cart-drawer").get_by_role("button", name="Increase quantity of Dock mug").click()
    page.get_by_text("Cart: 2 items, €42.90").wait_for(state="attached")
    page.locator("[id^=drawer-more-]:focus").wait_for()

    page.locator("#cart-drawer").get_by_role("link", name="Checkout").click()
    page.wait_for_url("**/checkout/")
    looks_right(page)
    page.click("#order-button")
    page.locator(".error-summary:focus").wait_for()
    assert page.title() == "Error: Checkout · Halden"
    looks_right(page)

    for name, value in TYPED.items():
        page.fill(f"#id_{name}", value)
    page.fill("#id_city", "Berlin")
    page.check("#shipping-express")
    page.get_by_role("button", name="€50.00").wait_for()
    page.locator("#shipping-express:focus").wait_for()
    assert page.input_value("#id_city") == "Berlin"
    looks_right(page)
    page.get_by_label("Test card that is declined").check()
    page.click("#order-button")
    page.get_by_role("link", name="Your bank declined the payment").wait_for()
    page.get_by_label("Test card with confirmation").check()
    page.click("#order-button")
    page.get_by_role("heading", name="Confirm your payment").wait_for()
    looks_right(page)
    page.get_by_role("button", name="Approve €50.00").click()
    page.get_by_role("heading", name="Thank you for your order").wait_for()
    looks_right(page)
    assert Order.objects.filter(status="placed").count() == 1


@pytest.mark.drawn
@pytest.mark.parametrize(("width", "dark"), SCREENS)
def test_a_guest_buys_without_script(new_page, mug, width, dark):
    page = new_page(width=width, dark=dark, script=False, forgive=REFUSED)
    page.goto("/p/dock-mug/?v=MUG-RUST")
    page.click("#add-button")
    page.wait_for_url("**/cart/?added=MUG-RUST")
    page.get_by_label("Quantity of Dock mug").fill("3")
    page.get_by_role("button", name="Update").first.click()
    page.get_by_text("3 items", exact=True).wait_for()
    page.get_by_role("button", name="Remove Dock mug").click()
    page.get_by_role("button", name="Undo").click()
    page.wait_for_url("**/cart/?added=MUG-RUST")
    page.get_by_role("link", name="Go to checkout").click()

    for name, value in TYPED.items():
        page.fill(f"#id_{name}", value)
    page.select_option("#id_country", "FR")
    page.check("#shipping-express")
    page.get_by_role("button", name="Update delivery and total").click()
    page.get_by_role("button", name="€69.00").wait_for()
    assert page.input_value("#id_email") == "grace@example.com"
    page.click("#order-button")
    page.get_by_role("link", name="City: Enter the city.").click()
    page.locator("#id_city:focus").wait_for()
    page.fill("#id_city", "Lyon")
    page.get_by_label("Test card with confirmation").check()
    page.click("#order-button")
    page.get_by_role("button", name="Decline").click()
    page.get_by_role("heading", name="Your order was not placed").wait_for()
    assert page.input_value("#id_city") == "Lyon"
    page.get_by_label("Test card that succeeds").check()
    page.click("#order-button")
    page.get_by_role("heading", name="Thank you for your order").wait_for()
    placed = Order.objects.get(status="placed")
    assert (placed.total_minor, placed.addresses.get().country) == (6900, "FR")


def test_the_cart_works_by_keyboard_and_keeps_the_focus(new_page, mug):
    page = new_page()
    page.goto("/p/dock-mug/?v=MUG-RUST")
    page.focus("#add-button")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Added to your cart").wait_for()
    page.keyboard.press("Escape")
    page.locator("#add-button:focus").wait_for()
    page.goto("/p/dock-mug/?v=MUG-MOSS")
    page.click("#add-button")
    page.get_by_role("heading", name="Added to your cart").wait_for()
    page.goto("/cart/")
    page.get_by_role("button", name="Remove Dock mug").first.focus()
    page.keyboard.press("Enter")
    page.get_by_text("has been removed.").first.wait_for()
    page.locator("a[href='/p/dock-mug/?v=MUG-MOSS']:focus").wait_for()
