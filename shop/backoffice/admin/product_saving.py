"""Saving the parts of a product page, inside the transaction that Django's edit page opens."""

from __future__ import annotations

from datetime import datetime

from django.forms.models import BaseInlineFormSet

from shop.catalog.images import StoredImage
from shop.catalog.models import Media, OptionType, Product, Variant
from shop.catalog.steps import write_option_values
from shop.channels.queries import get_default_channel
from shop.core.actor import Actor
from shop.inventory.steps import Change, change_on_hand
from shop.pricing.models import Price
from shop.pricing.steps import set_price

from .product_forms import OptionForm, VariantFormSet


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


def save_variants(formset: VariantFormSet, *, actor: Actor, now: datetime) -> None:
    """Save the rows with their prices, then all changes of stock at once. Keys of options are settled afterwards.

    Raises: StockTooLow.
    """
    changes: list[Change] = []
    formset.save(commit=False)
    for gone in formset.deleted_objects:
        gone.delete()
    for index, form in enumerate(formset.saved_forms):
        variant = form.instance
        if variant.pk is None:
            variant.options_key = f"~new{index}"
        variant.save()
        if {"price", "compare_at"} & set(form.changed_data):
            set_price(
                variant_id=variant.pk,
                currency=formset.shelf.currency,
                amount_minor=form.cleaned_data["price"],
                compare_at_minor=form.cleaned_data["compare_at"],
            )
        change = form.stock_change()
        if change or (variant.track_stock and variant.pk not in formset.shelf.levels):
            changes.append(Change(variant.pk, change))  # what is counted has a row of stock, even at zero
    if changes and formset.shelf.location is not None:
        place = formset.shelf.location.pk
        change_on_hand(location_id=place, changes=changes, actor=actor, now=now, note="Product page")


def price_like_the_first(product: Product, created: list[Variant]) -> None:
    """Give new variants the price of the product's first variant, where it has one."""
    prices = Price.objects.filter(variant__product=product).order_by("variant__position", "variant_id")
    currency = get_default_channel().currency
    first = prices.filter(currency=currency).first()
    for variant in created:
        if first is not None:
            set_price(
                variant_id=variant.pk,
                currency=currency,
                amount_minor=first.amount_minor,
                compare_at_minor=first.compare_at_minor,
            )
