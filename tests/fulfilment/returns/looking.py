"""What tests of returns look at."""

from shop.orders.models import OrderLine


def counts(order):
    names = ("quantity_fulfilled", "quantity_returning", "quantity_returned")
    return [tuple(row) for row in OrderLine.objects.filter(order=order).values_list(*names)]
