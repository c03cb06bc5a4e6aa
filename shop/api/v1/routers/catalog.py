"""Products and categories, the same for everybody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router

from shop.api.common.answers import listing, public_answer
from shop.api.common.errors import InvalidParameter
from shop.api.common.pagination import link_header, next_page, read_cursor
from shop.api.v1.presenters import product_json
from shop.api.v1.schemas.catalog import CategoryList, Product, ProductList, ProductQuery
from shop.api.v1.schemas.common import problems
from shop.catalog.queries import category_tree
from shop.catalog.redirects import find_category
from shop.channels.queries import get_default_channel, shop_locale
from shop.core.cursor import encode_cursor
from shop.core.errors import NotFound
from shop.core.kept import kept_value
from shop.core.money import Money
from shop.core.shown import shows
from shop.core.site import absolute
from shop.search.queries import exact_text, list_after
from shop.search.rules import ListingFilter, usual_sort

router = Router(tags=["Catalogue"])


@router.get("/products/", response={200: ProductList, **problems(422)}, summary="List products")
def list_products(request: HttpRequest, query: Query[ProductQuery]) -> HttpResponse:
    """Products, page by page: the newest first, or what fits a search best.

    Follow `next`, or the `Link` header, until it is null. Lists may be a few seconds behind; a single product and the
    order are always exact.
    """
    where = _filter(query)
    sort = query.sort or usual_sort(where.text)
    after = read_cursor(sort, query.cursor) if query.cursor else None
    found = list_after(where=where, sort=sort, after=after, limit=query.limit)
    url = next_page(request, encode_cursor(sort, *found.hits[-1].position)) if found.has_more else None
    body = listing([product_json(hit.text) for hit in found.hits], url)
    read_as = {"search_corrected": found.corrected, "search_relaxed": found.is_relaxed}
    return public_answer(body | read_as, headers=link_header(url))


@router.get("/products/{int:product_id}/", response={200: Product, **problems(404)}, summary="Get a product")
def read_product(request: HttpRequest, product_id: int) -> HttpResponse:
    """A published product, with prices and stock of this moment."""
    text = exact_text(product_id=product_id)
    if text is None:
        raise NotFound
    return public_answer(product_json(text))


@router.get("/categories/", response={200: CategoryList, **problems(422)}, summary="List categories")
def list_categories(request: HttpRequest) -> HttpResponse:
    """All categories, parents before their children."""
    shows("categories")
    nodes = category_tree(locale=shop_locale()).by_id.values()
    rows = [
        {
            "id": node.id,
            "name": node.name,
            "slug": node.slug,
            "path": node.path,
            "parent_id": node.parent.id if node.parent else None,
            "description": node.description,
            "url": absolute(node.url),
        }
        for node in nodes
    ]
    return public_answer(listing(rows))


def _filter(query: ProductQuery) -> ListingFilter:
    if query.search and query.q:
        raise InvalidParameter("q", _("Give either search or q, not both."))
    prices = {"min_price": query.min_price, "max_price": query.max_price}
    bounds = _price_bounds({name: text for name, text in prices.items() if text is not None})
    return ListingFilter(
        category_id=_category(query.category) if query.category else None,
        text=" ".join((query.search or query.q or "").split()),
        min_price_minor=bounds.get("min_price"),
        max_price_minor=bounds.get("max_price"),
        in_stock=query.in_stock,
        on_sale=query.on_sale,
    )


def _category(name: str) -> int:
    """Return the id of a category named by id, path, or a slug that only one has."""
    shows("tree")
    tree = kept_value(("tree", ""), {"categories"}, category_tree)
    path = name.strip("/")
    if path.isascii() and path.isdigit() and int(path) in tree.by_id:
        return int(path)
    if (found := find_category(path=path, tree=tree)) is not None:
        return found
    same = [node for node in tree.by_id.values() if node.slug == path]
    if len(same) != 1:
        raise InvalidParameter(
            "category", _("This category does not exist.") if not same else _("Give the whole path.")
        )
    return same[0].id


def _price_bounds(prices: dict[str, str]) -> dict[str, int]:
    """Return decimal prices in minor units of the shop's currency, which is asked for only where there are any."""
    currency = get_default_channel().currency if prices else ""
    found = {}
    for name, text in prices.items():
        try:
            found[name] = Money.parse(text, currency).amount_minor
        except ValueError as error:
            raise InvalidParameter(name, _("This has more decimals than the shop's currency allows.")) from error
    return found
