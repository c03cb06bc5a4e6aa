"""Who and why: the right actor beside each change, whatever transactions, savepoints and threads do."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from shop.catalog.models import Product
from shop.channels.models import Channel
from shop.core.acting import acting_as, because
from shop.core.actor import GUEST, SYSTEM, Actor
from shop.history.models import HistoryEntry
from tests.concurrency.threads import all_at_once
from tests.factories.catalog import make_product
from tests.factories.orders import make_order
from tests.factories.shop import make_channel
from tests.history.signature.writing import last, rename

ANNA = Actor(kind="staff", user_id=71, label="anna@example.com")


BEN = Actor(kind="staff", user_id=72, label="ben@example.com")


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
