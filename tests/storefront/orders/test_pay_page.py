"""The page where an order that waits, or a change of one, is paid."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from shop.checkout.inputs import LineInput, PaymentChoice
from shop.checkout.operations import lapse_changes, save_draft, send_draft, withdraw_change
from shop.core.actor import By
from shop.fulfilment.operations import EditInput, edit_order, move_parcel, ship_order
from shop.orders.models import Order, OrderChange
from shop.orders.queries import order_path, order_token, pay_path
from shop.payments.models import Payment
from tests.factories.catalog import make_product
from tests.factories.orders import ADDRESS, make_order
from tests.pages import markup

pytestmark = pytest.mark.django_db


@pytest.fixture
def mug(channel):
    return make_product("Dock mug", skus=["MUG"], price_minor=1900, stock=5)


@pytest.fixture
def sent(mug, staff_actor) -> Order:
    now = timezone.now()
    draft = save_draft(
        email="ada@example.com", lines=[LineInput("MUG", 2)], shipping_address=ADDRESS, by=By(staff_actor, now)
    )
    return send_draft(order_id=draft.pk, by=By(staff_actor, now), pay_within=timedelta(days=2))


def choose(client, order, method="success", *, seen=4290, change=""):
    data = {"payment": f"test:{method}", "seen_total": seen, "change": change}
    return client.post(pay_path(order), data)


def test_shows_what_is_to_be_paid_until_when_and_how(client, sent):
    answer = client.get(pay_path(sent))
    html = markup(answer)
    assert answer.status_code == 200
    assert "<h1>Pay €42.90</h1>" in html
    assert "Order with obligation to pay · €42.90" in html
    assert "Dock mug" in html
    assert "2 × €19.00" in html
    assert "Ada Lovelace<br>Torstraße 1" in html
    assert 'value="test:decline"' in html
    assert "no-cache" in answer["Cache-Control"]


def test_the_order_page_leads_to_it(client, sent):
    html = markup(client.get(order_path(sent)))
    assert "Please pay for your order</h1>" in html
    assert f'href="{pay_path(sent)}">Choose how to pay</a>' in html


def test_paying_leads_to_the_order_page_and_a_second_click_too(client, sent):
    for _ in range(2):
        answer = choose(client, sent)
        assert (answer.status_code, answer["Location"]) == (303, order_path(sent))
    sent.refresh_from_db()
    assert (sent.status, Payment.objects.get().captured_minor) == ("placed", 4290)
    assert client.get(pay_path(sent)).status_code == 303


def test_a_declined_buyer_stays_and_chooses_again(client, sent):
    answer = choose(client, sent, "decline")
    html = markup(answer)
    assert answer.status_code == 422
    assert "Nothing has been paid" in html
    assert "Please try again or choose another payment method." in html
    assert "<title>Error: Pay for order" in html
    assert Order.objects.get().status == "pending"
    assert choose(client, sent).status_code == 303


def test_who_declines_at_the_bank_comes_back_to_this_page(client, sent):
    answer = choose(client, sent, "challenge")
    bank = answer["Location"]
    back = client.post(bank, {"answer": "decline"})["Location"]
    assert client.get(back)["Location"] == pay_path(sent)
    bank = choose(client, sent, "challenge")["Location"]
    back = client.post(bank, {"answer": "approve"})["Location"]
    assert client.get(back)["Location"] == order_path(sent)
    assert Order.objects.get().status == "placed"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ({}, "Choose how to pay."),
        ({"payment": "nonsense", "seen_total": 4290}, "This payment method is not available."),
        ({"payment": "test:nonsense", "seen_total": 4290}, "Please check what you entered."),
        ({"payment": "test:success"}, "The amount is now €42.90."),
        ({"payment": "test:success", "seen_total": 1}, "The amount is now €42.90."),
        ({"payment": "test:success", "seen_total": "-1"}, "Nothing has been paid"),
    ],
)
def test_refuses_what_makes_no_sense_and_pays_nothing(client, sent, data, text):
    answer = client.post(pay_path(sent), data)
    assert 400 <= answer.status_code < 500
    assert text in markup(answer)
    assert not Payment.objects.exists()


def test_only_who_holds_the_link_sees_it(client, sent, staff_actor):
    token = order_token(sent)
    for forged in (token[:-1] + ("A" if token[-1] != "A" else "B"), sent.public_id, "null", "%00"):
        assert client.get(f"/o/{forged}/pay/").status_code == 404
        assert client.post(f"/o/{forged}/pay/", {"payment": "test:success"}).status_code == 404


def test_a_change_is_paid_here_and_its_order_page_says_so(client, mug, staff_actor):
    make_product("Vase", skus=["VASE"], price_minor=3000, stock=1)
    order = make_order(("MUG", 2), now=timezone.now()).order
    edit = EditInput(add={"VASE": 1}, quantities={order.lines.get().pk: 1})
    edit_order(order_id=order.pk, edit=edit, by=By(staff_actor, timezone.now()))

    html = markup(client.get(order_path(order)))
    assert "Please pay €11.00</h1>" in html
    html = markup(client.get(pay_path(order)))
    assert "<h1>Pay €11.00 for the change</h1>" in html
    assert "Total after the change</dt><dd>€53.90" in html

    waiting = OrderChange.objects.get().public_id
    assert f'name="change" value="{waiting}"' in html
    assert choose(client, order, seen=1100, change=waiting).status_code == 303
    assert OrderChange.objects.get().status == "applied"
    html = markup(client.get(order_path(order)))
    assert "Thank you for your order</h1>" in html
    assert "Credited</dt><dd>−€19.00" in html


@pytest.mark.parametrize("seen", ["another change", "no change"])
def test_another_change_of_the_same_price_is_shown_before_it_is_paid(client, mug, staff_actor, seen):
    for name in ("Vase", "Bowl"):
        make_product(name, skus=[name.upper()], price_minor=3000, stock=1)
    order = make_order(("MUG", 2), now=timezone.now()).order
    edit_order(order_id=order.pk, edit=EditInput(add={"VASE": 1}), by=By(staff_actor, timezone.now()))
    first = OrderChange.objects.get()
    withdraw_change(change_id=first.pk, by=By(staff_actor, timezone.now()))
    edit_order(order_id=order.pk, edit=EditInput(add={"BOWL": 1}), by=By(staff_actor, timezone.now()))

    answer = choose(client, order, seen=3000, change=first.public_id if seen == "another change" else "")

    assert answer.status_code == 409
    assert "What you are paying for has changed." in markup(answer)
    assert Payment.objects.count() == 1
    waiting = OrderChange.objects.get(status="awaiting_payment").public_id
    assert choose(client, order, seen=3000, change=waiting).status_code == 303


def test_a_change_that_lapsed_is_not_paid_any_more(client, mug, staff_actor):
    make_product("Vase", skus=["VASE"], price_minor=3000, stock=1)
    order = make_order(("MUG", 2), now=timezone.now()).order
    edit_order(order_id=order.pk, edit=EditInput(add={"VASE": 1}), by=By(staff_actor, timezone.now()))
    lapse_changes(now=timezone.now() + timedelta(days=4))
    assert client.get(pay_path(order))["Location"] == order_path(order)
    assert choose(client, order, seen=3000)["Location"] == order_path(order)
    assert Payment.objects.count() == 1


def test_a_draft_has_no_page(client, mug, staff_actor):
    draft = save_draft(
        email="ada@example.com", lines=[LineInput("MUG", 2)], shipping_address=ADDRESS, by=By(staff_actor, timezone.now()),
    )  # fmt: skip
    assert client.get(order_path(draft)).status_code == 404
    assert client.get(pay_path(draft)).status_code == 404


def test_parcels_that_have_not_left_are_not_shown_and_arrived_ones_are(client, mug, staff_actor):
    order = make_order(("MUG", 2), payment=PaymentChoice("test", "success"), now=timezone.now()).order
    [parcel] = ship_order(order_id=order.pk, by=By(staff_actor, timezone.now()), carrier="DHL")
    move_parcel(parcel_id=parcel.pk, target="delivered", by=By(staff_actor, timezone.now()))
    answer = client.get(order_path(order))
    assert "Your order has arrived</h1>" in markup(answer)
    assert [step.label for step in answer.context["steps"]][-2:] == ["Shipped", "Delivered"]
