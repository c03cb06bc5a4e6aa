"""What happened to an order, and what was sold for how much, stays as it was, like the books."""

import pytest
from django.db import IntegrityError, connection, transaction

from shop.core.actor import Actor, By
from shop.ledger.models import Entry, Journal
from shop.orders.models import Order, OrderEvent, OrderLine
from shop.orders.steps import add_event
from tests.factories.catalog import make_product
from tests.factories.orders import make_order


@pytest.fixture
def order(channel):
    make_product(skus=["MUG"], stock=9, price_minor=1900)
    return make_order(("MUG", 2)).order


def execute(sql):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE orders_orderevent SET message = 'x'",
        "UPDATE orders_orderevent SET created_at = now()",
        "DELETE FROM orders_orderevent",
        "DELETE FROM orders_orderevent WHERE false",
        "DELETE FROM orders_orderline",
        *(
            f"UPDATE orders_orderline SET {change}"
            for change in (
                "unit_minor = 1, total_minor = 2", "tax_minor = 0", "tax_rate = 0", "sku = 'OTHER'",
                "quantity = 1, total_minor = 1900", "order_id = order_id + 1",
            )
        ),
    ],
)  # fmt: skip
def test_the_database_refuses_to_change_what_happened_and_what_was_sold(order, sql):
    before = list(OrderEvent.objects.values()), list(OrderLine.objects.values())
    with pytest.raises(IntegrityError, match="is refused"):
        execute(sql)
    assert (list(OrderEvent.objects.values()), list(OrderLine.objects.values())) == before


@pytest.mark.django_db
def test_an_event_forgets_an_account_that_is_erased_and_nothing_else(order, manager, other_shopper):
    event = add_event(order=order, kind="x", message="Held", by=By(Actor("staff", manager.pk, "Ada"), order.created_at))
    with pytest.raises(IntegrityError, match="is refused"), transaction.atomic():
        OrderEvent.objects.filter(pk=event.pk).update(actor_user=other_shopper)
    manager.delete()
    event.refresh_from_db()
    assert (event.actor_user_id, event.actor_label, event.message) == (None, "Ada", "Held")


@pytest.mark.breaks_rules  # a draft without a timeline
@pytest.mark.django_db
def test_what_is_counted_of_a_line_may_change_and_the_lines_of_a_draft_may_go(order):
    execute("UPDATE orders_orderline SET quantity_held = 1, unit_minor = unit_minor")
    execute("UPDATE orders_orderline SET quantity_held = 0")
    draft = Order.objects.create(
        public_id="ord_draft", number=99, channel=order.channel, status="draft", locale="en_IE", currency="EUR",
        subtotal_minor=0, shipping_minor=0, tax_minor=0, total_minor=0, payment_deadline=order.created_at,
        created_at=order.created_at, updated_at=order.created_at, shipping_tax_rate=0,
        shipping_tax_minor=0,
    )  # fmt: skip
    line = OrderLine.objects.get()
    line.pk, line.order = None, draft
    line.save()
    assert OrderLine.objects.filter(order=draft).delete()[0] == 1


@pytest.mark.django_db(transaction=True)
def test_an_entry_joins_a_journal_only_in_the_transaction_that_made_it(order):
    journal = Journal.objects.first()
    with pytest.raises(IntegrityError, match="is closed"), transaction.atomic():
        Entry.objects.create(journal=journal, account="clearing", amount_minor=5, currency="EUR")
        Entry.objects.create(journal=journal, account="bank", amount_minor=-5, currency="EUR")
    with transaction.atomic():  # also where there are savepoints
        with transaction.atomic():
            late = Journal.objects.create(kind="fee", source="fee:test", order=order, created_at=order.created_at)
        Entry.objects.create(journal=late, account="fees", amount_minor=5, currency="EUR")
        with transaction.atomic():
            Entry.objects.create(journal=late, account="clearing", amount_minor=-5, currency="EUR")
    with pytest.raises(IntegrityError, match="is closed"), transaction.atomic():
        execute(
            f"INSERT INTO ledger_entry (journal_id, account, amount_minor, currency) VALUES"
            f" ({late.pk}, 'fees', 1, 'EUR'), ({late.pk}, 'clearing', -1, 'EUR')"
        )
    assert Entry.objects.filter(journal=late).count() == 2
