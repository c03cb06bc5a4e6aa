"""What a cart comes to, when a line is short, and what is missing until delivery is free."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from shop.cart.rules import Quote, QuotedLine
from shop.core.money import Money
from shop.inventory.rules import StockPart, availability
from shop.shipping.queries import ShippingOption

TODAY = date(2026, 11, 23)
STOCK = availability(
    [StockPart(1, "MUG", "Mug", 1, is_counted=True, ready=5, available=5, expected_on=None, low_stock_at=None)],
    is_bundle=False, released_on=None, today=TODAY,
)  # fmt: skip
LINE = QuotedLine(
    line_id=1, variant_id=1, sku="MUG", name="Mug", options=(("Glaze", "Rust"), ("Size", "L")), picture=None,
    product_slug="mug", weight_grams=300, quantity=2, unit=Money(1900, "EUR"), compare_at=None,
    tax_rate=Decimal("0.19"), stock=STOCK, available=5,
)  # fmt: skip
STANDARD = ShippingOption("standard", "Standard", Money(490, "EUR"), "standard", TODAY, TODAY, Money(6000, "EUR"))


def quote(*lines, shipping=STANDARD, options=(STANDARD,)):
    return Quote("EUR", lines or (LINE,), shipping, options, Decimal("0.19"))


def test_a_quote_is_the_sum_of_its_lines_and_its_delivery():
    found = quote(LINE, replace(LINE, sku="BOWL", quantity=1, unit=Money(1000, "EUR"), tax_rate=Decimal("0.07")))
    assert (found.subtotal, found.shipping_price, found.total) == (
        Money(4800, "EUR"), Money(490, "EUR"), Money(5290, "EUR")
    )  # fmt: skip
    assert (found.shipping_tax_minor, found.tax, found.units) == (78, Money(607 + 65 + 78, "EUR"), 3)


def test_without_a_way_to_deliver_there_is_nothing_to_pay_for_it():
    found = quote(shipping=None)
    assert (found.total, found.tax) == (Money(3800, "EUR"), Money(607, "EUR"))


@pytest.mark.parametrize(("available", "is_short"), [(1, True), (2, False), (3, False), (None, False)])
def test_a_line_is_short_where_fewer_are_left_than_it_asks_for(available, is_short):
    line = replace(LINE, available=available)
    assert (line.is_short, list(quote(line).shortages)) == (is_short, [line] if is_short else [])


@pytest.mark.parametrize(
    ("free_from", "missing"), [(3799, None), (3800, None), (3801, Money(1, "EUR")), (6000, Money(2200, "EUR"))]
)
def test_what_is_missing_until_delivery_is_free(free_from, missing):
    option = replace(STANDARD, free_from=Money(free_from, "EUR"))
    assert quote(shipping=option).until_free == missing
    assert quote(shipping=None, options=(option,)).until_free == missing


def test_delivery_that_is_never_free_promises_nothing():
    assert quote(shipping=replace(STANDARD, free_from=None)).until_free is None
    assert quote(shipping=None, options=()).until_free is None


def test_a_line_names_its_options_and_its_address():
    assert (LINE.options_text, LINE.url) == ("Glaze: Rust, Size: L", "/p/mug/?v=MUG")


CHANGES = {
    "sku": "BOWL", "name": "Bowl", "options": (), "withdrawal_exempt": "c", "quantity": 3, "unit": Money(1901, "EUR"),
    "tax_rate": Decimal("0.20"),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_a_buyer_agrees_to_every_term_of_a_line(name):
    before = quote().agreement(cart_id=1, country="DE")
    assert quote(replace(LINE, **{name: CHANGES[name]})).agreement(cart_id=1, country="DE") != before


def test_a_buyer_agrees_to_this_cart_this_country_and_this_delivery():
    before = quote().agreement(cart_id=1, country="DE")
    others = [
        quote().agreement(cart_id=2, country="DE"), quote().agreement(cart_id=1, country="AT"),
        *(quote(shipping=shipping).agreement(cart_id=1, country="DE") for shipping in (
            None, replace(STANDARD, code="x"), replace(STANDARD, name="x"), replace(STANDARD, price=Money(491, "EUR")),
        )),
    ]  # fmt: skip
    assert before not in others
    later = replace(STANDARD, arrives_from=date(2026, 12, 1), arrives_until=date(2026, 12, 2))
    assert quote(shipping=later).agreement(cart_id=1, country="DE") == before
