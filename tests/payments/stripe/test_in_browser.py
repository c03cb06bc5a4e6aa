"""To Stripe's page and back in a real browser, whose content security policy lets the form lead there."""

import pytest
from django.utils.csp import CSP

from shop.orders.models import Order

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
TYPED = {"email": "grace@example.com", "full_name": "Grace Hopper", "line1": "Torstraße 1", "postcode": "10119"}


@pytest.fixture
def open_policy(settings, stripe):
    """The double's pages in the place of checkout.stripe.com."""
    stripe.books.pages = stripe.url
    settings.SECURE_CSP = {**settings.SECURE_CSP, "form-action": [CSP.SELF, stripe.url]}


def order(page):
    page.goto("/p/dock-mug/")
    page.click("#add-button")
    page.locator("a[href^='/checkout/']:visible").first.click()
    page.wait_for_url("**/checkout/*")
    for name, value in TYPED.items():
        page.fill(f"#id_{name}", value)
    page.fill("#id_city", "Berlin")
    page.get_by_label("Card and more").check()
    page.click("#order-button")


@pytest.mark.drawn
@pytest.mark.parametrize("script", [True, False])
def test_a_guest_pays_on_stripes_page(new_page, shop, open_policy, settings, live_server, script):
    settings.SITE_URL = live_server.url
    page = new_page(script=script)
    order(page)
    page.get_by_role("heading", name="2390").wait_for()
    page.get_by_role("button", name="Pay").click()
    page.get_by_role("heading", name="Thank you for your order").wait_for()
    assert Order.objects.get().payment_status == "paid"


def test_who_turns_back_finds_the_checkout_filled_in(new_page, shop, open_policy, settings, live_server):
    settings.SITE_URL = live_server.url
    page = new_page(script=False)
    order(page)
    page.get_by_role("link", name="Back").click()
    page.wait_for_url("**/checkout/?retry=*")
    assert page.input_value("#id_line1") == "Torstraße 1"
    assert Order.objects.get().status == "cancelled"
    page.get_by_label("Card and more").check()
    page.click("#order-button")
    page.get_by_role("button", name="Pay").click()
    page.get_by_role("heading", name="Thank you for your order").wait_for()


def test_the_page_notices_by_itself_that_the_money_is_there(new_page, shop, open_policy, settings, live_server, stripe):
    settings.SITE_URL = live_server.url
    page = new_page()
    order(page)
    page.get_by_role("heading", name="2390").wait_for()
    stripe.break_next("reset", "GET /v1/checkout", times=3)
    page.get_by_role("button", name="Pay").click()
    page.get_by_role("heading", name="We are checking your payment").wait_for()
    page.get_by_role("heading", name="Thank you for your order").wait_for(timeout=15_000)  # the promise


def test_without_the_policy_the_form_leads_nowhere_else(new_page, shop, stripe, settings, live_server):
    """The negative control: it is this policy that decides."""
    settings.SITE_URL = live_server.url
    stripe.books.pages = stripe.url
    page = new_page(script=False, forgive=("form-action", "Refused", "violates"))
    order(page)
    page.wait_for_timeout(500)
    assert page.url.startswith(live_server.url)
