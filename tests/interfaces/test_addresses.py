"""An address is asked for, checked, kept and printed by one rule at every door."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from shop.accounts.models import Address
from shop.accounts.rules import AddressInput
from shop.channels.models import Channel
from shop.checkout.inputs import LineInput
from shop.checkout.operations import save_draft, send_draft
from shop.core.actor import By
from shop.core.errors import InvalidInput
from shop.fulfilment.operations import EditInput, edit_order
from shop.notifications.composing import write_out
from shop.notifications.models import MailMessage
from shop.orders.models import Order, OrderAddress
from shop.orders.queries import order_path
from shop.shipping.models import Zone
from tests.factories.catalog import make_product
from tests.factories.checkout import look
from tests.factories.orders import make_order
from tests.pages import markup

pytestmark = pytest.mark.django_db
US = {
    "full_name": "Ada Lovelace", "line1": "1 Main Street", "city": "Austin", "postcode": "73301", "country": "US",
    "region": "Texas",
}  # fmt: skip
HK = {"full_name": "Ada Lovelace", "line1": "8 Finance Street", "region": "Hong Kong Island", "country": "HK"}


@pytest.fixture
def world(channel):
    countries = ["DE", "AT", "FR", "US", "HK", "SG", "IT"]
    Channel.objects.update(countries=countries)
    Zone.objects.update(countries=countries)
    make_product("Dock mug", skus=["MUG"], price_minor=1900, stock=50)
    return channel


def by_page(address):
    client = Client()
    client.post("/cart/lines/", {"sku": "MUG"}, headers={"sec-fetch-site": "same-origin"})
    form = {**address, "email": "ada@example.com", "shipping_method": "standard", "payment": "test:success"}
    answer = client.post("/checkout/", look(client, form))
    return {} if answer.status_code == 303 else {name: told[0] for name, told in answer.context["form"].errors.items()}


def by_json(address):
    body = {
        "lines": [{"sku": "MUG", "quantity": 1}], "email": "ada@example.com", "shipping_address": address,
        "payment": {"provider": "test", "method": "success"},
    }  # fmt: skip
    key = {"Idempotency-Key": str(uuid4())}
    answer = Client().post("/api/v1/orders/", json.dumps(body), "application/json", headers=key)
    fields = answer.json().get("errors") or []
    return {} if answer.status_code == 201 else {each["pointer"].rpartition("/")[2]: each["detail"] for each in fields}


def by_graphql(address):
    given = {{"full_name": "fullName"}.get(name, name): value for name, value in address.items()}
    query = "mutation($input: PlaceOrderInput!) { placeOrder(input: $input) { userErrors { field message } } }"
    order = {"lines": [{"sku": "MUG", "quantity": 1}], "shippingAddress": given, "email": "ada@example.com",
             "payment": {"provider": "test", "method": "success"}}  # fmt: skip
    body = {"query": query, "variables": {"input": order}}
    answer = Client().post("/graphql/", body, "application/json", headers={"Idempotency-Key": str(uuid4())})
    errors = answer.json()["data"]["placeOrder"]["userErrors"]
    return {each["field"].rpartition(".")[2]: each["message"] for each in errors}


DOORS = [by_page, by_json, by_graphql]


@pytest.mark.parametrize("door", DOORS)
def test_the_united_states_have_states(world, door):
    assert door({**US, "region": ""}) == {"region": "Choose the state."}
    assert door({**US, "postcode": "733"}) == {"postcode": "Enter a ZIP code such as 95014."}
    assert not Order.objects.exists()
    assert door(US) == {}
    assert OrderAddress.objects.get().region == "TX"


@pytest.mark.parametrize("door", DOORS)
def test_hong_kong_needs_no_postcode_and_no_city(world, door):
    assert door(HK) == {}
    kept = OrderAddress.objects.get()
    assert (kept.postcode, kept.city, kept.region) == ("", "", "Hong Kong Island")


@pytest.mark.parametrize("door", DOORS)
def test_a_postcode_is_set_right_or_refused_with_an_example(world, door):
    germany = {"full_name": "Ada", "line1": "Torstraße 1", "city": "Berlin", "country": "DE"}
    assert door({**germany, "postcode": "1011"}) == {"postcode": "Enter a postcode such as 26133."}
    assert door({**germany, "postcode": "101 19"}) == {}
    assert OrderAddress.objects.get().postcode == "10119"


def test_page_mail_staff_slip_and_address_book_print_it_as_the_country_does(world, client, manager, shopper):
    by_page(US)
    order = Order.objects.get()
    mail = MailMessage.objects.get()
    write_out(mail)
    client.force_login(manager)

    assert "Austin, TX 73301<br>United States" in markup(client.get(order_path(order)))
    assert "Austin, TX 73301\nUnited States" in mail.text
    assert "Austin, TX 73301<br>United States" in mail.html
    Address.objects.create(user=shopper, **{**US, "region": "TX"})
    customer = Client()
    customer.force_login(shopper)
    assert "Austin, TX 73301<br>United States" in markup(customer.get("/account/addresses/"))


def test_the_form_shows_the_fields_of_the_chosen_country(world, client):
    client.post("/cart/lines/", {"sku": "MUG"})

    def shown(country):
        page = client.post("/checkout/", {"country": country, "update": "country"})
        return [[field.name for field, _, _ in row] for row in page.context["form"].rows], markup(page)

    rows, html = shown("US")
    assert rows == [["city", "region", "postcode"]]
    assert '<option value="TX">Texas</option>' in html
    assert ">ZIP code</label>" in html
    assert shown("HK")[0] == [["city"], ["region"]]
    assert shown("SG")[0] == [["postcode"]]
    assert shown("DE")[0] == [["postcode", "city"]]


def test_the_summary_names_what_is_wrong_in_the_countrys_words_and_order(world, client):
    client.post("/cart/lines/", {"sku": "MUG"})

    page = client.post("/checkout/", {"country": "US", "postcode": "1", "payment": "test:success", "order": "1"})

    summary = markup(page).partition('class="error-summary"')[2].partition("</ul>")[0]
    assert re.findall(r'<a href="#id_(\w+)">', summary) == ["email", "full_name", "line1", "city", "region", "postcode"]
    assert "State: Choose the state." in summary
    assert "ZIP code: Enter a ZIP code such as 95014." in summary


def test_htmx_swaps_the_fields_only_when_the_country_changes(world, client):
    client.post("/cart/lines/", {"sku": "MUG"})
    headers = {"HX-Request": "true", "HX-Target": "delivery"}

    changed = client.post("/checkout/", {"country": "US", "update": "country", "city": "Austin"}, headers=headers)
    other = client.post("/checkout/", {"country": "US", "update": "1"}, headers=headers)

    assert 'id="address-fields" hx-swap-oob="true"' in markup(changed)
    assert 'value="Austin"' in markup(changed)
    assert "address-fields" not in markup(other)


def test_what_another_country_had_is_not_taken_along(world):
    assert by_page({**HK, "country": "SG", "postcode": "546080"}) == {}
    assert (OrderAddress.objects.get().region, OrderAddress.objects.get().postcode) == ("", "546080")


def test_the_address_book_follows_the_country_too(world, client, shopper):
    client.force_login(shopper)
    page = client.post("/account/addresses/new/", {"country": "US", "update": "country", "city": "Austin"})
    assert [field.name for field, _, _ in page.context["form"].rows[0]] == ["city", "region", "postcode"]
    assert page.status_code == 200
    assert not Address.objects.exists()

    refused = client.post("/account/addresses/new/", {**US, "region": ""})
    assert refused.context["form"].errors == {"region": ["Choose the state."]}
    client.post("/account/addresses/new/", US)
    assert Address.objects.get().region == "TX"


def test_an_address_from_before_stays_readable_and_is_asked_for_what_is_missing_when_it_is_used(world, client, shopper):
    old = Address.objects.create(user=shopper, full_name="Ada", line1="Via 1", city="Roma", postcode="00144", country="IT")  # fmt: skip
    client.force_login(shopper)
    client.post("/cart/lines/", {"sku": "MUG"})
    assert "00144 Roma<br>Italy" in markup(client.get("/account/addresses/"))
    form = {"email": "a@example.com", "deliver_to": str(old.pk), "payment": "test:success", "country": "IT"}

    answer = client.post("/checkout/", look(client, form))

    assert answer.status_code == 422
    assert answer.context["form"].errors == {"deliver_to": ["This address is not complete. Choose the province."]}
    assert f'href="/account/addresses/{old.pk}/"' in markup(answer)


def test_an_order_from_before_can_still_be_changed(world, staff_actor, now):
    order = make_order(("MUG", 2)).order
    OrderAddress.objects.update(country="IT", postcode="1", region="")

    edit_order(order_id=order.pk, edit=EditInput(quantities={order.lines.get().pk: 1}), by=By(staff_actor, now))

    assert order.lines.get().quantity_cancelled == 1


def test_staff_are_told_what_the_country_needs(world, staff_actor, now):
    def draft(region):
        address = AddressInput(**{**US, "region": region})
        return save_draft(
            email="a@example.com", lines=[LineInput("MUG", 1)], shipping_address=address, by=By(staff_actor, now)
        )

    with pytest.raises(InvalidInput) as refusal:
        draft("")
    assert refusal.value.fields == {"region": "Choose the state."}
    order = send_draft(order_id=draft("texas").pk, by=By(staff_actor, now), pay_within=timedelta(days=2))
    assert order.addresses.get().region == "TX"
