"""Writing orders for buyers."""

import pytest
from django.test import override_settings
from django.urls import reverse

from shop.notifications.models import MailMessage
from shop.orders.models import Order, OrderNote
from shop.pricing.models import Price
from tests.factories.catalog import make_product
from tests.pages import markup

pytestmark = pytest.mark.django_db

ADD = "/admin/orders/order/add/"


@pytest.fixture
def staff(manager, client, channel):
    make_product("Dock mug", skus=["MUG"], price_minor=1900)
    client.force_login(manager)
    return client


def draft_url(order):
    return reverse("admin:orders_order_draft", args=[order.pk])


def typed(client, url=ADD, **values):
    form = client.get(url).context["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    return {
        **data, "email": "ada@example.com", "full_name": "Ada Lovelace", "line1": "Torstraße 1", "postcode": "10119",
        "city": "Berlin", "country": "DE", "sku": ["MUG", "", ""], "quantity": ["2", "1", "1"], **values,
    }  # fmt: skip


def save(client, **values):
    client.post(ADD, {**typed(client), "save": "1", **values})
    return Order.objects.get()


def test_saving_shows_the_price_and_a_form_sent_twice_makes_one_draft(staff):
    data = {**typed(staff), "save": "1", "note": "Rang at noon"}
    answers = [staff.post(ADD, data) for _ in range(2)]
    order = Order.objects.get()
    assert {answer["Location"] for answer in answers} == {draft_url(order)}
    html = markup(staff.get(draft_url(order)))
    assert "€42.90" in html
    assert "Send payment link" in html
    assert (order.status, order.total_minor, order.user) == ("draft", 4290, None)
    assert OrderNote.objects.first().text == "Rang at noon"
    assert not MailMessage.objects.exists()


def test_the_page_of_a_draft_is_its_form(staff):
    order = save(staff)
    page = reverse("admin:orders_order_change", args=[order.pk])
    assert staff.get(page)["Location"] == draft_url(order)


def test_the_link_is_sent_only_for_the_price_that_was_seen(staff):
    order = save(staff)
    Price.objects.update(amount_minor=2000)
    first = staff.post(draft_url(order), {**typed(staff, draft_url(order)), "send": "link"})
    assert first["Location"] == draft_url(order)
    order.refresh_from_db()
    assert (order.status, order.total_minor) == ("draft", 4490)
    second = staff.post(draft_url(order), {**typed(staff, draft_url(order)), "send": "link", "pay_within": "7"})
    order.refresh_from_db()
    assert second["Location"] == reverse("admin:orders_order_change", args=[order.pk])
    assert order.status == "pending"
    assert MailMessage.objects.get().recipient == "ada@example.com"
    html = markup(staff.get(second["Location"]))
    assert "Email payment link</button>" in html
    link = reverse("admin:orders_order_link", args=[order.pk])
    assert staff.post(link).status_code == 302
    assert MailMessage.objects.count() == 2
    assert staff.get(draft_url(order)).status_code == 302


@override_settings(PAYMENT_PROVIDERS=["test", "invoice"])
def test_an_order_is_placed_on_account(staff):
    order = save(staff)
    data = {**typed(staff, draft_url(order)), "send": "invoice:"}
    staff.post(draft_url(order), data)
    order.refresh_from_db()
    assert (order.status, order.payment_status) == ("placed", "unpaid")


def test_a_draft_is_discarded(staff):
    order = save(staff)
    staff.post(draft_url(order), {**typed(staff, draft_url(order)), "discard": "1"})
    order.refresh_from_db()
    assert order.status == "cancelled"


def test_a_customer_is_found_and_filled_in(staff, shopper):
    found = staff.post(ADD, {**typed(staff), "email": "shop", "customer": "1"})
    assert 'name="use" value="' in markup(found)
    used = staff.post(ADD, {**typed(staff), "email": "shop", "use": str(shopper.pk)})
    form = used.context["form"]
    assert (form["email"].value(), str(form["user_id"].value())) == ("shopper@example.com", str(shopper.pk))
    order = save(staff, email="shopper@example.com", user_id=str(shopper.pk))
    assert order.user == shopper


@pytest.mark.parametrize(
    ("change", "status", "told"),
    [
        ({"sku": ["NOPE"]}, 422, "This SKU is not available."),
        ({"sku": [""]}, 422, "Add at least one item."),
        ({"quantity": ["0"]}, 422, "Enter a number from 1 to 100,000."),
        ({"email": "nobody"}, 422, "Enter an email address"),
        ({"city": ""}, 422, "Enter the city."),
        ({"shipping_method": "nope"}, 422, "Select a valid choice"),
    ],
)
def test_a_refused_draft_is_told_in_place(staff, change, status, told):
    answer = staff.post(ADD, {**typed(staff), "save": "1", **change})
    assert answer.status_code == status
    assert told in markup(answer)
    assert not Order.objects.exists()


def test_needs_the_right_to_write_orders(staff, client, clerk):
    order = save(staff)
    client.force_login(clerk)
    assert client.get(ADD).status_code == 403
    assert client.get(draft_url(order)).status_code == 403
