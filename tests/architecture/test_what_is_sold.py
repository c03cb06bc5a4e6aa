"""What is sold is said in one place, so that no door forgets that a variant has a state of its own."""

import re
from pathlib import Path

SHOP = Path(__file__).resolve().parents[2] / "shop"
WAYS = re.compile(r"product__status|product\.status\s*=|product\.status ==")
# Where it is said: the query, the property, the same as joins (stock lists), as SQL (SKUs, prices), and
# what asks about products themselves: their page, their documents, the staff pages.
SAID = {
    "catalog/queries.py", "catalog/models.py", "catalog/sql.py", "inventory/queries.py", "cart/sql.py",
    "search/documents.py", "search/operations.py", "catalog/redirects.py", "backoffice/admin/products.py",
    "backoffice/views/removal.py",
}  # fmt: skip


def test_whether_something_is_sold_is_asked_where_it_is_known():
    asked = {
        str(path.relative_to(SHOP))
        for path in SHOP.rglob("*.py")
        if "migrations" not in path.parts and WAYS.search(path.read_text())
    }
    assert asked - SAID == set()


def test_what_reads_it_as_sql_asks_for_the_variant_too():
    for path in ("cart/sql.py", "catalog/sql.py"):
        assert (SHOP / path).read_text().count("variant.status = 'active'") == 1
