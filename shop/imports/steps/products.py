"""Writes products, their categories, options and pictures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from shop.catalog.models import Category, Media, OptionType, OptionValue, Product
from shop.core.slugs import digest, make_slug
from shop.imports.steps.work import ProductWork, Setup

# What a record says in the words of the product's columns; the others are worked out in `_product_values`.
_AS_RECORDED = ("name", "vendor", "seo_title", "seo_description", "tax_class", "withdrawal_exempt")
PRODUCT_FIELDS = (*_AS_RECORDED, "description", "category_id", "tags", "attributes", "status", "released_on")


def save_products(works: Sequence[ProductWork]) -> None:
    """Create new products; set the fields of known ones, which `save_changed_products` writes."""
    categories = _ensure_categories({work.record.category_path for work in works if work.record.category_path})
    names = _category_names() if categories else {}
    for work in works:
        path = tuple(name.casefold() for name in work.record.category_path or ())
        values = _product_values(work, categories)
        if path and names.get(work.product.category_id or 0) == path:  # of several of one name, the one it is in
            values["category_id"] = work.product.category_id
        for name, value in values.items():
            if (before := getattr(work.product, name)) != value:
                if before and not value and not work.created:
                    work.emptied.append(name.removesuffix("_id"))
                setattr(work.product, name, value)
                work.changed = True
    Product.objects.bulk_create([work.product for work in works if work.created])


def save_changed_products(works: Sequence[ProductWork], setup: Setup) -> None:
    """Write known products of which anything but the stock changed; others keep their time of change."""
    changed = [work.product for work in works if work.changed and not work.created]
    for product in changed:
        product.updated_at = setup.by.now
    fields = [name.removesuffix("_id") for name in PRODUCT_FIELDS]
    Product.objects.bulk_update(changed, [*fields, "updated_at"])


def save_options(works: Sequence[ProductWork]) -> None:
    """Create and order the options and values that the records name; fills `work.options` and `work.values`."""
    types, values = _Rows(OptionType, "position"), _Rows(OptionValue, "position", "swatch")
    for work in works:
        names = dict.fromkeys(name for variant in work.record.variants for name, _ in variant.options or ())
        for position, name in enumerate(names):
            option = work.options.get(name)
            if option is None:
                option = work.options[name] = OptionType(product=work.product, name=name)
            work.changed |= types.put(
                option, position=position if work.is_whole or option.pk is None else option.position
            )
    types.save()
    for work in works:
        pairs = dict.fromkeys(pair for variant in work.record.variants for pair in variant.options or ())
        for position, (name, text) in enumerate(pairs):
            value = work.values.get((name, text))
            if value is None:
                value = OptionValue(option=work.options[name], value=text, swatch=_swatch_of(text, work))
                work.values[name, text] = value
            swatch = work.record.swatches.get((name, text), value.swatch)
            place = position if work.is_whole or value.pk is None else value.position
            work.changed |= values.put(value, position=place, swatch=swatch)
    values.save()


def _swatch_of(text: str, work: ProductWork) -> str:
    """Return the colour of a value where the option, or only its spelling, is called otherwise now."""
    known = (value for (_, old), value in work.values.items() if old.casefold() == text.casefold())
    return next((value.swatch for value in known if value.swatch), "")


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
        named = [image.path for record in work.record.pictures if (image := setup.pictures.get(record.key))]
        in_order = work.record.keeps_order and named == [path for path in work.media if path in named]
        for record in work.record.pictures:
            image = setup.pictures.get(record.key)
            if image is None or image.path in seen:  # not stored, or another address of a picture that we have
                continue
            media = work.media.get(image.path)
            if media is None:
                size: dict[str, Any] = {"width": image.width, "height": image.height, "widths": list(image.widths)}
                media = Media(product=work.product, path=image.path, tint=image.tint, **size)
                work.media[image.path] = media
            alt = record.alt or media.alt or work.product.name
            if work.record.keeps_order and record.alt is not None:
                alt = record.alt
            work.changed |= rows.put(media, position=media.position if in_order else len(seen), alt=alt)
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
    """The product's columns. What a record does not say stays as the shop has it."""
    record, product = work.record, work.product
    said = {name: getattr(record, name) for name in _AS_RECORDED} | {
        "description": record.description_html,
        "category_id": categories.get(record.category_path or ()),
        "tags": None if record.tags is None else list(record.tags),
        "attributes": None if record.attributes is None else dict(record.attributes),
        "status": record.status or (Product.Status.ACTIVE if work.created else None),
    }
    values = {name: getattr(product, name) if value is None else value for name, value in said.items()}
    if record.category_path == ():
        values["category_id"] = None
    day = record.released_on
    values["released_on"] = product.released_on if day is None else date.fromisoformat(day) if day else None
    return values


def _category_names() -> dict[int, tuple[str, ...]]:
    """Return the folded names from the root to each category."""
    rows = {row.pk: row for row in Category.objects.all()}

    def path(pk: int) -> tuple[str, ...]:
        row = rows[pk]
        return (*(path(row.parent_id) if row.parent_id else ()), row.name.casefold())

    return {pk: path(pk) for pk in rows}


def _ensure_categories(paths: Iterable[tuple[str, ...]]) -> dict[tuple[str, ...], int]:
    """Ids by path; what is missing is created.

    A category is found by its name below its parent; one that staff have renamed, by the slug that it kept.
    """
    rows = list(Category.objects.all())
    taken = {(row.parent_id, row.slug) for row in rows}
    known = {(row.parent_id, row.slug): row.pk for row in rows if make_slug(row.name)[:80] != row.slug}
    by_name = {(row.parent_id, row.name.casefold()): row.pk for row in rows}
    found: dict[tuple[str, ...], int] = {}
    for path in sorted(paths):
        parent: int | None = None
        for name in path:
            slug = make_slug(name)[:80]
            here = by_name.get((parent, name.casefold())) or known.get((parent, slug))
            if here is None:
                slug = slug if slug and (parent, slug) not in taken else f"{slug[:70]}-{digest(name)}".strip("-")
                here = Category.objects.create(parent_id=parent, name=name, slug=slug).pk
                taken.add((parent, slug))
                by_name[parent, name.casefold()] = here
            parent = here
        if parent is not None:
            found[path] = parent
    return found
