"""Having an account: signing up, coming back, what it keeps."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from shop.accounts.models import User
from shop.notifications.models import MailMessage
from shop.orders.models import Order

from .steps import ADDRESS, PASSWORD, go_to_checkout, log_in, pay_by, put_into_cart

pytestmark = pytest.mark.browser
EMAIL = "ada@example.com"


def cart_lines(page: Page) -> list[str]:
    page.goto("/cart/")
    return page.locator("#cart .line h2").all_inner_texts()


def test_an_account_keeps_cart_address_and_orders(script, new_page):
    page = new_page(script=script)
    put_into_cart(page, "dock-mug", script=script)
    page.goto("/account/")
    page.get_by_role("link", name="Create an account").click()
    page.get_by_label("Email", exact=True).fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("heading", name="Check your email", level=1)).to_be_visible()
    log_in(page, EMAIL)
    expect(page.get_by_role("heading", name="Your account", level=1)).to_be_visible()
    assert cart_lines(page) == ["Dock mug"]

    page.goto("/account/")
    page.get_by_role("button", name="Log out").click()
    expect(page).to_have_url(re.compile("/$"))
    assert cart_lines(page) == []
    put_into_cart(page, "glass-mug", script=script)
    log_in(page, EMAIL)
    assert sorted(cart_lines(page)) == ["Dock mug", "Glass mug"]

    page.goto("/account/addresses/")
    page.get_by_role("link", name="Add an address").click()
    for label, value in ADDRESS.items():
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_role("button", name="Save address").click()
    expect(page.get_by_role("heading", name="Ada Lovelace, Berlin")).to_be_visible()

    page.goto("/checkout/")
    expect(page.get_by_label("Email", exact=True)).to_have_value(EMAIL)
    expect(page.get_by_role("radio", name="Ada Lovelace Torstraße 1, 10119 Berlin, Germany")).to_be_checked()
    pay_by(page, "Test card that succeeds")
    expect(page.get_by_role("heading", name="Thank you for your order")).to_be_visible()
    order = Order.objects.get()
    assert (order.user.email, order.total_minor) == (EMAIL, 1900 + 900 + 490)

    page.goto("/account/orders/")
    page.get_by_role("link", name=f"Order #{order.number}").click()
    expect(page.locator("dl.totals .total dd")).to_have_text("€32.90")


def test_addresses_are_changed_made_default_and_removed(new_page):
    User.objects.create_user("ada", EMAIL, PASSWORD)
    page = new_page(script=False)
    log_in(page, EMAIL)
    for city in ("Berlin", "Hamburg"):
        page.goto("/account/addresses/new/")
        for label, value in (ADDRESS | {"City": city}).items():
            page.get_by_label(label, exact=True).fill(value)
        page.get_by_role("button", name="Save address").click()
        expect(page.get_by_role("heading", name=city)).to_be_visible()

    berlin, hamburg = page.get_by_role("region", name="Berlin"), page.get_by_role("region", name="Hamburg")
    expect(berlin.get_by_text("Default", exact=True)).to_be_visible()
    hamburg.get_by_role("button", name="Make default").click()
    expect(hamburg.get_by_text("Default", exact=True)).to_be_visible()
    berlin.get_by_role("link", name="Edit").click()
    page.get_by_label("City").fill("Bremen")
    page.get_by_role("button", name="Save address").click()
    page.get_by_role("region", name="Bremen").get_by_role("button", name="Remove").click()
    expect(page.get_by_role("region", name="Bremen")).to_have_count(0)
    expect(hamburg).to_be_visible()


def test_a_forgotten_password_is_replaced_by_the_mailed_link(new_page):
    User.objects.create_user("ada", EMAIL, PASSWORD)
    page = new_page(script=False)
    page.goto("/account/login/")
    page.get_by_role("link", name="Forgot your password?").click()
    page.get_by_label("Email", exact=True).fill(EMAIL)
    page.get_by_role("button", name="Email me a link").click()
    expect(page.get_by_role("heading", name="Check your email")).to_be_visible()

    mail = MailMessage.objects.get(recipient=EMAIL)
    link = re.search(r"/account/password/reset/key/\S+", mail.text)
    assert link, mail.text
    page.goto(link[0])
    page.get_by_label("New password").fill("entirely new words here")
    page.get_by_role("button", name="Save password").click()
    expect(page.get_by_role("heading", name="Your password has been changed")).to_be_visible()
    log_in(page, EMAIL, password="entirely new words here")
    page.context.clear_cookies()
    page.goto(link[0])
    expect(page.get_by_role("heading", name="This link no longer works")).to_be_visible()


def test_logging_in_from_the_checkout_leads_back_to_it_with_the_cart(new_page):
    User.objects.create_user("ada", EMAIL, PASSWORD)
    page = new_page()
    go_to_checkout(page, "dock-mug", script=True)
    page.get_by_role("button", name="Log in").click()
    page.get_by_label("Email", exact=True).fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Checkout")).to_be_visible()
    expect(page.get_by_label("Email", exact=True)).to_have_value(EMAIL)
    expect(page.locator("#summary h3")).to_have_text("Dock mug")
