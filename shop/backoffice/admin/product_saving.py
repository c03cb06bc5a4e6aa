"""Saving the parts of a product page, inside the transaction that Django's edit page opens."""

from __future__ import annotations

from typing import Any

from django.db.models import Max
from django.forms.models import BaseInlineFormSet
from django.utils.translation import gettext as _

from shop.catalog.images import StoredImage
from shop.catalog.models import Media, OptionType, Product, Variant
from shop.catalog.rules import missed_check_digit
from shop.catalog.steps import add_missing_variants, write_option_values
from shop.channels.queries import get_default_channel
from shop.core.actor import By
from shop.inventory.steps import StockChange, correct_counts
from shop.pricing.models import Price
from shop.pricing.steps import set_prices

from .product_forms import OptionForm
from .variant_forms import VariantFormSet


def add_pictures(product: Product, stored: list[StoredImage]) -> None:
    """Put stored pictures after those that the product has; one that it has already is left out."""
    known = set(product.media.values_list("path", flat=True))
    place = product.media.count()
    for image in stored:
        if image.path not in known:
            known.add(image.path)
            Media.objects.create(
                product=product,
                path=image.path,
                width=image.width,
                height=image.height,
                widths=list(image.widths),
                tint=image.tint,
                position=place,
            )
            place += 1


def save_values(formset: BaseInlineFormSet[OptionType, Product, OptionForm]) -> None:
    """Write the values of the options whose text was changed. Raises: ValueInUse."""
    for form in formset.forms:
        if form.instance.pk and "values" in form.changed_data and form not in formset.deleted_forms:
            write_option_values(option=form.instance, values=form.cleaned_data["values"])


def save_variants(formset: VariantFormSet, *, by: By) -> None:
    """Save the rows with their prices, then all changes of stock at once. Keys of options are settled afterwards.

    New rows without a place come last. Raises: Forbidden (a count, without the right over stock), StockTooLow.
    """
    changes: list[StockChange] = []
    formset.save(commit=False)
    place = _next_place(formset.instance)
    for index, form in enumerate(formset.saved_forms):
        variant = form.instance
        if variant.pk is None:
            variant.options_key = f"~new{index}"
            variant.position = variant.position or place + index
        elif "status" in form.changed_data:
            variant.options_key = f"~{variant.pk}"  # its options may be another's by now: settled afterwards
        variant.save()
        if {"price", "compare_at"} & set(form.changed_data):
            set_prices(
                variant_ids=[variant.pk],
                currency=formset.table.currency,
                amount_minor=form.cleaned_data["price"],
                compare_at_minor=form.cleaned_data["compare_at"],
            )
        change = form.stock_change()
        if change or (variant.track_stock and variant.pk not in formset.table.levels):
            changes.append(StockChange(variant.pk, change))  # what is counted has a row of stock, even at zero
    if changes and formset.table.location is not None:
        correct_counts(location_id=formset.table.location.pk, changes=changes, by=by, note=_("Product page"))


def add_combinations(product: Product, *, location_id: int | None, by: By) -> int:
    """Add a variant for every combination of options that has none; returns how many.

    They are priced like the product's first variant and have no stock yet. Raises: as `add_missing_variants`.
    """
    created = add_missing_variants(product_id=product.pk)
    _price_like_the_first(product, created)
    if created and location_id is not None:
        counts = [StockChange(variant.pk, 0) for variant in created]
        correct_counts(location_id=location_id, changes=counts, by=by, note="")
    return len(created)


def _next_place(product: Product) -> int:
    last = product.variants.aggregate(last=Max("position"))["last"]
    return 0 if last is None else min(int(last) + 1, 32_000)


def _price_like_the_first(product: Product, created: list[Variant]) -> None:
    currency = get_default_channel().currency
    prices = Price.objects.filter(variant__product=product, currency=currency)
    first = prices.order_by("variant__position", "variant_id").first()
    if created and first is not None:
        set_prices(
            variant_ids=[variant.pk for variant in created],
            currency=currency,
            amount_minor=first.amount_minor,
            compare_at_minor=first.compare_at_minor,
        )


def doubtful_barcodes(formsets: Any) -> list[tuple[str, str]]:
    """Return the barcodes that were typed and are as long as a GTIN, and the digit with which they should end."""
    typed = [
        each.instance.barcode
        for formset in formsets
        if isinstance(formset, VariantFormSet)
        for each in formset.saved_forms
        if "barcode" in each.changed_data
    ]
    return [(barcode, digit) for barcode in typed if (digit := missed_check_digit(barcode))][:5]
