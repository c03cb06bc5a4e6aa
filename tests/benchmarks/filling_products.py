"""Products for `filling`: as many as asked for with all that belongs to them, and the documents that search reads.

Everything is made inside the database from a table of words, so a million take minutes. The documents are those that
`search.documents.build_document` would make of these products (tests/search/test_filling.py compares them).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import product as combinations
from typing import NamedTuple

from django.db import connection
from django.db.backends.utils import CursorWrapper

FIRST = 1_000_000  # ids of products begin behind it; so do those of what belongs to them
FIRST_CATEGORY = 5000
SMALL_TREE = (8, 5)  # 8 categories with 5 below each
LARGE_TREE = (20, 12, 20)  # 5,060 categories
LARGE = 50_000  # products from which on indexes are made anew at the end, which is faster than keeping them

_SYLLABLES = (
    "ka lo mi ru ta ve so ni pe du ga fi ho ja ze wu bra cle dri flo",
    "mar nel pir ros tun val sim gor lap den fal bin cor das mel",
    "o a en it ust im ola er ing and el us ix on ip",
    " s ta ra ny do ka",  # the first is none
)
_LISTS = {
    "noun": "lamp mirror mug table chair towel bowl vase rug shelf basket candle clock cushion blanket tray jug plate spoon"
    " fork knife glass bottle bench stool desk drawer hook rack frame poster planter kettle teapot ladle grater apron curtain"
    " sheet pillow quilt mat doormat bin box crate ladder hanger brush soap",
    "maker": "Alderley Brinkholm Corvane Dunmarra Elstrand Farholt Gillespey Hartwik Ingelund Jorvane Kestrelby Lindqvara",
    "country": "Portugal Denmark Japan Italy Poland Ireland",
    "material": "Oak Clay Linen Wool Steel Cork Paper",
    "colour": "Rust Sand Moss Slate Plum Ivory",
    "swatch": "#c65f43 #d8c3a5 #6b7f4e #5a6470 #7a4a63 #f4efe2",
}

# A row per product with all that differs. Names are three of some 31,500 words, the second one stands in the
# description too. `h` and `g` spread facts and categories, so that none depends on another.
_PLAN = """
CREATE TEMP TABLE bench_product AS
SELECT {first} + x AS id, x, a.word || ' ' || b.word || ' ' || noun AS name, a.low AS low1, b.low AS low2, noun,
    a.swap || ' ' || b.swap || ' ' || upper(noun) AS swapped, maker, country, material, (h >> 16) % 6 AS colour,
    x % 10 = 0 AS has_options, x % 40 AS on_hand, x % 50 = 0 AS is_best, price,
    CASE WHEN h % 10 = 3 THEN price / 4 * 5 END AS before, timestamptz '2026-01-01Z' + x * interval '1 second' AS at,
    {category} + leaf.id AS category_id, leaf.ids AS category_ids, leaf.words AS category_words, leaf.data AS category
FROM (SELECT x, (x::bigint * 2654435761 % 4294967296) >> 6 AS h, (x::bigint * 2246822519 % 4294967296) >> 8 AS g FROM generate_series(1, {count}) x) plan
JOIN bench_word a ON a.n = x::bigint * 7919 % 31500 JOIN bench_word b ON b.n = x::bigint * 104729 % 31500
JOIN bench_leaf leaf ON leaf.n = g % {leaves},
LATERAL (SELECT ({noun})[1 + (h >> 4) % 50] AS noun, ({maker})[1 + (h >> 7) % 12] AS maker,
    ({country})[1 + (h >> 10) % 6] AS country, ({material})[1 + (h >> 13) % 7] AS material,
    500 + (h >> 3) % 50000 AS price) facts
ORDER BY x
"""
_ROWS = """
INSERT INTO catalog_product (id, name, slug, description, vendor, category_id, tags, attributes, status, tax_class,
    seo_title, seo_description, created_at, updated_at)
SELECT id, name, 'bench-' || x, '<p>Made by hand of ' || low2 || '.</p>', maker, category_id,
    CASE WHEN is_best THEN ARRAY['bestseller'] ELSE '{{}}' END,
    jsonb_build_object('Made in', country, 'Material', material), 'active', 'standard', '', '', at, at FROM bench_product;
INSERT INTO catalog_media (id, product_id, path, alt, width, height, widths, tint, position)
SELECT id, id, 'bench/' || x % 100, '', 1280, 1600, ARRAY[320, 640, 960, 1280], x % 24, 0 FROM bench_product;
INSERT INTO catalog_optiontype (id, product_id, name, position) SELECT id, id, 'Colour', 0 FROM bench_product WHERE has_options;
INSERT INTO catalog_optionvalue (id, option_id, value, swatch, position)
SELECT 2 * id + n, id, ({colour})[1 + (colour + n) % 6], ({swatch})[1 + (colour + n) % 6], n
FROM bench_product, generate_series(0, 1) n WHERE has_options;
INSERT INTO catalog_variant (id, product_id, sku, barcode, options_key, weight_grams, track_stock, position)
SELECT id, id, 'BENCH-' || id, '', CASE WHEN has_options THEN (2 * id)::text ELSE '' END, 400, true, 0 FROM bench_product
UNION ALL SELECT id * 100, id, 'BENCH-' || id || '-B', '', (2 * id + 1)::text, 400, true, 1 FROM bench_product WHERE has_options;
INSERT INTO catalog_variant_option_values (variant_id, optionvalue_id)
SELECT CASE n WHEN 0 THEN id ELSE id * 100 END, 2 * id + n FROM bench_product, generate_series(0, 1) n WHERE has_options;
INSERT INTO pricing_price (variant_id, currency, amount_minor, compare_at_minor)
SELECT id, 'EUR', price, before FROM bench_product
UNION ALL SELECT id * 100, 'EUR', price + 500, NULL FROM bench_product WHERE has_options;
INSERT INTO inventory_stocklevel (id, variant_id, location_id, on_hand, allocated, reserved, safety, backorder_limit, version)
SELECT v.id, v.id, l.id, CASE WHEN v.id = p.id THEN on_hand ELSE 12 END, 0, 0, 0, 0, 1
FROM bench_product p JOIN catalog_variant v ON v.product_id = p.id, (SELECT min(id) AS id FROM inventory_location) l;
INSERT INTO inventory_stockmovement (level_id, kind, on_hand, actor_kind)
SELECT id, 'receive', on_hand, 'system' FROM inventory_stocklevel WHERE id > {first} AND on_hand > 0
"""
_VARIANT = """jsonb_build_object('sku', {sku}, 'price_minor', {price}, 'compare_at_minor', {before}, 'options', {options},
    'in_stock', {stock} > 0, 'picture', NULL, 'units_left', CASE WHEN {stock} BETWEEN 1 AND 5 THEN {stock} END,
    'status', CASE WHEN {stock} = 0 THEN 'sold_out' WHEN {stock} <= 5 THEN 'low' ELSE 'in_stock' END,
    'available_from', NULL, 'components', '[]'::jsonb)"""
_ONE = _VARIANT.format(
    sku="'BENCH-' || id", price="price", before="before", stock="on_hand",
    options="CASE WHEN has_options THEN jsonb_build_array(jsonb_build_array('Colour', one)) ELSE '[]' END",
)  # fmt: skip
_OTHER = _VARIANT.format(
    sku="'BENCH-' || id || '-B'", price="price + 500", before="NULL", stock="12",
    options="jsonb_build_array(jsonb_build_array('Colour', other))",
)  # fmt: skip
_DOCUMENTS = f"""
INSERT INTO search_productdocument (product_id, category_ids, facets, currency, price_minor, on_sale, in_stock,
    is_bestseller, created_at, name, language, sort_key, title, keywords, body, data)
SELECT id, category_ids,
    array_remove(ARRAY['brand=' || maker, CASE WHEN has_options THEN 'colour=' || least(one, other) END,
        CASE WHEN has_options THEN 'colour=' || greatest(one, other) END, 'made-in=' || country, 'material=' || material], NULL),
    'EUR', price, before IS NOT NULL, on_hand > 0 OR has_options, is_best, at, name, 'english',
    replace(lower(name), ' ', E'\\x02') || E'\\x01' || lower(name) || E'\\x01' || swapped, lower(name),
    concat_ws(' ', lower(maker), category_words, CASE WHEN is_best THEN 'bestseller' END, lower(country), lower(material),
        CASE WHEN has_options THEN lower(one) || ' ' || lower(other) END, 'bench' || id, 'bench', id,
        CASE WHEN has_options THEN 'bench' || id || 'b b ' || id || 'b' END),
    'made by hand of ' || low2, jsonb_build_object(
    'id', id, 'slug', 'bench-' || x, 'name', name, 'vendor', maker, 'description', '<p>Made by hand of ' || low2 || '.</p>',
    'tags', CASE WHEN is_best THEN '["bestseller"]'::jsonb ELSE '[]' END, 'withdrawal_exempt', '',
    'created_at', to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'currency', 'EUR', 'price_minor', price,
    'compare_at_minor', before, 'price_max_minor', CASE WHEN has_options THEN price + 500 ELSE price END,
    'in_stock', on_hand > 0 OR has_options, 'category', category,
    'variants', jsonb_build_array({_ONE}) || CASE WHEN has_options THEN jsonb_build_array({_OTHER}) ELSE '[]' END,
    'images', jsonb_build_array(jsonb_build_object('path', 'bench/' || x % 100, 'alt', '', 'width', 1280, 'height', 1600,
        'widths', '[320, 640, 960, 1280]'::jsonb, 'tint', x % 24)),
    'swatches', CASE WHEN has_options THEN jsonb_build_array(jsonb_build_array(one, ({{swatch}})[1 + colour]),
        jsonb_build_array(other, ({{swatch}})[1 + (colour + 1) % 6])) ELSE '[]' END)
FROM bench_product,
LATERAL (SELECT ({{colour}})[1 + colour] COLLATE "C" AS one, ({{colour}})[1 + (colour + 1) % 6] COLLATE "C" AS other) colours
"""
_LISTED = """
INSERT INTO search_listedproduct (list_id, product_id, in_stock, is_bestseller, on_sale, price_minor, sort_key, facet_bits, facets)
SELECT list, product_id, in_stock, is_bestseller, on_sale, price_minor, sort_key, search_facet_bits(facets), facets
FROM search_productdocument, unnest(0::bigint || category_ids) list WHERE product_id > {first}
"""
_WORDS = """
SELECT DISTINCT word FROM bench_product, unnest(ARRAY[low1, low2, noun, lower(maker), lower(country), lower(material),
    CASE WHEN is_best THEN 'bestseller' END, CASE WHEN has_options THEN lower(({colour})[1 + colour]) END,
    CASE WHEN has_options THEN lower(({colour})[1 + (colour + 1) % 6]) END]) word WHERE word IS NOT NULL
UNION SELECT 'bench' UNION SELECT unnest(string_to_array(words, ' ')) FROM bench_leaf
"""
_INDEXES = """
SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
WHERE i.indrelid = ANY(%s::regclass[]) AND NOT i.indisunique
"""
_KEYS = """
SELECT c.oid::regclass::text, pg_get_serial_sequence(c.oid::regclass::text, 'id') FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'id' AND a.attidentity <> '' WHERE c.relkind = 'r'
"""
_TABLES = [
    "catalog_product", "catalog_media", "catalog_optiontype", "catalog_optionvalue", "catalog_variant",
    "catalog_variant_option_values", "pricing_price", "inventory_stocklevel", "inventory_stockmovement",
    "search_productdocument", "search_listedproduct",
]  # fmt: skip


class _Leaf(NamedTuple):
    """A category without others below it, as documents have it."""

    n: int
    id: int
    ids: list[int]
    words: str
    data: str


def fill_products(count: int, *, tree: Sequence[int] = SMALL_TREE, vacuum: bool = True) -> None:
    """Write so many products with all that belongs to them and the words of the spelling, past triggers and history.

    `tree` says how many categories stand below each on its level. The shop must be set up. `vacuum` cannot be in a
    transaction; without it the planner is told all the same.
    """
    with connection.cursor() as cursor, _unhurried(cursor, lasting=vacuum):
        leaves = _fill_categories(cursor, tree)
        _fill_words(cursor, leaves)
        lists = {name: f"'{{{','.join(words.split())}}}'::text[]" for name, words in _LISTS.items()}
        sizes = {"first": FIRST, "category": FIRST_CATEGORY, "count": count, "leaves": len(leaves)}
        with without_indexes(cursor, _TABLES if count >= LARGE else []):
            for statement in [_PLAN, *_ROWS.split(";\n"), _DOCUMENTS, _LISTED]:
                cursor.execute(statement.format(**sizes, **lists))
        cursor.execute(_WORDS.format(**lists))
        _fill_spelling(cursor, [word for (word,) in cursor.fetchall()])
        cursor.execute("DROP TABLE bench_product, bench_word, bench_leaf")
        if not vacuum:
            cursor.execute(f"ANALYZE search_wordkey, {', '.join(_TABLES)}")
            # What VACUUM would do: until then the planner fears the entries that wait before the index.
            for index in ("document_vector", "document_categories", "document_facets"):
                cursor.execute("SELECT gin_clean_pending_list(%s::regclass)", [index])
    if vacuum:
        with connection.cursor() as cursor, _unhurried(cursor, lasting=True):
            cursor.execute("VACUUM ANALYZE")


def _fill_categories(cursor: CursorWrapper, tree: Sequence[int]) -> list[_Leaf]:
    """Write the categories and return those that have products."""
    ids: dict[tuple[int, ...], int] = {}
    leaves = []
    with cursor.copy("COPY catalog_category (id, parent_id, name, slug, description, position) FROM STDIN") as copy:
        for depth in range(1, len(tree) + 1):
            for place in combinations(*(range(width) for width in tree[:depth])):
                ids[place] = key = FIRST_CATEGORY + len(ids) + 1
                name = _category_name(place, key)
                copy.write_row([key, ids.get(place[:-1]), name, _slug(name), "", place[-1]])
                if depth == len(tree):
                    leaves.append(_leaf(len(leaves), place, ids))
    return leaves


def _leaf(number: int, place: tuple[int, ...], ids: dict[tuple[int, ...], int]) -> _Leaf:
    trail = [place[: depth + 1] for depth in range(len(place))]
    names = [_category_name(part, ids[part]) for part in trail]
    url = f"/c/{'/'.join(map(_slug, names))}/"
    data = f'{{"id": {ids[place]}, "name": "{names[-1]}", "url": "{url}"}}'
    return _Leaf(number, ids[place] - FIRST_CATEGORY, [ids[part] for part in trail], " ".join(names).lower(), data)


def _category_name(place: tuple[int, ...], key: int) -> str:
    return f"{('Range', 'Group', 'Kind')[len(place) - 1]} {key - FIRST_CATEGORY}"


def _slug(name: str) -> str:
    return name.lower().replace(" ", "-")


def _fill_words(cursor: CursorWrapper, leaves: list[_Leaf]) -> None:
    cursor.execute("CREATE TEMP TABLE bench_word (n int, word text, low text, swap text)")
    with cursor.copy("COPY bench_word FROM STDIN") as copy:
        first, second, third, fourth = (part.split(" ") for part in _SYLLABLES)
        for n in range(31_500):
            low = first[n % 20] + second[n // 20 % 15] + third[n // 300 % 15] + fourth[n // 4500]
            copy.write_row([n, low.capitalize(), low, low.capitalize().swapcase()])
    cursor.execute("CREATE TEMP TABLE bench_leaf (n int, id int, ids bigint[], words text, data jsonb)")
    with cursor.copy("COPY bench_leaf FROM STDIN") as copy:
        for leaf in leaves:
            copy.write_row(leaf)
    cursor.execute("ANALYZE bench_word, bench_leaf")


def _fill_spelling(cursor: CursorWrapper, words: list[str]) -> None:
    from shop.search.spelling import keys_of, may_be_misspelt

    cursor.execute("CREATE TEMP TABLE bench_key (key text, word text)")
    with cursor.copy("COPY bench_key FROM STDIN") as copy:
        for word in filter(may_be_misspelt, words):
            for key in keys_of(word):
                copy.write_row([key, word])
    cursor.execute("INSERT INTO search_wordkey SELECT key, word FROM bench_key ORDER BY key ON CONFLICT DO NOTHING")
    cursor.execute("DROP TABLE bench_key")


@contextmanager
def _unhurried(cursor: CursorWrapper, *, lasting: bool) -> Iterator[None]:
    """Write past triggers and foreign keys, and without a limit of time; `lasting` is outside of a transaction."""
    settings = {"session_replication_role": "replica", "statement_timeout": "0"}
    if lasting:
        settings |= {"maintenance_work_mem": "'512MB'", "work_mem": "'128MB'", "synchronous_commit": "off"}
    cursor.execute("; ".join(f"SET {name} = {value}" for name, value in settings.items()))
    yield
    cursor.execute("; ".join(f"RESET {name}" for name in settings))


@contextmanager
def without_indexes(cursor: CursorWrapper, tables: Sequence[str]) -> Iterator[None]:
    """Take away all indexes that no constraint needs, and make them anew at the end: much faster than row by row."""
    cursor.execute(_INDEXES, [list(tables)])
    indexes = cursor.fetchall()
    for name, _ in indexes:
        cursor.execute(f'DROP INDEX "{name}"')
    yield
    for _, made in indexes:
        cursor.execute(made)


def move_sequences(cursor: CursorWrapper) -> None:
    """Let the sequences go on behind the rows that were written."""
    cursor.execute(_KEYS)
    for table, sequence in cursor.fetchall():
        cursor.execute(f"SELECT setval('{sequence}', (SELECT coalesce(max(id), 0) + 1 FROM {table}))")
