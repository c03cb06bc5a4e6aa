"""Leaving the checkout and coming back, as a person does it: with script and without."""

import pytest
from playwright.sync_api import Page, expect

from shop.accounts.models import Address, User
from tests.factories.catalog import make_product
from tests.factories.shop import make_channel
from tests.journeys.steps import PASSWORD, fill_in_address, log_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGE = "/checkout/"


@pytest.fixture
def shop(transactional_db):
    make_channel()
    make_product("Dock mug", skus=["MUG"], price_minor=1900, stock=9)


def at_the_checkout(page: Page) -> None:
    page.goto("/p/dock-mug/")
    page.get_by_role("button", name="Add to cart").first.click()
    expect(page.get_by_text("Added to your cart").or_(page.get_by_text("is in your cart")).first).to_be_visible()
    page.goto(PAGE)


@pytest.mark.drawn
@pytest.mark.parametrize("script", [True, False], ids=["js", "no-js"])
def test_going_back_to_the_cart_and_to_the_login_keeps_what_was_typed(shop, new_page, script):
    page = new_page(script=script)
    at_the_checkout(page)
    fill_in_address(page)
    page.get_by_role("button", name="Back to your cart").click()
    expect(page.get_by_role("heading", name="Your cart", exact=True)).to_be_visible()

    page.get_by_role("link", name="Go to checkout").click()

    expect(page.get_by_label("City")).to_have_value("Berlin")
    page.get_by_label("City").fill("Potsdam")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()
    page.goto(PAGE)
    expect(page.get_by_label("City")).to_have_value("Potsdam")
    expect(page.get_by_label("Email", exact=True)).to_have_value("ada@example.com")


def test_with_script_any_way_out_keeps_what_was_typed(shop, new_page):
    page = new_page()
    at_the_checkout(page)
    fill_in_address(page)
    page.get_by_label("Email", exact=True).focus()

    page.get_by_role("link", name="Halden").first.click()
    expect(page.get_by_role("heading", name="Checkout")).to_have_count(0)

    for _ in range(50):  # what was kept while leaving may come after the next page was asked for
        page.goto(PAGE)
        if page.get_by_label("City").input_value():
            break
    expect(page.get_by_label("City")).to_have_value("Berlin")
    expect(page.get_by_label("Email", exact=True)).to_have_value("ada@example.com")


@pytest.mark.drawn
@pytest.mark.parametrize("script", [True, False], ids=["js", "no-js"])
def test_enter_in_a_field_neither_orders_nor_leads_away(shop, new_page, script):
    page = new_page(script=script)
    at_the_checkout(page)
    fill_in_address(page)

    page.get_by_label("City").press("Enter")

    expect(page.get_by_role("heading", name="Checkout")).to_be_visible()
    expect(page.get_by_label("City")).to_have_value("Berlin")


@pytest.mark.drawn
@pytest.mark.parametrize("script", [True, False], ids=["js", "no-js"])
def test_who_logs_in_in_another_tab_orders_with_one_more_click(shop, new_page, script):
    User.objects.create_user("shopper", "shopper@example.com", PASSWORD)
    page = new_page(script=script, forgive=("409 POST",))
    at_the_checkout(page)
    fill_in_address(page)
    other = page.context.new_page()
    log_in(other, "shopper@example.com")

    page.get_by_role("button", name="Order with obligation to pay").click()

    expect(page.get_by_role("alert").filter(has_text="Please place your order again")).to_be_focused()
    expect(page.get_by_label("City")).to_have_value("Berlin")
    page.get_by_role("button", name="Order with obligation to pay").click()
    expect(page.get_by_role("heading", name="Thank you for your order")).to_be_visible()


def test_a_customer_chooses_an_address_and_the_delivery_follows(shop, new_page):
    shopper = User.objects.create_user("shopper", "shopper@example.com", PASSWORD)
    for city, country in (("Paris", "FR"), ("Berlin", "DE")):
        Address.objects.create(
            user=shopper, full_name="Ada", line1="Street 1", city=city, postcode="10119", country=country
        )
    page = new_page(width=390)
    log_in(page, "shopper@example.com")
    at_the_checkout(page)
    expect(page.get_by_label("City")).to_be_hidden()

    page.get_by_label("Ada").nth(1).check()

    expect(page.locator("#summary-phone .total")).to_contain_text("incl. €3.99 VAT")
    page.get_by_label("Another address").check()
    expect(page.get_by_label("City")).to_be_visible()
