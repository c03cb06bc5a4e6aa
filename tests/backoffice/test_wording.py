"""The words in which the history tells columns and values."""

import pytest

from shop.backoffice.wording import Names, excerpts, label, words

pytestmark = pytest.mark.django_db


def test_long_texts_are_shortened_to_where_they_differ():
    start, end = "start " * 40, " end" * 40
    old, new = excerpts(f"{start}grey{end}", f"{start}blue{end}")
    assert old.startswith("…")
    assert old.endswith("…")
    assert "grey" in old
    assert "blue" in new
    assert len(old) < 80
    assert excerpts("short", "shorter") == ("short", "shorter")
    assert excerpts("", "x" * 500)[1] == "x" * 160 + "…"


@pytest.mark.parametrize(
    ("table", "column", "value", "said"),
    [
        ("pricing_price", "amount_minor", 1900, "€19.00"),
        ("pricing_taxrate", "rate", 0.19, "19%"),
        ("pricing_taxrate", "rate", 0.055, "5.5%"),
        ("orders_order", "status", "pending", "Awaiting payment"),
        ("orders_order", "placed_at", "2026-11-23T09:00:00+00:00", "23 Nov 2026, 09:00"),
        ("orders_order", "arrives_from", "2026-11-23", "23 Nov 2026"),
        ("catalog_product", "attributes", {"Material": "Oak"}, "Material: Oak"),
        ("catalog_product", "description", "<p>Thrown  by <b>hand</b>.</p><p>Twice.</p>", "Thrown by hand. Twice."),
        ("catalog_variant", "track_stock", False, "No"),
        ("catalog_variant", "media_id", None, "–"),
        ("catalog_variant", "no_longer_there", [1, "a"], "1, a"),
    ],
)
def test_values_are_said_as_people_read_them(channel, table, column, value, said):
    assert words(table, column, value, names=Names(), currency="EUR") == said


def test_columns_are_called_by_their_names_in_forms():
    assert label("catalog_product", "vendor") == "Brand"
    assert label("catalog_variant", "sku") == "SKU"
    assert label("shipping_shippingmethod", "free_from_minor") == "Free from"
    assert label("catalog_product", "gone_column") == "Gone column"
