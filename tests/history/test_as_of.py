"""A row as it was: after any sequence of changes, every moment in between can be seen again."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from shop.history.models import HistoryEntry
from shop.history.queries import as_of, estimated_count, list_family_entries
from shop.pricing.models import TaxRate
from tests.factories.catalog import make_product

pytestmark = pytest.mark.django_db

ROW = 4242
TEXT = st.text(st.characters(exclude_characters="\x00", exclude_categories=("Cs",)), max_size=12)
STEPS = st.lists(
    st.one_of(
        st.just(("insert", None)),
        st.just(("delete", None)),
        st.tuples(
            st.just("update"),
            st.fixed_dictionaries(
                {},
                optional={
                    "name": TEXT,
                    "attributes": st.dictionaries(TEXT, TEXT, max_size=2),
                    "tags": st.lists(TEXT, max_size=2),
                    "category_id": st.none(),
                    "status": st.sampled_from(["draft", "active"]),
                    "updated_at": st.just("2026-11-23 09:00+00"),
                },
            ).filter(bool),
        ),
    ),
    max_size=12,
)


def query(sql, params=()):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        found = cursor.fetchone() if cursor.description else None
    return found[0] if found else None


def moment():
    """Return the time, and the row as the database has it now, without what is not recorded."""
    at = query("SELECT clock_timestamp()")
    row = query("SELECT to_jsonb(r) - 'updated_at' FROM catalog_product r WHERE id = %s", [ROW])
    return at, row


def take(step, values):
    match step:
        case "insert":
            query(
                "INSERT INTO catalog_product (id, name, slug, description, vendor, tags, attributes, status, tax_class,"
                " seo_title, seo_description, created_at, updated_at) VALUES (%s, 'Mug', 'mug', '', '', '{}', '{}',"
                " 'draft', 'standard', '', '', now(), now()) ON CONFLICT DO NOTHING",
                [ROW],
            )
        case "delete":
            query("DELETE FROM catalog_product WHERE id = %s", [ROW])
        case _:
            columns = ", ".join(f"{name} = %s" for name in values)
            adapted = [connection.ops.adapt_json_value(v, None) if isinstance(v, dict) else v for v in values.values()]
            query(f"UPDATE catalog_product SET {columns} WHERE id = %s", [*adapted, ROW])


@settings(max_examples=60)
@given(steps=STEPS)
def test_every_moment_between_any_changes_can_be_seen_again(db, steps):
    take("delete", None)
    seen = [moment()]
    for step, values in steps:
        take(step, values)
        seen.append(moment())

    for at, row in seen:
        assert as_of(table="catalog_product", row_id=ROW, at=at) == (None if row is None else json.loads(row))


def test_rows_that_are_older_than_the_history_are_known_too(channel):
    rate = TaxRate.objects.get(country="DE", tax_class="standard")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE history_historyentry DISABLE TRIGGER history_append_only")
        cursor.execute("DELETE FROM history_historyentry WHERE table_name = 'pricing_taxrate'")
    at = query("SELECT clock_timestamp()")
    TaxRate.objects.filter(pk=rate.pk).update(rate="0.1600")

    assert str(as_of(table="pricing_taxrate", row_id=rate.pk, at=at)["rate"]) == "0.1900"
    assert str(as_of(table="pricing_taxrate", row_id=rate.pk, at=at + timedelta(days=1))["rate"]) == "0.1600"


def test_a_table_that_is_not_tracked_has_no_past():
    with pytest.raises(KeyError):
        as_of(table="django_session", row_id=1, at=query("SELECT clock_timestamp()"))


def test_the_family_of_a_product_are_its_options_variants_prices_and_stock_even_those_that_are_gone(channel):
    product = make_product("Dock mug", skus=["RUST", "LAKE"], stock=0)
    make_product("Lake bowl", skus=["BOWL"])
    product.variants.get(sku="LAKE").delete()

    found = list_family_entries(table="catalog_product", row_id=product.pk, limit=100)
    assert [entry.pk for entry in found] == sorted((entry.pk for entry in found), reverse=True)
    counts = {name: sum(entry.table_name == name for entry in found) for name in {e.table_name for e in found}}
    assert counts == {
        "catalog_product": 1, "catalog_optiontype": 1, "catalog_optionvalue": 2,
        "catalog_variant": 3, "pricing_price": 3, "inventory_stocklevel": 3,
    }  # fmt: skip
    older = list_family_entries(table="catalog_product", row_id=product.pk, before=found[4].pk, limit=3)
    assert [entry.pk for entry in older] == [entry.pk for entry in found[5:8]]


def test_the_number_of_entries_is_an_estimate_that_costs_nothing(channel):
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE history_historyentry")
    assert estimated_count() == HistoryEntry.objects.count()
