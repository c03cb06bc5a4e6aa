"""SQL of the product page."""

from __future__ import annotations

from typing import NamedTuple

from shop.catalog.models import Product

# The row of the product, what lists know of it, and the prices of its variants as they are now.
_PAGE = """
SELECT product.*, document.data AS snapshot, (
    SELECT jsonb_agg(
        jsonb_build_array(variant.id, variant.sku, variant.barcode, price.amount_minor, price.compare_at_minor)
        ORDER BY variant.position, variant.id
    )
    FROM catalog_variant variant
    JOIN pricing_price price ON price.variant_id = variant.id AND price.currency = %(currency)s
    WHERE variant.product_id = product.id AND variant.status = 'active'
) AS prices
FROM catalog_product product
LEFT JOIN search_productdocument document ON document.product_id = product.id
WHERE product.slug = %(slug)s AND product.status <> 'draft'
"""


class ProductRow(NamedTuple):
    """A product with its snapshot as JSON, or None where it has no document.

    `prices` is JSON, too: [variant id, SKU, barcode, amount, former amount] of each active variant with a price, in the
    shop's order, or None.
    """

    product: Product
    snapshot: str | None
    prices: str | None


def product_row(*, slug: str, currency: str) -> ProductRow | None:
    """Return what a product's page shows, stock aside; None where there is no product that was ever published.

    SQL, because it is one statement instead of two, and the ORM takes longer to put these together than PostgreSQL to
    answer.
    """
    for product in Product.objects.raw(_PAGE, {"slug": slug, "currency": currency}):
        found = vars(product)
        return ProductRow(product, found.pop("snapshot"), found.pop("prices"))
    return None
