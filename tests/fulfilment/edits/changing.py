"""An order that is changed, and what must hold of it afterwards."""

from datetime import timedelta

from django.db.models import Sum

from shop.checkout.inputs import PaymentChoice
from shop.checkout.operations import pay_order
from shop.inventory.models import StockLevel
from shop.ledger.queries import balances_of
from shop.orders.models import OrderLine
from shop.payments.models import CreditNote
from shop.payments.queries import standing
from shop.reports.verify import find_breaks
from tests.factories.catalog import make_product
from tests.factories.orders import NOW, make_order
from tests.factories.shop import make_channel

BY_THE_CLOCK = {"payments.doubt", "outbox.late", "orders.overdue"}  # these compare with the true time
LATER = NOW + timedelta(days=4)


def setup_order(**values):
    """Two mugs for €19.00 and a bowl for €10.00, delivery €4.90: €52.90, paid."""
    make_channel()
    make_product("Mug", skus=["MUG"], price_minor=1900, stock=10)
    make_product("Bowl", skus=["BOWL"], price_minor=1000, stock=10)
    make_product("Vase", skus=["VASE"], price_minor=3000, stock=3)
    order = make_order(("MUG", 2), ("BOWL", 1), **values).order
    order.refresh_from_db()
    return order


def line(order, sku):
    return order.lines.get(sku=sku)


def stock():
    return {
        sku: rest for sku, *rest in StockLevel.objects.values_list("variant__sku", "on_hand", "allocated", "reserved")
    }


def check_money(order):
    """Everything that must always hold of an order's money, and all rules of the shop."""
    assert [found for found in find_breaks().findings if found.code not in BY_THE_CLOCK] == []
    order.refresh_from_db()
    sums = OrderLine.objects.filter(order=order).aggregate(total=Sum("total_minor"), tax=Sum("tax_minor"))
    assert order.subtotal_minor == sums["total"]
    assert order.total_minor == sums["total"] + order.shipping_minor
    assert order.tax_minor == sums["tax"] + order.shipping_tax_minor
    notes = CreditNote.objects.filter(order=order).aggregate(total=Sum("total_minor"), shipping=Sum("shipping_minor"))
    assert (notes["total"] or 0, notes["shipping"] or 0) == (order.credited_minor, order.shipping_credited_minor)
    assert balances_of(order_id=order.pk).get("receivable", 0) == standing(order).owed.amount_minor


def pay(order, *, method="success", now=NOW, **values):
    return pay_order(order_id=order.pk, payment=PaymentChoice("test", method), now=now, **values)
