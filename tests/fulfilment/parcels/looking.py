"""What tests of parcels look at."""

from shop.fulfilment.rules import FULFILMENT_TRANSITIONS
from shop.reports.verify import find_breaks

STATES = list(FULFILMENT_TRANSITIONS)


def units(order):
    names = ("sku", "quantity_held", "quantity_fulfilled", "quantity_delivered", "quantity_returned")
    return {sku: rest for sku, *rest in order.lines.values_list(*names)}


def state(order):
    assert [found for found in find_breaks().findings if found.code.startswith(("orders.", "stock."))] == []
    order.refresh_from_db()
    return order.status, order.fulfilment_status
