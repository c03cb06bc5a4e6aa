"""Writes products, their categories, options and pictures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from shop.catalog.models import Category, Media, OptionType, OptionValue, Product
from shop.imports.steps.work import ProductWork, Setup
from shop.imports.values import slug

_PRODUCT_FIELDS = (
    "name",
    "description",
    "vendor",
    "category_id",
    "tags",
    "attributes",
    "status",
    "seo_title",
    "seo_description",
)


def save_products(works: Sequence[ProductWork]) -> None:
    """Create new products; set the fields of known ones, which `save_changed_products` writes."""
    categories = _ensure_categories({work.record.category_path for work in works} - {()})
    for work in works:
        for name, value in _product_values(work, categories).items():
            if getattr(work.product, name) != value:
                setattr(work.product, name, value)
                work.changed = True
    Product.objects.bulk_create([work.product for work in works if work.created])


def save_changed_products(works: Sequence[ProductWork], setup: Setup) -> None:
    """Write known products of which anything but the stock changed; others keep their time of change."""
    changed = [work.product for work in works if work.changed and not work.created]
    for product in changed:
        product.updated_at = setup.now
    fields = [name.removesuffix("_id") for name in _PRODUCT_FIELDS]
    Product.objects.bulk_update(changed, [*fields, "updated_at"])


def save_options(works: Sequence[ProductWork]) -> None:
    """Create and order the options and values that the records name; fills `work.options` and `work.values`."""
    types, values = _Rows(OptionType, "position"), _Rows(OptionValue, "position", "swatch")
    for work in works:
        names = dict.fromkeys(name for variant in work.record.variants for name, _ in variant.options)
        for position, name in enumerate(names):
            option = work.options.get(name)
            if option is None:
                option = work.options[name] = OptionType(product=work.product, name=name)
            work.changed |= types.put(option, position=position)
    types.save()
    for work in works:
        pairs = dict.fromkeys(pair for variant in work.record.variants for pair in variant.options)
        for position, (name, text) in enumerate(pairs):
            value = work.values.get((name, text))
            if value is None:
                value = work.values[name, text] = OptionValue(option=work.options[name], value=text)
            swatch = work.record.swatches.get((name, text), value.swatch)
            work.changed |= values.put(value, position=position, swatch=swatch)
    values.save()


def drop_unused_options(works: Iterable[ProductWork]) -> None:
    """Remove option values that no variant has any more, where variants changed their options."""
    ids = [work.product.pk for work in works if any(variant.options_changed for variant in work.variants)]
    if ids:
        OptionValue.objects.filter(option__product__in=ids, variants=None).delete()
        OptionType.objects.filter(product__in=ids, values=None).delete()


def save_media(works: Sequence[ProductWork], setup: Setup) -> None:
    """Create and order the pictures that are stored; pictures that only the shop knows stay."""
    rows = _Rows(Media, "position", "alt")
    for work in works:
        seen: set[str] = set()
        for record in work.record.pictures:
            image = setup.pictures.get(record.key)
            if image is None or image.path in seen:  # not stored, or another address of a picture that we have
                continue
            media = work.media.get(image.path)
            if media is None:
                size: dict[str, Any] = {"width": image.width, "height": image.height, "widths": list(image.widths)}
                media = Media(product=work.product, path=image.path, tint=image.tint, **size)
                work.media[image.path] = media
            alt = record.alt or media.alt or work.record.name
            work.changed |= rows.put(media, position=len(seen), alt=alt)
            seen.add(image.path)
    rows.save()


class _Rows:
    """Collects rows of one model, and writes the new and the changed ones with two statements."""

    def __init__(self, model: Any, *fields: str) -> None:
        self._model = model
        self._fields = fields
        self._new: list[Any] = []
        self._changed: list[Any] = []

    def put(self, row: Any, **values: Any) -> bool:
        """Set values; tells whether the row is to be written."""
        different = [name for name, value in values.items() if getattr(row, name) != value]
        for name in different:
            setattr(row, name, values[name])
        if row.pk is None:
            self._new.append(row)
        elif different:
            self._changed.append(row)
        return row.pk is None or bool(different)

    def save(self) -> None:
        self._model.objects.bulk_create(self._new)
        self._model.objects.bulk_update(self._changed, self._fields)


def _product_values(work: ProductWork, categories: dict[tuple[str, ...], int]) -> dict[str, Any]:
    """The product's columns. A record without category or facts leaves those of the shop as they are."""
    record, product = work.record, work.product
    return {
        "name": record.name,
        "description": record.description_html,
        "vendor": record.vendor,
        "category_id": categories.get(record.category_path, product.category_id),
        "tags": list(record.tags),
        "attributes": dict(record.attributes) or product.attributes,
        "status": record.status,
        "seo_title": record.seo_title,
        "seo_description": record.seo_description,
    }


def _ensure_categories(paths: Iterable[tuple[str, ...]]) -> dict[tuple[str, ...], int]:
    """Ids by path; what is missing is created. A category is found by its slug below its parent."""
    known = {(row.parent_id, row.slug): row.pk for row in Category.objects.all()}
    found: dict[tuple[str, ...], int] = {}
    for path in sorted(paths):
        parent: int | None = None
        for name in path:
            key = (parent, slug(name)[:80])
            if key not in known:
                known[key] = Category.objects.create(parent_id=parent, name=name, slug=key[1]).pk
            parent = known[key]
        if parent is not None:
            found[path] = parent
    return found
