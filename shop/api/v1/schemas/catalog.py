"""Products and categories."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from shop.api.common.pagination import DEFAULT_LIMIT, MAX_LIMIT
from shop.catalog.rules import SKU_LENGTH
from shop.search.rules import MAX_TEXT

from .common import Amount, Body, Text, TypedEmail, Uri

Decimal = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,12}(\.[0-9]{1,4})?$")]


class ProductQuery(BaseModel):
    """What to list."""

    category: Text | None = Field(
        default=None,
        max_length=300,
        description="Id or path of a category, such as `4` or `table/cups`; those below it are included.",
    )
    search: Text | None = Field(
        default=None,
        max_length=MAX_TEXT,
        description='Words, "phrases" and -exclusions; also as `q`. A misspelt word is corrected, and where nothing has'
        " all words, what has some of them is found; the answer says so.",
    )
    q: Text | None = Field(default=None, max_length=MAX_TEXT, description="The same as `search`.")
    min_price: Decimal | None = Field(default=None, description="Lowest price in the shop's currency, `19.50`.")
    max_price: Decimal | None = Field(default=None, description="Highest price, itself included.")
    in_stock: bool = Field(default=False, description="Only what can be had now.")
    on_sale: bool = Field(default=False, description="Only what is reduced.")
    sort: Literal["newest", "price", "-price", "name", "bestselling", "relevance"] | None = Field(
        default=None,
        description="`relevance` lists the 1,000 best matches of a search, and is `bestselling` without. "
        "Unless it is given, a search is by `relevance`, and everything else by `newest`.",
    )
    limit: int = Field(default=DEFAULT_LIMIT, ge=1, le=MAX_LIMIT)
    cursor: Annotated[str, StringConstraints(max_length=1000)] | None = Field(
        default=None, description="From `next`; simply follow that address."
    )


class CategoryRef(BaseModel):
    """Where a product belongs."""

    id: int
    name: str
    url: Uri


class Component(BaseModel):
    """A part of a bundle."""

    sku: str
    name: str
    quantity: int = Field(description="How many of it are in one bundle.", examples=[2])


class Variant(BaseModel):
    """What is ordered, by its SKU."""

    sku: str
    price: Amount
    compare_at_price: Amount | None = Field(description="The former price where it is reduced.")
    options: dict[str, str] = Field(examples=[{"Glaze": "Rust"}])
    in_stock: bool = Field(description="Whether it can be ordered, also before it is there.")
    availability: Literal["in_stock", "low", "preorder", "backorder", "sold_out"] = Field(
        description="What the shop's own page says about it; there may be more one day."
    )
    units_left: int | None = Field(description="With `low`: how many can be sent at once.", examples=[None, 3])
    available_from: date | None = Field(
        description="With `preorder` and `backorder`: the day on which it is sent, where that is known."
    )
    components: list[Component] = Field(description="What is in a bundle, else empty.")
    image: Uri | None = Field(description="Address of this variant's own picture.")


class Image(BaseModel):
    """A picture, stored at several widths."""

    url: Uri = Field(description="The largest JPEG.")
    alt: str
    width: int
    height: int
    widths: list[int] = Field(examples=[[320, 640, 960, 1280]])
    template: str = Field(
        description="Address of every rendition: put in one of `widths`, and `avif`, `webp` or `jpg`.",
        examples=["https://shop.example/media/p/ab/abcd/{width}.{format}"],
    )


class Product(BaseModel):
    """A product with its variants. Prices include tax; the product's are those of its cheapest variant."""

    id: int
    name: str
    slug: str
    url: Uri = Field(description="Its page in the shop.")
    description: str = Field(description="Sanitised HTML.")
    vendor: str
    tags: list[str]
    withdrawal_exempt: str | None = Field(
        description="Where there is no right of withdrawal: the article of Directive 2011/83/EU. Tell it before"
        " the order.",
        examples=[None, "16(c)"],
    )
    price: Amount
    compare_at_price: Amount | None
    max_price: Amount = Field(description="The price of the dearest variant.")
    in_stock: bool
    category: CategoryRef | None
    variants: list[Variant]
    images: list[Image]
    created_at: datetime


class ProductList(BaseModel):
    """A page of products."""

    results: list[Product]
    next: Uri | None = Field(description="Address of the next page, null on the last.")
    search_corrected: str | None = Field(
        description="The words that were searched for instead, where nothing has those that were asked for.",
        examples=[None, "brass lamp"],
    )
    search_relaxed: bool = Field(description="Whether nothing has all of the words; these products have some of them.")


class Category(BaseModel):
    """A category; the list is in the order of the shop, parents first."""

    id: int
    name: str
    slug: str
    path: str = Field(description="The slugs from the root down.", examples=["table/cups"])
    parent_id: int | None
    description: str
    url: Uri


class CategoryList(BaseModel):
    """All categories; there is never a next page."""

    results: list[Category]
    next: None = None


class NewWaiting(Body):
    """What to wait for, and where to write to."""

    model_config = ConfigDict(json_schema_extra={"example": {"sku": "MUG-GONE", "email": "ada@example.com"}})

    sku: Text = Field(min_length=1, max_length=SKU_LENGTH, examples=["MUG-GONE"])
    email: TypedEmail | None = Field(
        default=None,
        max_length=254,
        description="By default the customer's, with a token.",
        examples=["ada@example.com"],
    )


class Waiting(BaseModel):
    """The wish was heard. Nothing tells whether it was known already."""

    sku: str
