"""However an address is spelled, it is one; and nobody is called by characters that nobody sees."""

import json
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from shop.accounts.models import User
from shop.catalog.models import Category
from shop.checkout.inputs import LineInput
from shop.core.actor import Actor, By
from shop.core.errors import InvalidInput
from shop.fulfilment.models import Withdrawal
from shop.inventory.models import BackInStockRequest
from shop.notifications.models import MailMessage
from shop.orders.models import Order
from shop.orders.operations import mail_order_link
from tests.api.conftest import PASSWORD
from tests.factories.catalog import make_product
from tests.factories.orders import ADDRESS, make_order
from tests.pages import markup
from tests.threats.doors import DONE, DOORS, NAMES, newest

pytestmark = pytest.mark.django_db
UNSEEN = "\u3164\u200b"
SPELLED = "\u200bAda@xn--mnchen-3ya.DE\ufeff"
NORMAL = "Ada@m\u00fcnchen.de"


@pytest.fixture(autouse=True)
def _shop(channel):
    make_product(skus=["MUG"], price_minor=1900, stock=99)


def post(path, body):
    return Client().post(
        f"/api/v1/{path}", json.dumps(body), "application/json", headers={"Idempotency-Key": str(uuid4())}
    )


@pytest.mark.parametrize("door", DOORS, ids=NAMES)
def test_an_order_keeps_the_normal_form(door):
    assert door.buy(email=SPELLED) == DONE

    assert newest().email == NORMAL


@pytest.mark.parametrize("door", ["page", "api"])
def test_an_account_keeps_the_normal_form_and_is_found_by_any_other(door):
    if door == "page":
        Client().post("/account/signup/", {"email": SPELLED, "password1": "engine no. 1 of many"})
    else:
        post("users/register/", {"username": "ada", "email": SPELLED, "password": "engine no. 1 of many"})

    assert User.objects.get().email == NORMAL.lower()
    for spelled in (SPELLED, "ADA@M\u00dcNCHEN.DE", "ada@xn--mnchen-3ya.de"):
        page = Client().post("/account/login/", {"login": spelled, "password": "engine no. 1 of many"})
        assert page.status_code == 302
        assert post("users/login/", {"email": spelled, "password": "engine no. 1 of many"}).status_code == 200


def test_a_new_password_is_sent_to_any_spelling():
    User.objects.create_user("ada", SPELLED, PASSWORD)

    Client().post("/account/password/reset/", {"email": "ADA@xn--mnchen-3ya.de"})

    assert [mail.recipient for mail in MailMessage.objects.all()] == [NORMAL.lower()]


def test_staff_and_commands_write_the_normal_form(client, manager, shopper):
    assert User.objects.create_superuser("root", SPELLED, PASSWORD).email == NORMAL


@pytest.mark.parametrize("door", ["page", "api"])
def test_who_waits_and_who_withdraws_is_known_by_the_normal_form(door):
    make_product("Wall", skus=["WALL"], stock=0)
    said = {"name": "Ada", "email": SPELLED, "order_number": "1"}
    if door == "page":
        Client().post("/back-in-stock/", {"sku": "WALL", "email": SPELLED}, headers={"sec-fetch-site": "same-origin"})
        Client().post("/withdraw/", said | {"confirm": "1"})
    else:
        post("back-in-stock/", {"sku": "WALL", "email": SPELLED})
        post("withdrawals/", said)

    assert [BackInStockRequest.objects.get().email, Withdrawal.objects.get().email] == [NORMAL, NORMAL]


def test_an_order_is_found_by_any_spelling(now):
    order = make_order(("MUG", 1), email=NORMAL).order

    mail_order_link(number=str(order.number), email=" ADA@xn--mnchen-3ya.de", now=now)

    assert MailMessage.objects.filter(dedupe_key__contains=":link:").count() == 1


@pytest.mark.parametrize("name", [UNSEEN, "\u2800", " \u00ad "])
@pytest.mark.parametrize("field", ["full_name", "line1", "city", "postcode"])
def test_an_address_must_be_seen(name, field):
    from dataclasses import replace

    with pytest.raises(InvalidInput) as refused:
        make_order(("MUG", 1), shipping_address=replace(ADDRESS, **{field: name}))
    assert field in refused.value.fields
    assert not Order.objects.exists()


def test_a_withdrawal_and_a_user_name_must_be_seen():
    assert post("withdrawals/", {"name": UNSEEN, "email": "a@example.com", "order_number": "1"}).status_code == 422
    new = {"email": "a@example.com", "password": "engine no. 1 of many"}
    for username in ("\u3164", "ad\u3164a"):
        assert post("users/register/", new | {"username": username}).status_code == 422
    assert not User.objects.exists()


def test_staff_cannot_give_a_name_that_nobody_sees(client, manager):
    client.force_login(manager)

    answer = client.post(reverse("admin:catalog_category_add"), {"name": UNSEEN, "slug": "x", "position": "0"})

    assert "only invisible characters" in markup(answer)
    assert not Category.objects.filter(name=UNSEEN).exists()


def test_staff_write_drafts_and_corrections_in_the_normal_form(manager):
    from django.utils import timezone

    from shop.checkout.operations import save_draft

    rights = frozenset({"orders.add_order"})
    draft = save_draft(
        email=SPELLED, lines=[LineInput("MUG", 1)], shipping_address=ADDRESS, by=By(Actor("staff", manager.pk, permissions=rights), timezone.now()),
    )  # fmt: skip
    assert draft.email == NORMAL
