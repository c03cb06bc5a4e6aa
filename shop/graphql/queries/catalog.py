"""Reading the catalogue."""

from __future__ import annotations

from decimal import Decimal

import strawberry
from django.utils.translation import gettext as _
from graphql import GraphQLError

from shop.catalog.queries import category_tree
from shop.channels.queries import get_default_channel, shop_locale
from shop.core.cursor import decode_cursor
from shop.core.errors import InvalidInput
from shop.core.money import Money
from shop.core.shown import shows
from shop.graphql.errors import refusal
from shop.graphql.limits import PAGE_DEFAULT, PAGE_MAX
from shop.graphql.types.catalog import Category, Product, ProductConnection, ProductSort
from shop.search.queries import exact_snapshot, list_after
from shop.search.rules import MAX_TEXT, ListingFilter, usual_sort


@strawberry.input(description="What a list of products is narrowed by. Prices are decimals, both ends included.")
class ProductFilter:
    category_id: int | None = None
    search: str | None = None
    min_price: Decimal | None = None
    max_price: Decimal | None = None
    in_stock: bool | None = None
    on_sale: bool | None = None


@strawberry.type
class CatalogQuery:
    @strawberry.field(description="A published product by id, or null.")
    def product(self, id: int) -> Product | None:  # noqa: A002  # the name in the schema
        data = exact_snapshot(product_id=id)
        return Product(data=data) if data else None

    @strawberry.field(
        description="Published products, 20 a page and at most 100: unless sorted otherwise the newest first, "
        "and a search by relevance."
    )
    def products(
        self,
        first: int = PAGE_DEFAULT,
        after: str | None = None,
        filter: ProductFilter | None = None,  # noqa: A002  # the name in the schema
        sort: ProductSort | None = None,
    ) -> ProductConnection:
        limit = check_first(first)
        try:
            where = _where(filter or ProductFilter())
            order = sort or ProductSort(usual_sort(where.text))
            cursor = decode_cursor(order.value, after) if after is not None else None
        except InvalidInput as error:
            raise refusal(error) from error
        try:
            found = list_after(where=where, sort=order.value, after=cursor, limit=limit)
        except InvalidInput as error:
            raise refusal(error) from error
        return ProductConnection.of(found, order)

    @strawberry.field(description="All categories, parents before their children.")
    def categories(self) -> list[Category]:
        shows("categories")
        return [Category.of(node) for node in category_tree(locale=shop_locale()).by_id.values()]


def check_first(first: int) -> int:
    """Return the page size. Raises: GraphQLError outside 1 to 100."""
    if not 1 <= first <= PAGE_MAX:
        raise GraphQLError(
            _("`first` must be from 1 to %(page_max)s.") % {"page_max": PAGE_MAX}, extensions={"code": "invalid_input"}
        )
    return first


def _where(chosen: ProductFilter) -> ListingFilter:
    text = " ".join((chosen.search or "").replace("\x00", " ").split())
    if len(text) > MAX_TEXT:
        raise InvalidInput(fields={"search": _("Enter at most %(max_text)s characters.") % {"max_text": MAX_TEXT}})
    low = high = None
    if chosen.min_price is not None or chosen.max_price is not None:
        currency = get_default_channel().currency
        low, high = (
            _price_bound(chosen.min_price, currency, "minPrice"),
            _price_bound(chosen.max_price, currency, "maxPrice"),
        )
    return ListingFilter(
        category_id=chosen.category_id,
        text=text,
        min_price_minor=low,
        max_price_minor=high,
        in_stock=bool(chosen.in_stock),
        on_sale=bool(chosen.on_sale),
    )


def _price_bound(value: Decimal | None, currency: str, name: str) -> int | None:
    if value is None:
        return None
    try:
        minor = Money.parse(str(value), currency).amount_minor
    except ValueError as error:
        raise InvalidInput(fields={name: str(error)}) from error
    if not 0 <= minor < 2**62:
        raise InvalidInput(fields={name: _("Enter an amount of 0 or more.")})
    return minor
