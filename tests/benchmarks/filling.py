r"""Fills a database with many products or past orders as plain rows: how large the tables are is what counts.

    PAYMENT_PROVIDERS=test,bank_transfer DATABASE_URL=… uv run --group dev python -m tests.benchmarks.filling \
        --products 20000 --orders 1000000

Writes past triggers and history, so it is for throw-away databases only.
"""

from __future__ import annotations

import argparse
from typing import Any

import django

from shop.core.actor import By

# Names of three of some 30,000 words; 200 categories below 8; half have a picture, a tenth are reduced.
_WORDS = """
CREATE TEMP TABLE bench_word AS SELECT n, initcap(
    (ARRAY['ka','lo','mi','ru','ta','ve','so','ni','pe','du','ga','fi','ho','ja','ze','wu','bra','cle','dri','flo'])[1 + n % 20] ||
    (ARRAY['mar','nel','pir','ros','tun','val','sim','gor','lap','den','fal','bin','cor','das','mel'])[1 + n / 20 % 15] ||
    (ARRAY['o','a','en','it','ust','im','ola','er','ing','and','el','us','ix','on','ip'])[1 + n / 300 % 15] ||
    (ARRAY['','s','ta','ra','ny','do','ka'])[1 + n / 4500 % 7]) AS word
FROM generate_series(0, 31499) n
"""
_PRODUCTS = """
INSERT INTO catalog_product (id, name, slug, description, vendor, category_id, tags, attributes, status, tax_class,
    seo_title, seo_description, created_at, updated_at)
SELECT 1000000 + x, a.word || ' ' || b.word || ' ' || c.noun, 'bench-' || x, '<p>Made of ' || b.word || '.</p>',
    'Maker ' || x %% 50, %(categories)s + 1 + x %% 200, '{}', '{}', 'active', 'standard', '', '', now(), now()
FROM generate_series(1, %(count)s) x
JOIN bench_word a ON a.n = x::bigint * 7919 %% 31500 JOIN bench_word b ON b.n = x::bigint * 104729 %% 31500,
LATERAL (SELECT (ARRAY['lamp','mirror','mug','table','chair','towel','bowl','vase','rug','shelf'])[1 + x %% 10] AS noun) c
"""
_VARIANTS = """
INSERT INTO catalog_variant (id, product_id, sku, barcode, options_key, weight_grams, track_stock, position)
SELECT id, id, 'BENCH-' || id, '', '', 0, false, 0 FROM catalog_product WHERE id > 1000000
"""
_PRICES = """
INSERT INTO pricing_price (variant_id, currency, amount_minor)
SELECT id, 'EUR', 500 + id * 31 % 50000 FROM catalog_variant WHERE id > 1000000
"""
_DOCUMENTS = """
INSERT INTO search_productdocument (product_id, category_ids, facets, currency, price_minor, on_sale, in_stock,
    is_bestseller, created_at, name, language, sort_key, title, keywords, body, data)
SELECT id, ARRAY[%(categories)s - 7 + id / 200 %% 8, category_id], ARRAY['brand=' || vendor, 'material=' || (id %% 7)], 'EUR',
    500 + id * 31 %% 50000, id %% 10 = 0, id %% 20 <> 0, id %% 50 = 0, created_at, name, 'english', lower(name),
    lower(name), lower(vendor) || ' bench' || id, lower(name) || ' made of it', jsonb_build_object(
    'id', id, 'slug', slug, 'name', name, 'vendor', vendor, 'description', description, 'tags', '[]'::jsonb,
    'created_at', '2026-01-01T00:00:00Z', 'currency', 'EUR', 'price_minor', 500 + id * 31 %% 50000,
    'compare_at_minor', NULL, 'price_max_minor', 500 + id * 31 %% 50000, 'in_stock', id %% 20 <> 0, 'category', NULL,
    'variants', jsonb_build_array(jsonb_build_object('sku', 'BENCH-' || id, 'price_minor', 500 + id * 31 %% 50000,
        'compare_at_minor', NULL, 'options', '[]'::jsonb, 'in_stock', id %% 20 <> 0, 'picture', NULL, 'status', 'in_stock',
        'units_left', NULL, 'available_from', NULL, 'components', '[]'::jsonb)),
    'images', '[]'::jsonb, 'swatches', '[]'::jsonb)
FROM catalog_product WHERE id > 1000000
"""
_CATEGORIES = """
INSERT INTO catalog_category (id, parent_id, name, slug, description, position)
SELECT %(categories)s - 8 + n, NULL, 'Range ' || n, 'range-' || n, '', n FROM generate_series(1, 8) n
UNION ALL SELECT %(categories)s + n, %(categories)s - 7 + n %% 8, 'Kind ' || n, 'kind-' || n, '', n
FROM generate_series(1, 200) n
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--products", type=int, default=0)
    parser.add_argument("--orders", type=int, default=0)
    options = parser.parse_args()
    django.setup()
    _set_up()
    if options.products:
        fill_products(options.products)
    if options.orders:
        from tests.benchmarks.filling_orders import fill_orders

        fill_orders(options.orders)


def _set_up() -> None:
    """Make the tables, and a shop where there is none."""
    from django.core.management import call_command
    from django.utils import timezone

    from shop.channels.models import Channel
    from shop.core.actor import SYSTEM
    from shop.imports.starter import set_up_shop

    call_command("migrate", interactive=False, verbosity=0)
    if not Channel.objects.exists():
        set_up_shop(
            name="Bench", currency="EUR", country="DE", countries=["DE"], locale="en_IE", shipping_minor=490, by=By(SYSTEM, timezone.now()),
            opened_at=timezone.now(),
        )  # fmt: skip


def fill_products(count: int, *, vacuum: bool = True) -> None:
    """Write so many products with documents and the words for their spelling; `vacuum` cannot be in a transaction."""
    from django.db import connection

    from shop.search.models import WordKey
    from shop.search.spelling import keys_of

    values: dict[str, Any] = {"count": count, "categories": 5000}
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica; SET statement_timeout = 0")
        for statement in (_WORDS, _CATEGORIES, _PRODUCTS, _VARIANTS, _PRICES, _DOCUMENTS):
            cursor.execute(statement, values if "%(" in statement else None)
        cursor.execute("SELECT lower(word) FROM bench_word WHERE n %% %s = 0 ORDER BY n LIMIT 3000", [31_500 // 3000])
        words = {word for (word,) in cursor.fetchall()} | {"lamp", "mirror", "mug", "table", "chair", "towel", "bowl"}
        rows = (WordKey(key=key, word=word) for word in words for key in keys_of(word))
        WordKey.objects.bulk_create(rows, ignore_conflicts=True, batch_size=20_000)
        cursor.execute("SET session_replication_role = DEFAULT; DROP TABLE bench_word")
        if vacuum:
            cursor.execute("VACUUM ANALYZE")
            cursor.execute("RESET statement_timeout")
            return
        cursor.execute("RESET statement_timeout")
        cursor.execute("ANALYZE search_productdocument, search_wordkey, catalog_variant")
        # What VACUUM would do: until then the planner fears the entries that wait before the index.
        cursor.execute(
            "SELECT gin_clean_pending_list('document_vector'), gin_clean_pending_list('document_categories')"
        )


if __name__ == "__main__":
    main()
