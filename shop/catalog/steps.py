"""Writes on a product's options and variants, inside somebody else's transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import product as combinations
from math import prod

from django.db import connection
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shop.core.errors import DomainError

from .models import OptionType, OptionValue, Variant
from .rules import MAX_VARIANTS, ValueInput, options_key, renamed_values


class SameOptions(DomainError):
    """Two variants of a product would have the same options."""

    code = "same_options"
    title = gettext_lazy("Same options")
    kind = "conflict"
    default_message = gettext_lazy("Two variants have the same options. Change or remove one of them.")


class ValueInUse(DomainError):
    """An option value that variants have was left out."""

    code = "option_value_in_use"
    title = gettext_lazy("Option value in use")
    kind = "conflict"


def write_option_values(*, option: OptionType, values: Sequence[ValueInput]) -> None:
    """Make these the values of an option, in this order. One changed in its place is renamed and keeps its variants.

    Raises: ValueInUse for a value that is left out although a variant has it.
    """
    assert connection.in_atomic_block, "write_option_values writes inside the caller's transaction"
    known = list(OptionValue.objects.filter(option=option))
    by_name = {row.value: row for row in known}
    for old, new in renamed_values([row.value for row in known], [each.value for each in values]).items():
        by_name[new] = by_name.pop(old)
    keep = {each.value for each in values}
    unlisted = [row for name, row in by_name.items() if name not in keep]
    used = Variant.objects.filter(option_values__in=unlisted).order_by("pk")
    archived = used.filter(status=Variant.Status.ARCHIVED).values_list("option_values__value", flat=True)
    others = used.exclude(status=Variant.Status.ARCHIVED).values_list("option_values__value", flat=True)
    if value := others.first():
        text = _("Variants use %(option)s %(value)s. Change or remove them first.")
        raise ValueInUse(text % {"option": option.name, "value": value})
    if value := archived.first():
        text = _("Archived variants use %(option)s %(value)s, so keep it. Buyers do not see it.")
        raise ValueInUse(text % {"option": option.name, "value": value})
    OptionValue.objects.filter(pk__in=[row.pk for row in unlisted]).delete()
    for position, each in enumerate(values):
        row = by_name.get(each.value) or OptionValue(option=option)
        row.value, row.swatch, row.position = each.value, each.swatch, position
        row.save()


def settle_options(*, product_id: int, chosen: Mapping[int, Collection[int]]) -> None:
    """Give variants their option values ({variant id: value ids}) and every variant its key.

    A variant that has no value yet for an option gets the option's first one. Variants may swap their options.
    Archived ones stay as they were. Raises: SameOptions.
    """
    assert connection.in_atomic_block, "settle_options writes inside the caller's transaction"
    options = [list(option.values.all()) for option in _options_with_values(product_id)]
    rows = Variant.objects.filter(product_id=product_id).exclude(status=Variant.Status.ARCHIVED)
    variants = list(rows.prefetch_related("option_values").order_by("pk"))
    keys: dict[str, Variant] = {}
    for variant in variants:
        had = {value.pk for value in variant.option_values.all()}
        wanted = set(chosen.get(variant.pk, had))
        values = [next((v.pk for v in choices if v.pk in wanted), choices[0].pk) for choices in options if choices]
        if set(values) != had:
            variant.option_values.set(values)
        if keys.setdefault(options_key(values), variant) is not variant:
            raise SameOptions
    moved = {key: variant for key, variant in keys.items() if variant.options_key != key}
    for variant in moved.values():  # a unique key is checked row by row: out of the way first
        Variant.objects.filter(pk=variant.pk).update(options_key=f"~{variant.pk}")
    for key, variant in moved.items():
        Variant.objects.filter(pk=variant.pk).update(options_key=key)


def add_missing_variants(*, product_id: int) -> list[Variant]:
    """Create a variant for each combination of option values that has none, with SKUs made from the first one's.

    A combination that was archived is not made again. Few statements for any number of them. Raises: SameOptions
    where the product has no options; DomainError beyond MAX_VARIANTS.
    """
    assert connection.in_atomic_block, "add_missing_variants writes inside the caller's transaction"
    options = [list(option.values.all()) for option in _options_with_values(product_id)]
    count = prod(len(values) for values in options)
    if count > MAX_VARIANTS:
        text = _("These options make %(count)d variants. A product can have at most %(limit)d.")
        raise DomainError(text % {"count": count, "limit": MAX_VARIANTS})
    known = {v.options_key: v for v in Variant.objects.filter(product_id=product_id).order_by("position", "pk")}
    missing = [
        values for values in combinations(*options) if values and options_key(value.pk for value in values) not in known
    ]
    first = next(iter(known.values()), None)
    skus = _free_skus(first.sku if first else f"P{product_id}", missing)
    created = Variant.objects.bulk_create(
        Variant(
            product_id=product_id,
            sku=sku,
            options_key=options_key(value.pk for value in values),
            position=len(known) + place,
        )
        for place, (sku, values) in enumerate(zip(skus, missing, strict=True))
    )
    link = Variant.option_values.through
    link.objects.bulk_create(
        link(variant_id=variant.pk, optionvalue_id=value.pk)
        for variant, values in zip(created, missing, strict=True)
        for value in values
    )
    return created


def _options_with_values(product_id: int) -> list[OptionType]:
    return list(OptionType.objects.filter(product_id=product_id).prefetch_related("values"))


def _free_skus(base: str, missing: Sequence[Sequence[OptionValue]]) -> list[str]:
    """Return a free SKU for each combination: the base with the values behind it, and a number where it is taken."""
    wanted = [
        "-".join([base, *(slugify(value.value).upper() or str(value.pk) for value in values)])[:70]
        for values in missing
    ]
    taken = set(Variant.objects.filter(sku__startswith=base[:70]).values_list("sku", flat=True))
    found = []
    for text in wanted:
        sku = next(sku for n in range(1, 10_000) if (sku := text if n == 1 else f"{text}-{n}") not in taken)
        taken.add(sku)
        found.append(sku)
    return found
