"""The catalogue as partners see it, read from prepared documents: no field costs a statement of its own."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import Enum

import strawberry
from django.conf import settings

from shop.catalog.queries import CategoryNode
from shop.catalog.rules import product_path
from shop.core.cursor import encode_cursor
from shop.core.money import Money
from shop.search.queries import Data, HitList


@strawberry.enum(description="The order of a list of products.")
class ProductSort(Enum):
    NEWEST = "newest"
    PRICE = "price"
    PRICE_DESC = "-price"
    NAME = "name"
    BESTSELLING = "bestselling"
    RELEVANCE = "relevance"


@strawberry.type(description="A category; `path` is its address below /c/.")
class Category:
    id: int
    name: str
    slug: str
    path: str
    description: str
    parent_id: int | None

    @classmethod
    def of(cls, node: CategoryNode) -> Category:
        """Take a node of the tree."""
        parent_id = node.parent.id if node.parent else None
        return cls(
            id=node.id,
            name=node.name,
            slug=node.slug,
            path=node.path,
            description=node.description,
            parent_id=parent_id,
        )


@strawberry.type(description="The category of a product.")
class ProductCategory:
    id: int
    name: str
    url: str


@strawberry.type(description="One chosen option, such as Glaze: Rust.")
class SelectedOption:
    name: str
    value: str


@strawberry.type(description="A picture; `url` is its largest JPEG.")
class Image:
    url: str
    alt: str
    width: int
    height: int


@strawberry.enum(description="What the shop's own page says about a variant; there may be more one day.")
class Availability(Enum):
    IN_STOCK = "in_stock"
    LOW = "low"
    PREORDER = "preorder"
    BACKORDER = "backorder"
    SOLD_OUT = "sold_out"


@strawberry.type(description="A part of a bundle, and how many of it are in one.")
class Component:
    sku: str
    name: str
    quantity: int


@strawberry.type(description="What is put into a cart. Prices are decimals in the product's currency, tax included.")
class Variant:
    sku: str
    price: Decimal
    compare_at_price: Decimal | None
    in_stock: bool = strawberry.field(description="Whether it can be ordered, also before it is there.")
    availability: Availability
    units_left: int | None = strawberry.field(description="With LOW: how many can be sent at once.")
    available_from: date | None = strawberry.field(description="The day on which what is not there yet is sent.")
    components: list[Component] = strawberry.field(description="What is in a bundle, else empty.")
    options: list[SelectedOption]


@strawberry.type(description="A product. Prices are decimals in `currency`, tax included, the lowest of its variants.")
class Product:
    data: strawberry.Private[Data]

    @strawberry.field
    def id(self) -> int:
        return int(self.data["id"])

    @strawberry.field
    def name(self) -> str:
        return str(self.data["name"])

    @strawberry.field
    def slug(self) -> str:
        return str(self.data["slug"])

    @strawberry.field(description="Sanitised HTML.")
    def description(self) -> str:
        return str(self.data["description"])

    @strawberry.field
    def vendor(self) -> str:
        return str(self.data["vendor"])

    @strawberry.field
    def tags(self) -> list[str]:
        return list(self.data["tags"])

    @strawberry.field(description="Where there is no right of withdrawal: the article of Directive 2011/83/EU.")
    def withdrawal_exempt(self) -> str | None:
        return self.data.get("withdrawal_exempt") or None

    @strawberry.field
    def url(self) -> str:
        return f"{settings.SITE_URL}{product_path(self.data['slug'])}"

    @strawberry.field
    def currency(self) -> str:
        return str(self.data["currency"])

    @strawberry.field
    def price(self) -> Decimal:
        return _decimal(self.data, "price_minor")

    @strawberry.field
    def compare_at_price(self) -> Decimal | None:
        return _decimal(self.data, "compare_at_minor") if self.data["compare_at_minor"] is not None else None

    @strawberry.field
    def in_stock(self) -> bool:
        return bool(self.data["in_stock"])

    @strawberry.field
    def created_at(self) -> datetime:
        return datetime.fromisoformat(self.data["created_at"])

    @strawberry.field
    def category(self) -> ProductCategory | None:
        category = self.data["category"]
        if category is None:
            return None
        return ProductCategory(id=category["id"], name=category["name"], url=settings.SITE_URL + category["url"])

    @strawberry.field
    def variants(self) -> list[Variant]:
        currency = self.data["currency"]
        return [_variant_type(entry, currency) for entry in self.data["variants"]]

    @strawberry.field
    def images(self) -> list[Image]:
        return [_image_type(entry) for entry in self.data["images"]]


@strawberry.type
class PageInfo:
    has_next_page: bool
    end_cursor: str | None


@strawberry.type
class ProductEdge:
    node: Product
    cursor: str


@strawberry.type(description="A page of products.")
class ProductConnection:
    edges: list[ProductEdge]
    page_info: PageInfo
    search_corrected: str | None = strawberry.field(
        description="The words that were searched for instead, where nothing has those that were asked for."
    )
    search_relaxed: bool = strawberry.field(
        description="Whether nothing has all of the words; these products have some of them."
    )

    @strawberry.field(description="The products without their cursors.")
    def nodes(self) -> list[Product]:
        return [edge.node for edge in self.edges]

    @classmethod
    def of(cls, found: HitList, sort: ProductSort) -> ProductConnection:
        """Build a page from what was found."""
        edges = [
            ProductEdge(node=Product(data=hit.data), cursor=encode_cursor(sort.value, *hit.position))
            for hit in found.hits
        ]
        end = edges[-1].cursor if edges else None
        return cls(
            edges=edges,
            page_info=PageInfo(has_next_page=found.has_more, end_cursor=end),
            search_corrected=found.corrected,
            search_relaxed=found.is_relaxed,
        )


def _decimal(entry: Data, name: str, currency: str = "") -> Decimal:
    return Money(entry[name], currency or entry["currency"]).decimal


def _variant_type(entry: Data, currency: str) -> Variant:
    before = entry["compare_at_minor"]
    return Variant(
        sku=entry["sku"],
        price=_decimal(entry, "price_minor", currency),
        compare_at_price=None if before is None else _decimal(entry, "compare_at_minor", currency),
        in_stock=entry["in_stock"],
        availability=Availability(entry["status"]),
        units_left=entry["units_left"],
        available_from=date.fromisoformat(entry["available_from"]) if entry["available_from"] else None,
        components=[Component(**part) for part in entry["components"]],
        options=[SelectedOption(name=name, value=value) for name, value in entry["options"]],
    )


def _image_type(entry: Data) -> Image:
    url = f"{settings.SITE_URL}{settings.MEDIA_URL}{entry['path']}/{max(entry['widths'])}.jpg"
    return Image(url=url, alt=entry["alt"], width=entry["width"], height=entry["height"])
