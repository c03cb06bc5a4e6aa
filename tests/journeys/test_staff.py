"""A morning in the back office."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from shop.inventory.models import StockLevel
from shop.notifications.models import MailMessage
from shop.orders.models import Order
from tests.factories.orders import make_order

from .steps import log_in_as_staff

pytestmark = pytest.mark.browser


def open_order(page: Page, order: Order) -> None:
    page.goto("/admin/orders/order/")
    page.get_by_role("link", name=re.compile(rf"\b{order.number}\b")).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(str(order.number))


def test_one_order_is_sent_one_cancelled_one_refunded(script, new_page):
    now = timezone.now()
    sent, cancelled, refunded = (make_order((sku, 2), now=now).order for sku in ("RUST", "SAND", "GLASS"))
    page = new_page(script=script)
    log_in_as_staff(page)

    open_order(page, sent)
    page.get_by_role("link", name="Ship").first.click()
    page.get_by_label("Tracking number").fill("JD0146")
    page.get_by_label("Carrier").fill("DHL")
    page.get_by_role("button", name="Ship parcel").click()
    expect(page.get_by_role("status")).to_contain_text("shipped")
    expect(page.get_by_text("JD0146").first).to_be_visible()

    open_order(page, cancelled)
    page.get_by_role("link", name="Cancel").first.click()
    page.get_by_label("Reason").fill("Broken in the warehouse")
    page.get_by_role("button", name="Cancel these items").click()
    expect(page.get_by_role("status")).to_contain_text("cancelled")

    open_order(page, refunded)
    page.get_by_role("link", name="Refund").first.click()
    for count in page.get_by_label("Refund of").all():
        count.fill("0")
    page.get_by_label("Allowance").fill("5.00")
    page.get_by_role("button", name="Preview refund").click()
    page.get_by_role("button", name="Refund €5.00").click()
    expect(page.locator(".totals")).to_contain_text("−€5.00")

    rows = Order.objects.order_by("number").values_list("status", "payment_status", "fulfilment_status")
    assert list(rows) == [
        ("closed", "paid", "fulfilled"),
        ("cancelled", "refunded", "none_needed"),
        ("placed", "partially_refunded", "unfulfilled"),
    ]
    stock = dict(StockLevel.objects.values_list("variant__sku", "on_hand"))
    assert (stock["RUST"], stock["SAND"], stock["GLASS"]) == (8, 10, 10)
    told = MailMessage.objects.exclude(dedupe_key__endswith=":placed")
    assert told.count() == 3
    assert "JD0146" in told.earliest("pk").text


def test_a_new_price_and_stock_are_seen_in_the_shop(script, new_page):
    page = new_page(script=script)
    log_in_as_staff(page, "/admin/catalog/product/")
    page.get_by_role("searchbox").last.fill("glass")
    page.get_by_role("searchbox").last.press("Enter")
    page.get_by_role("link", name="Glass mug").click()
    page.get_by_label("Price", exact=True).fill("11.50")
    page.get_by_label("On hand").fill("3")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Glass mug")).to_be_visible()

    page.goto("/p/glass-mug/")
    expect(page.locator(".buy .price")).to_have_text("€11.50")
    expect(page.get_by_text("Only 3 left", exact=True)).to_be_visible()
    page.goto("/c/table/?sort=price")
    expect(page.locator("#grid li", has_text="Glass mug").locator(".price")).to_have_text("€11.50")
