"""Who and why: the right actor beside each change, whatever transactions, savepoints and threads do."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shop.catalog.models import Product
from shop.channels.models import Channel
from shop.checkout.inputs import PaymentChoice
from shop.checkout.operations import expire_orders
from shop.core.acting import acting_as, because
from shop.core.actor import GUEST, SYSTEM, Actor
from shop.history.models import HistoryEntry
from tests.concurrency.threads import all_at_once
from tests.factories.accounts import token_of
from tests.factories.catalog import make_product
from tests.factories.checkout import look
from tests.factories.forms import form_data
from tests.factories.orders import ADDRESS, make_order
from tests.factories.shop import make_channel

ANNA = Actor(kind="staff", user_id=71, label="anna@example.com")
BEN = Actor(kind="staff", user_id=72, label="ben@example.com")


def last(table="channels_channel"):
    return HistoryEntry.objects.filter(table_name=table).order_by("pk").last()


def rename(name):
    Channel.objects.update(name=name)


def signed(queries):
    return [query["sql"] for query in queries if "set_config" in query["sql"]]


# Each of these runs inside the one transaction of a test, and once more with transactions of its own.
@pytest.fixture(params=[False, True], ids=["inside a transaction", "with transactions"])
def shop(request):
    request.getfixturevalue("transactional_db" if request.param else "db")
    return make_channel()


def test_an_actor_signs_what_is_written_inside_and_nothing_after(shop):
    with acting_as(ANNA), because("New season"):
        rename("One")
        anna = last()
    rename("Two")

    assert (anna.actor_kind, anna.actor_label, anna.actor_user_id) == ("staff", "anna@example.com", 71)
    assert (anna.reason, anna.changes) == ("New season", {"name": ["Halden", "One"]})
    guest = last()
    assert (guest.actor_kind, guest.actor_label, guest.actor_user_id, guest.reason) == ("guest", None, None, None)
    assert guest.changes == {"name": ["One", "Two"]}


def test_several_actors_in_one_transaction_are_told_apart(shop):
    with transaction.atomic():
        for actor, name in ((ANNA, "A"), (BEN, "B"), (GUEST, "C"), (SYSTEM, "D"), (ANNA, "E")):
            with acting_as(actor):
                rename(name)
    found = HistoryEntry.objects.filter(table_name="channels_channel", operation="update").order_by("pk")
    assert [(entry.changes["name"][1], entry.actor_label or entry.actor_kind) for entry in found] == [
        ("A", "anna@example.com"), ("B", "ben@example.com"), ("C", "guest"), ("D", "Nexus"), ("E", "anna@example.com"),
    ]  # fmt: skip


def test_a_rolled_back_savepoint_takes_the_signature_with_it_and_it_is_given_again(shop):
    with transaction.atomic(), acting_as(ANNA):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            rename("Lost")  # the first write: the signature is sent inside the savepoint
            raise ZeroDivisionError
        rename("Kept")
    assert (last().changes["name"], last().actor_label) == (["Halden", "Kept"], "anna@example.com")


def test_a_rolled_back_savepoint_of_somebody_else_does_not_sign_for_them(shop):
    with transaction.atomic():
        with acting_as(ANNA):
            rename("First")
        with pytest.raises(ZeroDivisionError), transaction.atomic(), acting_as(BEN):
            rename("Lost")
            raise ZeroDivisionError
        rename("Second")
        assert last().actor_kind == "guest"
        with acting_as(BEN):
            rename("Third")
    assert (last().actor_label, last().changes["name"]) == ("ben@example.com", ["Second", "Third"])


def test_a_kept_savepoint_keeps_the_signature(shop):
    with transaction.atomic(), acting_as(ANNA):
        with transaction.atomic():
            rename("Inner")
        rename("Outer")
    assert (last().actor_label, last().changes["name"]) == ("anna@example.com", ["Inner", "Outer"])


def test_the_signature_is_sent_once_a_transaction_and_only_for_tracked_tables(shop):
    product = make_product("Dock mug")
    with acting_as(ANNA), CaptureQueriesContext(connection) as seen, transaction.atomic():
        list(Product.objects.all())
        assert not signed(seen)
        product.save()
        product.save()
        Channel.objects.update(name="Else")
    assert len(signed(seen)) == 1


def test_a_guest_s_order_costs_no_statement_for_its_signature(shop):
    make_product("Dock mug")
    with CaptureQueriesContext(connection) as seen:
        make_order(("MUG", 1))
    assert not signed(seen)
    assert last("orders_order").actor_kind == "guest"


@pytest.mark.django_db(transaction=True)
def test_a_guest_on_a_connection_that_staff_used_costs_nothing_either():
    make_channel()
    make_product("Dock mug")
    with acting_as(ANNA):
        rename("Staff was here")
    with CaptureQueriesContext(connection) as seen:
        make_order(("MUG", 1))
        make_order(("MUG", 1))
    assert not signed(seen)
    assert last("orders_order").actor_kind == "guest"


def test_two_reasons_nest_and_nothing_said_keeps_the_outer_one(shop):
    with acting_as(ANNA), because("Sale"):
        with because("  "):
            rename("One")
        assert last().reason == "Sale"
        with because("Typo\x00 in the name"):
            rename("Two")
        assert last().reason == "Typo in the name"


def test_text_with_quotes_percent_signs_and_backslashes_arrives_as_it_is(shop):
    reason = """'; DROP TABLE x; -- %s %(a)s \\ \\u0000 "quoted" ünïcödé 🫖"""
    with acting_as(ANNA), because(reason):
        rename("One")
    assert last().reason == reason


@pytest.mark.django_db(transaction=True)
def test_writes_outside_of_transactions_are_signed_and_committed():
    make_channel()
    with acting_as(ANNA):
        assert Channel.objects.update(name="Auto") == 1
        made = Channel.objects.create(code="b2b", name="Trade", countries=["DE"])
    assert not connection.in_atomic_block
    assert made.pk is not None
    assert last().actor_label == "anna@example.com"
    found = HistoryEntry.objects.filter(actor_label="anna@example.com").order_by("pk")
    assert [entry.operation for entry in found] == ["update", "insert"]
    rename("Later")
    assert last().actor_kind == "guest"


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_failed_leaves_the_next_one_its_own_signature():
    make_channel()
    with acting_as(ANNA), pytest.raises(ZeroDivisionError), transaction.atomic():
        rename("Lost")
        raise ZeroDivisionError
    with acting_as(ANNA), transaction.atomic():
        rename("Kept")
    assert last().actor_label == "anna@example.com"
    with transaction.atomic():
        rename("Guest")
    assert last().actor_kind == "guest"


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_broke_in_a_signed_transaction_starts_afresh():
    make_channel()
    with acting_as(ANNA):
        with pytest.raises(Exception, match=r"closed|terminat"), transaction.atomic():
            rename("Lost")
            connection.connection.close()
            rename("Lost too")
        with transaction.atomic():
            rename("Kept")
    assert last().actor_label == "anna@example.com"


@pytest.mark.django_db(transaction=True)
def test_many_at_once_on_pooled_connections_never_sign_for_each_other():
    make_channel()
    products = [make_product(f"Mug {index}", skus=[f"MUG-{index}"]) for index in range(20)]

    def work(index):
        who = Actor(kind="staff", user_id=index + 1, label=f"p{index}@example.com")
        for round_ in range(5):
            with acting_as(GUEST if (index + round_) % 4 == 0 else who), transaction.atomic():
                Product.objects.filter(pk=products[index].pk).update(vendor=f"by {index}.{round_}")
            connection.close()  # back into the pool, as after each request

    assert all_at_once(20, work) == [None] * 20
    for entry in HistoryEntry.objects.filter(table_name="catalog_product", operation="update"):
        index, round_ = map(int, entry.changes["vendor"][1].removeprefix("by ").split("."))
        assert entry.row_id == products[index].pk
        assert entry.actor_user_id == (None if (index + round_) % 4 == 0 else index + 1)
    assert HistoryEntry.objects.filter(table_name="catalog_product", operation="update").count() == 100


@pytest.mark.django_db
def test_what_nobody_asked_for_is_the_shop_s_own_work(channel):
    from contextvars import Context

    Context().run(rename, "By itself")
    assert (last().actor_kind, last().actor_label) == ("system", "Nexus")


@pytest.mark.django_db
def test_what_the_worker_does_is_signed_by_the_shop(channel, now):
    from contextvars import Context

    make_product("Dock mug")
    order = make_order(("MUG", 1), payment=PaymentChoice("test", "challenge"), now=now).order
    Context().run(expire_orders, now=now + timedelta(days=2))
    entry = last("orders_order")
    assert entry.changes["fulfilment_status"] == ["unfulfilled", "none_needed"]
    assert (entry.row_id, entry.actor_kind, entry.actor_label) == (order.pk, "system", "Nexus")


@pytest.mark.django_db
def test_a_save_in_the_admin_is_signed_by_the_person_with_the_request(channel, manager, client):
    client.force_login(manager)
    page = client.get(f"/admin/channels/channel/{channel.pk}/change/")
    data = form_data(page) | {"name": "Halden North", "_reason": "We moved"}
    answer = client.post(page.request["PATH_INFO"], data, headers={"Request-Id": "abcdef123456"})

    assert answer.status_code == 302, answer.context["errors"]
    entry = last()
    assert entry.changes["name"] == ["Halden", "Halden North"]
    assert (entry.actor_kind, entry.actor_label, entry.actor_user_id) == ("staff", manager.email, manager.pk)
    assert (entry.request_id, entry.reason) == ("abcdef123456", "We moved")


@pytest.mark.django_db
@pytest.mark.parametrize("door", ["page", "json", "graphql"])
def test_a_customer_s_order_is_signed_by_the_customer_through_every_door(channel, shopper, door):
    make_product("Dock mug")
    DOORS[door](shopper)
    for table in ("orders_order", "orders_orderline"):
        entry = last(table)
        assert (entry.actor_kind, entry.actor_label, entry.actor_user_id) == ("customer", None, shopper.pk)


@pytest.mark.django_db
def test_staff_who_buy_are_customers_and_a_session_says_nothing_to_the_api(channel, manager, client):
    make_product("Dock mug")
    client.force_login(manager)
    _order_by_json(client, {})
    assert last("orders_order").actor_kind == "guest"
    _order_by_page(client)
    assert (last("orders_order").actor_kind, last("orders_order").actor_user_id) == ("customer", manager.pk)


def _order_by_page(client):
    client.post("/cart/lines/", {"sku": "MUG", "quantity": 1}, headers={"sec-fetch-site": "same-origin"})
    address = {"full_name": "Ada", "line1": "Torstraße 1", "city": "Berlin", "postcode": "10119", "country": "DE"}
    form = {**address, "email": "ada@example.com", "shipping_method": "standard", "payment": "test:success"}
    assert client.post("/checkout/", look(client, form)).status_code == 303


def _order_by_json(client, headers):
    address = {name: getattr(ADDRESS, name) for name in ("full_name", "line1", "city", "postcode", "country")}
    body = {
        "lines": [{"sku": "MUG", "quantity": 1}], "email": "ada@example.com", "shipping_address": address,
        "payment": {"provider": "test", "method": "success"},
    }  # fmt: skip
    headers = headers | {"Idempotency-Key": str(uuid4())}
    answer = client.post("/api/v1/orders/", json.dumps(body), "application/json", headers=headers)
    assert answer.status_code == 201, answer.content


def _order_by_graphql(client, headers):
    address = {"fullName": "Ada", "line1": "Torstraße 1", "city": "Berlin", "postcode": "10119", "country": "DE"}
    order = {
        "lines": [{"sku": "MUG", "quantity": 1}], "email": "ada@example.com", "shippingAddress": address,
        "payment": {"provider": "test", "method": "success"},
    }  # fmt: skip
    query = "mutation($input: PlaceOrderInput!) { placeOrder(input: $input) { order { id } userErrors { code } } }"
    body = json.dumps({"query": query, "variables": {"input": order}})
    headers = headers | {"Idempotency-Key": str(uuid4())}
    answer = client.post("/graphql/", body, "application/json", headers=headers)
    assert answer.json()["data"]["placeOrder"]["order"], answer.content


def _token(user):
    return {"Authorization": f"Bearer {token_of(user)}"}


def _logged_in(user):
    client = Client()
    client.force_login(user, backend="shop.accounts.backend.AccountBackend")
    return client


DOORS = {
    "page": lambda user: _order_by_page(_logged_in(user)),
    "json": lambda user: _order_by_json(Client(), _token(user)),
    "graphql": lambda user: _order_by_graphql(Client(), _token(user)),
}
