"""A guest finds an order again, and nobody learns from it which orders exist."""

from __future__ import annotations

import pytest

from shop.notifications.models import MailMessage
from shop.orders.queries import order_path
from tests.factories.catalog import make_product
from tests.factories.orders import make_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(channel):
    make_product(skus=["MUG"])
    order = make_order(("MUG", 1)).order
    MailMessage.objects.all().delete()
    return order


@pytest.mark.breaks_rules
def test_the_link_goes_to_the_buyer_and_the_answer_is_always_the_same(client, order):
    right = client.post("/order/", {"number": order.number, "email": "ada@example.com"})
    message = MailMessage.objects.get()
    assert message.recipient == "ada@example.com"
    assert order_path(order) in message.text

    wrong = client.post("/order/", {"number": order.number, "email": "eve@example.com"})
    unknown = client.post("/order/", {"number": "999999", "email": "ada@example.com"})

    assert MailMessage.objects.count() == 1
    answers = {(answer.status_code, answer["Location"], answer.content) for answer in (right, wrong, unknown)}
    assert answers == {(303, "/order/?sent=1", b"")}
    assert b"we have emailed you a link to your order" in client.get("/order/?sent=1").content


@pytest.mark.breaks_rules
def test_asking_again_and_again_mails_once_in_ten_minutes(client, order):
    for _ in range(5):
        client.post("/order/", {"number": f"#{order.number}", "email": "ada@example.com"})

    assert MailMessage.objects.count() == 1


@pytest.mark.breaks_rules
def test_what_is_missing_is_named(client, order):
    answer = client.post("/order/", {"number": "", "email": "ada"})

    assert answer.status_code == 422
    assert answer.context["form"].errors == {
        "number": ["Enter the order number."],
        "email": ["Enter an email address, such as name@example.com."],
    }
    assert b"<title>Error: Find your order" in answer.content
    assert b'value="ada"' in answer.content


@pytest.mark.breaks_rules
def test_nothing_odd_is_taken_for_a_number(client, order):
    for number in ("x", "-1", "1e3", "9" * 30, "٣", "1\x00"):
        answer = client.post("/order/", {"number": number, "email": "ada@example.com"})
        assert answer.status_code in (303, 422)

    assert not MailMessage.objects.exists()
