"""Verbs on the catalogue."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from shop.core.actor import Actor
from shop.core.errors import DomainError, InvalidInput, NotFound

from .models import BundleComponent, Product, Variant

MAX_COMPONENTS = 20


class NestedBundle(DomainError):
    """A bundle would be a part of a bundle."""

    code = "nested_bundle"
    kind = "conflict"
    default_message = "A bundle cannot be a part of another bundle."


class BundleHasStock(DomainError):
    """A variant that has stock of its own would become a bundle, and that stock could never be sold."""

    code = "bundle_has_stock"
    kind = "conflict"
    default_message = "A bundle has no stock of its own. Book what is there out first, and let its orders be sent."


def set_product_status(*, product_ids: Collection[int], status: Product.Status, actor: Actor, now: datetime) -> int:
    """Publish, withdraw or archive products; returns how many changed. Needs the permission catalog.change_product.

    Raises: Forbidden.
    """
    actor.require("catalog.change_product")
    with transaction.atomic(durable=True):
        others = Product.objects.filter(pk__in=product_ids).exclude(status=status)
        return others.update(status=status, updated_at=now)


def set_bundle(*, variant_id: int, components: Mapping[int, int], actor: Actor) -> None:
    """Let a variant be made of {variant id: units of it per piece}; of nothing, and it is a plain variant again.

    A bundle sells what its parts have in stock, and has none of its own. Orders keep the parts as they were. Locks
    the variants by key, then the bundle's stock levels (a trigger). Needs the permission catalog.change_product.
    Raises: Forbidden, NotFound, InvalidInput, NestedBundle, BundleHasStock.
    """
    actor.require("catalog.change_product")
    if variant_id in components or len(components) > MAX_COMPONENTS:
        raise InvalidInput(fields={"components": f"Name up to {MAX_COMPONENTS} other variants."})
    if not all(1 <= quantity <= 99 for quantity in components.values()):
        raise InvalidInput(fields={"components": "Enter a quantity from 1 to 99 for each part."})
    keys = {variant_id, *components}
    with transaction.atomic(durable=True):
        rows = Variant.objects.filter(pk__in=keys).order_by("pk").select_for_update(of=("self",), no_key=True)
        if {variant.pk for variant in rows} != keys:
            raise NotFound("There is no such variant.")
        nested = BundleComponent.objects.filter(bundle__in=components)
        if nested.exists() or (components and BundleComponent.objects.filter(component=variant_id).exists()):
            raise NestedBundle
        BundleComponent.objects.filter(bundle=variant_id).exclude(component__in=components).delete()
        _write_parts(variant_id, components)


def _write_parts(bundle_id: int, components: Mapping[int, int]) -> None:
    try:
        BundleComponent.objects.bulk_create(
            (
                BundleComponent(bundle_id=bundle_id, component_id=key, quantity=quantity)
                for key, quantity in components.items()
            ),
            update_conflicts=True,
            unique_fields=["bundle", "component"],
            update_fields=["quantity"],
        )
    except IntegrityError as error:
        if "bundle_has_no_stock" in str(error):  # inventory lies above: its trigger knows
            raise BundleHasStock from error
        raise
