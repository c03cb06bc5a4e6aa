"""`migrate` runs while the release before it still sells: a column more does not stop a quote."""

import pytest
from django.db import connection
from django.utils import timezone

from shop.cart.queries import WantedLine, quote_lines
from tests.factories.catalog import make_product

pytestmark = pytest.mark.django_db


def test_a_column_that_the_next_release_has_added_is_none_of_a_quotes_business(channel):
    variant = make_product("Dock mug", skus=["MUG"], price_minor=1900, stock=3).variants.get()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE shipping_shippingmethod ADD COLUMN later integer")
    quote = quote_lines(
        wanted=[WantedLine(variant.pk, 1)], channel=channel, country="DE", shipping_code="", now=timezone.now()
    )
    assert (quote.shipping.code, quote.total.amount_minor) == ("standard", 2390)
