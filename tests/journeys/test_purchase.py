"""Buying as a guest, from the home page to the mail."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from shop.inventory.models import StockLevel
from shop.notifications.composing import write_out
from shop.notifications.models import MailMessage
from shop.orders.models import Order
from shop.payments.models import Payment

from .steps import fill_in_address, go_to_checkout, pay_by

pytestmark = pytest.mark.browser
PAYS, ASKS, DECLINES = "Test card that succeeds", "Test card with confirmation", "Test card that is declined"


def stock_of(sku: str) -> tuple[int, int]:
    """Return what is on hand, and what of it orders hold."""
    level = StockLevel.objects.get(variant__sku=sku)
    return level.on_hand, level.allocated + level.reserved


def find_the_mug(page: Page, *, script: bool) -> None:
    """From the home page by category, filter and sorting to the product."""
    page.goto("/")
    page.get_by_role("navigation", name="Categories").get_by_role("link", name="Table").click()
    expect(page.get_by_role("heading", name="Table", level=1)).to_be_visible()
    page.get_by_label(re.compile("^Clay")).check()
    if not script:
        page.get_by_role("button", name=re.compile("^Show")).click()
    expect(page).to_have_url(re.compile(r"[?&]f\.material=Clay\b"))
    page.get_by_label("Sort").select_option("price")
    if not script:
        page.get_by_role("button", name="Sort").click()
    expect(page).to_have_url(re.compile(r"[?&]f\.material=Clay&sort=price$"))
    expect(page.locator("#grid h3")).to_have_text(["Dock mug", "Field bowl"])
    page.get_by_role("link", name="Dock mug").click()


def put_two_sand_mugs_into_cart(page: Page, *, script: bool) -> None:
    page.get_by_role("link", name="Sand").click()
    expect(page).to_have_url(re.compile(r"\?v=SAND$"))
    expect(page.locator("[name=sku]")).to_have_value("SAND")
    page.get_by_role("button", name="Add to cart").first.click()
    if script:
        drawer = page.get_by_role("dialog")
        expect(drawer.get_by_role("heading", name="Added to your cart")).to_be_focused()
        expect(page.locator("#status")).to_have_text("Added to cart. Cart: 1 item, €23.90")
        drawer.get_by_role("link", name="View cart").click()
        page.get_by_role("button", name="Increase quantity of Dock mug").click()
    else:
        expect(page.get_by_text("is in your cart")).to_be_visible()
        page.get_by_label("Quantity of Dock mug").fill("2")
        page.get_by_role("button", name="Update").first.click()
    expect(page.locator("#cart .line-total")).to_have_text("€38.00")
    expect(page.locator("#cart .total dd")).to_have_text("€42.90")
    page.get_by_role("link", name="Go to checkout").click()


def choose_austria_and_express(page: Page, *, script: bool) -> None:
    page.get_by_label("Country").select_option(label="Austria")
    if script:
        expect(page.locator("#status")).to_have_text("Standard: €4.90. Total €42.90")
    page.get_by_label("Express").check()
    if not script:
        page.get_by_role("button", name="Update delivery and total").click()
    expect(page.get_by_role("button", name="Order with obligation to pay · €50.00")).to_be_visible()
    expect(page.locator("#summary .total")).to_contain_text("incl. €8.33 VAT")
    expect(page.get_by_label("Full name")).to_have_value("Ada Lovelace")


def test_a_guest_buys_two_mugs(script, new_page):
    page = new_page(script=script)
    find_the_mug(page, script=script)
    put_two_sand_mugs_into_cart(page, script=script)
    fill_in_address(page)
    page.get_by_label("Postcode").fill("1010")
    choose_austria_and_express(page, script=script)
    pay_by(page, PAYS)

    expect(page.get_by_role("heading", name="Thank you for your order")).to_be_visible()
    order = Order.objects.get()
    expect(page.get_by_text(f"Order #{order.number}").first).to_be_visible()
    expect(page.locator("dl.totals dd")).to_have_text(["€38.00", "€12.00", "€50.00"])
    assert (order.status, order.payment_status, order.email) == ("placed", "paid", "ada@example.com")
    assert (order.subtotal_minor, order.shipping_minor, order.total_minor, order.tax_minor) == (3800, 1200, 5000, 833)
    assert list(order.lines.values_list("sku", "quantity")) == [("SAND", 2)]
    assert list(order.addresses.values_list("city", "postcode", "country")) == [("Berlin", "1010", "AT")]
    assert (stock_of("SAND"), stock_of("RUST")) == ((10, 2), (10, 0))
    mail = MailMessage.objects.get()
    write_out(mail)
    assert mail.recipient == "ada@example.com"
    assert str(order.number) in mail.subject
    assert "€50.00" in mail.text
    page.goto("/cart/")
    expect(page.get_by_role("heading", name="Your cart is empty")).to_be_visible()


def test_a_declined_card_can_be_tried_again_with_everything_kept(script, new_page):
    page = new_page(script=script, forgive=("422 POST",))
    go_to_checkout(page, "dock-mug", script=script)
    fill_in_address(page)
    page.get_by_label("Express").check()
    if not script:
        page.get_by_role("button", name="Update delivery and total").click()
    expect(page.get_by_role("button", name=re.compile("€31.00"))).to_be_visible()
    pay_by(page, DECLINES)

    expect(page.get_by_role("alert").filter(has_text="Your bank declined the payment")).to_be_focused()
    expect(page.get_by_label("Email", exact=True)).to_have_value("ada@example.com")
    expect(page.get_by_label("City")).to_have_value("Berlin")
    expect(page.get_by_label("Express")).to_be_checked()
    assert not MailMessage.objects.exists()
    assert stock_of("RUST") == (10, 0)

    pay_by(page, PAYS)
    expect(page.get_by_role("heading", name="Thank you for your order")).to_be_visible()
    assert Order.objects.get(status="placed").total_minor == 3100
    assert sorted(Payment.objects.values_list("status", flat=True)) == ["captured", "failed"]
    assert stock_of("RUST") == (10, 1)


def test_a_payment_is_confirmed_at_the_bank(script, new_page):
    page = new_page(script=script)
    go_to_checkout(page, "dock-mug", script=script)
    fill_in_address(page)
    pay_by(page, ASKS)

    expect(page.get_by_role("heading", name="Confirm your payment")).to_be_visible()
    assert Order.objects.get().status == "pending"
    assert stock_of("RUST") == (10, 1)
    page.get_by_role("button", name="Approve €23.90").click()
    expect(page.get_by_role("heading", name="Thank you for your order")).to_be_visible()
    assert Order.objects.get().status == "placed"
    assert MailMessage.objects.count() == 1


def test_a_payment_refused_at_the_bank_leads_back_to_the_checkout_as_it_was(script, new_page):
    page = new_page(script=script)
    go_to_checkout(page, "dock-mug", script=script)
    fill_in_address(page)
    pay_by(page, ASKS)
    page.get_by_role("button", name="Decline").click()

    expect(page.get_by_role("alert").filter(has_text="Your order was not placed")).to_be_focused()
    expect(page.get_by_label("City")).to_have_value("Berlin")
    assert stock_of("RUST") == (10, 0)
    pay_by(page, PAYS)
    expect(page.get_by_role("heading", name="Thank you for your order")).to_be_visible()
    assert sorted(Order.objects.values_list("status", flat=True)) == ["cancelled", "placed"]
    assert stock_of("RUST") == (10, 1)


def test_what_was_sold_meanwhile_is_said_and_nothing_is_ordered(script, new_page):
    page = new_page(script=script, forgive=("409 POST",))
    go_to_checkout(page, "dock-mug", script=script)
    fill_in_address(page)
    StockLevel.objects.filter(variant__sku="RUST").update(on_hand=0)
    pay_by(page, PAYS)

    expect(page.get_by_role("alert").filter(has_text="Dock mug is sold out")).to_be_focused()
    expect(page.get_by_label("City")).to_have_value("Berlin")
    assert not Order.objects.exists()
