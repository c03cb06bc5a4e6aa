"""The state of one product while a batch is written: the record, the rows in the shop, and what became of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from shop.catalog.images import StoredImage
from shop.catalog.models import Media, OptionType, OptionValue, Product, Variant
from shop.core.actor import By
from shop.imports.records import ProductRecord, VariantRecord

type Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Setup:
    """What is the same for a whole import.

    `location_ids` are those of all locations by code; `pictures` maps the keys of picture records to stored pictures.
    """

    currency: str
    location_id: int
    location_ids: Mapping[str, int]
    pictures: Mapping[str, StoredImage]
    by: By


@dataclass(slots=True)
class VariantWork:
    """A variant record and its row; a new row has no key before it is written."""

    record: VariantRecord
    variant: Variant
    created: bool
    changed: bool = False
    options_changed: bool = False
    emptied: list[str] = field(default_factory=list)  # by a blank cell


@dataclass(slots=True)
class ProductWork:
    """A product record and its rows. `changed` tells whether anything but stock changed."""

    record: ProductRecord
    product: Product
    created: bool
    changed: bool = False
    emptied: list[str] = field(default_factory=list)
    options: dict[str, OptionType] = field(default_factory=dict)
    values: dict[tuple[str, str], OptionValue] = field(default_factory=dict)
    media: dict[str, Media] = field(default_factory=dict)  # by path
    shop_variants: list[Variant] = field(default_factory=list)
    variants: list[VariantWork] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether the record has every variant that the shop has, so that its order is the product's."""
        return not self.record.keeps_order and len(self.shop_variants) <= sum(
            not each.created for each in self.variants
        )

    @property
    def touched(self) -> bool:
        """Whether anything about the product changed, its stock included."""
        return self.created or self.changed or any(work.created or work.changed for work in self.variants)


def start_work(record: ProductRecord, product: Product | None) -> ProductWork:
    """Pair a record with its product, whose details are loaded (`products_with_details`), or with a new one."""
    if product is None:
        return ProductWork(record=record, product=Product(slug=record.handle), created=True)
    options = {option.name: option for option in product.options.all()}
    return ProductWork(
        record=record,
        product=product,
        created=False,
        options=options,
        values={(name, value.value): value for name, option in options.items() for value in option.values.all()},
        media={media.path: media for media in product.media.all()},
        shop_variants=list(product.variants.all()),
    )
