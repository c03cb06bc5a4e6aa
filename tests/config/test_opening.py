"""Before staff open the shop, the public sees a closed door on pages, JSON and GraphQL; staff see the shop."""

import json

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.utils import timezone

from shop.accounts.models import User
from shop.channels.models import Channel
from shop.channels.operations import close_shop, open_shop
from shop.config.opening import LOOK_AGAIN, OpeningMiddleware
from shop.core.actor import GUEST, SYSTEM, By
from shop.core.errors import Forbidden
from shop.orders.models import Order
from shop.orders.queries import order_path
from tests.factories.catalog import make_product
from tests.factories.orders import make_order
from tests.pages import markup

pytestmark = pytest.mark.django_db
PAGES = [
    "/",
    "/c/",
    "/p/dock-mug/",
    "/search/?q=mug",
    "/cart/",
    "/checkout/",
    "/sitemap.xml",
    "/back-in-stock/",
    "/no/",
]
PROGRAMS = ["/api/v1/", "/api/v1/products/", "/api/v1/shipping-methods/?country=DE"]


@pytest.fixture
def product(channel):
    return make_product("Dock mug", skus=["MUG"])


@pytest.fixture
def closed(product, monkeypatch):
    monkeypatch.setattr(OpeningMiddleware, "open_until", 0.0)
    Channel.objects.update(opened_at=None)
    return product


def ask_graphql(client, **headers):
    body = json.dumps({"query": "{ products(first: 1) { edges { node { name } } } }"})
    return client.post("/graphql/", body, content_type="application/json", headers=headers)


def token_of(client, user):
    body = json.dumps({"email": user.email, "password": "correct horse battery"})
    return client.post("/api/v1/users/login/", body, content_type="application/json").json()["access"]


@pytest.mark.parametrize("path", PAGES)
def test_the_public_sees_that_the_shop_is_closed(closed, client, path):
    answer = client.get(path)

    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "3600", "no-store")
    assert "Halden is not open yet" in markup(answer)
    assert "noindex" in markup(answer)
    assert "Dock mug" not in markup(answer)


def test_programs_are_told_so_by_code(closed, client):
    answers = [client.get(path) for path in PROGRAMS]
    order = client.post("/api/v1/orders/", "{}", content_type="application/json")
    graphql = ask_graphql(client)

    for answer in (*answers, order, graphql):
        assert (answer.status_code, answer["Retry-After"]) == (503, "3600")
        assert "shop_closed" in markup(answer)
    assert {answer.json()["code"] for answer in answers} == {"shop_closed"}
    assert Order.objects.count() == 0


@pytest.mark.parametrize("path", ["/cart/lines/", "/checkout/"])
def test_nothing_is_put_into_carts_or_ordered_by_post(closed, client, path):
    assert client.post(path, {"sku": "MUG", "quantity": 1}).status_code == 503


@pytest.mark.parametrize("path", ["/account/login/", "/order/", "/withdraw/", "/robots.txt", "/api/v1/docs", "/livez"])
def test_logins_and_what_buyers_are_owed_stay_reachable(closed, client, path):
    assert client.get(path).status_code == 200


def test_who_has_ordered_still_reaches_the_order_after_the_shop_is_closed_again(product, client, monkeypatch):
    order = make_order(("MUG", 1), now=timezone.now()).order
    monkeypatch.setattr(OpeningMiddleware, "open_until", 0.0)
    close_shop(by=By(SYSTEM, timezone.now()))

    assert client.get(order_path(order)).status_code == 200
    assert client.get(f"{order_path(order)}withdraw/").status_code == 200
    assert client.get("/").status_code == 503


def test_staff_see_the_shop_and_no_cache_keeps_what_they_see(closed, client, manager):
    client.force_login(manager)

    answer = client.get("/p/dock-mug/")

    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")
    assert "Only staff can see this shop" in markup(answer)


def test_staff_programs_come_in_by_their_token_and_customers_do_not(closed, client, manager, shopper):
    staff, customer = ({"Authorization": f"Bearer {token_of(client, user)}"} for user in (manager, shopper))

    assert client.get("/api/v1/products/", headers=staff).status_code == 200
    assert ask_graphql(client, **staff).status_code == 200
    assert client.get("/api/v1/products/", headers=customer).status_code == 503
    assert client.get("/api/v1/products/", headers={"Authorization": "Bearer x"}).status_code == 503


def test_a_customer_who_is_logged_in_sees_the_closed_door(closed, client, shopper):
    client.force_login(shopper)
    assert client.get("/").status_code == 503


def test_opening_lets_everybody_in_and_an_open_shop_costs_one_query_in_a_while(
    closed, client, manager, django_assert_num_queries
):
    client.force_login(manager)
    assert client.post("/admin/channels/channel/open/").status_code == 302
    client.logout()

    assert client.get("/").status_code == 200
    assert OpeningMiddleware.open_until > 0
    with django_assert_num_queries(0):
        assert client.get("/robots.txt").status_code == 200
    assert "Only staff" not in markup(client.get("/"))


def test_a_closed_shop_is_noticed_after_a_while(product, client, monkeypatch):
    monkeypatch.setattr(OpeningMiddleware, "open_until", 0.0)
    assert client.get("/").status_code == 200
    close_shop(by=By(SYSTEM, timezone.now()))

    assert client.get("/").status_code == 200
    monkeypatch.setattr(OpeningMiddleware, "open_until", OpeningMiddleware.open_until - LOOK_AGAIN)
    assert client.get("/").status_code == 503


def test_a_database_that_is_away_is_told_as_such(product, client, monkeypatch):
    monkeypatch.setattr(OpeningMiddleware, "open_until", 0.0)

    def away():
        raise OperationalError("gone")

    monkeypatch.setattr("shop.config.opening.is_open", away)
    assert client.get("/").status_code == 200
    assert OpeningMiddleware.open_until == 0.0  # what could not be asked is not remembered


def test_opening_twice_keeps_the_first_day_and_needs_the_right(closed, clerk, client):
    first = timezone.now()
    open_shop(by=By(SYSTEM, first))
    open_shop(by=By(SYSTEM, timezone.now()))
    assert Channel.objects.get().opened_at == first

    for verb in (lambda: open_shop(by=By(GUEST, first)), lambda: close_shop(by=By(GUEST, timezone.now()))):
        with pytest.raises(Forbidden):
            verb()
    client.force_login(clerk)
    assert [client.post("/admin/channels/channel/open/", data).status_code for data in ({}, {"close": "1"})] == [
        403,
        403,
    ]
    assert Channel.objects.get().opened_at == first


@pytest.mark.parametrize("is_open", [False, True])
def test_setup_shop_leaves_it_closed_unless_told_otherwise(db, is_open):
    call_command("setup_shop", name="New", open=is_open)
    assert (Channel.objects.get().opened_at is not None) == is_open


def test_a_shop_without_any_rows_is_closed_too(db, client, monkeypatch):
    monkeypatch.setattr(OpeningMiddleware, "open_until", 0.0)
    assert not Channel.objects.exists()
    assert [client.get(path).status_code for path in ("/", "/p/x/", "/api/v1/products/")] == [503, 503, 503]
    assert User.objects.count() == 0
