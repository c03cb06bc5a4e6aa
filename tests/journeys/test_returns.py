"""Sending back and withdrawing in a real browser: by hand with and without script, then by axe and ruler."""

from __future__ import annotations

import os

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from shop.core.actor import SYSTEM, By
from shop.fulfilment.models import Return, Withdrawal
from shop.fulfilment.operations import approve_return
from shop.fulfilment.queries import return_path, withdrawal_path
from shop.notifications.models import MailMessage
from shop.orders.queries import order_path
from tests.factories.returns import make_return, make_sent_order

from .steps import log_in_as_staff
from .test_pages import problems, visit

pytestmark = pytest.mark.browser
SHOTS = os.environ.get("SHOTS", "")  # a folder: keep a picture of every page


def shoot(page, name):
    if not SHOTS:
        return
    for width in (390, 1360):
        for theme in ("light", "dark"):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=theme)
            page.screenshot(path=f"{SHOTS}/{name}-{width}-{theme}.png", full_page=True)


def test_a_guest_withdraws_in_two_clicks_from_the_link(script, new_page):
    order = make_sent_order(("RUST", 2), now=timezone.now())
    page = new_page(script=script)
    page.goto(order_path(order))
    page.locator("main").get_by_role("link", name="Withdraw from contract here").click()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Confirm withdrawal").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("We have received your withdrawal")
    assert Withdrawal.objects.get().lines.get().quantity == 2
    assert MailMessage.objects.filter(dedupe_key__endswith=":receipt").count() == 1
    page.get_by_label("Tracking number").fill("0034")
    page.get_by_role("button", name="I have sent it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your parcel is on its way to us")


def test_anybody_withdraws_from_the_footer(script, new_page):
    page = new_page(script=script)
    page.goto("/")
    page.get_by_role("contentinfo").get_by_role("link", name="Withdraw from contract here").click()
    page.get_by_label("Your name").fill("Ada Lovelace")
    page.get_by_label("Order number").fill("1042")
    page.get_by_label("Email for the receipt").fill("ada@example.com")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Confirm withdrawal").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("We have received your withdrawal")
    assert Withdrawal.objects.get().order_number == "1042"


def test_a_return_is_asked_for(script, new_page):
    order = make_sent_order(("RUST", 2), now=timezone.now())
    page = new_page(script=script)
    page.goto(order_path(order))
    page.get_by_role("link", name="Return or exchange items").click()
    page.get_by_label("Quantity").fill("1")
    page.get_by_label("Reason").select_option("Broken or faulty")
    page.get_by_role("button", name="Request a return").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("We are reviewing your request")
    assert Return.objects.get().lines.get().quantity == 1


def test_the_pages_of_shoppers_are_sound(new_page):
    page = new_page(forgive=("422 POST",))
    sent, other = (make_sent_order(("RUST", 2), ("GLASS", 1), now=timezone.now()) for _ in range(2))
    return_ = make_return(other, 1)
    approve_return(return_id=return_.pk, instructions="Bring it to any post office.", by=By(SYSTEM, timezone.now()))
    found = []
    for name, path in (
        ("order", order_path(sent)), ("return-new", f"{order_path(sent)}returns/new/"),
        ("withdraw-order", f"{order_path(sent)}withdraw/"), ("withdraw", "/withdraw/"), ("done", "/withdraw/done/"),
        ("return", return_path(return_)), ("slip", f"{return_path(return_)}slip/"),
    ):  # fmt: skip
        found += visit(page, [path])
        shoot(page, name)
    page.goto(f"{order_path(sent)}returns/new/")
    page.get_by_role("button", name="Request a return").click()
    expect(page.get_by_role("alert").filter(has_text="There is a problem")).to_be_focused()
    found += problems(page)
    shoot(page, "return-error")
    page.goto(f"{order_path(sent)}withdraw/")
    page.get_by_role("button", name="Continue").click()
    found += problems(page)
    shoot(page, "confirm")
    page.get_by_role("button", name="Confirm withdrawal").click()
    found += problems(page)
    shoot(page, "withdrawal")
    assert found == []


def test_the_pages_of_staff_are_sound(new_page):
    page = new_page()
    asked, expected, sent = (make_sent_order(("RUST", 2), now=timezone.now()) for _ in range(3))
    first, second = make_return(asked, 1, wanted="SAND"), make_return(expected, 2)
    approve_return(return_id=second.pk, instructions="", by=By(SYSTEM, timezone.now()))
    log_in_as_staff(page)
    buyer = page.context.browser.new_context().new_page()
    buyer.goto(page.url.split("/admin")[0] + f"{order_path(sent)}withdraw/")
    buyer.get_by_role("button", name="Continue").click()
    buyer.get_by_role("button", name="Confirm withdrawal").click()
    buyer.context.close()
    withdrawal = Withdrawal.objects.get()
    found = []
    for name, path in (
        ("staff-returns", "/admin/fulfilment/return/"), ("staff-withdrawals", "/admin/fulfilment/withdrawal/"),
        ("staff-decide", f"/admin/fulfilment/return/{first.pk}/change/"),
        ("staff-receive", f"/admin/fulfilment/return/{second.pk}/change/"),
        ("staff-withdrawal", f"/admin/fulfilment/withdrawal/{withdrawal.pk}/change/"),
        ("staff-order", f"/admin/orders/order/{sent.pk}/change/"), ("staff-home", "/admin/"),
    ):  # fmt: skip
        found += visit(page, [path])
        shoot(page, name)
    assert withdrawal_path(withdrawal)
    assert found == []
