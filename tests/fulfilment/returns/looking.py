"""What tests of returns look at."""

from shop.orders.models import OrderEvent, OrderLine


def counts(order):
    names = ("quantity_fulfilled", "quantity_returning", "quantity_returned")
    return [tuple(row) for row in OrderLine.objects.filter(order=order).values_list(*names)]


def kinds(order):
    return list(OrderEvent.objects.filter(order=order, kind__startswith="return.").values_list("kind", flat=True))
